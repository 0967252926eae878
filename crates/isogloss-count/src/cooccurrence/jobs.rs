//! Pieces of the work, and how one is done.
use super::accumulator::{Accumulator, Sum};
use super::walk::Walk;
use crate::Postings;
use std::ops::Range;

/// A piece of the work.
pub(super) enum Job {
    /// Whole rows.
    Rows(Range<u32>),
    /// Some of the postings of a word that has many.
    Part { postings: Range<usize>, last: bool },
}

/// What came of a piece.
pub(super) struct Counted {
    pub(super) postings: u64,
    pub(super) entries: Entries,
}

/// Columns ascend within a row.
pub(super) enum Entries {
    Rows { lengths: Vec<usize>, columns: Vec<u32>, values: Vec<f32> },
    Part { columns: Vec<u32>, sums: Vec<u64>, last: bool },
}

/// Cuts the rows into pieces of at most so many postings, in order.
pub(super) fn plan(postings: &Postings, most: usize) -> impl Iterator<Item = Job> + Send {
    let words = postings.words() as u32;
    let length = |word| postings.range(word).len();
    let (mut word, mut done) = (0, 0);
    std::iter::from_fn(move || {
        if word >= words {
            return None;
        }
        let first = word;
        if length(first) > most {
            let all = postings.range(first);
            let part = all.start + done..all.end.min(all.start + done + most);
            let last = part.end == all.end;
            (word, done) = if last { (first + 1, 0) } else { (first, done + most) };
            return Some(Job::Part { postings: part, last });
        }
        let mut sum = 0;
        while word < words && sum + length(word) <= most {
            sum += length(word);
            word += 1;
        }
        Some(Job::Rows(first..word))
    })
}

/// Does a piece of the work. `unit`: what a weight of 1 is.
pub(super) fn run<S: Sum>(
    walk: &Walk<'_, S>,
    postings: &Postings,
    unit: u64,
    sums: &mut Accumulator<S>,
    job: Job,
) -> Counted {
    let mut columns = Vec::new();
    match job {
        Job::Rows(words) => {
            let mut counted = 0;
            let (mut lengths, mut values) = (Vec::with_capacity(words.len()), Vec::new());
            for word in words {
                let range = postings.range(word);
                counted += range.len() as u64;
                walk.add(postings.all(), range, sums);
                let before = columns.len();
                sums.drain(&mut columns, &mut values, |sum| value(sum, unit));
                lengths.push(columns.len() - before);
            }
            Counted { postings: counted, entries: Entries::Rows { lengths, columns, values } }
        }
        Job::Part { postings: range, last } => {
            let counted = range.len() as u64;
            walk.add(postings.all(), range, sums);
            let mut sums_of_columns = Vec::new();
            sums.drain(&mut columns, &mut sums_of_columns, |sum| sum);
            let entries = Entries::Part { columns, sums: sums_of_columns, last };
            Counted { postings: counted, entries }
        }
    }
}

/// The weighted count that a sum of integer weights stands for.
pub(super) fn value(sum: u64, unit: u64) -> f32 {
    (sum as f64 / unit as f64) as f32
}
