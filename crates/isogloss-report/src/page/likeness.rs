//! The spaces as a whole.

use super::parts::Builder;
use crate::number;
use isogloss::report::LikenessPair;
use isogloss_analyse::isotropy::Isotropy;
use isogloss_analyse::likeness::AgainstNull;

/// + Likeness and shape.
pub fn likeness(page: &mut Builder<'_>) {
    page.open(
        "likeness",
        "+",
        "Are the spaces alike as a whole?",
        "Words that are near to each other in one space should be near in the other. RSA and CKA say so in one number, with no rotation fitted: 1 is the same space turned, 0 is two spaces that have nothing in common.",
    );
    match page.report.sections.likeness.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = section.pairs.len().min(page.detail.pairs);
            for pair in &section.pairs[..shown] {
                page.pair_heading(pair.a, pair.b, section.pairs.len());
                one_pair(page, pair);
            }
            page.omitted(section.pairs.len(), shown, "pairs of domains", "likeness.csv");
            shape(page, &section.domains);
            page.method(&[
                "RSA (Kriegeskorte et al. 2008) is the rank correlation of the cosines of all pairs of a sample of words. CKA (Kornblith et al. 2019) is linear centred kernel alignment of the same cosines, with the unbiased estimate of HSIC (Song et al. 2012): without that correction it grows with the number of dimensions per word, and unrelated spaces look alike.",
                "<i>Dealt out at random</i>: where 95 % of the values lie when the words of one space are exchanged at random. It is what two spaces of these shapes show that have nothing to do with each other. It is no interval of the value: how much another training or other text would change it is not known.",
                "Shape, on vectors of unit length: the mean cosine of all pairs; isotropy I = min Z(c)/max Z(c) over the eigenvectors c, with Z(c) = Σ exp(c·x) (Mu &amp; Viswanath 2018), 1 where no direction is preferred; participation ratio (Σλ)²/Σλ² and effective rank exp H(σ/Σσ) (Roy &amp; Vetterli 2007) of the covariance: how many directions share the variation, at most as many as there are dimensions.",
            ]);
        }
    }
    page.close();
}

fn one_pair(page: &mut Builder<'_>, pair: &LikenessPair) {
    let found = &pair.likeness;
    let row = |what: &str, value: &AgainstNull| {
        format!(
            "<tr><th scope=\"row\">{what}</th><td class=\"num\">{}</td><td class=\"num soft\">{} to {}</td></tr>\n",
            number::figure(value.value),
            number::fixed(value.null_low, 3),
            number::fixed(value.null_high, 3)
        )
    };
    let body = [
        row("RSA <small>(Spearman’s ρ of similarities)</small>", &found.rsa),
        row("CKA, debiased", &found.cka),
        format!(
            "<tr><th scope=\"row\">CKA without the correction</th><td class=\"num soft\">{}</td><td class=\"num soft\">–</td></tr>\n",
            number::figure(found.plug_in_cka)
        ),
    ]
    .concat();
    page.table(
        &format!(
            "{} and {} on {} of their {} most frequent shared words",
            page.domain(pair.a),
            page.domain(pair.b),
            number::count(found.words as u64),
            number::count(found.among as u64)
        ),
        "<td></td><th scope=\"col\" class=\"num\">value</th><th scope=\"col\" class=\"num\">words dealt out at random</th>",
        &body,
    );
}

fn shape(page: &mut Builder<'_>, domains: &[Isotropy]) {
    let cell = |f: &dyn Fn(&Isotropy) -> String| domains.iter().map(f).collect::<Vec<_>>();
    let of = |value: f64, shape: &Isotropy| {
        format!(
            "{} <small>({} of d)</small>",
            number::figure(value),
            number::percent(value / shape.dimensions.max(1) as f64)
        )
    };
    let rows = vec![
        ("dimensions d".to_owned(), cell(&|s| s.dimensions.to_string())),
        ("mean cosine of two words".to_owned(), cell(&|s| number::figure(s.mean_cosine))),
        ("isotropy I".to_owned(), cell(&|s| number::figure(s.isotropy))),
        ("participation ratio".to_owned(), cell(&|s| of(s.participation_ratio, s))),
        ("effective rank".to_owned(), cell(&|s| of(s.effective_rank, s))),
        (
            "variance along the first component".to_owned(),
            cell(&|s| number::percent(s.variance_shares.first().copied().unwrap_or(0.0))),
        ),
    ];
    let words = domains.iter().map(|s| s.words).min().unwrap_or(0);
    page.domain_table(
        &format!("The shape of each space, over {} shared words", number::count(words as u64)),
        &rows,
    );
}
