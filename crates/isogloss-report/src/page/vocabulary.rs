//! Of files of vectors: what they are, and which words they have.

use super::parts::Builder;
use crate::escape::{Text, Word};
use crate::number;
use isogloss::report::{DomainRecord, KindOfWord, VocabularyAudit, VocabularyPair};

/// Scripts and kinds of words that are named.
const NAMED: usize = 6;

/// What the files are: rows of the table of domains.
pub fn files(page: &Builder<'_>) -> Vec<(String, Vec<String>)> {
    let row = |what: &str, cell: &dyn Fn(&isogloss::FileReport) -> String| {
        let of = |d: &DomainRecord| d.file.as_ref().map_or_else(|| "–".to_owned(), cell);
        (what.to_owned(), page.report.domains.iter().map(of).collect::<Vec<_>>())
    };
    vec![
        row("words", &|f| number::count(f.kept)),
        row("dimensions", &|f| f.dimensions.to_string()),
        row("format", &|f| {
            let packed = f.compression.as_ref().map_or_else(String::new, |packed| format!(", {packed}"));
            Text(&format!("{}{packed}", f.format.name())).to_string()
        }),
        row("size", &|f| number::count(f.bytes) + "B"),
        row("while reading", &|f| {
            let mut met: Vec<String> = f.warnings().iter().map(|warning| Text(warning).to_string()).collect();
            if f.limited {
                met.push(format!("only the first {} rows", number::count(f.rows)));
            }
            match met.is_empty() {
                true => "nothing left out".to_owned(),
                false => format!("<small>{}</small>", met.join("<br>")),
            }
        }),
    ]
}

/// Which words the files have. A run on texts has no such section: it knows how its words were cut.
pub fn vocabulary(page: &mut Builder<'_>) {
    let Some(audit) = &page.report.vocabulary else { return };
    page.open(
        "vocabulary",
        "",
        "Do the files speak of the same words?",
        "Words are matched letter by letter. What one file lacks may be a difference of language; it may as well be upper case, a placeholder, or how the text was cut, none of which can be mended afterwards.",
    );
    coverage(page, audit);
    kinds(page, audit);
    page.method(&[
        "Coverage: of the first lines of one file, the share of words that stand anywhere in the other. Kinds are told from the surface of a word; scripts by its first letter.",
        "Files of GloVe, word2vec and fastText begin with their most frequent words. That is a custom and no rule: where two files are in order of frequency, the places of their shared words correlate, and the report checks that they do (Spearman at least 0.4, neither file in alphabetical order).",
        "All counts: <code>tables/vocabulary.csv</code>.",
    ]);
    page.close();
}

fn coverage(page: &mut Builder<'_>, audit: &VocabularyAudit) {
    let shown = audit.pairs.len().min(page.detail.pairs);
    for pair in &audit.pairs[..shown] {
        page.pair_heading(pair.a, pair.b, audit.pairs.len());
        let (a, b) = (page.domain(pair.a), page.domain(pair.b));
        page.paragraph(&format!(
            "{} words are in both files. {}",
            number::count(pair.shared as u64),
            order(pair)
        ));
        let row = |what: &str, of_a: String, of_b: String| {
            format!(
                "<tr><th scope=\"row\">{what}</th><td class=\"num\">{of_a}</td><td class=\"num\">{of_b}</td></tr>\n"
            )
        };
        let mut body = String::new();
        for (i, band) in pair.bands.iter().enumerate() {
            let what = match i + 1 == pair.bands.len() {
                true => "all words".to_owned(),
                false => format!("first {} lines", number::grouped(band.lines as u64)),
            };
            body.push_str(&row(&what, number::percent(band.of_a), number::percent(band.of_b)));
        }
        body.push_str(&row(
            "words that the other has in another case only",
            with_examples(&pair.other_case_a),
            with_examples(&pair.other_case_b),
        ));
        page.table(
            "How much of one file the other has",
            &format!(
                "<td></td><th scope=\"col\" class=\"num\">of {a}, in {b}</th><th scope=\"col\" class=\"num\">of {b}, in {a}</th>"
            ),
            &body,
        );
    }
    page.omitted(audit.pairs.len(), shown, "pairs of domains", "vocabulary.csv");
}

/// Whether lines can be taken for ranks of frequency.
fn order(pair: &VocabularyPair) -> String {
    let correlation = pair.line_correlation.map_or_else(|| "–".to_owned(), number::figure);
    if pair.lines_tell_frequency {
        format!(
            "Their places in the two files correlate (Spearman {correlation}), as they do where both are in order of frequency: a word’s line stands for its frequency rank in all that follows."
        )
    } else {
        format!(
            "<b>The files are not both in order of frequency</b> (the places of shared words correlate by {correlation}): wherever this report says rank of frequency, it is a line number, and words are held against others that happen to stand near them."
        )
    }
}

fn kinds(page: &mut Builder<'_>, audit: &VocabularyAudit) {
    let mut names: Vec<&str> = Vec::new();
    for kind in audit.domains.iter().flat_map(|domain| &domain.kinds) {
        if !names.contains(&kind.what.as_str()) {
            names.push(&kind.what);
        }
    }
    let mut rows: Vec<(String, Vec<String>)> = vec![
        (
            "with an upper-case letter".to_owned(),
            audit.domains.iter().map(|d| share(d.capitalised, d.words)).collect(),
        ),
        (
            "scripts".to_owned(),
            audit
                .domains
                .iter()
                .map(|d| {
                    let one = |s: &KindOfWord| format!("{} {}", Text(&s.what), share(s.words, d.words));
                    let list: Vec<String> = d.scripts.iter().take(NAMED).map(one).collect();
                    format!("<small>{}</small>", list.join("<br>"))
                })
                .collect(),
        ),
    ];
    for name in names {
        let cell = |kinds: &[KindOfWord]| {
            let found = kinds.iter().find(|kind| kind.what == name);
            found.map_or_else(|| "none".to_owned(), with_examples)
        };
        rows.push((Text(name).to_string(), audit.domains.iter().map(|d| cell(&d.kinds)).collect()));
    }
    page.domain_table("What the words are", &rows);
}

/// "12", and "apple · pear · …" below it.
fn with_examples(kind: &KindOfWord) -> String {
    if kind.words == 0 {
        return "none".to_owned();
    }
    let words: Vec<String> = kind.examples.iter().map(|word| Word(word).to_string()).collect();
    let more = if kind.words > words.len() { " · …" } else { "" };
    format!("{}<br><small>{}{more}</small>", number::count(kind.words as u64), words.join(" · "))
}

fn share(part: usize, whole: usize) -> String {
    number::percent(part as f64 / whole.max(1) as f64)
}
