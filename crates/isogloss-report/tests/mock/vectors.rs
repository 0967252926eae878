//! What a run on files of vectors finds.

use super::{Scale, comparison};
use isogloss::report::*;
use isogloss::{FileReport, InputKind};
use isogloss_analyse::claims::Verdict;
use isogloss_analyse::geometry::Reduction;

/// The same as a run on files of vectors gives it: no text, no counts, a vocabulary to look at.
pub fn of_vectors(scale: &Scale) -> Comparison {
    fn needs_text<T>() -> Section<T> {
        Section::NotComputable { reason: "needs text: vectors.txt is a file of vectors".to_owned() }
    }
    let mut comparison = comparison(scale);
    let report = &mut comparison.report;
    report.run.inputs.iter_mut().for_each(|input| input.kind = InputKind::Vectors);
    report.vocabulary = Some(vocabulary(scale));
    for domain in &mut report.domains {
        (domain.text, domain.training) = (None, None);
        domain.file = Some(file());
    }
    let sections = &mut report.sections;
    (sections.zipf, sections.entropy, sections.cooccurrence) = (needs_text(), needs_text(), needs_text());
    (sections.information, sections.spectrum, sections.attention) =
        (needs_text(), needs_text(), needs_text());
    if let Section::Computed(transfer) = &mut sections.transfer {
        transfer.pairs.iter_mut().for_each(|pair| pair.divergence = needs_text());
    }
    let lines = |words: &mut Vec<ShiftedWord>| {
        for (word, line) in words.iter_mut().zip(1..) {
            (word.count_a, word.count_b, word.noise) = (None, None, None);
            (word.line_a, word.line_b) = (Some(line), Some(line + 7));
            word.anchor_interval = (line % 2 == 0).then_some((word.shift - 0.01, word.shift + 0.01));
        }
    };
    if let Section::Computed(geometry) = &mut sections.geometry {
        for pair in &mut geometry.pairs {
            lines(&mut pair.shift.words);
            (pair.control_a, pair.control_b) = (vec![], vec![]);
            (pair.shift.noise_a, pair.shift.noise_b, pair.shift.above_noise) = (vec![], vec![], None);
            pair.shift.alignment.reduction = Some(Reduction { side: 1, from: 100, to: 50, kept: 0.83 });
        }
    }
    comparison.shifts.iter_mut().for_each(|(_, _, words)| lines(words));
    (comparison.companies, comparison.key_words) = (vec![], vec![]);
    report.claims.iter_mut().for_each(|claim| claim.verdict = Verdict::NotTested);
    comparison
}

fn file() -> FileReport {
    // Read back from JSON, for only the reader of files makes one.
    let none = serde_json::json!({"count": 0, "first": []});
    let file = serde_json::json!({
        "format": "glove", "compression": "zip", "part": "vectors.txt", "bytes": 1_234_567, "rows_told": null, "dimensions_told": null,
        "rows": 400_000, "kept": 399_998, "dimensions": 100, "limited": false,
        "duplicates": {"count": 2, "first": [{"line": 17}, {"line": 90_001}]},
        "bad_utf8": none, "wrong_length": none, "no_number": none, "not_finite": none, "no_word": none,
    });
    serde_json::from_value(file).unwrap()
}

fn vocabulary(scale: &Scale) -> VocabularyAudit {
    let kind = |what: &str, words: usize| KindOfWord {
        what: what.to_owned(),
        words,
        examples: scale.special.iter().take(words.min(5)).cloned().collect(),
    };
    let n = scale.names.len();
    let domain = |d: usize| VocabularyDomain {
        words: 400_000 + d,
        alphabetical: false,
        capitalised: 31 * d,
        kinds: vec![kind("numbers", 12_000), kind("#hashtags", 900)].into_iter().skip(d % 2).collect(),
        scripts: vec![kind("Latin", 380_000), kind("Han", 40)],
    };
    let pair = |(a, b)| VocabularyPair {
        a,
        b,
        shared: 123_456,
        bands: [1_000, 10_000, 100_000, 400_001]
            .map(|lines| CoverageBand { lines, of_a: 0.91, of_b: 0.72 })
            .to_vec(),
        other_case_a: kind("in another case only", 0),
        other_case_b: kind("in another case only", 7),
        line_correlation: Some(0.61),
        lines_tell_frequency: a == 0,
    };
    let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).map(pair).collect();
    VocabularyAudit { domains: (0..n).map(domain).collect(), pairs }
}
