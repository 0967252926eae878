//! The top of the page, the verdicts and the claims.

use super::parts::{Builder, interval_html};
use super::vocabulary;
use crate::escape::{Text, shorten};
use crate::number;
use isogloss::Format;
use isogloss::report::{DomainRecord, TextRecord};
use isogloss_analyse::claims::{Claim, Verdict};
use serde_json::Value;

/// How a verdict is written.
pub struct VerdictText {
    /// In JSON and tables.
    pub name: &'static str,
    /// On the page.
    pub label: &'static str,
    /// A sign that needs no colour.
    pub sign: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// How a verdict is written.
pub fn verdict(verdict: Verdict) -> VerdictText {
    let text = |name, label, sign, meaning| VerdictText { name, label, sign, meaning };
    match verdict {
        Verdict::Supported => {
            text("supported", "supported", "✓", "the whole interval lies on the claim’s side")
        }
        Verdict::Refuted => text("refuted", "refuted", "✕", "the whole interval lies on the other side"),
        Verdict::NotResolvable => text(
            "not_resolvable",
            "not resolvable",
            "≈",
            "the interval holds zero: this much text cannot tell",
        ),
        Verdict::NotTestedYet => text("not_tested_yet", "not tested yet", "…", "no test of it is built yet"),
        Verdict::NotTested => text(
            "not_tested",
            "not tested",
            "…",
            "there is no text behind the vectors that could be resampled, and so nothing to test against",
        ),
        Verdict::NotComputable => {
            text("not_computable", "not computable", "–", "its section could not be computed")
        }
    }
}

fn chip(v: Verdict) -> String {
    let v = verdict(v);
    format!(
        "<span class=\"chip v-{}\"><span aria-hidden=\"true\">{}</span> {}</span>",
        v.name, v.sign, v.label
    )
}

/// The head of the page.
pub fn title(page: &mut Builder<'_>) {
    let domains = page.report.domains.len();
    let shown = domains.min(page.detail.domains);
    let mut names: Vec<String> = (0..shown).map(|d| page.domain(d)).collect();
    if domains > shown {
        names.push(format!("{} more", domains - shown));
    }
    let title = match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} <span class=\"and\">and</span> {last}", rest.join(", ")),
        None => "Nothing".to_owned(),
    };
    let sides = if domains == 2 { "both".to_owned() } else { domains.to_string() };
    let lede = if page.of_vectors() {
        let words: u64 = page.report.domains.iter().map(|d| d.vocabulary).fold(0, u64::saturating_add);
        format!(
            "{} word vectors in {domains} files, trained elsewhere: which words keep other company, and how alike the spaces are as a \
             whole. There is no text here to resample, so all of it is relative to other words, and none of it is tested.",
            number::count(words)
        )
    } else {
        let texts = page.report.domains.iter().filter_map(|d| d.text.as_ref());
        let tokens: u64 = texts.map(|text| text.tokens).fold(0, u64::saturating_add);
        format!(
            "{} tokens, read the same way on {sides} sides: which words differ in frequency, which differ in meaning, \
             and how much of it is more than noise.",
            number::count(tokens)
        )
    };
    page.push(&format!(
        "<header class=\"head\">\n<p class=\"kicker\">Isogloss · a comparison of how words are used</p>\n<h1>{title}</h1>\n\
         <p class=\"lede\">{lede}</p>\n</header>\n"
    ));
}

/// The findings in plain words.
pub fn findings(page: &mut Builder<'_>) {
    page.open("findings", "", "What stands out", "");
    if page.report.findings.is_empty() {
        page.paragraph("This comparison has no headline. What could be computed is in the sections below.");
    } else {
        page.push("<ol class=\"findings\">\n");
        for finding in page.report.findings.iter().take(40) {
            page.push(&format!("<li>{}</li>\n", Text(finding)));
        }
        page.push("</ol>\n");
    }
    page.close();
}

/// The domains side by side.
pub fn at_a_glance(page: &mut Builder<'_>) {
    page.open("domains", "", "The domains at a glance", "");
    let rows = if page.of_vectors() { vocabulary::files(page) } else { texts(page) };
    page.domain_table("What was read", &rows);
    page.omitted(page.report.domains.len(), page.detail.domains, "domains", "domains.csv");
    page.close();
}

fn texts(page: &Builder<'_>) -> Vec<(String, Vec<String>)> {
    let vocabulary = page.report.domains.iter().map(|d| number::count(d.vocabulary)).collect();
    let row = |what: &str, cell: &dyn Fn(&TextRecord) -> String| {
        let of = |d: &DomainRecord| d.text.as_ref().map_or_else(|| "–".to_owned(), cell);
        (what.to_owned(), page.report.domains.iter().map(of).collect::<Vec<_>>())
    };
    vec![
        row("documents", &|d| number::count(d.documents)),
        row("users or sources <small>(units of resampling)</small>", &|d| number::count(d.units)),
        row("tokens", &|d| number::count(d.tokens)),
        row("types <small>(distinct words)</small>", &|d| number::count(d.types)),
        ("words with vectors".to_owned(), vocabulary),
        row("mean length <small>(tokens per document)</small>", &|d| number::figure(d.mean_document_length)),
        row("format", &|d| format_of(d)),
        row("while reading", &reading),
    ]
}

/// What the file is.
fn format_of(text: &TextRecord) -> String {
    match text.format {
        Format::Lines => "plain text, a document a line",
        Format::Json => "JSON objects",
        Format::Tweets => "tweets, as Twitter’s interfaces and archives hold them",
        Format::Csv => "a table, comma-separated",
        Format::Tsv => "a table, tab-separated",
        Format::MediaWiki => "a MediaWiki dump, an article a document",
        Format::WikiExtractor => "WikiExtractor’s text",
        Format::Parquet => "a Parquet table",
        Format::Counts => "words with their counts: no contexts",
    }
    .to_owned()
}

/// What reading met: every count of the read report that is not zero.
fn reading(text: &TextRecord) -> String {
    let Ok(Value::Object(fields)) = serde_json::to_value(&text.read) else { return String::new() };
    let mut met: Vec<String> = Vec::new();
    for (name, value) in &fields {
        let Some(n) = value.as_u64().filter(|n| *n > 0) else { continue };
        met.push(match name.as_str() {
            "documents" | "records" | "malformed_file" => continue,
            "empty" => format!("{} without text, skipped", number::count(n)),
            "retweets" => format!("{} retweets, skipped", number::count(n)),
            "duplicates" => format!("{} exact duplicates, dropped", number::count(n)),
            "other_language" => format!(
                "{} in another language ({}), left out",
                number::count(n),
                number::percent(n as f64 / (n + text.read.documents) as f64)
            ),
            "redirects" => format!("{} redirects, skipped", number::count(n)),
            "other_namespaces" => format!("{} pages that are no articles, skipped", number::count(n)),
            "skipped_markup" => format!("{} pages not in wikitext, skipped", number::count(n)),
            "malformed" => {
                format!("{} malformed, skipped{}", number::count(n), lines(&text.read.malformed_lines))
            }
            "invalid_utf8" => format!("{} with invalid UTF-8, mended", number::count(n)),
            other => format!("{} {}", number::count(n), Text(&other.replace('_', " "))),
        });
    }
    if met.is_empty() { "nothing skipped".to_owned() } else { format!("<small>{}</small>", met.join("<br>")) }
}

fn lines(numbers: &[u64]) -> String {
    let list: Vec<String> = numbers.iter().take(3).map(|n| number::grouped(*n)).collect();
    match list.len() {
        0 => String::new(),
        1 => format!(" (line {})", list[0]),
        _ => format!(" (lines {}{})", list.join("; "), if numbers.len() > 3 { "; …" } else { "" }),
    }
}

/// A setting's value in words: strings without quotes.
pub fn word_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// The claims with their verdicts and nothing else.
pub fn verdicts(page: &mut Builder<'_>) {
    let how = match page.of_vectors() {
        true => {
            "Without text nothing can be tested, and no claim gets a verdict. Some of their figures can be had."
        }
        false => "",
    };
    page.open("verdicts", "", "Which of the paper’s claims hold here?", how);
    if page.report.claims.is_empty() {
        page.unavailable("This comparison tested no claim.");
    } else {
        page.push("<ul class=\"verdicts\">\n");
        for claim in page.report.claims.iter().take(60) {
            page.push(&format!("<li>{}<span>{}</span></li>\n", chip(claim.verdict), Text(&claim.text)));
        }
        page.push("</ul>\n<p class=\"note\">Figures, intervals and reservations: <a href=\"#claims\">§11–12</a>.</p>\n");
    }
    page.close();
}

/// The claims with the figures that they rest on.
pub fn claims(page: &mut Builder<'_>) {
    page.open(
        "claims",
        "§11–12",
        "So what: what do the figures say of each claim?",
        if page.of_vectors() {
            "Without text nothing can be tested: the figures are shown without a verdict. Where a figure has an interval, it is over the questions or words that were asked, never over documents."
        } else {
            "A claim counts as supported or refuted only where the whole interval lies on one side. Each figure is printed with its 95 % interval."
        },
    );
    if page.report.claims.is_empty() {
        page.unavailable("This comparison tested no claim.");
    }
    page.push("<div class=\"claims\">\n");
    for claim in page.report.claims.iter().take(60) {
        page.push(&card(claim));
    }
    page.push("</div>\n");
    let meanings: Vec<String> = [
        Verdict::Supported,
        Verdict::Refuted,
        Verdict::NotResolvable,
        if page.of_vectors() { Verdict::NotTested } else { Verdict::NotTestedYet },
        Verdict::NotComputable,
    ]
    .into_iter()
    // Of files of vectors no claim is tested.
    .filter(|v| !page.of_vectors() || matches!(v, Verdict::NotTested | Verdict::NotComputable))
    .map(|v| format!("{} {}", chip(v), verdict(v).meaning))
    .collect();
    let caveat = if page.of_vectors() {
        "Claims are about the first two domains. All figures: <code>tables/claims.csv</code>."
    } else {
        "Claims are about the first two domains. A claim that two figures differ can be supported, never refuted. Intervals are 95 % one by one: of twenty claims without \
         substance one is expected to look decided. All figures: <code>tables/claims.csv</code>."
    };
    page.method(&[&meanings.join("<br>"), caveat]);
    page.close();
}

fn card(claim: &Claim) -> String {
    let mut figures = String::new();
    for figure in claim.figures.iter().take(12) {
        figures.push_str(&format!(
            "<div><dt>{}</dt><dd>{}</dd></div>",
            Text(&shorten(&figure.label, 160)),
            interval_html(&figure.estimate)
        ));
    }
    let figures = if figures.is_empty() { figures } else { format!("<dl>{figures}</dl>\n") };
    let note = if claim.note.is_empty() {
        String::new()
    } else {
        format!("<p class=\"note\">{}</p>\n", Text(&claim.note))
    };
    format!(
        "<article class=\"claim\">\n<p class=\"claim-head\"><span class=\"num\">{}</span> {}</p>\n<h3>{}</h3>\n{figures}{note}</article>\n",
        Text(&claim.section),
        chip(claim.verdict),
        Text(&claim.text)
    )
}
