//! Which text does a row of a Parquet file hold, and who wrote it?
//!
//! [`Rows`] reads only the columns that matter, row group by row group, and hands out [`RowBatch`]es of about a mebibyte of
//! text, which are cheap to send to another thread; [`RowBatch::rows`] checks there that they are UTF-8. Memory is bounded by
//! the pages that a batch lies on. A null is an empty text. A column of a nested field is named by its path, with dots; a list
//! is no text. [`texts_at`] reads single rows again.
//!
//! # Not here
//! Arrow: the format's own column readers give the bytes of strings (and of binary columns) with nothing to convert.

mod cells;
mod contain;
#[cfg(test)]
mod tests;

use crate::delimited::columns;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};
use cells::{Cells, Column};
use contain::contained;
use std::borrow::Cow;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A batch is full with so many bytes of text.
const BATCH_BYTES: usize = 1 << 20;
/// A batch is full with so many rows, were they all empty.
const BATCH_ROWS: usize = 1 << 16;

/// Why a Parquet file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParquetError {
    /// The file system said no.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// It is no Parquet file, or a damaged one.
    #[error("{path} is no Parquet file that can be read ({what}); copy or download it again")]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        what: String,
    },
    /// No column is known to hold the text.
    #[error(
        "{path}: no column of strings has the name of a text (text, tweet, content, ...); choose one of: {columns}"
    )]
    NoTextColumn {
        /// The file.
        path: PathBuf,
        /// The names of the columns.
        columns: String,
    },
    /// A column that was asked for is not there.
    #[error("{path} has no column `{column}`; its columns are: {columns}")]
    NoSuchColumn {
        /// The file.
        path: PathBuf,
        /// The name asked for.
        column: String,
        /// The names of the columns.
        columns: String,
    },
    /// A column that was asked for holds something else.
    #[error("column `{column}` of {path} holds {kind}, not strings; its columns are: {columns}")]
    NotText {
        /// The file.
        path: PathBuf,
        /// The name of the column.
        column: String,
        /// What it holds.
        kind: String,
        /// The names of the columns.
        columns: String,
    },
    /// A text that would not fit into memory.
    #[error("row {row} of {path} is longer than {limit} bytes")]
    RowTooLong {
        /// The file.
        path: PathBuf,
        /// The number of the row, from 0.
        row: u64,
        /// The longest that is read, in bytes.
        limit: usize,
    },
    /// The file is not the one that was read before.
    #[error("{path} has no row {row}; the file has changed since it was encoded: encode it again")]
    NoSuchRow {
        /// The file.
        path: PathBuf,
        /// The number of the row, from 0.
        row: u64,
    },
}

/// The rows of a file, in order.
pub struct Rows {
    path: PathBuf,
    file: SerializedFileReader<File>,
    chosen: Chosen,
    limit: usize,
    /// Row groups opened.
    opened: usize,
    group: Option<Group>,
    /// Rows handed out.
    row: u64,
    rows: u64,
}

/// The columns that are read, by their number among all.
#[derive(Clone, Copy, Debug)]
struct Chosen {
    text: usize,
    unit: Option<usize>,
    language: Option<usize>,
    retweet: Option<usize>,
}

/// An open row group.
struct Group {
    left: u64,
    text: Column,
    unit: Option<Column>,
    language: Option<Column>,
    retweet: Option<Column>,
}

impl Rows {
    /// Opens a file and chooses its columns: by name (its case may differ), by number from 1 where no column has that name,
    /// else by the names that texts and writers go by in tables, too. No text may be longer than `limit` bytes.
    ///
    /// # Errors
    /// A file that cannot be read or is no Parquet file; a column that is not there, with those that are.
    pub fn open(
        path: &Path,
        text_column: Option<&str>,
        unit_column: Option<&str>,
        limit: usize,
    ) -> Result<Self, ParquetError> {
        let io = |source| ParquetError::Io { path: path.to_path_buf(), source };
        let file = File::open(path).map_err(io)?;
        let file = contained(path, || SerializedFileReader::new(file))?;
        let metadata = file.metadata();
        let chosen = choose(path, metadata.file_metadata().schema_descr(), text_column, unit_column)?;
        let rows = metadata.row_groups().iter().map(|group| u64::try_from(group.num_rows()).unwrap_or(0));
        let rows = rows.fold(0, u64::saturating_add);
        Ok(Self { path: path.to_path_buf(), file, chosen, limit, opened: 0, group: None, row: 0, rows })
    }

    /// Rows handed out so far, and all rows.
    pub fn progress(&self) -> (u64, u64) {
        (self.row, self.rows)
    }

    /// The next rows; `None` at the end.
    pub fn next_batch(&mut self) -> Result<Option<RowBatch>, ParquetError> {
        let mut batch = RowBatch {
            first: self.row,
            text: Cells::default(),
            unit: self.chosen.unit.map(|_| Cells::default()),
            language: self.chosen.language.map(|_| Cells::default()),
            retweet: self.chosen.retweet.map(|_| Cells::default()),
        };
        while batch.text.bytes() < BATCH_BYTES && batch.text.len() < BATCH_ROWS {
            let group = match &mut self.group {
                Some(group) if group.left > 0 => group,
                _ if self.opened < self.file.num_row_groups() => {
                    self.group = Some(self.open_group()?);
                    self.opened += 1;
                    continue;
                }
                _ => break,
            };
            let limit = self.limit;
            let fitted = contained(&self.path, || {
                let pairs = [
                    (group.unit.as_mut(), batch.unit.as_mut()),
                    (group.language.as_mut(), batch.language.as_mut()),
                    (group.retweet.as_mut(), batch.retweet.as_mut()),
                ];
                let mut fitted = group.text.next(&mut batch.text, limit)?;
                for (column, cells) in pairs {
                    if let (Some(column), Some(cells)) = (column, cells) {
                        fitted &= column.next(cells, limit)?;
                    }
                }
                Ok(fitted)
            })?;
            if !fitted {
                return Err(ParquetError::RowTooLong { path: self.path.clone(), row: self.row, limit });
            }
            group.left -= 1;
            self.row += 1;
        }
        Ok((batch.text.len() > 0).then_some(batch))
    }

    fn open_group(&self) -> Result<Group, ParquetError> {
        contained(&self.path, || {
            let group = self.file.get_row_group(self.opened)?;
            let schema = self.file.metadata().file_metadata().schema_descr();
            let column =
                |number: usize| Column::new(group.get_column_reader(number)?, schema.column(number).as_ref());
            let Chosen { text, unit, language, retweet } = self.chosen;
            Ok(Group {
                left: u64::try_from(group.metadata().num_rows()).unwrap_or(0),
                text: column(text)?,
                unit: unit.map(column).transpose()?,
                language: language.map(column).transpose()?,
                retweet: retweet.map(column).transpose()?,
            })
        })
    }
}

/// The texts of these rows, which are in ascending order: pages that hold none of them are passed over.
///
/// # Errors
/// Those of [`Rows::open`]; [`ParquetError::NoSuchRow`].
pub fn texts_at(
    path: &Path,
    text_column: Option<&str>,
    limit: usize,
    rows: &[u64],
) -> Result<Vec<String>, ParquetError> {
    let mut file = Rows::open(path, text_column, None, limit)?;
    file.chosen = Chosen { unit: None, language: None, retweet: None, ..file.chosen };
    let mut cells = Cells::default();
    for &row in rows {
        let too_long = || ParquetError::RowTooLong { path: path.to_path_buf(), row, limit };
        let missing = || ParquetError::NoSuchRow { path: path.to_path_buf(), row };
        if file.row.checked_sub(1) == Some(row) && cells.len() > 0 {
            cells.repeat_last();
            continue;
        }
        let mut ahead = row.checked_sub(file.row).ok_or_else(missing)?;
        let group = loop {
            match &mut file.group {
                Some(group) if group.left > ahead => break group,
                Some(group) => {
                    ahead -= group.left;
                    file.row += group.left;
                    file.group = None;
                }
                None if file.opened < file.file.num_row_groups() => {
                    file.group = Some(file.open_group()?);
                    file.opened += 1;
                }
                None => return Err(missing()),
            }
        };
        let fitted = contained(path, || {
            group.text.skip(ahead)?;
            group.text.next(&mut cells, limit)
        })?;
        if !fitted {
            return Err(too_long());
        }
        group.left -= ahead + 1;
        file.row = row + 1;
    }
    Ok((0..cells.len()).map(|cell| cells.string(cell).0.into_owned()).collect())
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its number, from 0.
    pub row: u64,
    /// Its text; may be empty.
    pub text: Cow<'a, str>,
    /// Who wrote it, where the file says.
    pub unit: Option<Cow<'a, str>>,
    /// The language as the file gives it; see [`names_language`](crate::delimited::names_language).
    pub language: Option<Cow<'a, str>>,
    /// Whether it is a retweet, where the file says.
    pub retweet: Option<bool>,
}

/// Rows, about a mebibyte of text (more where one is longer).
#[derive(Clone, Debug)]
pub struct RowBatch {
    first: u64,
    text: Cells,
    unit: Option<Cells>,
    language: Option<Cells>,
    retweet: Option<Cells>,
}

impl RowBatch {
    /// How many bytes of text it holds.
    pub fn bytes(&self) -> usize {
        self.text.bytes()
    }

    /// `each` gets the rows in order. Gives the number of rows with invalid UTF-8, replaced by U+FFFD.
    pub fn rows<'a>(&'a self, mut each: impl FnMut(Row<'a>)) -> u64 {
        let mut invalid = 0;
        for cell in 0..self.text.len() {
            let mut replaced = false;
            let mut string = |cells: &'a Cells| {
                let (string, valid) = cells.string(cell);
                replaced |= !valid;
                string
            };
            let text = string(&self.text);
            let mut optional = |cells: &'a Option<Cells>| {
                let string = string(cells.as_ref()?);
                (!string.is_empty()).then_some(string)
            };
            let unit = optional(&self.unit);
            let language = optional(&self.language);
            let retweet = self.retweet.as_ref().and_then(|cells| columns::yes_or_no(cells.get(cell)));
            each(Row { row: self.first + cell as u64, text, unit, language, retweet });
            invalid += u64::from(replaced);
        }
        invalid
    }
}

/// The columns to read.
fn choose(
    path: &Path,
    schema: &SchemaDescriptor,
    text_column: Option<&str>,
    unit_column: Option<&str>,
) -> Result<Chosen, ParquetError> {
    let descriptors = schema.columns();
    let names: Vec<String> = descriptors.iter().map(|column| column.path().string()).collect();
    let list = || columns::list(&names);
    let asked = |asked: &str, usable: fn(&ColumnDescriptor) -> bool| {
        let by_number = || asked.parse::<usize>().ok()?.checked_sub(1).filter(|number| *number < names.len());
        let number =
            columns::named(&names, asked).or_else(by_number).ok_or_else(|| ParquetError::NoSuchColumn {
                path: path.to_path_buf(),
                column: asked.to_string(),
                columns: list(),
            })?;
        match usable(&descriptors[number]) {
            true => Ok(number),
            false => Err(ParquetError::NotText {
                path: path.to_path_buf(),
                column: names[number].clone(),
                kind: cells::kind(&descriptors[number]),
                columns: list(),
            }),
        }
    };
    // A column that cannot be read goes by no name.
    let known = |known: &[&str], usable: fn(&ColumnDescriptor) -> bool| {
        let usable = |(name, column): (&String, _)| if usable(column) { name.clone() } else { String::new() };
        let pairs = names.iter().zip(descriptors.iter().map(AsRef::as_ref));
        columns::known(&pairs.map(usable).collect::<Vec<_>>(), known)
    };
    let text = match text_column {
        Some(column) => asked(column, cells::is_text)?,
        None => known(columns::TEXT, cells::is_text)
            .ok_or_else(|| ParquetError::NoTextColumn { path: path.to_path_buf(), columns: list() })?,
    };
    let unit = match unit_column {
        Some(column) => Some(asked(column, cells::is_scalar)?),
        None => known(columns::UNIT, cells::is_scalar).filter(|unit| *unit != text),
    };
    let language = known(columns::LANGUAGE, cells::is_text).filter(|language| *language != text);
    Ok(Chosen { text, unit, language, retweet: known(columns::RETWEET, cells::is_scalar) })
}
