//! Draws words from the unigram distribution to the power 3/4.

use crate::word2vec::NOISE_POWER;
use isogloss_math::stream::Pcg64;
use rand::Rng;

/// Walker's alias table: a draw looks at one column, which is shared by at most two words, whatever the distribution.
pub(super) struct Negatives {
    columns: Vec<Column>,
}

#[derive(Clone, Copy)]
struct Column {
    /// Of 2^32 draws of the column, this many are `word`, the others `alias`.
    below: u64,
    word: u32,
    alias: u32,
}

impl Negatives {
    /// Words that do not occur are never drawn. At least one must occur.
    pub(super) fn new(counts: &[u64]) -> Self {
        let words: Vec<u32> = (0..counts.len() as u32).filter(|&w| counts[w as usize] > 0).collect();
        let weights: Vec<f64> =
            words.iter().map(|&w| (counts[w as usize] as f64).powf(NOISE_POWER)).collect();
        let mean = weights.iter().sum::<f64>() / weights.len().max(1) as f64;
        // In units of the mean every column holds 1: a word with less leaves room for one with more (Vose 1991).
        let mut left: Vec<f64> = weights.iter().map(|w| w / mean).collect();
        let mut columns: Vec<Column> =
            words.iter().map(|&word| Column { below: 1 << 32, word, alias: word }).collect();
        let (mut poor, mut rich): (Vec<usize>, Vec<usize>) = (0..words.len()).partition(|&i| left[i] < 1.0);
        while let (Some(i), Some(&j)) = (poor.pop(), rich.last()) {
            columns[i].below = (left[i] * 2.0_f64.powi(32)) as u64;
            columns[i].alias = words[j];
            left[j] -= 1.0 - left[i];
            if left[j] < 1.0 {
                rich.pop();
                poor.push(j);
            }
        }
        // What remains holds 1 up to rounding.
        Self { columns }
    }

    /// A word.
    #[inline]
    pub(super) fn draw(&self, random: &mut Pcg64) -> u32 {
        let bits = random.next_u64();
        let column = self.columns[(((bits >> 32) * self.columns.len() as u64) >> 32) as usize];
        if bits & u64::from(u32::MAX) < column.below { column.word } else { column.alias }
    }
}
