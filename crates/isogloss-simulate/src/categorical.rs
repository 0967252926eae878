//! Draws by weight.

use rand::RngExt;

/// Draws items in proportion to their weights, by bisection of the cumulative weights.
pub(crate) struct Categorical {
    items: Vec<usize>,
    /// Cumulative weights; one more than items, the first 0.
    cumulative: Vec<f64>,
}

impl Categorical {
    pub(crate) fn new(weights: impl IntoIterator<Item = (usize, f64)>) -> Self {
        let mut items = Vec::new();
        let mut cumulative = vec![0.0];
        let mut total = 0.0;
        for (item, weight) in weights.into_iter().filter(|&(_, weight)| weight > 0.0) {
            total += weight;
            items.push(item);
            cumulative.push(total);
        }
        Self { items, cumulative }
    }

    pub(crate) fn total(&self) -> f64 {
        self.cumulative[self.items.len()]
    }

    pub(crate) fn weights(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.items.iter().zip(self.cumulative.windows(2)).map(|(&item, ends)| (item, ends[1] - ends[0]))
    }

    /// An item, or `None` where nothing has a weight.
    pub(crate) fn draw(&self, random: &mut impl rand::Rng) -> Option<usize> {
        let at = random.random::<f64>() * self.total();
        let upper = &self.cumulative[1..];
        let found = upper.partition_point(|&end| end <= at).min(self.items.len().saturating_sub(1));
        self.items.get(found).copied()
    }
}
