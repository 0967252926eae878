//! Rows as they come out of a file.

use crate::report::Place;
use crate::words::WordTable;
use crate::{FileReport, Vectors, Words};
use isogloss_math::Matrix;

/// Words and numbers, a row after the other, with the place of each in the file.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) words: Words,
    pub(super) numbers: Vec<f32>,
    pub(super) places: Vec<u64>,
}

impl Rows {
    /// Leaves out the words that were there before, and those with numbers that are not finite; `place` says what `places` are.
    pub(super) fn finish(
        mut self,
        dimensions: usize,
        place: impl Fn(u64) -> Place,
        report: &mut FileReport,
    ) -> Vectors {
        let mut kept = Words::default();
        let mut table = WordTable::default();
        for (row, &at) in self.places.iter().enumerate() {
            let numbers = row * dimensions..(row + 1) * dimensions;
            if !self.numbers[numbers.clone()].iter().all(|x| x.is_finite()) {
                report.not_finite.add(place(at));
                continue;
            }
            let rows = kept.len();
            kept.push(self.words.get(row));
            if !table.insert(&kept, rows) {
                kept.truncate(rows);
                report.duplicates.add(place(at));
            } else if rows != row {
                self.numbers.copy_within(numbers, rows * dimensions);
            }
        }
        let rows = kept.len();
        self.numbers.truncate(rows * dimensions);
        self.numbers.shrink_to_fit();
        Vectors {
            words: kept,
            matrix: Matrix::from_vec(rows, dimensions, self.numbers),
            ..Vectors::default()
        }
    }
}

impl Rows {
    /// Appends later rows.
    pub(super) fn append(&mut self, later: Self) {
        later.words.iter().for_each(|word| self.words.push(word));
        self.numbers.extend_from_slice(&later.numbers);
        self.places.extend_from_slice(&later.places);
    }
}
