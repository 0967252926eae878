//! Which words, and how often each? Lists of words with counts, in place of a text.
//!
//! A line is `word<TAB>count`, perhaps with more counts behind it (`vocab.tsv` of an encoded corpus has the documents that
//! hold the word, too), or `word count`, as in Stanford's `vocab.txt`. In the second kind the last space tells them apart, so
//! that a word may hold spaces. A count is an unsigned integer below 2⁶⁴: anything else is malformed. The first line may be a
//! header (`word<TAB>count`).
//!
//! [`is_counts`] tells such a list from text, [`entries`] decodes it; its lines are cut as those of any text.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

/// So many lines must fit.
const ALIKE: usize = 20;
/// So many lines must be there.
const FEWEST: usize = 3;
/// So many malformed lines are named.
const MALFORMED_NAMED: usize = 5;

/// A word with its count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The word.
    pub word: Cow<'a, str>,
    /// How often it occurs.
    pub count: u64,
    /// Where its line starts, in bytes from the first decoded.
    pub offset: usize,
}

/// What decoding met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Words handed out.
    pub entries: u64,
    /// Blank lines, skipped.
    pub blank: u64,
    /// Words with invalid UTF-8, replaced by U+FFFD.
    pub invalid_utf8: u64,
    /// Lines that hold no word with a count, skipped.
    pub malformed: u64,
    /// Numbers of the first few of them, from 1.
    pub malformed_lines: Vec<u64>,
}

/// Whether the head of a file is that of a list of words with counts: the first twenty lines that are not blank (all, if
/// fewer, but three at least) fit, a header aside, and none of their words comes twice. Text with numbers at the ends of its
/// lines (`Chapter 1`, `Chapter 2`) is so not taken for one.
pub fn is_counts(head: &[u8]) -> bool {
    let mut words: Vec<&[u8]> = Vec::with_capacity(ALIKE);
    let mut rest = head;
    let mut first = true;
    while !rest.is_empty() && words.len() < ALIKE {
        let (line, ended) = next_line(&mut rest);
        if line.trim_ascii().is_empty() {
            continue;
        }
        match split(line) {
            Some((word, _)) if !words.contains(&word) => words.push(word),
            None if first && is_header(line) => {}
            // The head may stop in the middle of a line.
            None if !ended && words.len() >= FEWEST => {}
            _ => return false,
        }
        first = false;
    }
    words.len() >= FEWEST
}

/// Decodes whole lines: `each` gets the words in order. `bytes` begin in `first_line`; a header in line 1 is skipped.
///
/// A word that comes twice is handed out twice.
pub fn entries<'a>(bytes: &'a [u8], first_line: u64, mut each: impl FnMut(Entry<'a>)) -> Decoded {
    let mut decoded = Decoded::default();
    let mut rest = bytes;
    let mut number = first_line;
    while !rest.is_empty() {
        let offset = bytes.len() - rest.len();
        let (line, _) = next_line(&mut rest);
        match split(line) {
            _ if line.trim_ascii().is_empty() => decoded.blank += 1,
            Some((word, count)) => {
                let word = String::from_utf8_lossy(word);
                decoded.invalid_utf8 += u64::from(matches!(word, Cow::Owned(_)));
                decoded.entries += 1;
                each(Entry { word, count, offset });
            }
            None if number == 1 && is_header(line) => {}
            None => {
                decoded.malformed += 1;
                if decoded.malformed_lines.len() < MALFORMED_NAMED {
                    decoded.malformed_lines.push(number);
                }
            }
        }
        number += 1;
    }
    decoded
}

/// The word of a line and its count, if it is such a line.
pub fn entry(line: &str) -> Option<(&str, u64)> {
    let (word, count) = split(line.as_bytes())?;
    // The bytes around a word are ASCII: it is cut at the bounds of characters.
    Some((std::str::from_utf8(word).ok()?, count))
}

/// The first line of a list, where it names the columns.
pub fn header(mut head: &[u8]) -> Option<&[u8]> {
    let (line, _) = next_line(&mut head);
    (split(line).is_none() && is_header(line)).then_some(line)
}

/// Takes a line from the front; false if it goes to the end of the bytes without an end of its own.
fn next_line<'a>(rest: &mut &'a [u8]) -> (&'a [u8], bool) {
    let length = memchr::memchr(b'\n', rest);
    let (line, behind) = match length {
        Some(length) => (&rest[..length], &rest[length + 1..]),
        None => (*rest, &rest[rest.len()..]),
    };
    *rest = behind;
    (line.strip_suffix(b"\r").unwrap_or(line), length.is_some())
}

/// The word of a line, and its count.
fn split(line: &[u8]) -> Option<(&[u8], u64)> {
    let (word, count) = match memchr::memchr(b'\t', line) {
        Some(tab) => {
            let mut counts = line[tab + 1..].split(|byte| *byte == b'\t').map(unsigned);
            let count = counts.next()??;
            if !counts.all(|count| count.is_some()) {
                return None;
            }
            (&line[..tab], count)
        }
        None => {
            let space = memchr::memrchr(b' ', line)?;
            (&line[..space], unsigned(&line[space + 1..])?)
        }
    };
    let word = word.trim_ascii();
    (!word.is_empty()).then_some((word, count))
}

/// Digits and nothing else, below 2⁶⁴.
fn unsigned(digits: &[u8]) -> Option<u64> {
    let add = |number: u64, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u64::from(digit - b'0'))?;
        number.checked_mul(10)?.checked_add(digit)
    };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0, add)
}

/// Names of columns, where the counts would be.
fn is_header(line: &[u8]) -> bool {
    let delimiter = if memchr::memchr(b'\t', line).is_some() { b'\t' } else { b' ' };
    let mut names = line.split(|byte| *byte == delimiter);
    names.next().is_some_and(|name| !name.is_empty())
        && names.next().is_some_and(|name| name.first().is_some_and(u8::is_ascii_alphabetic))
}
