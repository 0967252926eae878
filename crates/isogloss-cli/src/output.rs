//! What the terminal shows.

use anyhow::bail;
use isogloss_math::Estimate;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Writes a finished text to standard output in one go; a broken pipe comes back as an error, not as a panic.
pub fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Streams lines to standard output.
pub fn stream(lines: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    lines(&mut out)?;
    out.flush()
}

/// An error if the file is there and must not be replaced.
pub fn refuse_existing(path: &Path, force: bool) -> anyhow::Result<()> {
    if path.exists() && !force {
        bail!("{} is there already; --force replaces it", path.display());
    }
    Ok(())
}

/// A word of a stranger, on one line: control characters, which could move the cursor or end a field, are escaped.
pub fn shown(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_control() { text.extend(c.escape_default()) } else { text.push(c) }
    }
    text
}

/// Value and interval with three digits; a dash where there is none.
pub fn estimate(estimate: Option<&Estimate>) -> (String, String) {
    let dash = || "-".to_owned();
    let Some(Estimate { value, low, high, .. }) = estimate else { return (dash(), dash()) };
    let interval = low.zip(*high).map(|(low, high)| format!("[{low:.3}, {high:.3}]"));
    (format!("{value:.3}"), interval.unwrap_or_else(dash))
}

/// Rows as columns two blanks apart: the first `left` columns flush left, the others flush right.
pub fn table(rows: &[Vec<String>], left: usize) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |c: usize| {
        rows.iter().filter_map(|row| row.get(c)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let mut line = String::new();
        for (c, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[c] - cell.chars().count());
            let cell = if c < left { format!("{cell}{pad}") } else { format!("{pad}{cell}") };
            line.push_str(if c == 0 { "" } else { "  " });
            line.push_str(&cell);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// `1234567` as `1,234,567`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            ["0", "999", "1,000", "12,345,678"],
            [0, 999, 1_000, 12_345_678].map(thousands).each_ref().map(String::as_str)
        );
    }

    #[test]
    fn words_stay_on_their_line() {
        assert_eq!(shown("a\tb\u{1b}[2J\nä"), "a\\tb\\u{1b}[2J\\nä");
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["bcd".to_owned(), "22".to_owned()]];
        assert_eq!(table(&rows, 1), "a     1\nbcd  22\n");
    }
}
