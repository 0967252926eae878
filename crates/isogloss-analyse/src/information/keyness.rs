//! One word against the domains: G², log ratio, and who comes out on top.

use super::totals::Weights;
use super::{Counts, KeyWord};
use rayon::prelude::*;

/// G² and log2 ratio of one word: `count` of `total` in the domain against `other` of `other_total`. G² ≥ 0.
///
/// G² is Dunning's likelihood ratio of the full two-by-two table (domain, others by word, any other word), without a
/// continuity correction; it does not say which side has more. The log ratio is positive where the domain has more; ½
/// stands for a zero count. A word that neither uses, or a side without tokens, gives `(0, 0)`.
///
/// ```
/// let (g2, log_ratio) = isogloss_analyse::information::keyness(20, 1000, 10, 1000);
/// assert!((g2 - 3.4487).abs() < 1e-4);
/// assert_eq!(log_ratio, 1.0); // twice as often
/// ```
pub fn keyness(count: u64, total: u64, other: u64, other_total: u64) -> (f64, f64) {
    (g_squared(count, total, other, other_total), log_ratio(count, total, other, other_total))
}

/// One row per word of the union, all words, in their order.
///
/// `domain` is the one in which the word is over-represented most, among those that use it; a word that nobody uses stays
/// at domain 0 with zeros. `words` and every domain of `counts` should be of one length: what is longer is cut.
pub fn key_words(words: &[&str], counts: Counts<'_>) -> Vec<KeyWord> {
    let table = Table::new(words, counts);
    (0..table.len()).into_par_iter().map(|w| table.key_word(w, table.key(w))).collect()
}

fn log_ratio(count: u64, total: u64, other: u64, other_total: u64) -> f64 {
    if (count == 0 && other == 0) || total == 0 || other_total == 0 {
        return 0.0;
    }
    let at_least_half = |count: u64| if count == 0 { 0.5 } else { count as f64 };
    // Products, not quotients: equal relative frequencies then give a ratio of exactly 1.
    let (domain, others) = (at_least_half(count) * other_total as f64, at_least_half(other) * total as f64);
    (domain / others).log2()
}

/// `2 Σ O ln(O/E)`, summed as `2 Σ E φ(δ)`, φ(δ) = (1 + δ) ln(1 + δ) − δ with O = E(1 + δ): since Σ (O − E) = 0 this is the
/// same, no term is negative, and nothing cancels where O is near E in a corpus of billions. All four cells deviate by the
/// same |O − E| = |ad − bc|/N, which integers give exactly.
fn g_squared(count: u64, total: u64, other: u64, other_total: u64) -> f64 {
    let (rest, other_rest) = (total.saturating_sub(count), other_total.saturating_sub(other));
    let n = count as f64 + rest as f64 + other as f64 + other_rest as f64;
    let (ad, bc) = (u128::from(count) * u128::from(other_rest), u128::from(rest) * u128::from(other));
    if ad == bc || n == 0.0 {
        return 0.0;
    }
    let excess = ad.abs_diff(bc) as f64 / n * if ad > bc { 1.0 } else { -1.0 };
    let cell = |row: f64, column: f64, deviation: f64| {
        let expected = row * (column / n);
        if expected > 0.0 { expected * phi(deviation / expected) } else { 0.0 }
    };
    let (domain, others) = (count as f64 + rest as f64, other as f64 + other_rest as f64);
    let (word, not_word) = (count as f64 + other as f64, rest as f64 + other_rest as f64);
    let sum = cell(domain, word, excess) + cell(domain, not_word, -excess);
    2.0 * (sum + cell(others, word, -excess) + cell(others, not_word, excess))
}

/// φ(δ) = (1 + δ) ln(1 + δ) − δ, by its series Σ_{k≥2} (−δ)^k/(k(k − 1)) near 0; φ(−1) = 1 (an empty cell).
fn phi(delta: f64) -> f64 {
    let delta = delta.max(-1.0);
    if delta == -1.0 {
        1.0
    } else if delta.abs() < 1e-3 {
        let square = delta * delta;
        square * (0.5 - delta / 6.0 + square / 12.0 - square * delta / 20.0 + square * square / 30.0)
    } else {
        (1.0 + delta) * delta.ln_1p() - delta
    }
}

/// Where one word is over-represented, and how surely.
#[derive(Clone, Copy)]
pub struct Key {
    domain: usize,
    g2: f64,
    log_ratio: f64,
}

/// The union's counts with their totals.
pub struct Table<'a> {
    words: &'a [&'a str],
    counts: Counts<'a>,
    totals: Vec<u64>,
    total: u64,
    weights: Weights,
}

impl<'a> Table<'a> {
    pub fn new(words: &'a [&'a str], counts: Counts<'a>) -> Self {
        let totals: Vec<u64> = counts.iter().map(|domain| domain.iter().sum()).collect();
        let shortest = counts.iter().map(Vec::len).fold(words.len(), usize::min);
        Self {
            words: &words[..shortest],
            counts,
            total: totals.iter().sum(),
            totals,
            weights: Weights::of(counts),
        }
    }

    fn len(&self) -> usize {
        self.words.len()
    }

    fn pooled(&self, w: usize) -> u64 {
        self.counts.iter().map(|domain| domain[w]).sum()
    }

    /// Of every word.
    pub fn keys(&self) -> Vec<Key> {
        (0..self.len()).into_par_iter().map(|w| self.key(w)).collect()
    }

    /// Of one word: its domain is the one with the largest log ratio of those that use it (the first of equals).
    fn key(&self, w: usize) -> Key {
        let pooled = self.pooled(w);
        let mut best: Option<Key> = None;
        for (d, domain) in self.counts.iter().enumerate().filter(|(_, domain)| domain[w] > 0) {
            let log_ratio =
                log_ratio(domain[w], self.totals[d], pooled - domain[w], self.total - self.totals[d]);
            if best.is_none_or(|best| log_ratio > best.log_ratio) {
                best = Some(Key { domain: d, g2: 0.0, log_ratio });
            }
        }
        let Some(mut key) = best else { return Key { domain: 0, g2: 0.0, log_ratio: 0.0 } };
        let (count, total) = (self.counts[key.domain][w], self.totals[key.domain]);
        key.g2 = g_squared(count, total, pooled - count, self.total - total);
        key
    }

    /// The row of a word.
    pub fn key_word(&self, w: usize, key: Key) -> KeyWord {
        let per_million = |(domain, &total): (&Vec<u64>, &u64)| 1e6 * domain[w] as f64 / total.max(1) as f64;
        KeyWord {
            word: self.words[w].to_owned(),
            counts: self.counts.iter().map(|domain| domain[w]).collect(),
            per_million: self.counts.iter().zip(&self.totals).map(per_million).collect(),
            domain: key.domain,
            g2: key.g2,
            log_ratio: key.log_ratio,
            information: self.weights.term(self.counts, w, false),
        }
    }

    /// The `top` words over-represented in `domain` with the largest G²; equals by count, then by the word itself.
    pub fn most_characteristic(&self, keys: &[Key], domain: usize, top: usize) -> Vec<usize> {
        let mut ids: Vec<usize> =
            (0..self.len()).filter(|&w| keys[w].domain == domain && keys[w].log_ratio > 0.0).collect();
        let order =
            |&x: &usize, &y: &usize| keys[y].g2.total_cmp(&keys[x].g2).then_with(|| self.by_count(x, y));
        first_sorted(&mut ids, top, order);
        ids
    }

    /// The `many` most frequent words of all domains pooled together with those of `tops`, most frequent first.
    pub fn scatter(&self, many: usize, tops: &[Vec<usize>]) -> Vec<usize> {
        let mut ids: Vec<usize> = (0..self.len()).filter(|&w| self.pooled(w) > 0).collect();
        first_sorted(&mut ids, many, |&x, &y| self.by_count(x, y));
        ids.extend(tops.iter().flatten());
        ids.sort_unstable();
        ids.dedup();
        ids.sort_unstable_by(|&x, &y| self.by_count(x, y));
        ids
    }

    /// By pooled count, most frequent first; equals by the word.
    fn by_count(&self, x: usize, y: usize) -> std::cmp::Ordering {
        self.pooled(y).cmp(&self.pooled(x)).then_with(|| self.words[x].cmp(self.words[y]))
    }
}

/// Keeps the first `many` in this order, sorted, without sorting the others.
fn first_sorted(ids: &mut Vec<usize>, many: usize, order: impl Fn(&usize, &usize) -> std::cmp::Ordering) {
    if many < ids.len() && many > 0 {
        ids.select_nth_unstable_by(many - 1, &order);
    }
    ids.truncate(many);
    ids.sort_unstable_by(order);
}
