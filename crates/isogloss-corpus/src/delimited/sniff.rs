//! Is it a table, and of which kind?
use super::field::{After, Field, Syntax};
use super::{Dialect, TableError, columns, records};

/// So many records must look alike before anything is taken for a table that nobody said was one.
const ALIKE: usize = 20;
/// So many records are looked at for signs of quoting.
const SAMPLED: usize = 200;
/// So many texts that begin with `'@` must end with a quote, too.
const GUARDED: usize = 3;

/// A kind of table that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forced {
    /// Commas or semicolons.
    Csv,
    /// Tabs.
    Tsv,
}

/// The dialect of the table that starts with `head`; `None` if it is none. `head` is the start of a file without byte order
/// mark, best some tens of kilobytes.
///
/// Without `text_column` and `forced` it is a table only if the first record has two fields at least, one of them with the
/// name of a text, and the next twenty have as many; or if all are Sentiment140's six fields.
///
/// * `text_column`: the name of a column (its case may differ), or its number from 1, which says that there is no header.
/// * `unit_column`: the same, and a number will do under a header, too.
/// * `forced`: it is a table, even where the records do not look alike.
///
/// # Errors
/// A column that is not there, or (`forced`) none that is known to hold the text: the error lists the columns.
pub fn sniff(
    head: &[u8],
    text_column: Option<&str>,
    unit_column: Option<&str>,
    forced: Option<Forced>,
) -> Result<Option<Dialect>, TableError> {
    let samples = samples(head, forced);
    if let Some(number) = text_column.and_then(number) {
        return by_number(&samples, number, unit_column, forced);
    }
    let sentiment140 = samples.iter().find(|sample| text_column.is_none() && sample.is_sentiment140());
    if let Some(sample) = sentiment140 {
        let unit = headless_unit(sample, unit_column)?.or(Some(4));
        return Ok(Some(sample.dialect(Vec::new(), Some(6), 5, unit)));
    }
    by_header(&samples, text_column, unit_column, forced)
}

/// The first records, as one of the syntaxes cuts them.
struct Sample<'a> {
    syntax: Syntax,
    records: Vec<Vec<Field<'a>>>,
    /// The bytes up to the end of the first record.
    first: &'a [u8],
}

/// The head, cut by each of the delimiters that it may have.
fn samples(head: &[u8], forced: Option<Forced>) -> Vec<Sample<'_>> {
    let only_returns = memchr::memchr(b'\n', head).is_none() && memchr::memchr(b'\r', head).is_some();
    let terminator = if only_returns { b'\r' } else { b'\n' };
    let delimiters: &[u8] = match forced {
        Some(Forced::Csv) => b",;",
        Some(Forced::Tsv) => b"\t",
        None => b"\t,;",
    };
    let sample = |&delimiter: &u8| {
        let quoted = Sample::new(head, Syntax { delimiter, terminator, quoted: true });
        if delimiter != b'\t' || quoted.shows_quoting() {
            return quoted;
        }
        Sample::new(head, Syntax { delimiter, terminator, quoted: false })
    };
    delimiters.iter().map(sample).collect()
}

impl<'a> Sample<'a> {
    fn new(head: &'a [u8], syntax: Syntax) -> Self {
        let mut sample = Self { syntax, records: Vec::new(), first: &[] };
        let mut at = 0;
        while at < head.len() && sample.records.len() < SAMPLED {
            let blank = syntax.blank(&head[at..]);
            if blank > 0 {
                at += blank;
                continue;
            }
            let mut fields = Vec::new();
            let (next, after) = syntax.record(head, at, &mut fields);
            // The head may stop in the middle of a record: without an end it counts only where there is little else.
            if after == After::Nothing && sample.records.len() > 1 {
                break;
            }
            sample.records.push(fields);
            at = next;
            if sample.records.len() == 1 {
                sample.first = &head[..at];
            }
        }
        sample
    }

    /// Fields of the first record.
    fn fields(&self) -> usize {
        self.records.first().map_or(0, Vec::len)
    }

    /// Whether there are records behind the first, and the next ones have as many fields.
    fn alike(&self) -> bool {
        let alike = |record: &Vec<Field<'_>>| {
            let surplus = record.get(self.fields()..);
            surplus.is_some_and(|surplus| surplus.iter().all(Field::is_empty))
        };
        self.records.len() > 1 && self.records.iter().skip(1).take(ALIKE).all(alike)
    }

    /// Whether quotes are used for quoting: see the rule in the header of the module.
    fn shows_quoting(&self) -> bool {
        let all_quoted = |record: &Vec<Field<'_>>| record.iter().all(|field| field.quoted);
        let mut fields = self.records.iter().flatten();
        let needed = fields.any(|field| field.needs_quotes(self.syntax));
        let mut quoted = self.records.iter().flatten().filter(|field| field.quoted);
        (needed || self.records.first().is_some_and(all_quoted))
            && self.alike()
            && quoted.all(Field::well_quoted)
    }

    /// The names of the columns, if the first record holds them.
    fn names(&self) -> Vec<String> {
        let name = |field: &Field<'_>| String::from_utf8_lossy(&field.bytes()).trim().to_string();
        self.records.first().map(|header| header.iter().map(name).collect()).unwrap_or_default()
    }

    /// `"0|2|4","number","date","query","user","text"`, and no header.
    fn is_sentiment140(&self) -> bool {
        let matches = |record: &Vec<Field<'_>>| {
            let [class, id, date, _, _, _] = record.as_slice() else { return false };
            let (id, date) = (id.bytes(), date.bytes());
            matches!(class.bytes().as_ref(), b"0" | b"2" | b"4")
                && !id.is_empty()
                && id.iter().all(u8::is_ascii_digit)
                && date.contains(&b':')
                && date.iter().any(u8::is_ascii_alphabetic)
        };
        self.syntax.delimiter == b',' && !self.records.is_empty() && self.records.iter().all(matches)
    }

    fn dialect(
        &self,
        columns: Vec<String>,
        fields: Option<usize>,
        text: usize,
        unit: Option<usize>,
    ) -> Dialect {
        let header = if columns.is_empty() { &[] } else { self.first };
        Dialect {
            syntax: self.syntax,
            fields,
            text,
            unit,
            language: columns::known(&columns, columns::LANGUAGE),
            retweet: columns::known(&columns, columns::RETWEET),
            guarded: self.is_guarded(text),
            start: header.len(),
            start_line: 1 + memchr::memchr_iter(self.syntax.terminator, header).count() as u64,
            columns,
        }
    }

    /// Whether texts that begin with `@` stand in `'...'`.
    fn is_guarded(&self, text: usize) -> bool {
        let texts = self.records.iter().filter_map(|record| Some(record.get(text)?.bytes()));
        let mut guarded = texts.filter(|text| text.starts_with(b"'@")).map(|text| records::is_guarded(&text));
        let enough = guarded.by_ref().take(GUARDED).filter(|guarded| *guarded).count() == GUARDED;
        enough && guarded.all(|guarded| guarded)
    }
}

/// A table whose first record holds the names of the columns.
fn by_header(
    samples: &[Sample<'_>],
    text_column: Option<&str>,
    unit_column: Option<&str>,
    forced: Option<Forced>,
) -> Result<Option<Dialect>, TableError> {
    let mut best: Option<(&Sample<'_>, Vec<String>, Option<usize>)> = None;
    for sample in samples {
        let names = sample.names();
        let text = match text_column {
            Some(asked) => columns::named(&names, asked),
            None => columns::known(&names, columns::TEXT),
        };
        // One column is a table only for who says so.
        let enough = names.len() > 1 || (text_column.is_some() && text.is_some());
        if forced.is_none() && !(enough && sample.alike()) {
            continue;
        }
        let rank = |text: Option<usize>, columns: usize| (text.is_some(), columns);
        let better = |(_, names, text): &(_, Vec<String>, _)| rank(*text, names.len());
        if best.as_ref().is_none_or(|best| rank(text, names.len()) > better(best)) {
            best = Some((sample, names, text));
        }
    }
    let Some((sample, names, text)) = best else { return Ok(None) };
    match (text, text_column) {
        (Some(text), _) => {
            let unit = match unit_column {
                Some(asked) => Some(column(&names, asked)?),
                None => columns::known(&names, columns::UNIT).filter(|unit| *unit != text),
            };
            let fields = Some(names.len());
            Ok(Some(sample.dialect(names, fields, text, unit)))
        }
        (None, Some(asked)) => {
            Err(TableError::NoSuchColumn { column: asked.to_string(), columns: columns::list(&names) })
        }
        (None, None) if forced.is_some() => Err(TableError::NoTextColumn { columns: columns::list(&names) }),
        (None, None) => Ok(None),
    }
}

/// A column under a header, by name or number.
fn column(names: &[String], asked: &str) -> Result<usize, TableError> {
    let by_number = || number(asked).map(|number| number - 1).filter(|column| *column < names.len());
    columns::named(names, asked)
        .or_else(by_number)
        .ok_or_else(|| TableError::NoSuchColumn { column: asked.to_string(), columns: columns::list(names) })
}

/// A table without header, whose text is in the column with this number.
fn by_number(
    samples: &[Sample<'_>],
    text: usize,
    unit_column: Option<&str>,
    forced: Option<Forced>,
) -> Result<Option<Dialect>, TableError> {
    let likely = |sample: &&Sample<'_>| forced.is_some() || (sample.fields() > 1 && sample.alike());
    // Of several the last would be taken: the tab comes first, so that it wins where all cut the same.
    let rank = |sample: &&Sample<'_>| (sample.alike(), sample.fields());
    let Some(sample) = samples.iter().rev().filter(likely).max_by_key(rank) else { return Ok(None) };
    if text > sample.fields() {
        return Err(TableError::NoSuchNumber { number: text, fields: sample.fields() });
    }
    let unit = headless_unit(sample, unit_column)?;
    let fields = sample.alike().then(|| sample.fields());
    Ok(Some(sample.dialect(Vec::new(), fields, text - 1, unit)))
}

/// The column of the unit in a table without header.
fn headless_unit(sample: &Sample<'_>, unit_column: Option<&str>) -> Result<Option<usize>, TableError> {
    let Some(asked) = unit_column else { return Ok(None) };
    let Some(number) = number(asked) else {
        return Err(TableError::NoSuchColumn {
            column: asked.to_string(),
            columns: "(no names: there is no header)".into(),
        });
    };
    if number > sample.fields() {
        return Err(TableError::NoSuchNumber { number, fields: sample.fields() });
    }
    Ok(Some(number - 1))
}

/// A number from 1, if it is one.
fn number(column: &str) -> Option<usize> {
    column.parse().ok().filter(|number| *number > 0 && column.bytes().all(|byte| byte.is_ascii_digit()))
}
