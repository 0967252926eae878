//! Counts of counts: how many types occur once, twice, ... All that the fits need to know.

/// `(count, types that have it)`, counts ascending, none of either zero.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally(Vec<(u64, u64)>);

/// Counts below this are tallied in an array, the few above by sorting.
const DENSE: usize = 1 << 12;

impl Tally {
    /// Of counts in any order; zeros are no types.
    pub fn of(counts: &[u64]) -> Self {
        let mut dense = vec![0_u64; DENSE];
        let mut large = Vec::new();
        for &count in counts {
            match usize::try_from(count).ok().and_then(|at| dense.get_mut(at)) {
                Some(types) => *types += 1,
                None => large.push(count),
            }
        }
        let small = dense.into_iter().enumerate().skip(1).filter(|&(_, types)| types > 0);
        let mut pairs: Vec<(u64, u64)> = small.map(|(count, types)| (count as u64, types)).collect();
        large.sort_unstable();
        pairs.extend(large.chunk_by(|x, y| x == y).map(|same| (same[0], same.len() as u64)));
        Self(pairs)
    }

    /// The distinct counts with their types, ascending.
    pub fn pairs(&self) -> &[(u64, u64)] {
        &self.0
    }

    /// Those of at least `x_min`.
    pub fn tail(&self, x_min: u64) -> &[(u64, u64)] {
        &self.0[self.0.partition_point(|&(count, _)| count < x_min)..]
    }

    /// N.
    pub fn tokens(&self) -> u64 {
        self.0.iter().map(|(count, types)| count * types).sum()
    }

    /// V.
    pub fn types(&self) -> u64 {
        types(&self.0)
    }

    /// The frequencies by rank, from the most frequent type.
    pub fn by_rank(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter().rev().flat_map(|&(count, types)| (0..types).map(move |_| count))
    }
}

/// How many types these are.
pub fn types(pairs: &[(u64, u64)]) -> u64 {
    pairs.iter().map(|(_, types)| types).sum()
}
