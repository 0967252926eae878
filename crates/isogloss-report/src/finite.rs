//! Is every number in a result finite, and if not, which one?
//!
//! `serde_json` writes NaN and infinity as `null`, which a reader cannot tell from "there is none". So the value is walked first by a
//! serializer that writes nothing and stops at the first float that is not finite, knowing where it stands.

use crate::ReportError;
use serde::ser::{self, Serialize};
use std::fmt::Display;

/// Refuses NaN and infinity anywhere in `value`; `name` starts the path in the error.
pub fn check(name: &str, value: &impl Serialize) -> Result<(), ReportError> {
    let mut walk = Walk { path: vec![name.to_owned()] };
    match value.serialize(&mut walk) {
        Ok(()) => Ok(()),
        Err(Stop::NotFinite(value)) => Err(ReportError::NotFinite { path: walk.path.concat(), value }),
        Err(Stop::Other(message)) => Err(ReportError::Json(ser::Error::custom(message))),
    }
}

struct Walk {
    /// Where the walk stands: steps such as ".alpha" and "[3]".
    path: Vec<String>,
}

#[derive(Debug)]
enum Stop {
    NotFinite(String),
    Other(String),
}

impl Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFinite(text) | Self::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Stop {}

impl ser::Error for Stop {
    fn custom<T: Display>(message: T) -> Self {
        Self::Other(message.to_string())
    }
}

impl Walk {
    /// One step down. The step stays on the path when the walk stops below it.
    fn step<T: Serialize + ?Sized>(&mut self, step: String, value: &T) -> Result<(), Stop> {
        self.path.push(step);
        value.serialize(&mut *self)?;
        self.path.pop();
        Ok(())
    }
}

/// Elements of a list, entries of a map or fields of a struct.
struct Inside<'a> {
    walk: &'a mut Walk,
    next: usize,
    key: String,
}

macro_rules! nothing_to_check {
    ($($name:ident: $type:ty),* $(,)?) => {
        $(fn $name(self, _: $type) -> Result<(), Stop> { Ok(()) })*
    };
}

impl<'a> ser::Serializer for &'a mut Walk {
    type Ok = ();
    type Error = Stop;
    type SerializeSeq = Inside<'a>;
    type SerializeTuple = Inside<'a>;
    type SerializeTupleStruct = Inside<'a>;
    type SerializeTupleVariant = Inside<'a>;
    type SerializeMap = Inside<'a>;
    type SerializeStruct = Inside<'a>;
    type SerializeStructVariant = Inside<'a>;

    nothing_to_check! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8,
        serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_char: char, serialize_str: &str,
        serialize_bytes: &[u8], serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, x: f32) -> Result<(), Stop> {
        self.serialize_f64(f64::from(x))
    }

    fn serialize_f64(self, x: f64) -> Result<(), Stop> {
        if x.is_finite() { Ok(()) } else { Err(Stop::NotFinite(x.to_string())) }
    }

    fn serialize_none(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Stop> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Stop> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inside<'a>, Stop> {
        Ok(Inside { walk: self, next: 0, key: String::new() })
    }

    fn serialize_tuple(self, _: usize) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Inside<'a>, Stop> {
        self.serialize_seq(None)
    }
}

impl Inside<'_> {
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let step = format!("[{}]", self.next);
        self.next += 1;
        self.walk.step(step, value)
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Stop> {
        self.walk.step(format!(".{name}"), value)
    }
}

macro_rules! elements {
    ($($trait:ident :: $method:ident),* $(,)?) => {
        $(impl ser::$trait for Inside<'_> {
            type Ok = ();
            type Error = Stop;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
                self.element(value)
            }
            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        })*
    };
}

macro_rules! fields {
    ($($trait:ident),* $(,)?) => {
        $(impl ser::$trait for Inside<'_> {
            type Ok = ();
            type Error = Stop;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Stop> {
                self.field(name, value)
            }
            fn end(self) -> Result<(), Stop> {
                Ok(())
            }
        })*
    };
}

elements!(
    SerializeSeq::serialize_element,
    SerializeTuple::serialize_element,
    SerializeTupleStruct::serialize_field,
    SerializeTupleVariant::serialize_field,
);
fields!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Inside<'_> {
    type Ok = ();
    type Error = Stop;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Stop> {
        self.key = serde_json::to_string(key).unwrap_or_default().trim_matches('"').to_owned();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Stop> {
        let key = std::mem::take(&mut self.key);
        self.field(&key, value)
    }

    fn end(self) -> Result<(), Stop> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::json;
    use std::collections::BTreeMap;

    #[derive(Serialize)]
    #[serde(tag = "status")]
    enum Tagged {
        Some { inner: Vec<(u32, f32)> },
    }

    #[test]
    fn the_path_of_the_culprit_is_named() {
        let bad = Tagged::Some { inner: vec![(1, 0.5), (2, f32::NAN)] };
        let error = check("report", &bad).unwrap_err();
        assert!(error.to_string().starts_with("report.inner[1][1] is NaN"), "{error}");
        let bad = BTreeMap::from([("x", Some(1.0)), ("y", Some(f64::NEG_INFINITY))]);
        assert!(check("m", &bad).unwrap_err().to_string().starts_with("m.y is -inf"));
    }

    #[test]
    fn finite_values_and_missing_ones_pass() {
        assert!(check("v", &json!({"a": [1.5, null, "NaN"], "b": {"c": -0.0}})).is_ok());
        assert!(check("v", &Some(Tagged::Some { inner: vec![(1, f32::MAX)] })).is_ok());
    }
}
