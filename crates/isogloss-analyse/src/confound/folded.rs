//! The divergence of counts whose types are counted as others, without a copy of the counts.

use super::LEFT_OUT;
use crate::information::Counts;

/// A handling, made ready: types that stay alone, and types that are added up.
pub(super) struct Folded {
    /// Types that are counted as themselves and that nothing is added to.
    alone: Vec<u32>,
    /// Members of all sums, one after the other.
    members: Vec<u32>,
    /// Where the members of each sum end.
    ends: Vec<usize>,
}

impl Folded {
    pub(super) fn new(to: &[u32]) -> Self {
        let is_self = |w: u32| to[w as usize] == w;
        let mut moved: Vec<(u32, u32)> =
            (0u32..).zip(to).filter(|&(w, &to)| to != LEFT_OUT && to != w).map(|(w, &to)| (to, w)).collect();
        let mut targets: Vec<u32> = moved.iter().map(|&(to, _)| to).collect();
        targets.sort_unstable();
        targets.dedup();
        moved.extend(targets.iter().filter(|&&target| is_self(target)).map(|&target| (target, target)));
        moved.sort_unstable();
        let mut ends = Vec::with_capacity(targets.len());
        for (i, &(to, _)) in moved.iter().enumerate() {
            if moved.get(i + 1).is_none_or(|&(next, _)| next != to) {
                ends.push(i + 1);
            }
        }
        let alone = (0..to.len() as u32).filter(|&w| is_self(w) && targets.binary_search(&w).is_err());
        Self { alone: alone.collect(), members: moved.into_iter().map(|(_, w)| w).collect(), ends }
    }

    /// Plug-in Jensen-Shannon divergence, bits, domains weighted equally; `None` where a domain has no token left.
    pub(super) fn jensen_shannon(&self, counts: Counts<'_>) -> Option<f64> {
        let counted = |domain: &Vec<u64>| {
            self.alone.iter().chain(&self.members).map(|&w| domain[w as usize]).sum::<u64>()
        };
        let totals: Vec<u64> = counts.iter().map(counted).collect();
        if totals.contains(&0) {
            return None;
        }
        let per_token: Vec<f64> = totals.iter().map(|&total| 1.0 / total as f64).collect();
        let mut shares = vec![0.0; counts.len()];
        let mut sum = 0.0;
        for &w in &self.alone {
            for ((share, domain), per_token) in shares.iter_mut().zip(counts).zip(&per_token) {
                *share = domain[w as usize] as f64 * per_token;
            }
            sum += term(&shares);
        }
        let mut start = 0;
        for &end in &self.ends {
            for ((share, domain), per_token) in shares.iter_mut().zip(counts).zip(&per_token) {
                let members = self.members[start..end].iter();
                *share = members.map(|&w| domain[w as usize]).sum::<u64>() as f64 * per_token;
            }
            sum += term(&shares);
            start = end;
        }
        Some(sum.max(0.0))
    }
}

/// One type's term: `Σ_d (p_d/D) log2(p_d/m)`, m the mean of the D shares.
fn term(shares: &[f64]) -> f64 {
    let domains = shares.len() as f64;
    let total: f64 = shares.iter().sum();
    if shares.contains(&total) {
        // One domain has it all (or nobody has any), as most types are: p/D · log2 D.
        return total / domains * domains.log2();
    }
    let mean = total / domains;
    shares.iter().filter(|&&share| share > 0.0).map(|share| share / domains * (share / mean).log2()).sum()
}
