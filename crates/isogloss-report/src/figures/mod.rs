//! The drawings, one room per question. Each takes the result and the room it has, and gives a [`crate::svg::Svg`].

pub mod bars;
pub mod clouds;
pub mod company;
pub mod curves;
pub mod heat;
pub mod intervals;

use crate::escape::{plain_word, shorten};
use crate::plot::{Entry, Mark};
use crate::svg::colour;

/// Names of domains as they stand in a figure.
pub struct Names(Vec<String>);

impl Names {
    /// From the report's names.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        Self(names.map(|name| shorten(&plain_word(name), 24)).collect())
    }

    /// One of them.
    pub fn get(&self, domain: usize) -> &str {
        self.0.get(domain).map_or("?", String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// All of them, for a description: "wiki, twitter".
    pub fn list(&self) -> String {
        self.0.iter().take(12).map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// A legend of all domains.
    pub fn legend(&self, mark: Mark) -> Vec<Entry> {
        // More colours than there are would tell nobody anything.
        self.0
            .iter()
            .take(24)
            .enumerate()
            .map(|(d, name)| Entry::new(colour(d), name.as_str(), mark))
            .collect()
    }
}

/// At most `most` of the items, evenly spaced, the first among them.
pub fn thin<T>(items: &[T], most: usize) -> impl Iterator<Item = &T> {
    let step = items.len().div_ceil(most.max(1)).max(1);
    items.iter().step_by(step)
}
