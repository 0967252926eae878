//! A Parquet table: a column of words, and one of lists of numbers; or columns of numbers, one a dimension, in their order.
//!
//! The words are in the column called `word`, `token`, `term` or `text`, else in the only column of strings. (An index that pandas
//! keeps is such a column.)

use super::rows::distinct;
use crate::report::Place;
use crate::source::Source;
use crate::{FileReport, ReadOptions, StoreError, Vectors, Words};
use ::parquet::basic::{Compression, Type as Physical};
use ::parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use ::parquet::data_type::{ByteArray, ByteArrayType, DataType, FloatType};
use ::parquet::errors::{ParquetError, Result as ParquetResult};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::parser::parse_message_type;
use ::parquet::schema::types::{ColumnDescriptor, SchemaDescriptor};
use bytes::Bytes;
use isogloss_math::{Matrix, contained};
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// Names of the column of words.
const NAMES: [&str; 4] = ["word", "token", "term", "text"];
/// Rows that are decoded, or written, at a time.
const ROWS: usize = 1 << 12;
/// Rows of a group that is written.
const GROUP: usize = 1 << 16;
/// What is written.
const SCHEMA: &str = "message vectors {
    required binary word (STRING);
    required group vector (LIST) { repeated group list { required float element; } }
}";

/// Which columns hold what, by number.
struct Chosen {
    word: usize,
    numbers: Numbers,
}

enum Numbers {
    List(usize),
    Columns(Vec<usize>),
}

/// Whether a table is surely one of vectors: it has words and a column of lists, or columns of numbers that have numbers for names
/// (pandas'). Others, with a text and some figures, are corpora as a rule.
pub(crate) fn has_vectors(source: Source) -> bool {
    let Ok(bytes) = source.into_bytes() else { return false };
    let found = contained(|| {
        let file = SerializedFileReader::new(bytes)?;
        let schema = file.metadata().file_metadata().schema_descr();
        let numbered =
            |&column: &usize| schema.column(column).name().bytes().all(|byte| byte.is_ascii_digit());
        Ok::<_, ParquetError>(match choose(schema)?.numbers {
            Numbers::List(_) => true,
            Numbers::Columns(columns) => columns.iter().all(numbered),
        })
    });
    matches!(found, Some(Ok(true)))
}

pub(crate) fn read(bytes: Bytes, options: &ReadOptions, report: &mut FileReport) -> Result<Vectors, String> {
    let error = match contained(|| table(bytes, options, report)) {
        Some(Ok(vectors)) => return Ok(vectors),
        Some(Err(error)) => error.to_string(),
        None => "its decoder gave up: it is damaged".to_owned(),
    };
    let what = error.lines().next().unwrap_or_default();
    Err(what.strip_prefix("Parquet error: ").unwrap_or(what).to_owned())
}

fn general(what: String) -> ParquetError {
    ParquetError::General(what)
}

fn choose(schema: &SchemaDescriptor) -> ParquetResult<Chosen> {
    let columns: Vec<_> = (0..schema.num_columns()).map(|i| schema.column(i)).collect();
    let is_text = |c: &ColumnDescriptor| c.max_rep_level() == 0 && c.physical_type() == Physical::BYTE_ARRAY;
    let is_number = |c: &ColumnDescriptor| matches!(c.physical_type(), Physical::FLOAT | Physical::DOUBLE);
    let texts: Vec<usize> = (0..columns.len()).filter(|&i| is_text(&columns[i])).collect();
    let named = |name: &str| texts.iter().copied().find(|&i| columns[i].name().eq_ignore_ascii_case(name));
    let only = || (texts.len() == 1).then(|| texts[0]);
    let list = (0..columns.len()).find(|&i| is_number(&columns[i]) && columns[i].max_rep_level() == 1);
    let flat: Vec<usize> =
        (0..columns.len()).filter(|&i| is_number(&columns[i]) && columns[i].max_rep_level() == 0).collect();
    let numbers = match list {
        Some(list) => Some(Numbers::List(list)),
        None => (!flat.is_empty()).then_some(Numbers::Columns(flat)),
    };
    match (NAMES.iter().find_map(|name| named(name)).or_else(only), numbers) {
        (Some(word), Some(numbers)) => Ok(Chosen { word, numbers }),
        _ => {
            let names: Vec<String> = columns.iter().map(|c| c.path().string()).collect();
            Err(general(format!(
                "it needs a column `word` of strings and a column of lists of numbers (or columns of numbers); it has {}",
                names.join(", ")
            )))
        }
    }
}

fn table(bytes: Bytes, options: &ReadOptions, report: &mut FileReport) -> ParquetResult<Vectors> {
    let file = SerializedFileReader::new(bytes)?;
    let told = u64::try_from(file.metadata().file_metadata().num_rows()).unwrap_or(0);
    let chosen = choose(file.metadata().file_metadata().schema_descr())?;
    report.rows_told = Some(told);
    let wanted = options.limit.map_or(told, |limit| told.min(limit as u64));
    report.limited = wanted < told;
    let mut words = Words::default();
    let mut numbers = Vec::new();
    let mut places = Vec::new();
    let mut dimensions = None;
    for group in 0..file.num_row_groups() {
        if report.rows >= wanted {
            break;
        }
        let group = file.get_row_group(group)?;
        let texts = strings(&*group, chosen.word)?;
        let rows = rows(&*group, &chosen.numbers)?;
        if texts.len() != rows.len() {
            return Err(general(format!(
                "a group of its rows has {} words and {} vectors",
                texts.len(),
                rows.len()
            )));
        }
        for (text, row) in texts.iter().zip(rows) {
            if report.rows >= wanted {
                break;
            }
            report.rows += 1;
            let place = Place::Row(report.rows);
            let Some(text) = text else {
                report.no_word.add(place);
                continue;
            };
            if row.len() != *dimensions.get_or_insert(row.len()) {
                report.wrong_length.add(place);
                continue;
            }
            if !words.push_bytes(text.data()) {
                report.bad_utf8.add(place);
            }
            numbers.extend(row);
            places.push(place);
        }
    }
    let matrix = Matrix::from_vec(words.len(), dimensions.unwrap_or(0), numbers);
    Ok(distinct(words, matrix, |row| places[row], report))
}

/// The words of a group of rows; `None` where one is null.
fn strings(group: &dyn RowGroupReader, column: usize) -> ParquetResult<Vec<Option<ByteArray>>> {
    let ColumnReader::ByteArrayColumnReader(reader) = group.get_column_reader(column)? else {
        return Err(general("its words are no strings".to_owned()));
    };
    let cells = cells(reader, &group.metadata().column(column).column_descr_ptr())?;
    Ok(cells.into_iter().map(|mut cell| cell.pop().flatten()).collect())
}

/// The numbers of a group of rows. What is null is NaN.
fn rows(group: &dyn RowGroupReader, numbers: &Numbers) -> ParquetResult<Vec<Vec<f32>>> {
    let read = |column: usize| {
        let descriptor = group.metadata().column(column).column_descr_ptr();
        match group.get_column_reader(column)? {
            ColumnReader::FloatColumnReader(reader) => Ok(floats(cells(reader, &descriptor)?, |x| x)),
            ColumnReader::DoubleColumnReader(reader) => Ok(floats(cells(reader, &descriptor)?, |x| x as f32)),
            _ => Err(general("its vectors are no numbers".to_owned())),
        }
    };
    match numbers {
        Numbers::List(column) => read(*column),
        Numbers::Columns(columns) => {
            let mut rows: Vec<Vec<f32>> = Vec::new();
            for &column in columns {
                let of_column = read(column)?;
                rows.resize(rows.len().max(of_column.len()), Vec::new());
                rows.iter_mut().zip(of_column).for_each(|(row, numbers)| row.extend(numbers));
            }
            Ok(rows)
        }
    }
}

fn floats<T>(cells: Vec<Vec<Option<T>>>, to_f32: impl Fn(T) -> f32 + Copy) -> Vec<Vec<f32>> {
    cells.into_iter().map(|cell| cell.into_iter().map(|x| x.map_or(f32::NAN, to_f32)).collect()).collect()
}

/// The values of every row of a column: one each, or those of a list.
fn cells<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    descriptor: &ColumnDescriptor,
) -> ParquetResult<Vec<Vec<Option<T::T>>>> {
    let (most_defined, most_repeated) = (descriptor.max_def_level(), descriptor.max_rep_level());
    // From this level on there is an element, were it null.
    let element =
        if most_repeated == 0 { 0 } else { most_defined - i16::from(descriptor.self_type().is_optional()) };
    let mut cells: Vec<Vec<Option<T::T>>> = Vec::new();
    loop {
        let (mut defined, mut repeated, mut values) = (Vec::new(), Vec::new(), Vec::new());
        let (records, _, levels) =
            reader.read_records(ROWS, Some(&mut defined), Some(&mut repeated), &mut values)?;
        if records == 0 {
            return Ok(cells);
        }
        let mut values = values.into_iter();
        for level in 0..levels {
            if repeated.get(level).is_none_or(|&level| level == 0) {
                cells.push(Vec::new());
            }
            let level = defined.get(level).copied().unwrap_or(most_defined);
            let Some(cell) = cells.last_mut().filter(|_| level >= element) else { continue };
            cell.push(if level == most_defined { values.next() } else { None });
        }
    }
}

/// Columns `word` and `vector`.
pub(crate) fn write(vectors: &Vectors, path: &Path) -> Result<(), StoreError> {
    let file = File::create(path).map_err(StoreError::write(path))?;
    write_to(vectors, file).map_err(|error| StoreError::unwritable(path, error.to_string()))
}

fn write_to(vectors: &Vectors, file: File) -> ParquetResult<()> {
    // Numbers that hardly ever come twice gain nothing from a dictionary or from compression.
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_compression(Compression::UNCOMPRESSED)
        .build();
    let schema = Arc::new(parse_message_type(SCHEMA)?);
    let mut out = SerializedFileWriter::new(std::io::BufWriter::new(file), schema, Arc::new(properties))?;
    let (n, d) = (vectors.words.len(), vectors.matrix.columns());
    for first in (0..n).step_by(GROUP) {
        let last = n.min(first + GROUP);
        let mut group = out.next_row_group()?;
        if let Some(mut column) = group.next_column()? {
            let words: Vec<ByteArray> =
                (first..last).map(|i| vectors.words.get(i).as_bytes().to_vec().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&words, None, None)?;
            column.close()?;
        }
        if let Some(mut column) = group.next_column()? {
            for start in (first..last).step_by(ROWS) {
                let rows = last.min(start + ROWS) - start;
                let numbers = &vectors.matrix.as_slice()[start * d..(start + rows) * d];
                // A list without elements has a level, but no value.
                let levels = rows * d.max(1);
                let defined = vec![i16::from(d > 0); levels];
                let repeated: Vec<i16> = (0..levels).map(|i| i16::from(i % d.max(1) > 0)).collect();
                column.typed::<FloatType>().write_batch(numbers, Some(&defined), Some(&repeated))?;
            }
            column.close()?;
        }
        group.close()?;
    }
    out.close().map(drop)
}
