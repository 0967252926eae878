//! Both losses in `f64`, target by target, one tile after the other: slow and obvious.
//!
//! What is drawn is taken from the fast trainer (its frequencies have tests of their own); every step is computed anew.

use super::engine::{Visit, diagonals};
use super::glove::Glove;
use super::grid::Grid;
use super::sgns::{Scratch, Sgns};

/// Rows of one side by block and place.
pub(super) type Side = Vec<Vec<Vec<f64>>>;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

fn visits(seed: u64, sweep: usize, blocks: usize) -> impl Iterator<Item = Visit> {
    diagonals(seed, sweep, blocks).into_iter().enumerate().flat_map(move |(diagonal, offset)| {
        (0..blocks).map(move |row_block| {
            let column_block = (row_block + offset) % blocks;
            Visit { sweep, diagonal, row_block, column_block }
        })
    })
}

/// One sweep of skip-gram.
pub(super) fn sgns(
    loss: &Sgns<'_>,
    seed: u64,
    sweep: usize,
    grid: &Grid,
    rows: &mut Side,
    columns: &mut Side,
) {
    for visit in visits(seed, sweep, grid.blocks()) {
        let rate = loss.rate(visit);
        let (rows, columns) = (&mut rows[visit.row_block], &mut columns[visit.column_block]);
        loss.plan(visit, &mut Scratch::default(), |plan, dealt| {
            for batch in &plan.batches {
                let row = &mut rows[batch.row as usize];
                let positives = plan.targets[batch.positives()].iter().zip(&plan.times[batch.positives()]);
                let positives = positives.map(|(&target, &times)| (target as usize, 1.0, f64::from(times)));
                let negatives = dealt[batch.negatives()].iter().map(|&target| (target as usize, 0.0, 1.0));
                let targets: Vec<(usize, f64, f64)> = positives.chain(negatives).collect();
                let score = |&(target, label, times): &(usize, f64, f64)| {
                    rate * times * (label - sigmoid(dot(row, &columns[target])))
                };
                let gradients: Vec<f64> = targets.iter().map(score).collect();
                let old = row.clone();
                for (&(target, ..), g) in targets.iter().zip(gradients) {
                    for i in 0..old.len() {
                        row[i] += g * columns[target][i];
                        columns[target][i] += g * old[i];
                    }
                }
            }
        });
    }
}

/// One sweep of GloVe; a row holds w, its sums of squares, the bias and its sum of squares.
pub(super) fn glove(
    loss: &Glove<'_>,
    seed: u64,
    sweep: usize,
    grid: &Grid,
    rows: &mut Side,
    columns: &mut Side,
) {
    for visit in visits(seed, sweep, grid.blocks()) {
        for at in loss.order(visit) {
            let run = loss.tiles.run(visit.row_block, visit.column_block, at);
            for (i, &target) in run.columns.iter().enumerate() {
                let w = &mut rows[visit.row_block][at];
                let u = &mut columns[visit.column_block][usize::from(target)];
                let d = w.len() / 2 - 1;
                let error = dot(&w[..d], &u[..d]) + w[2 * d] + u[2 * d] - f64::from(run.numbers[1][i]);
                let step = f64::from(run.numbers[0][i]) * error;
                for i in 0..d {
                    let (w_gradient, u_gradient) = (step * u[i], step * w[i]);
                    w[i] -= w_gradient / w[d + i].sqrt();
                    u[i] -= u_gradient / u[d + i].sqrt();
                    w[d + i] += w_gradient * w_gradient;
                    u[d + i] += u_gradient * u_gradient;
                }
                for side in [w, u] {
                    side[2 * d] -= step / side[2 * d + 1].sqrt();
                    side[2 * d + 1] += step * step;
                }
            }
        }
    }
}
