//! The words of a question set in a file of vectors.

use isogloss_math::Matrix;
use isogloss_store::Words;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A file of vectors as evaluations take it: words, and a row for each.
#[derive(Clone, Copy, Debug)]
pub struct Space<'a> {
    /// The words, by frequency where the order means anything.
    pub words: &'a Words,
    /// Their vectors.
    pub matrix: &'a Matrix,
}

/// How words of a question set are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LookupParams {
    /// Words are the same if they are in upper case; the first in the file is taken (gensim's `case_insensitive`). Default: true,
    /// gensim's.
    pub case_insensitive: bool,
    /// Only so many words from the first on are known and are candidates; 0: all. Default: 300,000, gensim's and word2vec's.
    pub restrict_vocab: usize,
}

impl Default for LookupParams {
    fn default() -> Self {
        Self { case_insensitive: true, restrict_vocab: 300_000 }
    }
}

/// The class of rows that no question asks about.
pub(crate) const NO_CLASS: u32 = u32::MAX;

/// The words that are asked about, numbered; words that differ in case alone have one number if case does not matter.
pub(crate) struct Wanted<'a> {
    params: &'a LookupParams,
    numbers: HashMap<String, u32>,
}

/// Where the wanted words are.
pub(crate) struct Located {
    /// By number: the first row that is the word and has a direction.
    pub rows: Vec<Option<u32>>,
    /// By row as far as rows are looked at: the number of the word.
    pub classes: Vec<u32>,
}

impl<'a> Wanted<'a> {
    pub fn new(params: &'a LookupParams) -> Self {
        Self { params, numbers: HashMap::new() }
    }

    /// The number of a word, a new one if need be.
    pub fn number(&mut self, word: &str) -> u32 {
        let mut key = String::new();
        self.fold(word, &mut key);
        let next = self.numbers.len() as u32;
        *self.numbers.entry(key).or_insert(next)
    }

    /// Finds them. A row of zeros has no direction: its word counts as unknown.
    pub fn locate(&self, space: Space<'_>) -> Located {
        let rows = match self.params.restrict_vocab {
            0 => space.words.len(),
            most => most.min(space.words.len()),
        };
        let mut located = Located { rows: vec![None; self.numbers.len()], classes: vec![NO_CLASS; rows] };
        let mut key = String::new();
        for row in 0..rows {
            self.fold(space.words.get(row), &mut key);
            if let Some(&number) = self.numbers.get(&key) {
                located.classes[row] = number;
                let place = &mut located.rows[number as usize];
                if place.is_none() && space.matrix.row(row).iter().any(|&x| x != 0.0) {
                    *place = Some(row as u32);
                }
            }
        }
        located
    }

    fn fold(&self, word: &str, key: &mut String) {
        key.clear();
        match (self.params.case_insensitive, word.is_ascii()) {
            (false, _) => key.push_str(word),
            (true, true) => {
                key.push_str(word);
                key.make_ascii_uppercase();
            }
            (true, false) => key.extend(word.chars().flat_map(char::to_uppercase)),
        }
    }
}

/// Words and vectors that cannot be used for an evaluation.
pub(crate) fn check(spaces: &[Space<'_>]) -> Result<(), crate::AnalyseError> {
    use crate::geometry::rows;
    for space in spaces {
        rows::check_heights("words and their vectors", space.words.len(), space.matrix.rows())?;
    }
    rows::check_finite(&spaces.iter().map(|space| space.matrix).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_that_has_a_direction_is_taken() {
        let words: Words = ["paris", "Paris", "STRASSE", "rome", "straße"].into_iter().collect();
        let matrix = Matrix::from_vec(5, 1, vec![0.0, 1.0, 1.0, 1.0, 1.0]);
        let space = Space { words: &words, matrix: &matrix };
        let find = |params: &LookupParams| {
            let mut wanted = Wanted::new(params);
            let numbers = ["PARIS", "Paris", "straße", "Rome", "oslo"].map(|word| wanted.number(word));
            let located = wanted.locate(space);
            (numbers.map(|number| located.rows[number as usize]), located.classes)
        };
        let folded = LookupParams { restrict_vocab: 0, ..LookupParams::default() };
        let (rows, classes) = find(&folded);
        assert_eq!(rows, [Some(1), Some(1), Some(2), Some(3), None]);
        assert_eq!(classes, [0, 0, 1, 2, 1]);
        let exact = LookupParams { case_insensitive: false, restrict_vocab: 4 };
        let (rows, classes) = find(&exact);
        assert_eq!(rows, [None, Some(1), None, None, None]);
        assert_eq!(classes, [NO_CLASS, 1, NO_CLASS, NO_CLASS]);
    }
}
