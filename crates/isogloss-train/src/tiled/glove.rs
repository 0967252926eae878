//! The loss `glove` on one tile.

use super::engine::{Loss, Sum, Visit, rotated};
use super::grid::Grid;
use super::params::GloveParams;
use super::tiles::Tiles;
use isogloss_math::simd::{Path, SquareGather, best};
use isogloss_math::stream::stream;

pub(super) struct Glove<'a> {
    params: &'a GloveParams,
    path: Path,
    /// Numbers of a row.
    stride: usize,
    /// f and ln X.
    pub(super) tiles: Tiles<2>,
    /// Words of every block.
    rows: Vec<usize>,
}

impl<'a> Glove<'a> {
    pub(super) fn new(params: &'a GloveParams, tiles: Tiles<2>, grid: &Grid, stride: usize) -> Self {
        let rows = (0..grid.blocks()).map(|block| grid.words(block).len()).collect();
        Self { params, path: best(), stride, tiles, rows }
    }
}

/// `f(x) = min(1, (x / x_max)^α)` and `ln x`.
pub(super) fn weight_and_value(params: &GloveParams, x: f32) -> [f32; 2] {
    let x = f64::from(x);
    [(x / params.x_max).powf(params.exponent).min(1.0) as f32, x.ln() as f32]
}

impl Loss for Glove<'_> {
    type Scratch = ();

    fn scratch(&self) {}

    fn work(&self, row_block: usize, column_block: usize) -> u64 {
        self.tiles.entries(row_block, column_block) as u64
    }

    fn train(&self, visit: Visit, rows: &mut [f32], columns: &mut [f32], (): &mut ()) -> Sum {
        let mut loss = 0.0;
        for at in self.order(visit) {
            let run = self.tiles.run(visit.row_block, visit.column_block, at);
            let [weights, values] = run.numbers;
            let row = &mut rows[at * self.stride..][..self.stride];
            loss += self.path.square_gather(SquareGather {
                row,
                table: columns,
                targets: run.columns,
                values,
                weights,
            });
        }
        Sum { loss, weight: self.tiles.entries(visit.row_block, visit.column_block) as f64 }
    }
}

impl Glove<'_> {
    /// The order of the rows.
    pub(super) fn order(&self, visit: Visit) -> impl Iterator<Item = usize> + use<> {
        let Visit { sweep, row_block, column_block, .. } = visit;
        let label = format!("tiled glove {sweep} {row_block} {column_block}");
        rotated(self.rows[row_block], &mut stream(self.params.seed, &label))
    }
}
