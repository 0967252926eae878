//! The page: one file, read from top to bottom like an article.
//!
//! However large the report, the page stays below [`MAX_HTML_BYTES`]: it is drawn with the detail of the first of `DETAILS` that fits.
//! What it leaves out is in the tables.

mod company;
mod explorer;
mod geometry;
mod likeness;
mod made;
mod meaning;
mod overview;
mod parts;
mod structure;
mod vocabulary;
mod words;

pub use overview::verdict;

use crate::escape::Text;
use crate::figures::clouds::Dots;
use crate::svg::FIGURE_CSS;
use isogloss::report::Report;
use parts::Builder;
use sha2::{Digest, Sha256};

/// No page is longer than this.
pub const MAX_HTML_BYTES: usize = 5_000_000;

const PAGE_CSS: &str = include_str!("../../assets/report.css");
const SCRIPT: &str = include_str!("../../assets/report.js");

/// How much of a report the page shows.
#[derive(Clone, Copy, Debug)]
pub struct Detail {
    /// Pairs of domains with figures of their own; also domains with figures of their own.
    pub pairs: usize,
    /// Dots of all the clouds of one kind together.
    pub dots: usize,
    /// Bytes of the words that can be looked up.
    pub explorer: usize,
    /// Rows of a list of words.
    pub rows: usize,
    /// Columns of a table of domains.
    pub domains: usize,
}

/// From all that a reader can take in to the least that is still a report.
const DETAILS: [Detail; 4] = [
    Detail { pairs: 15, dots: 6000, explorer: 2_200_000, rows: 30, domains: 24 },
    Detail { pairs: 10, dots: 4000, explorer: 1_200_000, rows: 30, domains: 16 },
    Detail { pairs: 6, dots: 1500, explorer: 500_000, rows: 20, domains: 12 },
    Detail { pairs: 1, dots: 300, explorer: 50_000, rows: 10, domains: 6 },
];

impl Detail {
    /// Dots of one of `clouds` clouds. On a phone fewer are enough.
    pub fn dots_each(&self, clouds: usize, narrow: bool) -> Dots {
        let each = self.dots / clouds.clamp(1, self.pairs.max(1));
        let named = each.min(3000);
        if narrow { Dots { named: named / 3, dust: named / 3 } } else { Dots { named, dust: named } }
    }
}

/// The page and its figures as files of their own: (name without extension, SVG).
pub struct Page {
    /// The whole file.
    pub html: String,
    /// The figures in the order of the page.
    pub figures: Vec<(String, String)>,
}

/// The page with as much detail as fits.
pub fn render(report: &Report) -> Page {
    let mut page = render_with(report, DETAILS[0]);
    for detail in &DETAILS[1..] {
        if page.html.len() <= MAX_HTML_BYTES {
            break;
        }
        page = render_with(report, *detail);
    }
    page
}

fn render_with(report: &Report, detail: Detail) -> Page {
    let mut page = Builder::new(report, detail);
    overview::title(&mut page);
    page.push("<div class=\"frame\">\n");
    contents(&mut page);
    page.push("<main id=\"top\">\n");
    overview::findings(&mut page);
    overview::at_a_glance(&mut page);
    vocabulary::vocabulary(&mut page);
    overview::verdicts(&mut page);
    made::embeddings(&mut page);
    words::zipf_and_entropy(&mut page);
    words::cooccurrence(&mut page);
    geometry::geometry(&mut page);
    meaning::information(&mut page);
    meaning::analogy(&mut page);
    meaning::transfer(&mut page);
    structure::spectrum(&mut page);
    structure::attention(&mut page);
    structure::summary(&mut page);
    likeness::likeness(&mut page);
    overview::claims(&mut page);
    made::how(&mut page);
    page.push("</main>\n</div>\n");
    Page { html: document(&page), figures: page.figures }
}

/// The anchor of the section that only files of vectors have.
const VOCABULARY: &str = "vocabulary";

/// Sections by their anchor, number and short title.
const CONTENTS: [(&str, &str, &str); 16] = [
    ("findings", "", "Findings"),
    ("domains", "", "The domains"),
    (VOCABULARY, "", "The vocabularies"),
    ("verdicts", "", "Verdicts"),
    ("embeddings", "§1", "Embeddings"),
    ("zipf", "§2", "Zipf and entropy"),
    ("cooccurrence", "§3", "Co-occurrence"),
    ("geometry", "§4", "Which words moved"),
    ("information", "§5", "Characteristic words"),
    ("analogy", "§6", "Analogies"),
    ("transfer", "§7", "Transfer"),
    ("spectrum", "§8", "Spectrum"),
    ("attention", "§9", "Attention"),
    ("summary", "§10", "In one number"),
    ("likeness", "+", "Whole spaces"),
    ("claims", "§11–12", "The claims"),
];

fn contents(page: &mut Builder<'_>) {
    page.push("<nav class=\"toc\" aria-label=\"Contents\"><ol>\n");
    let all = CONTENTS.iter().chain([&("made", "", "How this was made")]);
    let audited = page.report.vocabulary.is_some();
    for (id, number, title) in all.filter(|(id, ..)| audited || *id != VOCABULARY) {
        let number =
            if number.is_empty() { String::new() } else { format!("<span class=\"n\">{number}</span> ") };
        page.push(&format!("<li><a href=\"#{id}\">{number}{title}</a></li>\n"));
    }
    page.push("</ol></nav>\n");
}

fn document(page: &Builder<'_>) -> String {
    let names: Vec<&str> = page.report.domains.iter().take(6).map(|d| d.name.as_str()).collect();
    let title = names.join(" and ");
    let hash = base64(&Sha256::digest(SCRIPT.as_bytes()));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"isogloss {}\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{} – Isogloss</title>\n\
         <style>\n{FIGURE_CSS}{PAGE_CSS}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#top\">Skip to the findings</a>\n\
         {}<script>{SCRIPT}</script>\n</body>\n</html>\n",
        Text(&page.report.run.isogloss),
        Text(&title),
        page.html,
    )
}

/// RFC 4648, for the one hash that the security policy needs.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits =
            chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * i)) as usize & 63] as char;
            out.push(if i <= chunk.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_follows_the_rfc() {
        let cases = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, coded) in cases {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn no_script_or_style_can_end_its_element() {
        assert!(
            !SCRIPT.contains("</script") && !PAGE_CSS.contains("</style") && !FIGURE_CSS.contains("</style")
        );
        assert!(!SCRIPT.contains("innerHTML") && !SCRIPT.contains("http"));
    }
}
