//! Records in any order to rows.
use super::MOST_WORDS;
use super::record::{Record, for_each};
use crate::cooccurrence::{COLUMNS_FILE, STARTS_FILE, VALUES_FILE};
use crate::encode::VOCABULARY_FILE;
use crate::mapped::ArrayWriter;
use crate::words::Words;
use crate::{CountError, vocabulary};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Records are dealt to so many files at a time.
const OPEN_FILES: usize = 64;
/// What is written to one of them at a time, in bytes.
const DEAL_BYTES: usize = 1 << 16;
/// The part of the memory that the records of some rows may take: they are there twice, as they came and by row.
const MEMORY_PER_RECORD: u64 = 3 * size_of::<Record>() as u64;

/// Reads `vocab.txt` and `cooccurrence.bin`, under whatever names, into `dir`: `vocab.tsv` (with no document frequencies: all
/// are 0) and the files of [`Cooccurrence`](crate::Cooccurrence). The records may be in any order; several of one pair are
/// added, in f64 in the order of the file. `memory`: about so many bytes may be taken, besides a few for every word.
/// The same files for any memory.
///
/// # Errors
/// `Malformed`, with line or byte: what is no word with its count, a word that stands there twice, counts that do not descend,
/// a record that was cut, a word that the vocabulary has not, a value that is negative or no number. `Io`.
pub fn read(vocabulary: &Path, cooccurrence: &Path, memory: u64, dir: &Path) -> Result<(), CountError> {
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    let words = read_vocabulary(vocabulary, &dir.join(VOCABULARY_FILE))?;
    let lengths = check(cooccurrence, words)?;
    let mut rows = Rows::create(words, dir)?;
    let ranges = ranges(&lengths, memory / MEMORY_PER_RECORD);
    if let [all] = &ranges[..] {
        rows.add(cooccurrence, all, &lengths)?;
    } else {
        for ranges in ranges.chunks(OPEN_FILES) {
            let dealt = deal(cooccurrence, ranges, dir)?;
            for (range, path) in ranges.iter().zip(dealt) {
                rows.add(&path, range, &lengths)?;
                std::fs::remove_file(&path).map_err(CountError::write(&path))?;
            }
        }
    }
    rows.finish()
}

/// Writes the words as this program keeps them; returns how many.
fn read_vocabulary(path: &Path, out_path: &Path) -> Result<usize, CountError> {
    let malformed = |line: usize, what: &str| CountError::malformed(path, format!("line {line}"), what);
    let mut input = BufReader::new(File::open(path).map_err(CountError::read(path))?);
    let mut out = BufWriter::new(File::create(out_path).map_err(CountError::write(out_path))?);
    let mut words = Words::default();
    let mut last = u64::MAX;
    let (mut bytes, mut written) = (Vec::new(), Vec::new());
    while {
        bytes.clear();
        input.read_until(b'\n', &mut bytes).map_err(CountError::read(path))? > 0
    } {
        let line = words.len() + 1;
        let text = std::str::from_utf8(&bytes).map_err(|_| malformed(line, "it is no UTF-8"))?;
        let (word, count) = text
            .trim_end_matches(['\n', '\r'])
            .rsplit_once(' ')
            .filter(|(word, _)| !word.is_empty() && !word.contains(char::is_control))
            .ok_or_else(|| malformed(line, "not a word, a space and its count"))?;
        let count: u64 = count.parse().map_err(|_| malformed(line, "the count is no number"))?;
        if count > last {
            return Err(malformed(line, "counts do not descend"));
        }
        last = count;
        if line > MOST_WORDS {
            return Err(malformed(line, "more words than can be numbered"));
        }
        if words.intern(word) as usize + 1 != line {
            return Err(malformed(line, "the word stands there twice"));
        }
        written.clear();
        vocabulary::append_line(&mut written, word.as_bytes(), count, 0, 0);
        out.write_all(&written).map_err(CountError::write(out_path))?;
    }
    out.flush().map_err(CountError::write(out_path))?;
    Ok(words.len())
}

/// How many records each row has.
fn check(path: &Path, words: usize) -> Result<Vec<u64>, CountError> {
    let mut lengths = vec![0; words];
    for_each(path, |offset, record| {
        record.check(words).map_err(|what| CountError::malformed(path, format!("byte {offset}"), what))?;
        lengths[record.row()] += 1;
        Ok(())
    })?;
    Ok(lengths)
}

/// Cuts the rows into ranges of at most so many records, if one row has not more.
fn ranges(lengths: &[u64], most: u64) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut sum) = (0, 0);
    for (row, &length) in lengths.iter().enumerate() {
        if sum + length > most && row > start {
            ranges.push(start..row);
            (start, sum) = (row, 0);
        }
        sum += length;
    }
    ranges.push(start..lengths.len());
    ranges
}

/// Writes the records of each range to a file of its own.
fn deal(path: &Path, ranges: &[Range<usize>], dir: &Path) -> Result<Vec<PathBuf>, CountError> {
    let paths: Vec<PathBuf> = (0..ranges.len()).map(|i| dir.join(format!("records.{i}.bin"))).collect();
    let create = |path: &PathBuf| ArrayWriter::with_buffer(path.clone(), DEAL_BYTES);
    let mut files = paths.iter().map(create).collect::<Result<Vec<_>, _>>()?;
    let all = ranges[0].start..ranges[ranges.len() - 1].end;
    for_each(path, |_, record| {
        if !all.contains(&record.row()) {
            return Ok(());
        }
        files[ranges.partition_point(|range| range.end <= record.row())].push(record)
    })?;
    files.into_iter().try_for_each(ArrayWriter::finish)?;
    Ok(paths)
}

/// The rows while they are written.
struct Rows {
    starts: ArrayWriter<u64>,
    columns: ArrayWriter<u32>,
    values: ArrayWriter<f32>,
    values_path: PathBuf,
    /// The sums of a row.
    sums: Vec<f64>,
    /// The columns that were added to.
    touched: Vec<u32>,
}

impl Rows {
    fn create(words: usize, dir: &Path) -> Result<Self, CountError> {
        let mut starts = ArrayWriter::create(dir.join(STARTS_FILE))?;
        starts.push(0)?;
        Ok(Self {
            starts,
            columns: ArrayWriter::create(dir.join(COLUMNS_FILE))?,
            values: ArrayWriter::create(dir.join(VALUES_FILE))?,
            values_path: dir.join(VALUES_FILE),
            sums: vec![0.0; words],
            touched: Vec::new(),
        })
    }

    /// Appends the rows of a range, whose records are in a file.
    fn add(&mut self, path: &Path, range: &Range<usize>, lengths: &[u64]) -> Result<(), CountError> {
        if range.len() == 1 {
            // It may be larger than memory.
            for_each(path, |_, record| {
                self.sum(record.column(), record.value);
                Ok(())
            })?;
            return self.end_row();
        }
        let lengths = &lengths[range.clone()];
        let mut next: Vec<usize> = lengths
            .iter()
            .scan(0, |sum, &length| Some(std::mem::replace(sum, *sum + length as usize)))
            .collect();
        let mut by_row = vec![(0, 0.0); lengths.iter().sum::<u64>() as usize];
        for_each(path, |offset, record| {
            // The file was checked, but it may have changed since.
            let changed =
                || CountError::malformed(path, format!("byte {offset}"), "it changed while it was read");
            let row = record.row().checked_sub(range.start).ok_or_else(changed)?;
            let place = next.get_mut(row).ok_or_else(changed)?;
            *by_row.get_mut(*place).ok_or_else(changed)? = (record.column(), record.value);
            *place += 1;
            Ok(())
        })?;
        let mut rest = &by_row[..];
        for &length in lengths {
            let (row, others) = rest.split_at(length as usize);
            row.iter().for_each(|&(column, value)| self.sum(column, value));
            self.end_row()?;
            rest = others;
        }
        Ok(())
    }

    fn sum(&mut self, column: u32, value: f64) {
        let Some(sum) = self.sums.get_mut(column as usize) else { return };
        if value > 0.0 {
            if *sum == 0.0 {
                self.touched.push(column);
            }
            *sum += value;
        }
    }

    fn end_row(&mut self) -> Result<(), CountError> {
        self.touched.sort_unstable();
        for &column in &self.touched {
            let value = std::mem::take(&mut self.sums[column as usize]) as f32;
            if value.is_infinite() {
                return Err(CountError::malformed(
                    &self.values_path,
                    format!("row {}, column {}", self.starts.len(), column + 1),
                    "the weight is larger than an f32 holds",
                ));
            }
            // What is too small for an f32 is no entry.
            if value > 0.0 {
                self.columns.push(column)?;
                self.values.push(value)?;
            }
        }
        self.touched.clear();
        self.starts.push(self.columns.len() as u64)
    }

    fn finish(self) -> Result<(), CountError> {
        self.starts.finish()?;
        self.columns.finish()?;
        self.values.finish()
    }
}
