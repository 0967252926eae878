//! The values of one column, one after the other.
use ::parquet::basic::Type as Physical;
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FixedLenByteArray, FixedLenByteArrayType, Int32Type,
    Int64Type,
};
use ::parquet::errors::{ParquetError as FormatError, Result};
use ::parquet::schema::types::ColumnDescriptor;
use std::borrow::Cow;

/// So many values are decoded at once.
const DECODED: usize = 128;

/// Whether the column holds strings or bytes, one a row.
pub(super) fn is_text(column: &ColumnDescriptor) -> bool {
    column.max_rep_level() == 0
        && matches!(column.physical_type(), Physical::BYTE_ARRAY | Physical::FIXED_LEN_BYTE_ARRAY)
}

/// Whether the column holds what can name a writer, one a row: a text, a number or a truth value.
pub(super) fn is_scalar(column: &ColumnDescriptor) -> bool {
    column.max_rep_level() == 0
        && !matches!(column.physical_type(), Physical::INT96 | Physical::FLOAT | Physical::DOUBLE)
}

/// What the column holds, in words.
pub(super) fn kind(column: &ColumnDescriptor) -> String {
    match column.max_rep_level() {
        0 => format!("values of type {}", column.physical_type()),
        _ => "lists".to_string(),
    }
}

/// Values, one behind the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn get(&self, cell: usize) -> &[u8] {
        let start = cell.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[cell]]
    }

    /// The value as a string, and whether it is UTF-8 as it stands.
    pub(super) fn string(&self, cell: usize) -> (Cow<'_, str>, bool) {
        let string = String::from_utf8_lossy(self.get(cell));
        let valid = matches!(string, Cow::Borrowed(_));
        (string, valid)
    }

    pub(super) fn repeat_last(&mut self) {
        if let Some(last) = self.ends.len().checked_sub(1) {
            let last = self.get(last).to_vec();
            self.bytes.extend(last);
            self.ends.push(self.bytes.len());
        }
    }
}

/// A column of an open row group.
pub(super) enum Column {
    Strings(Typed<ByteArrayType>),
    Fixed(Typed<FixedLenByteArrayType>),
    Int32(Typed<Int32Type>),
    Int64(Typed<Int64Type>),
    Bool(Typed<BoolType>),
}

impl Column {
    pub(super) fn new(reader: ColumnReader, column: &ColumnDescriptor) -> Result<Self> {
        let most = column.max_def_level();
        Ok(match reader {
            ColumnReader::ByteArrayColumnReader(reader) => Self::Strings(Typed::new(reader, most)),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => Self::Fixed(Typed::new(reader, most)),
            ColumnReader::Int32ColumnReader(reader) => Self::Int32(Typed::new(reader, most)),
            ColumnReader::Int64ColumnReader(reader) => Self::Int64(Typed::new(reader, most)),
            ColumnReader::BoolColumnReader(reader) => Self::Bool(Typed::new(reader, most)),
            _ => return Err(FormatError::NYI(format!("{} is not read", column.physical_type()))),
        })
    }

    /// Appends the next value, a null as an empty one. False if it is longer than `limit`.
    pub(super) fn next(&mut self, cells: &mut Cells, limit: usize) -> Result<bool> {
        match self {
            Self::Strings(column) => column.next(cells, limit),
            Self::Fixed(column) => column.next(cells, limit),
            Self::Int32(column) => column.next(cells, limit),
            Self::Int64(column) => column.next(cells, limit),
            Self::Bool(column) => column.next(cells, limit),
        }
    }

    /// Passes over so many rows.
    pub(super) fn skip(&mut self, rows: u64) -> Result<()> {
        match self {
            Self::Strings(column) => column.skip(rows),
            Self::Fixed(column) => column.skip(rows),
            Self::Int32(column) => column.skip(rows),
            Self::Int64(column) => column.skip(rows),
            Self::Bool(column) => column.skip(rows),
        }
    }
}

/// A column of values of one type, some of them decoded ahead.
pub(super) struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    /// The definition level of a value: below it is a null.
    most: i16,
    /// One per row decoded ahead, where there may be nulls.
    levels: Vec<i16>,
    /// Without the nulls.
    values: Vec<T::T>,
    /// Rows decoded ahead, those of them that are used up, and their values.
    rows: usize,
    row: usize,
    value: usize,
}

impl<T: DataType> Typed<T>
where
    T::T: Append,
{
    fn new(reader: ColumnReaderImpl<T>, most: i16) -> Self {
        Self { reader, most, levels: Vec::new(), values: Vec::new(), rows: 0, row: 0, value: 0 }
    }

    fn next(&mut self, cells: &mut Cells, limit: usize) -> Result<bool> {
        if self.row == self.rows {
            self.decode()?;
        }
        if self.take()?.is_some_and(|value| !value.append(&mut cells.bytes, limit)) {
            return Ok(false);
        }
        cells.ends.push(cells.bytes.len());
        Ok(true)
    }

    fn skip(&mut self, rows: u64) -> Result<()> {
        let mut left = rows;
        while left > 0 && self.row < self.rows {
            self.take()?;
            left -= 1;
        }
        while left > 0 {
            let asked = usize::try_from(left).unwrap_or(usize::MAX);
            match self.reader.skip_records(asked)? {
                0 => return Err(ends_early()),
                skipped => left -= (skipped as u64).min(left),
            }
        }
        Ok(())
    }

    /// The value of the next row decoded ahead.
    fn take(&mut self) -> Result<Option<&T::T>> {
        let null = self.most > 0 && self.levels.get(self.row).is_none_or(|level| *level < self.most);
        self.row += 1;
        if null {
            return Ok(None);
        }
        self.value += 1;
        self.values.get(self.value - 1).map(Some).ok_or_else(ends_early)
    }

    fn decode(&mut self) -> Result<()> {
        self.levels.clear();
        self.values.clear();
        (self.row, self.value) = (0, 0);
        self.rows = self.reader.read_records(DECODED, Some(&mut self.levels), None, &mut self.values)?.0;
        if self.rows == 0 { Err(ends_early()) } else { Ok(()) }
    }
}

fn ends_early() -> FormatError {
    FormatError::EOF("a column has fewer values than there are rows".to_string())
}

/// A value as bytes of a text.
pub(super) trait Append {
    /// False if it is longer than `limit`.
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool;
}

fn append(value: &[u8], bytes: &mut Vec<u8>, limit: usize) -> bool {
    let fits = value.len() <= limit;
    if fits {
        bytes.extend_from_slice(value);
    }
    fits
}

impl Append for ByteArray {
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool {
        append(self.data(), bytes, limit)
    }
}

impl Append for FixedLenByteArray {
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool {
        append(self.data(), bytes, limit)
    }
}

impl Append for i32 {
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool {
        append(self.to_string().as_bytes(), bytes, limit)
    }
}

impl Append for i64 {
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool {
        append(self.to_string().as_bytes(), bytes, limit)
    }
}

impl Append for bool {
    fn append(&self, bytes: &mut Vec<u8>, limit: usize) -> bool {
        append(if *self { b"true" } else { b"false" }, bytes, limit)
    }
}
