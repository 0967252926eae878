//! I(W;D) under both weights, its terms and its bias.

use super::Counts;
use std::f64::consts::LN_2;

/// The exact terms of I(W;D), bits, one per word: they sum to the plug-in total.
///
/// Each term is `Σ_d P(w,d) log2 P(w,d)/(P(w)P(d))`, never negative (it is P(w) times the divergence of P(d|w) from P(d)).
/// With `equal_weights` every domain that holds a token weighs the same, whatever its size, and the terms sum to the
/// Jensen-Shannon divergence. Domains must be of one length; a word that nobody uses has the term 0.
pub fn terms(counts: Counts<'_>, equal_weights: bool) -> Vec<f64> {
    let weights = Weights::of(counts);
    let words = counts.iter().map(Vec::len).min().unwrap_or(0);
    (0..words).map(|w| weights.term(counts, w, equal_weights)).collect()
}

/// The Jensen-Shannon divergence of the domains less its first-order bias, bits; `None` where a domain has no token.
pub fn jensen_shannon_first_order(counts: Counts<'_>) -> Option<f64> {
    Totals::of(counts).map(|totals| totals.corrected_jensen_shannon())
}

/// All tokens of all domains.
pub fn tokens(counts: Counts<'_>) -> u64 {
    counts.iter().flatten().sum()
}

/// Token totals, from which the probabilities of one word follow.
pub struct Weights {
    /// N_d.
    pub totals: Vec<f64>,
    /// N.
    pub total: f64,
    /// Domains that hold a token.
    pub domains: f64,
}

impl Weights {
    pub fn of(counts: Counts<'_>) -> Self {
        let totals: Vec<f64> = counts.iter().map(|domain| domain.iter().sum::<u64>() as f64).collect();
        Self {
            total: totals.iter().sum(),
            domains: totals.iter().filter(|&&total| total > 0.0).count() as f64,
            totals,
        }
    }

    /// The weight of a cell in tokens of domain `d`: 1/N or 1/(D N_d).
    fn per_token(&self, d: usize, equal_weights: bool) -> f64 {
        if equal_weights { 1.0 / (self.domains * self.totals[d]) } else { 1.0 / self.total }
    }

    /// The word's term of I(W;D), bits.
    pub fn term(&self, counts: Counts<'_>, w: usize, equal_weights: bool) -> f64 {
        let cells = || counts.iter().enumerate().filter(|(_, domain)| domain[w] > 0);
        let joint = |d: usize, count: u64| count as f64 * self.per_token(d, equal_weights);
        let p_word: f64 = cells().map(|(d, domain)| joint(d, domain[w])).sum();
        let term = cells().map(|(d, domain)| {
            let p = joint(d, domain[w]);
            let p_domain = self.totals[d] * self.per_token(d, equal_weights);
            p * (p / (p_word * p_domain)).log2()
        });
        // Where a word is spread as the domains are, rounding alone decides the sign.
        term.sum::<f64>().max(0.0)
    }
}

/// One pass over the counts: both totals and what their corrections take.
pub struct Totals {
    /// N.
    pub tokens: u64,
    /// Types of the union that occur.
    pub types: u64,
    /// I(W;D), plug-in, bits.
    pub information: f64,
    /// The Jensen-Shannon divergence, plug-in, bits.
    pub jensen_shannon: f64,
    weights: Weights,
    /// Cells (word, domain) that occur.
    cells: u64,
    /// Σ_d (V_d − 1)/N_d.
    domain_bias: f64,
    /// Σ_d (1/N_d) Σ_w p_d(1 − p_d)/m.
    mixture_bias: f64,
}

impl Totals {
    /// `None` where a domain has no token.
    pub fn of(counts: Counts<'_>) -> Option<Self> {
        let weights = Weights::of(counts);
        if counts.is_empty() || weights.totals.contains(&0.0) {
            return None;
        }
        let domains = counts.len() as f64;
        let (mut types, mut cells) = (0, 0);
        let (mut information, mut jensen_shannon, mut mixture_bias) = (0.0, 0.0, 0.0);
        for w in 0..counts[0].len() {
            let mixture: f64 = counts
                .iter()
                .zip(&weights.totals)
                .map(|(domain, total)| domain[w] as f64 / total)
                .sum::<f64>()
                / domains;
            if mixture == 0.0 {
                continue;
            }
            types += 1;
            information += weights.term(counts, w, false);
            jensen_shannon += weights.term(counts, w, true);
            for (domain, total) in counts.iter().zip(&weights.totals) {
                let p = domain[w] as f64 / total;
                cells += u64::from(domain[w] > 0);
                mixture_bias += p * (1.0 - p) / (mixture * total);
            }
        }
        let types_of = |domain: &Vec<u64>| domain.iter().filter(|&&count| count > 0).count() as f64;
        let domain_bias =
            counts.iter().zip(&weights.totals).map(|(domain, total)| (types_of(domain) - 1.0) / total);
        Some(Self {
            tokens: tokens(counts),
            types,
            information,
            jensen_shannon,
            cells,
            domain_bias: domain_bias.sum(),
            mixture_bias,
            weights,
        })
    }

    /// I(W;D) less its Miller-Madow bias, bits.
    pub fn corrected_information(&self) -> f64 {
        let degrees = self.cells as f64 - self.types as f64 - self.weights.domains + 1.0;
        self.information - degrees / (2.0 * self.weights.total * LN_2)
    }

    /// The Jensen-Shannon divergence less its first-order bias, bits.
    pub fn corrected_jensen_shannon(&self) -> f64 {
        let domains = self.weights.domains;
        let bias = self.domain_bias / domains - self.mixture_bias / (domains * domains);
        self.jensen_shannon - bias / (2.0 * LN_2)
    }

    /// H(D), bits.
    pub fn domain_entropy(&self) -> f64 {
        let share = |total: &f64| total / self.weights.total;
        let entropy: f64 = self.weights.totals.iter().map(share).map(|p| -p * p.log2()).sum();
        entropy.max(0.0)
    }
}
