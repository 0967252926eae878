//! The words of a corpus, most frequent first.
use crate::CountError;
use crate::words::{Table, WordList};
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::OnceLock;

/// Lines are parsed in pieces of about so many bytes, and so many pieces at a time.
const PIECE_BYTES: usize = 128 << 10;
const PIECES_AT_A_TIME: usize = 32;

/// The types of a corpus sorted by count (descending), then by bytes: id 0 is the most frequent, and the words with at
/// least a given count are a prefix.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    words: WordList,
    /// Made when the first word is looked up: who only counts needs none.
    table: OnceLock<Table>,
    counts: Vec<u64>,
    document_frequencies: Vec<u64>,
    capitalised: Vec<u64>,
    tokens: u64,
}

impl Vocabulary {
    /// The number of types.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether it holds no word.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The word with this id.
    ///
    /// # Panics
    /// If there is no such id: ids are `0..len()`.
    pub fn word(&self, id: u32) -> &str {
        self.words.word(id)
    }

    /// The id of a word.
    pub fn id(&self, word: &str) -> Option<u32> {
        self.table.get_or_init(|| Table::of(&self.words)).id(&self.words, word)
    }

    /// All words, by id.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|id| self.words.word(id as u32))
    }

    /// Count of every type, by id.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// In how many documents every type stands, by id.
    pub fn document_frequencies(&self) -> &[u64] {
        &self.document_frequencies
    }

    /// How many tokens of every type held a capital that was lower-cased, by id.
    pub fn capitalised(&self) -> &[u64] {
        &self.capitalised
    }

    /// All tokens.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// How many words have at least this count: their ids are `0..` this.
    pub fn with_min_count(&self, min_count: u64) -> usize {
        self.counts.partition_point(|&count| count >= min_count)
    }

    /// Reads `vocab.tsv` (`word<TAB>count<TAB>document frequency<TAB>capitalised`). That no word stands there twice is for those
    /// who write it.
    pub fn read(path: &Path) -> Result<Self, CountError> {
        let bytes = std::fs::read(path).map_err(CountError::read(path))?;
        let text = String::from_utf8(bytes).map_err(|_| CountError::damaged(path, "it is no UTF-8"))?;
        let pieces = pieces(&text);
        let mut vocabulary = Self::default();
        let mut number = 0;
        for pieces in pieces.chunks(PIECES_AT_A_TIME) {
            let parsed: Vec<Vec<_>> =
                pieces.par_iter().map(|piece| piece.lines().map(fields).collect()).collect();
            for line in parsed.into_iter().flatten() {
                number += 1;
                line.and_then(|line| vocabulary.push(&line))
                    .map_err(|what| CountError::damaged(path, format!("line {number}: {what}")))?;
            }
        }
        Ok(vocabulary)
    }

    /// How many words of a `vocab.tsv` have at least this count, without reading it beyond them.
    ///
    /// # Errors
    /// Those of reading; a line that is none.
    pub fn words_with_min_count(path: &Path, min_count: u64) -> Result<u64, CountError> {
        let file = File::open(path).map_err(CountError::read(path))?;
        let mut words = 0;
        for line in BufReader::new(file).lines() {
            let line = line.map_err(CountError::read(path))?;
            let fields = fields(&line);
            let fields =
                fields.map_err(|what| CountError::damaged(path, format!("line {}: {what}", words + 1)))?;
            if fields.count < min_count {
                break;
            }
            words += 1;
        }
        Ok(words)
    }

    fn push(&mut self, line: &Fields<'_>) -> Result<(), &'static str> {
        if self.counts.last().is_some_and(|&last| last < line.count) {
            return Err("counts do not descend");
        }
        self.tokens = self.tokens.checked_add(line.count).ok_or("counts overflow")?;
        self.words.push(line.word);
        self.counts.push(line.count);
        self.document_frequencies.push(line.documents);
        self.capitalised.push(line.capitalised);
        Ok(())
    }
}

/// Whole lines, in pieces of about [`PIECE_BYTES`].
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let searched = rest.as_bytes().get(PIECE_BYTES..).unwrap_or_default();
        let end = memchr::memchr(b'\n', searched).map_or(rest.len(), |end| PIECE_BYTES + end + 1);
        let (piece, others) = rest.split_at(end);
        pieces.push(piece);
        rest = others;
    }
    pieces
}

/// What a line of `vocab.tsv` says.
struct Fields<'l> {
    word: &'l str,
    count: u64,
    documents: u64,
    capitalised: u64,
}

fn fields(line: &str) -> Result<Fields<'_>, &'static str> {
    // Most of a line is searched in no time: it is cut at bytes, from its start.
    let mut rest = line;
    let mut next = || {
        let tab = memchr::memchr(b'\t', rest.as_bytes());
        let (field, others) = tab.map_or((rest, None), |tab| (&rest[..tab], Some(&rest[tab + 1..])));
        rest = others.unwrap_or_default();
        (field, others.is_some())
    };
    let [(word, true), (count, true), (documents, true), (capitalised, false)] =
        std::array::from_fn(|_| next())
    else {
        return Err("not four fields");
    };
    match [count, documents, capitalised].map(str::parse) {
        [Ok(count), Ok(documents), Ok(capitalised)] => Ok(Fields { word, count, documents, capitalised }),
        _ => Err("a count is no number"),
    }
}

/// Appends a line of `vocab.tsv`. The tokeniser lets no tab and no end of line into a word.
pub(crate) fn append_line(out: &mut Vec<u8>, word: &[u8], count: u64, documents: u64, capitalised: u64) {
    out.extend_from_slice(word);
    for number in [count, documents, capitalised] {
        out.push(b'\t');
        append_decimal(out, number);
    }
    out.push(b'\n');
}

/// Appends a number. (Formatting as the standard library does takes longer than all else that a line needs.)
fn append_decimal(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [b'0'; 20];
    let mut start = digits.len();
    loop {
        start -= 1;
        digits[start] += (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vocabulary, CountError> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("vocab.tsv");
        std::fs::write(&path, text).expect("a temporary file");
        Vocabulary::read(&path)
    }

    #[test]
    fn what_is_read() -> Result<(), CountError> {
        let vocabulary = read("the\t5\t2\t1\ncat\t3\t2\t0\nhat\t3\t1\t3\nsat\t1\t1\t0\n")?;
        assert_eq!(vocabulary.words().collect::<Vec<_>>(), ["the", "cat", "hat", "sat"]);
        assert_eq!(vocabulary.counts(), [5, 3, 3, 1]);
        assert_eq!(vocabulary.document_frequencies(), [2, 2, 1, 1]);
        assert_eq!(vocabulary.capitalised(), [1, 0, 3, 0]);
        assert_eq!(vocabulary.tokens(), 12);
        assert_eq!((vocabulary.id("hat"), vocabulary.id("rat")), (Some(2), None));
        assert_eq!([0, 1, 2, 3, 4, 6].map(|count| vocabulary.with_min_count(count)), [4, 4, 3, 3, 1, 0]);
        assert!(read("")?.is_empty());
        Ok(())
    }

    #[test]
    fn numbers_are_written_as_they_are() {
        let mut out = Vec::new();
        append_line(&mut out, b"word", 0, 1_000_007, u64::MAX);
        assert_eq!(out, format!("word\t0\t1000007\t{}\n", u64::MAX).as_bytes());
    }

    #[test]
    fn damage_is_named() {
        for (text, what) in [
            ("a\t1\t1\n", "line 1: not four fields"),
            ("a\t1\t1\t1\t1\n", "line 1: not four fields"),
            ("a\t2\t1\t0\nb\tx\t1\t0\n", "line 2: a count is no number"),
            ("a\t1\t1\t0\nb\t2\t1\t0\n", "line 2: counts do not descend"),
        ] {
            let error = read(text).expect_err(what).to_string();
            assert!(error.contains(what) && error.contains("vocab.tsv"), "{error}");
        }
    }
}
