//! What does a reader of this wikitext read?
//!
//! [`plain_text`] keeps the prose of an article and drops what is no prose. It does not expand templates (they are other pages)
//! and is no parser: it reads the text once, from front to back, and writes what is to be read.
//!
//! # Kept
//! * Paragraphs, each a line. Lines that MediaWiki joins into one paragraph are joined by a space; an item of a list, a
//!   heading, a block of HTML is a line of its own, without its marker.
//! * The label of a link, or its target where it has none; the label of an external link; bare addresses.
//! * The contents of HTML elements, of `<nowiki>`, `<poem>`, `<code>`, `<sub>` (so that `H<sub>2</sub>O` is `H2O`).
//! * The text in a few templates that only set it: `rules.rs`.
//! * Headings under which there is text.
//!
//! # Dropped
//! * Other templates, tables, references, comments, maths, galleries, scores, listings and preformatted blocks; pictures with their
//!   captions; categories; links to the same article in other languages; magic words; signatures.
//! * Sections that are lists of works and links, by their heading: References, External links, See also ..., in the larger
//!   languages (`sections.rs`). They repeat the same few words in every article and hold next to no sentences.
//! * Around what was dropped: empty parentheses, `(, born`, a space before a full stop.
//!
//! What is decoded from an entity is text, never markup: `&lt;ref>` stays.
//!
//! # Broken markup
//! A template, table or picture that is never closed is dropped to the end of its line, so that it cannot swallow the article; of
//! other unpaired markup the marks are dropped and the words kept.
//!
//! # How
//! What is open stands on a stack with the place in the output where it began; its content is written as any other, and cut
//! off when the construct is closed and proves to be of the dropped kind. Nothing is read twice (a heading's line: twice), so
//! the time is linear in the text whatever is nested in what, and no recursion is deep.
mod quotes;
mod rules;
mod scanner;
mod sections;
mod tags;
#[cfg(test)]
mod tests;

use super::namespaces::Namespaces;

/// What an article says, and what was taken out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// Paragraphs separated by `\n`, none of them empty, white space folded.
    pub text: String,
    /// What was dropped.
    pub skipped: Skipped,
}

/// How much was dropped, by kind; what is nested in a dropped thing counts, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Templates of which nothing was kept.
    pub templates: u64,
    /// Tables.
    pub tables: u64,
    /// References.
    pub references: u64,
    /// Pictures and other files.
    pub files: u64,
    /// Maths, galleries, listings and the like.
    pub elements: u64,
    /// Sections such as References.
    pub sections: u64,
}

impl Skipped {
    /// Adds what another article had.
    pub fn add(&mut self, other: &Self) {
        self.templates += other.templates;
        self.tables += other.tables;
        self.references += other.references;
        self.files += other.files;
        self.elements += other.elements;
        self.sections += other.sections;
    }
}

/// The prose of an article.
pub fn plain_text(wikitext: &str, namespaces: &Namespaces) -> Plain {
    let (text, skipped) = scanner::Scanner::new(wikitext, namespaces).run();
    Plain { text: fold(&text), skipped }
}

/// Words by which a page says that it leads to another, where the dump does not.
const REDIRECT: [&str; 12] = [
    "redirect",
    "weiterleitung",
    "redirection",
    "redirección",
    "rinvia",
    "doorverwijzing",
    "redirecionamento",
    "перенаправление",
    "patrz",
    "omdirigering",
    "重定向",
    "転送",
];

/// Does the text only lead to another page?
pub(super) fn is_redirect(wikitext: &str) -> bool {
    let Some(rest) = wikitext.trim_start().strip_prefix('#') else { return false };
    let word: String = rest.chars().take(20).take_while(|character| character.is_alphanumeric()).collect();
    REDIRECT.contains(&word.to_lowercase().as_str())
}

/// Folds white space and drops empty lines.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.split('\n') {
        let start = folded.len();
        for word in line.split_whitespace() {
            if folded.len() > start {
                folded.push(' ');
            } else if start > 0 {
                folded.push('\n');
            }
            folded.push_str(word);
        }
    }
    folded
}
