//! §2 and §3: how words are distributed, and what keeps company with what.

use super::company;
use super::parts::{Builder, interval_html, method_of};
use crate::figures::{clouds, curves};
use crate::number;
use crate::svg::Size;
use isogloss::report::{EntropySection, Section, ZipfSection};

/// §2.
pub fn zipf_and_entropy(page: &mut Builder<'_>) {
    page.open(
        "zipf",
        "§2",
        "How are words distributed?",
        "A steep line means that few words do most of the work; more bits per word mean that the next word is harder to guess from frequency alone.",
    );
    let report = page.report;
    page.heading("How steeply do frequencies fall?");
    match report.sections.zipf.as_result() {
        Ok(section) => zipf(page, section),
        Err(reason) => page.unavailable(reason),
    }
    page.heading("How many bits does a word carry?");
    match report.sections.entropy.as_result() {
        Ok(section) => entropy(page, section),
        Err(reason) => page.unavailable(reason),
    }
    page.close();
}

fn zipf(page: &mut Builder<'_>, section: &ZipfSection) {
    let shown = &section.domains[..section.domains.len().min(page.detail.domains)];
    page.figure(
        "rank-frequency",
        "Every word by rank and frequency, both axes logarithmic. The dashed lines are the least-squares slopes over the first ranks.",
        |page, size| curves::rank_frequency(shown, &page.names, size),
    );
    let alphas: Vec<_> = section.domains.iter().map(|z| &z.alpha).collect();
    page.per_domain(
        "zipf-alpha",
        "Zipf’s exponent α",
        "α",
        "Zipf’s exponent α by maximum likelihood, with its 95 % interval.",
        &alphas,
        &[],
    );
    page.differences(
        "zipf-difference",
        "Difference of Zipf’s exponents",
        "difference of α",
        "The difference, with its 95 % interval.",
        &section.differences,
    );
    let cell = |f: &dyn Fn(&isogloss_analyse::zipf::Zipf) -> String| {
        section.domains.iter().map(f).collect::<Vec<_>>()
    };
    let rows = vec![
        ("α, maximum likelihood".to_owned(), cell(&|z| interval_html(&z.alpha))),
        ("γ of the frequencies’ power law".to_owned(), cell(&|z| interval_html(&z.gamma))),
        ("least-squares slope".to_owned(), cell(&|z| interval_html(&z.slope))),
        ("words that occur once".to_owned(), cell(&|z| number::percent(z.hapax_share))),
        ("tail starts at frequency".to_owned(), cell(&|z| number::count(z.x_min))),
        ("distance from the law (KS)".to_owned(), cell(&|z| number::figure(z.ks_distance))),
    ];
    page.domain_table("Exponents", &rows);
    page.method(&[
        "Zipf’s law says that the word of rank r has frequency f(r) ∝ r<sup>−α</sup>. Equivalently, the number of words with frequency f falls as \
         f<sup>−γ</sup> with α = 1/(γ − 1). γ is fitted by maximum likelihood to the tail above a smallest frequency, itself chosen so that the fitted law \
         is nearest to the data.",
        "The least-squares slope is what textbooks draw; it is biased, and shown for comparison with them.",
        &method_of(section.domains.first().map(|z| &z.alpha)),
    ]);
}

fn entropy(page: &mut Builder<'_>, section: &EntropySection) {
    let matched: Vec<_> = section.matched.iter().map(|e| &e.miller_madow).collect();
    page.per_domain(
        "entropy",
        "Bits per word at matched size",
        "bits per word",
        &format!(
            "Bits per word, in samples of about {} tokens from each domain, with 95 % intervals.",
            number::count(section.matched_tokens)
        ),
        &matched,
        &[],
    );
    page.differences(
        "entropy-difference",
        "Difference of the entropies",
        "difference in bits",
        "The difference at matched size.",
        &section.differences,
    );
    let growth = &section.growth[..section.growth.len().min(page.detail.domains)];
    page.figure(
        "entropy-growth",
        "Bits per word of growing samples. Where a curve still climbs, more text would find more bits: compare domains at the same number of tokens.",
        |page, size| curves::entropy_growth(growth, &page.names, size),
    );
    let cell = |f: &dyn Fn(usize) -> Option<String>| {
        (0..section.full.len().max(section.matched.len()))
            .map(|d| f(d).unwrap_or_default())
            .collect::<Vec<_>>()
    };
    let (full, matched) = (&section.full, &section.matched);
    let rows = vec![
        ("bits, matched size".to_owned(), cell(&|d| Some(interval_html(&matched.get(d)?.miller_madow)))),
        ("bits, all text".to_owned(), cell(&|d| Some(interval_html(&full.get(d)?.miller_madow)))),
        ("uncorrected, all text".to_owned(), cell(&|d| Some(number::figure(full.get(d)?.plug_in)))),
        ("evenness, matched size".to_owned(), cell(&|d| Some(number::figure(matched.get(d)?.evenness)))),
        (
            "types per token, matched size".to_owned(),
            cell(&|d| Some(number::figure(matched.get(d)?.type_token_ratio))),
        ),
    ];
    page.domain_table("Entropy", &rows);
    page.method(&[
        "H = −Σ P(w) log₂ P(w), with the Miller-Madow correction for words not yet seen. Entropy grows with the amount of text, so domains are compared \
         in samples of whole documents of the same size.",
        &method_of(section.matched.first().map(|e| &e.miller_madow)),
    ]);
}

/// §3.
pub fn cooccurrence(page: &mut Builder<'_>) {
    page.open(
        "cooccurrence",
        "§3",
        "Who keeps company with whom?",
        "If vectors know which words meet, their products predict how often two words stand near each other: R² is the share of the variation of log X that is predicted, on pairs not used for fitting. And a word that keeps other company in the other domain is used differently there.",
    );
    match page.report.sections.cooccurrence.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = section.domains.len().min(page.detail.domains);
            let fits: Vec<_> = section.domains[..shown]
                .iter()
                .enumerate()
                .filter_map(|(d, c)| Some((d, c.fit.computed()?)))
                .collect();
            let drawn: Vec<_> = fits.iter().take(page.detail.pairs.max(2)).collect();
            let ends = drawn.iter().flat_map(|(_, fit)| &fit.scatter).flat_map(|p| [p.0, p.1]);
            let range =
                ends.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], x| [low.min(x), high.max(x)]);
            let figures = drawn
                .iter()
                .map(|(d, fit)| {
                    let dots = page.detail.dots_each(drawn.len(), true);
                    let caption =
                        format!("{}: predicted and actual ln X of held-out pairs.", page.domain(*d));
                    (
                        format!("log-x-{d}"),
                        caption,
                        clouds::log_x(&fit.scatter, range, *d, &page.names, dots, Size::NARROW),
                    )
                })
                .collect();
            page.figures(figures);
            if fits.iter().any(|(_, fit)| !fit.bands.is_empty()) {
                page.figure(
                    "r2-bands",
                    "R² on held-out pairs by the count of the rarer word: with the vectors (solid) and with the words’ margins alone (dashed).",
                    |page, size| curves::r2_bands(&fits, &page.names, size),
                );
            }
            let cell = |f: &dyn Fn(&isogloss_analyse::cooccurrence::CooccurrenceFit) -> String| {
                let one =
                    |c: &isogloss::report::CooccurrenceDomain| c.fit.computed().map_or("–".to_owned(), f);
                section.domains.iter().map(one).collect::<Vec<_>>()
            };
            let rows = vec![
                ("words".to_owned(), section.domains.iter().map(|c| number::count(c.words as u64)).collect()),
                (
                    "pairs that meet".to_owned(),
                    section.domains.iter().map(|c| number::count(c.nonzeros)).collect(),
                ),
                ("R², margins alone".to_owned(), cell(&|f| number::figure(f.r2_margins))),
                ("R², with the vectors".to_owned(), cell(&|f| number::figure(f.r2_embedding))),
                ("weighted R², margins alone".to_owned(), cell(&|f| number::figure(f.weighted_r2_margins))),
                (
                    "weighted R², with the vectors".to_owned(),
                    cell(&|f| number::figure(f.weighted_r2_embedding)),
                ),
                ("held-out pairs".to_owned(), cell(&|f| number::count(f.held_out_pairs as u64))),
            ];
            page.domain_table(&format!("Co-occurrence within {} words", section.window), &rows);
            for (d, domain) in section.domains.iter().take(shown).enumerate() {
                if let Section::NotComputable { reason } = &domain.fit {
                    page.unavailable_for(d, reason);
                }
            }
            company::company(page, &section.pairs);
            page.method(&[
                "X<sub>ij</sub> counts how often words i and j meet, near ones counting more. The fit is ln X<sub>ij</sub> ≈ s·(w<sub>i</sub>·w̃<sub>j</sub>) + \
                 terms of the two words’ margins, by least squares on one half of a sample of pairs; R² is taken on the other half.",
                "Only pairs that meet at all are in the sample. What the margins alone predict is the bar that the vectors have to clear. \
                 Weighted: with GloVe’s min(1, (X/100)<sup>¾</sup>) in fit and R², so that pairs that X knows well decide. The PMI form of Levy &amp; Goldberg (2014) is the case in which all slopes are 1.",
                "Divergence: Jensen-Shannon, in bits, of the shares X<sub>wc</sub>/ΣX<sub>wc</sub> over the words c that both domains know and one bin for all others. Its noise is measured: \
                 what the same word shows between halves of one domain’s documents (by user or source where the file names them), at the same number of uses, is taken off what it shows across, and of what hides in that noise the overlap tells how much differs. \
                 The interval is an infinitesimal jackknife over groups of units; ranks are by its lower end. Contexts that no half meets twice are not seen, so rare words come out too low: frequent ones, thinned to 50 uses, show about two thirds of their divergence. \
                 The contexts told are those that add most to the divergence and that the word draws more by at least one bit, their own frequency in each domain allowed for. Words that are told apart only by style (<i>the</i> is rarer beside everything in a tweet) have company that differs, too: hold a word against others of its frequency.",
                "Pairs: association is log<sub>2</sub> (X + ½)/(E + ½), E what the two words’ frequencies alone would make of X. The interval of the difference is by delete-group jackknife, at least Poisson’s, and pairs are ordered by its end nearer to 0, so that a pair of one document or of a handful of meetings does not lead the list.",
            ]);
        }
    }
    page.close();
}
