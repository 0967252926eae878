//! Rows to files, in order.
use super::accumulator::Accumulator;
use super::jobs::{Counted, Entries, value};
use super::{COLUMNS_FILE, STARTS_FILE, VALUES_FILE};
use crate::CountError;
use crate::mapped::ArrayWriter;
use std::path::Path;

/// The three files while they are written.
pub(super) struct Output {
    starts: ArrayWriter<u64>,
    columns: ArrayWriter<u32>,
    values: ArrayWriter<f32>,
    unit: u64,
    /// The sums of the parts of a row so far.
    parts: Accumulator<u64>,
}

impl Output {
    pub(super) fn create(dir: &Path, words: usize, unit: u64) -> Result<Self, CountError> {
        let mut starts = ArrayWriter::create(dir.join(STARTS_FILE))?;
        starts.push(0)?;
        Ok(Self {
            starts,
            columns: ArrayWriter::create(dir.join(COLUMNS_FILE))?,
            values: ArrayWriter::create(dir.join(VALUES_FILE))?,
            unit,
            parts: Accumulator::new(words),
        })
    }

    pub(super) fn add(&mut self, counted: Counted) -> Result<(), CountError> {
        match counted.entries {
            Entries::Rows { lengths, columns, values } => self.append(&lengths, &columns, &values),
            Entries::Part { columns, sums, last } => {
                for (&column, &sum) in columns.iter().zip(&sums) {
                    self.parts.add(column, sum);
                }
                if last { self.append_parts() } else { Ok(()) }
            }
        }
    }

    pub(super) fn finish(self) -> Result<(), CountError> {
        self.starts.finish()?;
        self.columns.finish()?;
        self.values.finish()
    }

    fn append_parts(&mut self) -> Result<(), CountError> {
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        let unit = self.unit;
        self.parts.drain(&mut columns, &mut values, |sum| value(sum, unit));
        self.append(&[columns.len()], &columns, &values)
    }

    fn append(&mut self, lengths: &[usize], columns: &[u32], values: &[f32]) -> Result<(), CountError> {
        let mut end = self.columns.len() as u64;
        for &length in lengths {
            end += length as u64;
            self.starts.push(end)?;
        }
        self.columns.extend(columns)?;
        self.values.extend(values)
    }
}
