//! Text: a word and its numbers a line, with word2vec's header or without (GloVe).
//!
//! Numbers are separated by spaces or tabs, lines by `\n` or `\r\n`. A line's last `d` fields are its numbers; what stands before
//! them is the word, which may hold spaces (as some of GloVe's do). `d` is what most of the first lines have.

use super::rows::Rows;
use crate::report::{Defects, Place};
use crate::source::Source;
use crate::{FileReport, Format, ReadOptions, StoreError, Vectors};
use memchr::memchr;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Bytes of text that one task parses.
const BLOCK_BYTES: usize = 1 << 22;
/// Blocks for each thread that are parsed together: threads wait for each other when they are done.
const WAVE_BLOCKS: usize = 4;
/// Blocks that wait to be parsed.
const WAITING: usize = 8;
/// Lines that tell how many numbers a word has.
const SAMPLED: usize = 1_000;
/// A longer line is none of words and numbers.
const LONGEST_LINE: usize = 1 << 26;

/// What the first lines of a text tell.
#[derive(Debug, PartialEq)]
pub(crate) struct Shape {
    /// Words that the header tells of, where there is one, and numbers of each.
    pub(crate) told: Option<(u64, usize)>,
    /// Numbers of a line.
    pub(crate) dimensions: usize,
    /// Where the first row begins.
    start: usize,
}

/// Lines of a text, and what of the file stands before them.
struct Block {
    bytes: Vec<u8>,
    /// The number of its first line, from 1.
    line: u64,
}

/// The shape of a text, if it is one of words and numbers; `whole`: the head is all of it.
pub(crate) fn shape(head: &[u8], whole: bool) -> Option<Shape> {
    let end = if whole { head.len() } else { memchr::memrchr(b'\n', head)? + 1 };
    let head = &head[..end];
    let first_end = memchr(b'\n', head).map_or(head.len(), |at| at + 1);
    let told = header(&head[..first_end]);
    let start = if told.is_some() { first_end } else { 0 };
    let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
    let lines = head[start..].split(|&byte| byte == b'\n').map(trim).filter(|line| !line.is_empty());
    for line in lines.take(SAMPLED) {
        *lengths.entry(numbers_after_a_word(line)).or_default() += 1;
    }
    let all: usize = lengths.values().sum();
    // Of equally frequent lengths the smaller: a word and a number may be one word of two pieces.
    let (dimensions, lines) =
        lengths.into_iter().max_by_key(|&(length, lines)| (lines, std::cmp::Reverse(length)))?;
    let enough = if told.is_some() { 1 } else { 2 };
    (dimensions >= enough && 2 * lines > all).then_some(Shape { told, dimensions, start })
}

/// Two whole numbers, as `n d`.
pub(super) fn header(line: &[u8]) -> Option<(u64, usize)> {
    let mut fields = fields(trim(line));
    let number = |field: &[u8]| std::str::from_utf8(field).ok()?.parse::<u64>().ok();
    let (words, dimensions) = (number(fields.next()?)?, number(fields.next()?)?);
    (fields.next().is_none() && dimensions > 0).then_some((words, usize::try_from(dimensions).ok()?))
}

/// How many numbers follow the first field of a line; 0 where something else does, as in some lines of files of vectors and in most of
/// texts that end with figures.
fn numbers_after_a_word(line: &[u8]) -> usize {
    let mut numbers = 0;
    for field in fields(line).skip(1) {
        if number(field).is_none() {
            return 0;
        }
        numbers += 1;
    }
    numbers
}

fn is_separator(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn fields(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    line.split(is_separator).filter(|field| !field.is_empty())
}

/// A line without what separates it from others, and without separators at its end (word2vec.c's).
fn trim(line: &[u8]) -> &[u8] {
    let end = line.iter().rposition(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    &line[..end.map_or(0, |at| at + 1)]
}

fn number(field: &[u8]) -> Option<f32> {
    std::str::from_utf8(field).ok()?.parse().ok()
}

pub(crate) fn read(
    source: Source,
    options: &ReadOptions,
    report: &mut FileReport,
) -> Result<Vectors, StoreError> {
    let (path, compression) = (source.path.clone(), source.compression);
    let shape = shape(source.head(), source.is_short())
        .ok_or_else(|| StoreError::malformed(&path, "its lines are not each a word and as many numbers"))?;
    report.format = if shape.told.is_some() { Format::Word2vec } else { Format::Glove };
    report.rows_told = shape.told.map(|(words, _)| words);
    report.dimensions_told = shape.told.map(|(_, dimensions)| dimensions);
    let d = shape.dimensions;
    let first_line = 1 + u64::from(shape.told.is_some());
    let most = source.at_most();
    let bytes = source.into_reader();
    let (rows, read) = std::thread::scope(|scope| {
        let (blocks, waiting) = sync_channel(WAITING);
        let reader = scope.spawn(move || cut(bytes, shape.start, first_line, options.limit, &blocks));
        let rows = parse(waiting, d, most, report);
        (rows, reader.join())
    });
    let cut = read.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    report.limited = cut.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData if error.to_string() == TOO_LONG => StoreError::malformed(&path, TOO_LONG),
        _ => crate::source::decoding_error(&path, compression, error),
    })?;
    Ok(rows.finish(d, Place::Line, report))
}

const TOO_LONG: &str = "it has a line of more than 64 MiB";

/// Cuts a text at ends of lines, from `start` on, and hands its blocks out; whether it went not to the end.
fn cut(
    mut bytes: impl Read,
    start: usize,
    mut line: u64,
    limit: Option<usize>,
    blocks: &SyncSender<Block>,
) -> io::Result<bool> {
    io::copy(&mut (&mut bytes).take(start as u64), &mut io::sink())?;
    let mut rest: Vec<u8> = Vec::new();
    let mut left = limit.map_or(u64::MAX, |limit| limit as u64);
    loop {
        let mut block = std::mem::take(&mut rest);
        let wanted = BLOCK_BYTES.max(2 * block.len()) - block.len();
        let read = (&mut bytes).take(wanted as u64).read_to_end(&mut block)?;
        let at_end = read < wanted;
        if block.is_empty() {
            return Ok(false);
        }
        if !at_end {
            let Some(end) = memchr::memrchr(b'\n', &block) else {
                if block.len() > LONGEST_LINE {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, TOO_LONG));
                }
                rest = block;
                continue;
            };
            rest = block.split_off(end + 1);
        }
        let lines = memchr::memchr_iter(b'\n', &block).count() as u64;
        let stop = lines >= left;
        if stop && let Some(end) = memchr::memchr_iter(b'\n', &block).nth((left as usize).wrapping_sub(1)) {
            block.truncate(end + 1);
        }
        let sent = blocks.send(Block { bytes: block, line });
        if sent.is_err() || stop || at_end {
            return Ok(stop);
        }
        line += lines;
        left -= lines;
    }
}

/// What became of a block.
#[derive(Default)]
struct Parsed {
    rows: Rows,
    read: u64,
    bad_utf8: Defects,
    wrong_length: Defects,
    no_number: Defects,
    no_word: Defects,
}

/// Parses blocks on all threads; `most`: no more bytes than this will come.
fn parse(waiting: Receiver<Block>, d: usize, most: Option<u64>, report: &mut FileReport) -> Rows {
    let mut rows = Rows::default();
    let mut bytes = 0_u64;
    loop {
        // As many as there are threads, in order.
        let wave: Vec<Block> = waiting.iter().take(WAVE_BLOCKS * rayon::current_num_threads()).collect();
        if wave.is_empty() {
            return rows;
        }
        bytes += wave.iter().map(|block| block.bytes.len() as u64).sum::<u64>();
        let parsed: Vec<Parsed> = wave.par_iter().map(|block| parse_block(block, d)).collect();
        for parsed in parsed {
            report.rows += parsed.read;
            report.bad_utf8.append(parsed.bad_utf8);
            report.wrong_length.append(parsed.wrong_length);
            report.no_number.append(parsed.no_number);
            report.no_word.append(parsed.no_word);
            rows.append(parsed.rows);
        }
        if let Some(left) = most.map(|most| most.saturating_sub(bytes)) {
            // The rest is as dense as what was read: no header is believed.
            let more = rows.numbers.len() as f64 * left as f64 / bytes as f64 * 1.02;
            rows.numbers.reserve(more as usize);
        }
    }
}

fn parse_block(block: &Block, d: usize) -> Parsed {
    let mut parsed = Parsed::default();
    parsed.rows.numbers.reserve(block.bytes.len() / 6);
    let mut rest = block.bytes.as_slice();
    let mut line = block.line;
    while !rest.is_empty() {
        let end = memchr(b'\n', rest).map_or(rest.len(), |at| at + 1);
        let text = trim(&rest[..end]);
        if !text.is_empty() {
            parsed.row(text, d, line);
        }
        rest = &rest[end..];
        line += 1;
    }
    parsed
}

impl Parsed {
    fn row(&mut self, text: &[u8], d: usize, line: u64) {
        self.read += 1;
        let place = Place::Line(line);
        let before = self.rows.numbers.len();
        let Some(word) = self.numbers(text, d) else {
            self.rows.numbers.truncate(before);
            // A row of as many fields as others is one with something else among its numbers.
            let defects =
                if fields(text).count() == d + 1 { &mut self.no_number } else { &mut self.wrong_length };
            return defects.add(place);
        };
        if word.is_empty() {
            self.rows.numbers.truncate(before);
            return self.no_word.add(place);
        }
        if !self.rows.words.push_bytes(word) {
            self.bad_utf8.add(place);
        }
        self.rows.places.push(line);
    }

    /// Takes the last `d` numbers of a line and gives what is before them.
    fn numbers<'a>(&mut self, text: &'a [u8], d: usize) -> Option<&'a [u8]> {
        let before = self.rows.numbers.len();
        // Most lines are a word of one piece and the numbers.
        let first = text.iter().position(is_separator)?;
        let mut fields = fields(&text[first..]);
        let all = (&mut fields).take(d).map(number);
        let mut plain = true;
        for field in all {
            match field {
                Some(x) => self.rows.numbers.push(x),
                None => {
                    plain = false;
                    break;
                }
            }
        }
        if plain && fields.next().is_none() && self.rows.numbers.len() == before + d {
            return Some(&text[..first]);
        }
        self.rows.numbers.truncate(before);
        let mut end = text.len();
        for _ in 0..d {
            let field = text[..end].iter().rposition(is_separator)? + 1;
            self.rows.numbers.push(number(&text[field..end])?);
            end = trim(&text[..field]).len();
        }
        self.rows.numbers[before..].reverse();
        Some(&text[..end])
    }
}

/// Rows that one task turns into text.
const ROWS: usize = 256;

/// Tasks per wave: the text of one wave is held in memory.
const WAVE: usize = 32;

/// Writes a word and its numbers a line, with the fewest digits that give back the same `f32`; `header`: word2vec's before them.
pub(crate) fn write(vectors: &Vectors, path: &Path, header: bool) -> Result<(), StoreError> {
    let write = || -> io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        if header {
            writeln!(out, "{} {}", vectors.matrix.rows(), vectors.matrix.columns())?;
        }
        for wave in (0..vectors.words.len()).step_by(ROWS * WAVE) {
            let texts: Vec<io::Result<Vec<u8>>> = (wave..vectors.words.len().min(wave + ROWS * WAVE))
                .into_par_iter()
                .step_by(ROWS)
                .map(|first| lines(vectors, first))
                .collect();
            for text in texts {
                out.write_all(&text?)?;
            }
        }
        out.flush()
    };
    write().map_err(StoreError::write(path))
}

/// The lines of up to [`ROWS`] words from `first` on.
fn lines(vectors: &Vectors, first: usize) -> io::Result<Vec<u8>> {
    let last = vectors.words.len().min(first + ROWS);
    let mut text = Vec::with_capacity((last - first) * (vectors.matrix.columns() * 12 + 16));
    for i in first..last {
        text.extend_from_slice(vectors.words.get(i).as_bytes());
        for x in vectors.matrix.row(i) {
            write!(text, " {x}")?;
        }
        text.push(b'\n');
    }
    Ok(text)
}
