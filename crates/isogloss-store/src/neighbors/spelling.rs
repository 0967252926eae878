//! What an unknown word may have meant.

use crate::Words;
use rayon::prelude::*;

/// Edits beyond which a word is no misspelling.
const EDITS: usize = 2;

/// Up to `most` words of the list that are spelt nearly as `word`: first those that differ in case alone, then by the number of
/// letters inserted, left out, exchanged or swapped with their neighbour (optimal string alignment), at most 2 and less than
/// half of the word; the earlier in the list, the earlier here.
pub fn near<'a>(words: &'a Words, word: &str, most: usize) -> Vec<&'a str> {
    let wanted: Vec<char> = word.to_lowercase().chars().collect();
    let allowed = EDITS.min(wanted.len().saturating_sub(1) / 2);
    let mut found: Vec<(usize, usize)> = (0..words.len())
        .into_par_iter()
        .filter_map(|number| {
            let other = words.get(number);
            // A letter has at most four bytes.
            if other.len() > 4 * (wanted.len() + EDITS) {
                return None;
            }
            let letters: Vec<char> = other.chars().flat_map(char::to_lowercase).collect();
            Some((edits(&wanted, &letters, allowed)?, number))
        })
        .collect();
    found.sort_unstable();
    found.into_iter().take(most).map(|(_, number)| words.get(number)).collect()
}

/// The optimal string alignment distance, where it is at most `allowed`.
fn edits(a: &[char], b: &[char], allowed: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let exchange = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = exchange.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        if row.iter().all(|&least| least > allowed) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_first_then_edits_then_order() {
        let words: Words =
            ["berlins", "Berlin", "paris", "merlin", "BERLIN", "brelin", "berl"].into_iter().collect();
        assert_eq!(near(&words, "berlin", 9), ["Berlin", "BERLIN", "berlins", "merlin", "brelin", "berl"]);
        assert_eq!(near(&words, "berlin", 1), ["Berlin"]);
        assert_eq!(near(&words, "pari", 9), ["paris"]);
    }

    #[test]
    fn short_words_are_not_taken_for_all_others() {
        let words: Words = ["a", "bc", "ä", "İ"].into_iter().collect();
        assert_eq!(near(&words, "x", 9), [""; 0]);
        assert_eq!(near(&words, "", 9), [""; 0]);
        assert_eq!(near(&words, "Ä", 9), ["ä"]);
    }

    #[test]
    fn distances_by_hand() {
        let distance =
            |a: &str, b: &str| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>(), 9);
        assert_eq!(distance("kitten", "sitting"), Some(3));
        assert_eq!(distance("ab", "ba"), Some(1));
        assert_eq!(distance("", "abc"), Some(3));
        assert_eq!(distance("", ""), Some(0));
    }
}
