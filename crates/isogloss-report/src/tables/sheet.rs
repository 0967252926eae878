//! Rows and cells of one CSV file.

use crate::ReportError;
use std::fmt::Write;

/// What stands in a cell.
pub trait Cell {
    /// Writes it.
    fn put(&self, out: &mut String);
}

impl Cell for String {
    fn put(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Cell for &str {
    fn put(&self, out: &mut String) {
        out.push_str(self);
    }
}

impl Cell for f64 {
    fn put(&self, out: &mut String) {
        // The shortest digits that read back as the same number; without an exponent 1e-300 would fill the line.
        let plain = *self == 0.0 || (1e-5..1e15).contains(&self.abs());
        let _ = if plain { write!(out, "{self}") } else { write!(out, "{self:e}") };
    }
}

impl Cell for u64 {
    fn put(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl Cell for usize {
    fn put(&self, out: &mut String) {
        let _ = write!(out, "{self}");
    }
}

impl<T: Cell> Cell for Option<T> {
    fn put(&self, out: &mut String) {
        if let Some(inner) = self {
            inner.put(out);
        }
    }
}

/// A table being written.
pub struct Sheet {
    writer: csv::Writer<Vec<u8>>,
    cell: String,
}

impl Sheet {
    /// With this header row.
    pub fn new(header: &[&str]) -> Result<Self, ReportError> {
        let mut sheet = Self { writer: csv::Writer::from_writer(Vec::new()), cell: String::new() };
        sheet.writer.write_record(header)?;
        Ok(sheet)
    }

    /// Adds a row.
    pub fn row(&mut self, cells: &[&dyn Cell]) -> Result<(), ReportError> {
        for cell in cells {
            self.cell.clear();
            cell.put(&mut self.cell);
            self.writer.write_field(&self.cell)?;
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// The whole file.
    pub fn finish(self) -> Result<Vec<u8>, ReportError> {
        self.writer.into_inner().map_err(|e| ReportError::Csv(e.into_error().into()))
    }
}

/// Names of files so far: two domains whose names differ only in what a file's name cannot hold still get a file each.
#[derive(Default)]
pub struct FileNames(Vec<String>);

impl FileNames {
    /// A name that no other file has, whatever the case of its letters.
    pub fn unique(&mut self, stem: &str) -> String {
        let mut name = format!("{stem}.csv");
        let mut next = 2;
        while self.0.contains(&name.to_lowercase()) {
            name = format!("{stem}-{next}.csv");
            next += 1;
        }
        self.0.push(name.to_lowercase());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_hold_full_precision_and_words_as_they_are() {
        let mut sheet = Sheet::new(&["word", "x", "y"]).unwrap();
        sheet.row(&[&"=1+\"2\",", &0.1f64, &None::<f64>]).unwrap();
        sheet.row(&[&"@user", &1e-300f64, &Some(3usize)]).unwrap();
        let text = String::from_utf8(sheet.finish().unwrap()).unwrap();
        assert_eq!(text, "word,x,y\n\"=1+\"\"2\"\",\",0.1,\n@user,1e-300,3\n");
    }

    #[test]
    fn no_table_overwrites_another() {
        let mut names = FileNames::default();
        assert_eq!(names.unique("shift-a-b-c"), "shift-a-b-c.csv");
        assert_eq!(names.unique("shift-A-b-c"), "shift-A-b-c-2.csv");
        assert_eq!(names.unique("shift-a-b-c"), "shift-a-b-c-3.csv");
    }
}
