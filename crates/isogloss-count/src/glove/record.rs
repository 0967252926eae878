//! A record of `cooccurrence.bin`, and a file of them.
use crate::CountError;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// As it lies in the file; words are numbered from 1.
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub(super) struct Record {
    row: i32,
    column: i32,
    pub(super) value: f64,
}

/// Records are read so many at a time.
const RECORDS_AT_A_TIME: usize = 1 << 15;

impl Record {
    /// Words as ids, from 0.
    pub(super) fn new(row: u32, column: u32, value: f64) -> Self {
        Self { row: row as i32 + 1, column: column as i32 + 1, value }
    }

    /// The id of the row, from 0; one that no vocabulary has if the record was not checked.
    pub(super) fn row(&self) -> usize {
        (self.row as usize).wrapping_sub(1)
    }

    /// The id of the column, from 0; one that no vocabulary has if the record was not checked.
    pub(super) fn column(&self) -> u32 {
        (self.column as u32).wrapping_sub(1)
    }

    /// Why it is none.
    pub(super) fn check(&self, words: usize) -> Result<(), String> {
        for word in [self.row, self.column] {
            if word < 1 || word as usize > words {
                return Err(format!("word {word} is none of the {words} of the vocabulary"));
            }
        }
        if !self.value.is_finite() || self.value < 0.0 {
            return Err(format!("{} is no weight of a pair", self.value));
        }
        Ok(())
    }
}

/// Reads a file from its beginning to its end: `each(offset in bytes, record)`.
pub(super) fn for_each(
    path: &Path,
    mut each: impl FnMut(u64, Record) -> Result<(), CountError>,
) -> Result<(), CountError> {
    let mut file = File::open(path).map_err(CountError::read(path))?;
    let mut buffer = vec![Record { row: 0, column: 0, value: 0.0 }; RECORDS_AT_A_TIME];
    let mut offset = 0;
    loop {
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut buffer);
        let mut filled = 0;
        while filled < bytes.len() {
            match file.read(&mut bytes[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(CountError::read(path)(error)),
            }
        }
        let whole = filled / size_of::<Record>();
        for record in &buffer[..whole] {
            each(offset, *record)?;
            offset += size_of::<Record>() as u64;
        }
        let rest = filled % size_of::<Record>();
        if rest > 0 {
            let what =
                format!("{rest} bytes at its end are no record of {}: it was cut", size_of::<Record>());
            return Err(CountError::malformed(path, format!("byte {offset}"), what));
        }
        if whole < buffer.len() {
            return Ok(());
        }
    }
}
