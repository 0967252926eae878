//! Rows as they come out of a file.

use crate::report::Place;
use crate::words::WordTable;
use crate::{FileReport, ReadOptions, Vectors, Words};
use isogloss_math::Matrix;

/// Words and numbers, a row after the other, with the place of each in the file.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) words: Words,
    pub(super) numbers: Vec<f32>,
    pub(super) places: Vec<u64>,
}

impl Rows {
    /// Appends later rows.
    pub(super) fn append(&mut self, later: Self) {
        later.words.iter().for_each(|word| self.words.push(word));
        self.numbers.extend_from_slice(&later.numbers);
        self.places.extend_from_slice(&later.places);
    }

    /// The rows without those that [`distinct`] leaves out; `place` says what `places` are.
    pub(super) fn finish(
        mut self,
        dimensions: usize,
        place: impl Fn(u64) -> Place,
        report: &mut FileReport,
    ) -> Vectors {
        self.numbers.shrink_to_fit();
        let matrix = Matrix::from_vec(self.words.len(), dimensions, self.numbers);
        distinct(self.words, matrix, |row| place(self.places[row]), report)
    }
}

/// Takes the first rows of a table that was read whole, if only those are wanted, and tells how many there are.
pub(super) fn first_rows(vectors: &mut Vectors, options: &ReadOptions, report: &mut FileReport) {
    report.rows_told = Some(vectors.words.len() as u64);
    if let Some(limit) = options.limit.filter(|&limit| limit < vectors.words.len()) {
        vectors.retain(|row, _| row < limit);
        report.limited = true;
    }
    report.rows = vectors.words.len() as u64;
}

/// Leaves out the words that were there before, and those with numbers that are not finite.
pub(super) fn distinct(
    words: Words,
    mut matrix: Matrix,
    place: impl Fn(usize) -> Place,
    report: &mut FileReport,
) -> Vectors {
    let all_finite = matrix.first_not_finite().is_none();
    let mut kept = Words::default();
    let mut table = WordTable::default();
    let mut rows = Vec::new();
    for (row, word) in words.iter().enumerate() {
        if !all_finite && !matrix.row(row).iter().all(|x| x.is_finite()) {
            report.not_finite.add(place(row));
            continue;
        }
        kept.push(word);
        if table.insert(&kept, rows.len()) {
            rows.push(row as u32);
        } else {
            kept.truncate(rows.len());
            report.duplicates.add(place(row));
        }
    }
    if rows.len() < words.len() {
        matrix.retain(&rows);
    }
    Vectors { words: kept, matrix, ..Vectors::default() }
}
