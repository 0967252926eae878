//! The tables, one function each.

use super::domain;
use super::sheet::{Cell, Sheet};
use crate::ReportError;
use isogloss::report::{Comparison, Report, Section, ShiftedWord, VocabularyAudit};
use isogloss_analyse::company::{CompanyWord, SharedContext};
use isogloss_math::Estimate;

/// `domains.csv`.
pub fn domains(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "documents",
        "units",
        "tokens",
        "types",
        "vocabulary",
        "mean_document_length",
        "empty",
        "invalid_utf8",
        "malformed",
        "retweets",
        "duplicates",
        "other_language",
        "redirects",
        "other_namespaces",
    ])?;
    for domain in &report.domains {
        let Some(d) = &domain.text else { continue };
        let (length, read) = (&d.mean_document_length, &d.read);
        sheet.row(&[
            &domain.name,
            &d.documents,
            &d.units,
            &d.tokens,
            &d.types,
            &domain.vocabulary,
            length,
            &read.empty,
            &read.invalid_utf8,
            &read.malformed,
            &read.retweets,
            &read.duplicates,
            &read.other_language,
            &read.redirects,
            &read.other_namespaces,
        ])?;
    }
    sheet.finish()
}

/// `domains.csv` of files of vectors.
pub fn files(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet =
        Sheet::new(&["domain", "format", "bytes", "rows", "words", "dimensions", "left_out", "bad_utf8"])?;
    for domain in &report.domains {
        let Some(f) = &domain.file else { continue };
        let (format, left_out) = (f.format.name(), f.rows - f.kept.min(f.rows));
        sheet.row(&[
            &domain.name,
            &format,
            &f.bytes,
            &f.rows,
            &f.kept,
            &f.dimensions,
            &left_out,
            &f.bad_utf8.count,
        ])?;
    }
    sheet.finish()
}

/// `claims.csv`.
pub fn claims(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "claim", "section", "text", "verdict", "note", "figure", "value", "low", "high", "method",
    ])?;
    for claim in &report.claims {
        let verdict = crate::page::verdict(claim.verdict).name;
        for figure in &claim.figures {
            let Estimate { value, low, high, method } = &figure.estimate;
            sheet.row(&[
                &claim.id,
                &claim.section,
                &claim.text,
                &verdict,
                &claim.note,
                &figure.label,
                value,
                low,
                high,
                method,
            ])?;
        }
        if claim.figures.is_empty() {
            let none = "";
            sheet.row(&[
                &claim.id,
                &claim.section,
                &claim.text,
                &verdict,
                &claim.note,
                &none,
                &none,
                &none,
                &none,
                &none,
            ])?;
        }
    }
    sheet.finish()
}

/// `keyness.csv`.
pub fn keyness(comparison: &Comparison) -> Result<Vec<u8>, ReportError> {
    let names: Vec<&str> = comparison.report.domains.iter().map(|d| d.name.as_str()).collect();
    let mut header = vec!["word".to_owned()];
    header.extend(names.iter().map(|name| format!("count_{name}")));
    header.extend(names.iter().map(|name| format!("per_million_{name}")));
    header.extend(["domain", "g2", "log2_ratio", "information_bits"].map(String::from));
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&header)?;
    for word in &comparison.key_words {
        let home = domain(&comparison.report, word.domain);
        let mut cells: Vec<&dyn Cell> = vec![&word.word];
        // As many cells as domains, even should a word come with fewer numbers.
        cells.extend((0..names.len()).map(|d| word.counts.get(d).map_or(&"" as &dyn Cell, |n| n)));
        cells.extend((0..names.len()).map(|d| word.per_million.get(d).map_or(&"" as &dyn Cell, |n| n)));
        cells.extend([&home as &dyn Cell, &word.g2, &word.log_ratio, &word.information]);
        sheet.row(&cells)?;
    }
    sheet.finish()
}

/// `confound.csv`.
pub fn confound(report: &Report) -> Result<Vec<u8>, ReportError> {
    let names: Vec<&str> = report.domains.iter().map(|d| d.name.as_str()).collect();
    let mut header = vec!["tokens".to_owned(), "handled".to_owned()];
    header.extend(names.iter().map(|name| format!("share_{name}")));
    header.extend(
        ["jensen_shannon_bits", "low", "high", "vanished", "vanished_low", "vanished_high"].map(String::from),
    );
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut sheet = Sheet::new(&header)?;
    let Section::Computed(section) = &report.sections.information else { return sheet.finish() };
    for effect in &section.confound.effects {
        let mut cells: Vec<&dyn Cell> = vec![&effect.what, &effect.how];
        cells.extend((0..names.len()).map(|d| effect.touched.get(d).map_or(&"" as &dyn Cell, |share| share)));
        for estimate in [&effect.jensen_shannon, &effect.vanished] {
            cells.extend([&estimate.value as &dyn Cell, &estimate.low, &estimate.high]);
        }
        sheet.row(&cells)?;
    }
    sheet.finish()
}

/// `shift-A-B.csv`.
pub fn shift(words: &[ShiftedWord]) -> Result<Vec<u8>, ReportError> {
    if words.iter().any(|word| word.line_a.is_some()) {
        return shift_by_lines(words);
    }
    let mut sheet = Sheet::new(&[
        "word",
        "count_a",
        "count_b",
        "shift",
        "cosine",
        "noise",
        "adjusted",
        "neighbour_overlap",
        "rank",
    ])?;
    for w in words {
        sheet.row(&[
            &w.word,
            &w.count_a,
            &w.count_b,
            &w.shift,
            &w.cosine,
            &w.noise,
            &w.adjusted,
            &w.overlap,
            &w.rank,
        ])?;
    }
    sheet.finish()
}

/// The same of words that have lines in files of vectors in place of counts.
fn shift_by_lines(words: &[ShiftedWord]) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "word",
        "line_a",
        "line_b",
        "shift",
        "anchors_low",
        "anchors_high",
        "cosine",
        "adjusted",
        "neighbour_overlap",
        "rank",
    ])?;
    for w in words {
        let (low, high) = (w.anchor_interval.map(|x| x.0), w.anchor_interval.map(|x| x.1));
        sheet.row(&[
            &w.word,
            &w.line_a,
            &w.line_b,
            &w.shift,
            &low,
            &high,
            &w.cosine,
            &w.adjusted,
            &w.overlap,
            &w.rank,
        ])?;
    }
    sheet.finish()
}

/// `vocabulary.csv`.
pub fn vocabulary(report: &Report, audit: &VocabularyAudit) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "lines", "quantity", "value"])?;
    let none = "";
    for (d, of) in audit.domains.iter().enumerate() {
        let name = domain(report, d);
        sheet.row(&[&name, &none, &none, &"words", &of.words])?;
        sheet.row(&[&name, &none, &none, &"with an upper-case letter", &of.capitalised])?;
        for kind in &of.kinds {
            sheet.row(&[&name, &none, &none, &kind.what, &kind.words])?;
        }
        for script in &of.scripts {
            sheet.row(&[&name, &none, &none, &format!("script: {}", script.what), &script.words])?;
        }
    }
    for pair in &audit.pairs {
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        sheet.row(&[&a, &b, &none, &"shared words", &pair.shared])?;
        for band in &pair.bands {
            sheet.row(&[&a, &b, &band.lines, &"share of a that b has", &band.of_a])?;
            sheet.row(&[&a, &b, &band.lines, &"share of b that a has", &band.of_b])?;
        }
        for (quantity, kind) in [
            ("words of a that b has in another case only", &pair.other_case_a),
            ("words of b that a has in another case only", &pair.other_case_b),
        ] {
            sheet.row(&[&a, &b, &none, &quantity, &kind.words])?;
        }
        sheet.row(&[&a, &b, &none, &"Spearman of the lines of shared words", &pair.line_correlation])?;
    }
    sheet.finish()
}

/// `likeness.csv`.
pub fn likeness(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "quantity", "value", "null_low", "null_high", "words"])?;
    let none = "";
    let Section::Computed(section) = &report.sections.likeness else { return sheet.finish() };
    for pair in &section.pairs {
        let (a, b, found) = (domain(report, pair.a), domain(report, pair.b), &pair.likeness);
        for (quantity, value) in [("RSA", &found.rsa), ("debiased CKA", &found.cka)] {
            sheet.row(&[&a, &b, &quantity, &value.value, &value.null_low, &value.null_high, &found.words])?;
        }
        sheet.row(&[&a, &b, &"plug-in CKA", &found.plug_in_cka, &none, &none, &found.words])?;
    }
    for (d, shape) in section.domains.iter().enumerate() {
        let name = domain(report, d);
        for (quantity, value) in [
            ("dimensions", shape.dimensions as f64),
            ("mean cosine", shape.mean_cosine),
            ("isotropy", shape.isotropy),
            ("participation ratio", shape.participation_ratio),
            ("effective rank", shape.effective_rank),
        ] {
            sheet.row(&[&name, &none, &quantity, &value, &none, &none, &shape.words])?;
        }
    }
    sheet.finish()
}

/// `zipf.csv`.
pub fn zipf_figures(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "tokens",
        "types",
        "hapax_share",
        "alpha",
        "alpha_low",
        "alpha_high",
        "gamma",
        "gamma_low",
        "gamma_high",
        "x_min",
        "tail_types",
        "ks_distance",
        "slope",
        "slope_low",
        "slope_high",
        "slope_ranks",
    ])?;
    for (d, z) in report.sections.zipf.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let (name, a, g, s) = (domain(report, d), &z.alpha, &z.gamma, &z.slope);
        sheet.row(&[
            &name,
            &z.tokens,
            &z.types,
            &z.hapax_share,
            &a.value,
            &a.low,
            &a.high,
            &g.value,
            &g.low,
            &g.high,
            &z.x_min,
            &z.tail_types,
            &z.ks_distance,
            &s.value,
            &s.low,
            &s.high,
            &z.slope_ranks,
        ])?;
    }
    sheet.finish()
}

/// `entropy.csv`.
pub fn entropy(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "sample",
        "tokens",
        "types",
        "plug_in_bits",
        "miller_madow_bits",
        "low",
        "high",
        "evenness",
        "type_token_ratio",
        "method",
    ])?;
    if let Section::Computed(section) = &report.sections.entropy {
        for (sample, list) in [("full", &section.full), ("matched", &section.matched)] {
            for (d, e) in list.iter().enumerate() {
                let (name, m) = (domain(report, d), &e.miller_madow);
                sheet.row(&[
                    &name,
                    &sample,
                    &e.tokens,
                    &e.types,
                    &e.plug_in,
                    &m.value,
                    &m.low,
                    &m.high,
                    &e.evenness,
                    &e.type_token_ratio,
                    &m.method,
                ])?;
            }
        }
    }
    sheet.finish()
}

/// `entropy-growth.csv`.
pub fn entropy_growth(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["domain", "tokens", "plug_in_bits", "miller_madow_bits"])?;
    for (d, curve) in report.sections.entropy.computed().iter().flat_map(|s| &s.growth).enumerate() {
        let name = domain(report, d);
        for (tokens, plug_in, miller_madow) in curve {
            sheet.row(&[&name, tokens, plug_in, miller_madow])?;
        }
    }
    sheet.finish()
}

/// `cooccurrence.csv`.
pub fn cooccurrence(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "count_low",
        "count_high",
        "held_out_pairs",
        "r2_margins",
        "r2_embedding",
        "weighted_r2_margins",
        "weighted_r2_embedding",
    ])?;
    for (d, one) in report.sections.cooccurrence.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let (name, none) = (domain(report, d), "");
        let Section::Computed(fit) = &one.fit else { continue };
        sheet.row(&[
            &name,
            &none,
            &none,
            &fit.held_out_pairs,
            &fit.r2_margins,
            &fit.r2_embedding,
            &fit.weighted_r2_margins,
            &fit.weighted_r2_embedding,
        ])?;
        for band in &fit.bands {
            sheet.row(&[
                &name,
                &band.count_low,
                &band.count_high,
                &band.pairs,
                &band.r2_margins,
                &band.r2_embedding,
                &band.weighted_r2_margins,
                &band.weighted_r2_embedding,
            ])?;
        }
    }
    sheet.finish()
}

/// `company-A-B.csv`.
pub fn company(words: &[CompanyWord]) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "rank",
        "word",
        "count_a",
        "count_b",
        "divergence_bits",
        "low",
        "high",
        "plug_in_bits",
        "uses_per_sample",
        "cross_bits",
        "noise_a_bits",
        "noise_b_bits",
        "more_in_a",
        "more_in_b",
    ])?;
    let list = |contexts: &[SharedContext]| {
        contexts.iter().map(|context| context.word.as_str()).collect::<Vec<_>>().join(" ")
    };
    for w in words {
        let d = &w.divergence;
        sheet.row(&[
            &w.rank,
            &w.word,
            &w.count_a,
            &w.count_b,
            &d.value,
            &d.low,
            &d.high,
            &w.plug_in,
            &w.uses,
            &d.cross,
            &d.noise_a,
            &d.noise_b,
            &list(&w.contexts_a),
            &list(&w.contexts_b),
        ])?;
    }
    sheet.finish()
}

/// `company-pairs.csv`.
pub fn company_pairs(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "together_in",
        "first",
        "second",
        "x_a",
        "x_b",
        "expected_a",
        "expected_b",
        "association_a_bits",
        "association_b_bits",
        "difference_bits",
        "low",
        "high",
    ])?;
    for pair in report.sections.cooccurrence.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        let Section::Computed(company) = &pair.company else { continue };
        for (home, list) in [(&a, &company.pairs_a), (&b, &company.pairs_b)] {
            for two in list {
                let s = &two.association;
                sheet.row(&[
                    &a,
                    &b,
                    home,
                    &two.first,
                    &two.second,
                    &two.x.0,
                    &two.x.1,
                    &two.expected.0,
                    &two.expected.1,
                    &s.a,
                    &s.b,
                    &s.difference,
                    &s.low,
                    &s.high,
                ])?;
            }
        }
    }
    sheet.finish()
}

/// `alignment.csv`.
pub fn alignment(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "anchors_rule",
        "anchors",
        "residual",
        "held_out_residual",
        "shared_words",
        "ranked_words",
        "mean_overlap",
        "chance_overlap",
        "frequency_correlation",
        "adjusted_frequency_correlation",
        "above_noise",
    ])?;
    for pair in report.sections.geometry.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b, s) = (domain(report, pair.a), domain(report, pair.b), &pair.shift);
        let health = &s.alignment;
        sheet.row(&[
            &a,
            &b,
            &health.anchors_rule,
            &health.anchors,
            &health.residual,
            &health.held_out_residual,
            &s.shared_words,
            &s.ranked_words,
            &s.mean_overlap,
            &s.chance_overlap,
            &s.frequency_correlation,
            &s.adjusted_frequency_correlation,
            &s.above_noise,
        ])?;
    }
    sheet.finish()
}

/// `noise.csv`.
pub fn noise(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "domain", "count_per_half", "median_shift", "shift_95_percent"])?;
    for pair in report.sections.geometry.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        for (of, points) in [(&a, &pair.shift.noise_a), (&b, &pair.shift.noise_b)] {
            for p in points {
                sheet.row(&[&a, &b, of, &p.count, &p.median, &p.high])?;
            }
        }
    }
    sheet.finish()
}

/// `analogy.csv`.
pub fn analogy(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet =
        Sheet::new(&["section", "questions", "answerable", "domain", "accuracy", "offset_error"])?;
    if let Section::Computed(section) = &report.sections.analogy {
        let all = &section.analogy;
        for (d, one) in all.domains.iter().enumerate() {
            let (name, total) = (domain(report, d), "(all)");
            let (accuracy, error) = (&one.accuracy.value, &one.offset_error.value);
            sheet.row(&[&total, &all.questions, &all.answerable, &name, accuracy, error])?;
        }
        for part in &all.sections {
            for d in 0..all.domains.len() {
                let (accuracy, error) = (part.accuracy.get(d).copied(), part.offset_error.get(d).copied());
                let name = domain(report, d);
                sheet.row(&[&part.name, &part.questions, &part.answerable, &name, &accuracy, &error])?;
            }
        }
    }
    sheet.finish()
}

/// `transfer.csv`.
pub fn transfer(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "task",
        "words",
        "majority",
        "train",
        "test",
        "accuracy",
        "accuracy_low",
        "accuracy_high",
        "log_loss_nats",
        "log_loss_low",
        "log_loss_high",
    ])?;
    for pair in report.sections.transfer.computed().iter().flat_map(|s| &s.pairs) {
        let Section::Computed(t) = &pair.classifier else { continue };
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        for cell in &t.cells {
            let side = |index: usize| if index == 0 { &a } else { &b };
            let (right, loss) = (&cell.accuracy, &cell.log_loss);
            sheet.row(&[
                &a,
                &b,
                &t.task,
                &t.words,
                &t.majority,
                side(cell.train),
                side(cell.test),
                &right.value,
                &right.low,
                &right.high,
                &loss.value,
                &loss.low,
                &loss.high,
            ])?;
        }
    }
    sheet.finish()
}

/// `divergence.csv`.
pub fn divergence(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "a",
        "b",
        "jensen_shannon_bits",
        "kl_a_b_bits",
        "kl_b_a_bits",
        "share_of_a_unseen_in_b",
        "share_of_b_unseen_in_a",
        "smoothing",
    ])?;
    for pair in report.sections.transfer.computed().iter().flat_map(|s| &s.pairs) {
        let Section::Computed(d) = &pair.divergence else { continue };
        let (a, b) = (domain(report, pair.a), domain(report, pair.b));
        sheet.row(&[
            &a,
            &b,
            &d.jensen_shannon,
            &d.kl_ab,
            &d.kl_ba,
            &d.unseen.0,
            &d.unseen.1,
            &d.smoothing,
        ])?;
    }
    sheet.finish()
}

/// `spectrum.csv`.
pub fn spectrum(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["domain", "i", "singular_value"])?;
    for (d, one) in report.sections.spectrum.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let name = domain(report, d);
        for (i, sigma) in one.singular_values.iter().enumerate() {
            sheet.row(&[&name, &(i + 1), sigma])?;
        }
    }
    sheet.finish()
}

/// `attention.csv`.
pub fn attention(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&[
        "domain",
        "vectors",
        "sentences",
        "length",
        "row_entropy",
        "row_entropy_low",
        "row_entropy_high",
        "score_norm",
        "score_norm_low",
        "score_norm_high",
        "score_norm_variation",
    ])?;
    for (d, one) in report.sections.attention.computed().iter().flat_map(|s| &s.domains).enumerate() {
        let name = domain(report, d);
        for (vectors, stats) in
            [("as is", &one.as_is), ("shuffled", &one.shuffled), ("equal norms", &one.equal_norms)]
        {
            let (h, n) = (&stats.row_entropy, &stats.score_norm);
            sheet.row(&[
                &name,
                &vectors,
                &one.sentences,
                &one.length,
                &h.value,
                &h.low,
                &h.high,
                &n.value,
                &n.low,
                &n.high,
                &stats.score_norm_variation,
            ])?;
        }
    }
    sheet.finish()
}

/// `summary.csv`.
pub fn summary(report: &Report) -> Result<Vec<u8>, ReportError> {
    let mut sheet = Sheet::new(&["a", "b", "quantity", "value", "low", "high", "method"])?;
    for pair in report.sections.summary.computed().iter().flat_map(|s| &s.pairs) {
        let (a, b, s) = (domain(report, pair.a), domain(report, pair.b), &pair.summary);
        for (quantity, e) in [
            ("mean similarity in a", &s.mean_similarity_a),
            ("mean similarity in b", &s.mean_similarity_b),
            ("mean shift", &s.mean_shift),
        ] {
            sheet.row(&[&a, &b, &quantity, &e.value, &e.low, &e.high, &e.method])?;
        }
        let (quantity, none) = ("correlation of the similarities", "");
        sheet.row(&[&a, &b, &quantity, &s.similarity_correlation, &none, &none, &"Pearson"])?;
    }
    sheet.finish()
}
