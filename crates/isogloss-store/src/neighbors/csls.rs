//! Cosines less what is hub about them.

use super::{Neighbor, nearest, search};
use isogloss_math::Matrix;

/// Neighbours over which the mean cosine is taken: Conneau et al.'s K.
pub const HUBNESS: usize = 10;

/// Rows of a space from which the bound below is taken.
const SAMPLE: usize = 1024;

/// Rows measured at once while single queries are answered.
const BATCH: usize = 256;

/// Cross-domain similarity local scaling: hubs, which are near to everything, lose what they are near to everything by.
///
/// ```text
/// CSLS(x, y) = 2 cos(x, y) − r_Y(x) − r_X(y)       r_Y(x): mean cosine of x to its 10 nearest rows of Y; r_X(y) likewise
/// ```
///
/// X is the space of the queries, Y the one that is searched. Where both are the same space, a word is not its own neighbour.
/// CSLS lies in [-4, 4] and has no unit; it orders the neighbours of one word, and is no measure of how near they are.
///
/// Conneau, Lample, Ranzato, Denoyer & Jégou (2018), *Word translation without parallel data*, ICLR, equation 7 (arXiv 1710.04087).
pub struct Csls<'a> {
    queries: &'a Matrix,
    base: &'a Matrix,
    same: bool,
    /// r_X(y) as far as it was needed.
    base_means: Vec<Option<f32>>,
    /// What each r_X(y) is at least: the mean over the nearest rows of a sample.
    at_least: Option<Vec<f32>>,
}

/// A neighbour with its CSLS.
pub type Scaled = (Neighbor, f32);

impl<'a> Csls<'a> {
    /// Between two spaces of *unit* rows.
    ///
    /// # Panics
    /// If the dimensions differ.
    pub fn between(queries: &'a Matrix, base: &'a Matrix) -> Self {
        assert_eq!(queries.columns(), base.columns(), "both spaces have one dimension");
        Self { queries, base, same: false, base_means: vec![None; base.rows()], at_least: None }
    }

    /// Within one space of *unit* rows.
    pub fn within(space: &'a Matrix) -> Self {
        Self { same: true, ..Self::between(space, space) }
    }

    /// The `k` rows of the base with the highest CSLS to each of these rows of the queries, which must not find themselves in the
    /// same space. Ties go to the lower index; the same result for any number of threads.
    ///
    /// O(queries · base · d) time for as many r_X(y) as are not known yet. For few rows only those are measured that can matter:
    /// r_X(y) is at least the mean over a sample of X, which bounds the CSLS of y from above.
    pub fn nearest(&mut self, rows: &[u32], k: usize) -> Vec<Vec<Scaled>> {
        let queries = self.queries.gather(rows);
        let except = self.same.then_some(rows);
        let query_means = means(&nearest(&queries, self.base, HUBNESS, except));
        if rows.len() < BATCH {
            return rows.iter().zip(query_means).map(|(&row, mean)| self.of_one(row, mean, k)).collect();
        }
        let missing: Vec<u32> =
            (0..self.base.rows() as u32).filter(|&y| self.base_means[y as usize].is_none()).collect();
        self.measure(&missing);
        let halves: Vec<f32> = self.base_means.iter().map(|mean| mean.unwrap_or(0.0) / 2.0).collect();
        let found = search(&queries, self.base, k, except, Some(&halves));
        let scaled = |(list, x): (Vec<Neighbor>, f32)| {
            let scale = |near: Neighbor| (near, csls(near.cosine, x, 2.0 * halves[near.index as usize]));
            let mut scaled: Vec<Scaled> = list.into_iter().map(scale).collect();
            scaled.sort_by(better);
            scaled
        };
        found.into_iter().zip(query_means).map(scaled).collect()
    }

    /// Measures r_X(y) of these rows of the base.
    fn measure(&mut self, rows: &[u32]) {
        let lists = nearest(&self.base.gather(rows), self.queries, HUBNESS, self.same.then_some(rows));
        for (&row, mean) in rows.iter().zip(means(&lists)) {
            self.base_means[row as usize] = Some(mean);
        }
    }

    fn of_one(&mut self, row: u32, mean: f32, k: usize) -> Vec<Scaled> {
        let bounds = self.at_least.take().unwrap_or_else(|| self.bounds());
        let except = [row];
        let query = self.queries.gather(&[row]);
        let all = nearest(&query, self.base, self.base.rows(), self.same.then_some(&except)).swap_remove(0);
        // What is rounded on the way to a bound is less than this.
        let slack = 1e-5;
        let mut hopeful: Vec<(f32, Neighbor)> = all
            .into_iter()
            .map(|near| (csls(near.cosine, mean, bounds[near.index as usize]) + slack, near))
            .collect();
        hopeful.sort_by(|x, y| y.0.total_cmp(&x.0).then(x.1.index.cmp(&y.1.index)));
        self.at_least = Some(bounds);
        let mut best: Vec<Scaled> = Vec::new();
        for batch in hopeful.chunks(BATCH) {
            // The k-th best so far is above all that is left.
            if best.get(k.wrapping_sub(1)).is_some_and(|worst| worst.1 > batch[0].0) || k == 0 {
                break;
            }
            let missing: Vec<u32> = batch
                .iter()
                .map(|(_, near)| near.index)
                .filter(|&y| self.base_means[y as usize].is_none())
                .collect();
            self.measure(&missing);
            best.extend(batch.iter().map(|&(_, near)| {
                (near, csls(near.cosine, mean, self.base_means[near.index as usize].unwrap_or(0.0)))
            }));
            best.sort_by(better);
            best.truncate(k);
        }
        best
    }

    fn bounds(&self) -> Vec<f32> {
        let sample: Vec<u32> = (0..self.queries.rows().min(SAMPLE) as u32).collect();
        let all: Vec<u32> = (0..self.base.rows() as u32).collect();
        let lists = nearest(self.base, &self.queries.gather(&sample), HUBNESS, self.same.then_some(&all));
        means(&lists)
    }
}

/// Higher CSLS first, then lower index.
fn better(x: &Scaled, y: &Scaled) -> std::cmp::Ordering {
    y.1.total_cmp(&x.1).then(x.0.index.cmp(&y.0.index))
}

/// Mean cosines; 0 where there is no neighbour.
fn means(lists: &[Vec<Neighbor>]) -> Vec<f32> {
    let mean = |list: &Vec<Neighbor>| {
        list.iter().map(|near| f64::from(near.cosine)).sum::<f64>() / list.len().max(1) as f64
    };
    lists.iter().map(|list| mean(list) as f32).collect()
}

fn csls(cosine: f32, query_mean: f32, base_mean: f32) -> f32 {
    (2.0 * f64::from(cosine) - f64::from(query_mean) - f64::from(base_mean)) as f32 + 0.0
}
