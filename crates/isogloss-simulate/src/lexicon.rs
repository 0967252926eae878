//! Pseudo-words: pronounceable, distinct, lower-case, letters only, and no words of English.
//!
//! Common words are short (Zipf's law of abbreviation). Function words are vowel-consonant-vowel ("uka"),
//! content words two or three open or closed syllables ending in a vowel other than e ("tavilo"): English has
//! few of either form, and the few that are function words are left out.

use isogloss_math::stream::Pcg64;
use rand::RngExt;
use std::collections::HashSet;

const ONSETS: [&str; 26] = [
    "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "dr", "fl", "gr",
    "kl", "kr", "pl", "sk", "tr", "vr",
];
const SINGLE_ONSETS: usize = 16;
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];
const LAST_VOWELS: [&str; 4] = ["a", "i", "o", "u"];
const CODAS: [&str; 4] = ["n", "r", "l", "s"];

/// English words of these forms that are function words or carry a polarity of their own.
const RESERVED: [&str; 12] =
    ["ago", "ali", "also", "anti", "beta", "ego", "hello", "into", "onto", "solo", "super", "ultra"];

/// Above this rank (from 0) a word has two syllables, from here on it may have three.
const LONG_WORDS_FROM: usize = 400;

/// Makes words, each another.
pub(crate) struct Lexicon {
    random: Pcg64,
    taken: HashSet<String>,
}

impl Lexicon {
    /// How many function words there can be: a third of the forms, so that drawing one stays quick.
    pub(crate) const MAX_FUNCTION_WORDS: usize = 100;

    pub(crate) fn new(random: Pcg64) -> Self {
        Self { random, taken: RESERVED.iter().map(|&word| word.to_owned()).collect() }
    }

    /// A function word that was not there before.
    pub(crate) fn function_word(&mut self) -> String {
        self.new_word(|lexicon, _| {
            let mut word = lexicon.pick(&VOWELS).to_owned();
            word.push_str(lexicon.pick(&ONSETS[..SINGLE_ONSETS]));
            word.push_str(lexicon.pick(&LAST_VOWELS));
            word
        })
    }

    /// A content word that was not there before, for a word of this rank.
    pub(crate) fn content_word(&mut self, rank: usize) -> String {
        self.new_word(|lexicon, attempt| {
            let long = rank >= LONG_WORDS_FROM && lexicon.random.random_bool(0.75);
            // Where the short forms are used up, longer ones are always left.
            let syllables = if long { 3 } else { 2 } + attempt / 8;
            let mut word = String::new();
            for _ in 1..syllables {
                word.push_str(lexicon.pick(&ONSETS));
                word.push_str(lexicon.pick(&VOWELS));
                if lexicon.random.random_bool(0.25) {
                    word.push_str(lexicon.pick(&CODAS));
                }
            }
            word.push_str(lexicon.pick(&ONSETS));
            word.push_str(lexicon.pick(&LAST_VOWELS));
            word
        })
    }

    fn new_word(&mut self, mut draw: impl FnMut(&mut Self, usize) -> String) -> String {
        let mut attempt = 0;
        loop {
            let word = draw(self, attempt);
            if self.taken.insert(word.clone()) {
                return word;
            }
            attempt += 1;
        }
    }

    fn pick(&mut self, forms: &[&'static str]) -> &'static str {
        forms[self.random.random_range(0..forms.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use isogloss_math::stream::stream;

    #[test]
    fn words_are_distinct_lower_case_letters_and_common_ones_are_short() {
        let mut lexicon = Lexicon::new(stream(1, "lexicon"));
        let function: Vec<_> = (0..Lexicon::MAX_FUNCTION_WORDS).map(|_| lexicon.function_word()).collect();
        let content: Vec<_> = (0..20_000).map(|rank| lexicon.content_word(rank)).collect();
        let all: HashSet<_> = function.iter().chain(&content).collect();
        assert_eq!(all.len(), function.len() + content.len());
        assert!(all.iter().all(|w| w.bytes().all(|b| b.is_ascii_lowercase())));
        assert!(all.iter().all(|w| !RESERVED.contains(&w.as_str())));
        assert!(function.iter().all(|w| w.len() == 3));
        let mean =
            |words: &[String]| words.iter().map(String::len).sum::<usize>() as f64 / words.len() as f64;
        assert!(mean(&content[..400]) + 1.0 < mean(&content[10_000..]));
    }
}
