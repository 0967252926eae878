//! §8 to §10: the spectrum, attention, and one number each.

use super::parts::{Builder, interval_html, method_of};
use crate::figures::curves;
use crate::figures::intervals::{Row, intervals};
use crate::number;
use crate::svg::{Size, colour};
use isogloss_analyse::attention::{Attention, AttentionStats};
use isogloss_analyse::spectrum::Spectrum;

/// §8.
pub fn spectrum(page: &mut Builder<'_>) {
    page.open(
        "spectrum",
        "§8",
        "What is the spectrum?",
        "A curve that falls fast means that few directions explain who meets whom; a flat one means that the structure is spread over many.",
    );
    match page.report.sections.spectrum.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = &section.domains[..section.domains.len().min(page.detail.domains)];
            let figures = [
                (false, "spectrum", "Singular values of the association matrix (PPMI)."),
                (true, "spectrum-normalised", "The same divided by the largest: only the shape remains."),
            ];
            let figures = figures
                .into_iter()
                .map(|(normalised, name, caption)| {
                    (
                        name.to_owned(),
                        caption.to_owned(),
                        curves::spectrum(shown, &page.names, normalised, Size::NARROW),
                    )
                })
                .collect();
            page.figures(figures);
            let cell = |f: &dyn Fn(&Spectrum) -> String| section.domains.iter().map(f).collect::<Vec<_>>();
            let rows = vec![
                ("effective rank".to_owned(), cell(&|s| number::figure(s.effective_rank))),
                ("decay exponent β".to_owned(), cell(&|s| number::figure(s.decay_exponent))),
                (
                    "share of ‖M‖² in the leading values".to_owned(),
                    cell(&|s| number::percent(s.energy_share)),
                ),
                ("leading values".to_owned(), cell(&|s| s.singular_values.len().to_string())),
                ("entries of the matrix".to_owned(), cell(&|s| number::count(s.nonzeros as u64))),
                ("largest residual".to_owned(), cell(&|s| number::figure(s.residual))),
            ];
            page.domain_table(
                &format!("Spectra over the same {} words", number::count(section.words as u64)),
                &rows,
            );
            page.method(&[
                "Singular values of the matrix of positive pointwise mutual information over the words that all domains share, so that no domain has rows the other lacks. \
                 β is the slope in σ<sub>i</sub> ∝ i<sup>−β</sup>; the effective rank (Roy &amp; Vetterli 2007) is exp of the entropy of σ/Σσ over the leading values, at most their number.",
                "These figures have no interval and no null yet. A matrix of pure chance has the flattest spectrum of all, and the smaller of two corpora is nearer to chance: mind their sizes.",
            ]);
        }
    }
    page.close();
}

/// §9.
pub fn attention(page: &mut Builder<'_>) {
    page.open(
        "attention",
        "§9",
        "What would a Transformer see?",
        "Row entropy near 1 means that attention is spread evenly over the sentence; lower means that it singles words out. Compare each figure with the same after shuffling the words’ vectors: the rest is meaning.",
    );
    match page.report.sections.attention.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = &section.domains[..section.domains.len().min(page.detail.domains)];
            page.figure(
                "attention-entropy",
                "Dispersion of attention: entropy of a row, divided by its largest possible value, with 95 % intervals.",
                |page, size| conditions(page, "Row entropy of attention", "row entropy", shown, size, &|s| &s.row_entropy),
            );
            page.figure(
                "attention-norm",
                "Size of the scores: ‖QKᵀ‖ divided by the length of the sentence.",
                |page, size| {
                    conditions(
                        page,
                        "Size of the attention scores",
                        "‖QKᵀ‖ / length",
                        shown,
                        size,
                        &|s| &s.score_norm,
                    )
                },
            );
            page.differences(
                "attention-entropy-difference",
                "Difference in row entropy",
                "difference in row entropy",
                "Difference in row entropy, vectors as they are.",
                &section.row_entropy,
            );
            page.differences(
                "attention-norm-difference",
                "Difference in the size of the scores",
                "difference in ‖QKᵀ‖ / length",
                "Difference in the size of the scores.",
                &section.score_norm,
            );
            let cell = |f: &dyn Fn(&Attention) -> String| section.domains.iter().map(f).collect::<Vec<_>>();
            let rows = vec![
                ("sentences".to_owned(), cell(&|a| number::count(a.sentences as u64))),
                ("words in each".to_owned(), cell(&|a| a.length.to_string())),
                (
                    "variation of ‖QKᵀ‖ between sentences".to_owned(),
                    cell(&|a| number::percent(a.as_is.score_norm_variation)),
                ),
                ("… shuffled".to_owned(), cell(&|a| number::percent(a.shuffled.score_norm_variation))),
                ("… equal norms".to_owned(), cell(&|a| number::percent(a.equal_norms.score_norm_variation))),
            ];
            page.domain_table("Stability of the scores", &rows);
            page.method(&[
                "softmax(QKᵀ/√d)V over the static vectors of sentences of equal length, one sentence per document, with Q = K = V = E. No trained Transformer is involved: \
                 this shows what its first layer would be given.",
                "The vectors of each domain are brought to one scale, since attention depends on nothing so much as on their length. <i>Shuffled</i>: every word keeps its length \
                 and gets the direction of another word, which loses the meaning. <i>Equal norms</i>: every vector gets the same length, which keeps the directions.",
                &method_of(section.domains.first().map(|a| &a.as_is.row_entropy)),
            ]);
        }
    }
    page.close();
}

fn conditions(
    page: &Builder<'_>,
    title: &str,
    axis: &str,
    domains: &[Attention],
    size: Size,
    pick: &dyn Fn(&AttentionStats) -> &isogloss_math::Estimate,
) -> crate::svg::Svg {
    let mut rows = Vec::new();
    for kind in ["as they are", "shuffled", "equal norms"] {
        for (d, attention) in domains.iter().enumerate() {
            let stats = match kind {
                "shuffled" => &attention.shuffled,
                "equal norms" => &attention.equal_norms,
                _ => &attention.as_is,
            };
            let row = Row::new(format!("{}, {kind}", page.names.get(d)), colour(d), pick(stats));
            rows.push(if d == 0 && !rows.is_empty() { row.after_gap() } else { row });
        }
    }
    intervals(title, axis, &rows, &[], size)
}

/// §10.
pub fn summary(page: &mut Builder<'_>) {
    page.open(
        "summary",
        "§10",
        "And in one number each?",
        if page.of_vectors() {
            "s̄ is how alike two random words are on average; Δ̄ is how far a word lies from itself on average between the files. Both are small or large only beside something, and of Δ̄ nobody can say here how much two trainings on one text would make."
        } else {
            "s̄ is how alike two random words are on average; Δ̄ is how far a word moves on average between the domains. Both are small or large only beside something: see §4 for the noise in Δ."
        },
    );
    match page.report.sections.summary.as_result() {
        Err(reason) => page.unavailable(reason),
        Ok(section) => {
            let shown = section.pairs.len().min(page.detail.pairs);
            for pair in &section.pairs[..shown] {
                page.pair_heading(pair.a, pair.b, section.pairs.len());
                let summary = &pair.summary;
                page.figure(
                    &format!("similarity-{}-{}", pair.a, pair.b),
                    &format!(
                        "Mean cosine s̄ over the same {} random pairs of words in both domains. The two cosines of a pair correlate with r = {}.",
                        number::count(summary.pairs as u64),
                        number::figure(summary.similarity_correlation)
                    ),
                    |page, size| {
                        let rows = [
                            Row::new(format!("s̄ in {}", page.names.get(pair.a)), colour(pair.a), &summary.mean_similarity_a),
                            Row::new(format!("s̄ in {}", page.names.get(pair.b)), colour(pair.b), &summary.mean_similarity_b),
                        ];
                        intervals("Mean similarity of random pairs of words", "cosine", &rows, &[], size)
                    },
                );
                let (a, b) = (page.domain(pair.a), page.domain(pair.b));
                let rows = format!(
                    "<tr><th scope=\"row\">s̄ in {a}</th><td class=\"num\">{}</td></tr>\n<tr><th scope=\"row\">s̄ in {b}</th><td class=\"num\">{}</td></tr>\n\
                     <tr><th scope=\"row\">Δ̄ over {} shared words</th><td class=\"num\">{}</td></tr>\n",
                    interval_html(&summary.mean_similarity_a),
                    interval_html(&summary.mean_similarity_b),
                    number::count(summary.words as u64),
                    interval_html(&summary.mean_shift)
                );
                page.table(
                    "In one number each",
                    "<td></td><th scope=\"col\" class=\"num\">value</th>",
                    &rows,
                );
            }
            page.omitted(section.pairs.len(), shown, "pairs of domains", "summary.csv");
            page.method(&[
                "s̄ = 1/|P| Σ cos(i, j) over random pairs P, on vectors that are not centred (centred ones have s̄ ≈ 0 by construction). Δ̄ = 1/|V| Σ Δ(w) over the shared vocabulary. The intervals say how much other words would change, not how much other documents would.",
                &method_of(section.pairs.first().map(|p| &p.summary.mean_shift)),
            ]);
        }
    }
    page.close();
}
