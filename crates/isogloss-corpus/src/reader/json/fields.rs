//! Fields of objects, read without keeping the others. A field of another kind than expected is as good as none, and no
//! reason to lose the text.
use serde::de::value::MapAccessDeserializer;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// The fields of an object that matter.
#[derive(Deserialize)]
pub(super) struct Fields<'a> {
    #[serde(borrow)]
    pub(super) text: Cow<'a, str>,
    #[serde(borrow, default)]
    pub(super) user: Name<'a>,
    #[serde(borrow, default)]
    pub(super) author: Name<'a>,
    #[serde(borrow, default)]
    pub(super) author_id: Name<'a>,
    #[serde(borrow, default)]
    pub(super) screen_name: Name<'a>,
    #[serde(borrow, default)]
    pub(super) source: Name<'a>,
    #[serde(borrow, default)]
    pub(super) lang: Name<'a>,
    #[serde(borrow, default)]
    pub(super) language: Name<'a>,
}

/// A name: a string that is not empty, a whole number, or an object with an `id_str`, `id`, `screen_name`, `username` or
/// `name` (the first that there is).
#[derive(Default)]
pub(super) struct Name<'a>(pub(super) Option<Cow<'a, str>>);

impl<'de: 'a, 'a> Deserialize<'de> for Name<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Person { id, name } = Person::deserialize(deserializer)?;
        Ok(Self(id.or(name)))
    }
}

/// Somebody: a name stands in `id` if it stands alone.
#[derive(Default)]
pub(super) struct Person<'a> {
    pub(super) id: Option<Cow<'a, str>>,
    pub(super) name: Option<Cow<'a, str>>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Person<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PersonVisitor)
    }
}

struct PersonVisitor;

fn person<'a>(id: impl Into<Cow<'a, str>>) -> Person<'a> {
    let id = id.into();
    Person { id: (!id.is_empty()).then_some(id), name: None }
}

impl<'de> Visitor<'de> for PersonVisitor {
    type Value = Person<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(person(name))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(person(name.to_owned()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(person(number.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(person(number.to_string()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Person::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Person::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Person::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        skip(list)?;
        Ok(Person::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut found: [Option<Cow<'de, str>>; 5] = Default::default();
        while let Some(key) = object.next_key::<Cow<'de, str>>()? {
            let place =
                ["id_str", "id", "screen_name", "username", "name"].iter().position(|name| *name == key);
            match place {
                Some(place) => found[place] = object.next_value::<Name<'de>>()?.0,
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        let [id_str, id, screen_name, username, name] = found;
        Ok(Person { id: id_str.or(id), name: screen_name.or(username).or(name) })
    }
}

/// Objects: one, a list of them, or none where anything else stands.
pub(super) struct Objects<T> {
    pub(super) all: Vec<T>,
}

impl<T> Default for Objects<T> {
    fn default() -> Self {
        Self { all: Vec::new() }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ObjectsVisitor(PhantomData))
    }
}

struct ObjectsVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectsVisitor<T> {
    type Value = Objects<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        Ok(Objects { all: vec![T::deserialize(MapAccessDeserializer::new(object))?] })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut all = Vec::new();
        while let Some(Objects { all: some }) = list.next_element::<Self::Value>()? {
            all.extend(some);
        }
        Ok(Objects { all })
    }

    fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Objects::default())
    }
}

fn skip<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}
