//! JSON objects, each with a text.
mod fields;
mod framing;
mod shape;
#[cfg(test)]
mod tests;
mod tweets;

pub(super) use framing::ObjectFraming;
pub(super) use shape::{Look, Shape, is_assignment, look};
pub(super) use tweets::{Tweets, is_tweet};

use super::batch::{Decode, Malformed};
use super::document::Sink;
use super::settings::ReaderSettings;
use fields::{Fields, Name};
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Where the text is unless the settings say otherwise.
pub(super) const TEXT: &str = "text";
/// Where who wrote it is: the first of these that holds a name.
const UNITS: [&str; 5] = ["user", "author", "author_id", "screen_name", "source"];

/// Takes the text out of objects.
#[derive(Debug)]
pub(super) struct Json {
    columns: Option<Columns>,
}

impl Json {
    pub(super) fn new(settings: &ReaderSettings) -> Self {
        Self { columns: Columns::named(settings) }
    }
}

impl Decode for Json {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        if let Some(columns) = &self.columns {
            return columns.find(record, |text, unit, language| {
                sink.text(Cow::Borrowed(text), unit.map(Cow::Owned), language);
            });
        }
        if !record.trim_start().starts_with('{') {
            // An array would be taken for the fields in their order.
            return Err(Malformed);
        }
        let fields: Fields<'_> = serde_json::from_str(record).map_err(|_| Malformed)?;
        let names = [fields.user, fields.author, fields.author_id, fields.screen_name, fields.source];
        let unit = names.into_iter().find_map(|name| name.0);
        sink.text(fields.text, unit, fields.lang.0.or(fields.language.0).as_deref());
        Ok(())
    }
}

/// Where text and author are, if not where they usually are.
#[derive(Debug)]
struct Columns {
    text: String,
    unit: Option<String>,
}

impl Columns {
    /// Those that the settings name, if they name any.
    fn named(settings: &ReaderSettings) -> Option<Self> {
        if settings.text_column.is_none() && settings.unit_column.is_none() {
            return None;
        }
        let text = settings.text_column.as_deref().unwrap_or(TEXT).to_owned();
        Some(Self { text, unit: settings.unit_column.clone() })
    }

    /// Hands out text, author and language of a record.
    fn find(
        &self,
        record: &str,
        each: impl FnOnce(&str, Option<String>, Option<&str>),
    ) -> Result<(), Malformed> {
        let object: Map<String, Value> = serde_json::from_str(record).map_err(|_| Malformed)?;
        let text = at(&object, &self.text).and_then(Value::as_str).ok_or(Malformed)?;
        let unit = match &self.unit {
            Some(column) => at(&object, column).and_then(name),
            None => UNITS.iter().find_map(|column| object.get(*column).and_then(name)),
        };
        let language = ["lang", "language"].iter().find_map(|key| object.get(*key)?.as_str());
        each(text, unit, language);
        Ok(())
    }
}

/// What a path leads to: the field of this name, else, at each dot, a field of an object.
pub(super) fn at<'a>(object: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    object.get(path).or_else(|| {
        let (first, rest) = path.split_once('.')?;
        at(object.get(first)?.as_object()?, rest)
    })
}

/// The name to which a path leads in a record.
fn name_at(record: &str, path: &str) -> Option<String> {
    let object: Map<String, Value> = serde_json::from_str(record).ok()?;
    at(&object, path).and_then(name)
}

/// A name, by the same rules as [`Name`].
fn name(value: &Value) -> Option<String> {
    let Name(name) = serde::Deserialize::deserialize(value).ok()?;
    name.map(Cow::into_owned)
}
