//! How long a step of the tiled trainers takes on rows that lie in the first-level cache, on every path of this processor.

use isogloss_math::simd::{Aligned, Gather, Path, ROW_MULTIPLE, SquareGather, available};
use std::time::Instant;

/// A hundred dimensions, filled up.
const WIDTH: usize = 112;
const ROUNDS: usize = 200_000;

fn main() {
    for path in available() {
        for (positives, negatives) in [(2, 10), (4, 20), (8, 40)] {
            let ns = logistic(path, positives, negatives);
            let rate = 6.0 * WIDTH as f64 / ns;
            println!(
                "{path:?} logistic_gather {positives} + {negatives}: {ns:.1} ns a target, {rate:.0} GFLOP/s"
            );
        }
        println!("{path:?} square_gather: {:.1} ns an entry", square(path));
    }
}

fn logistic(path: Path, positives: usize, negatives: usize) -> f64 {
    let rows = 50;
    let (mut input, mut table) = (filled(WIDTH, 0.01), filled(WIDTH * rows, 0.01));
    let targets: Vec<u32> = (0..(positives + negatives) as u32).collect();
    let weights = vec![1e-5; positives];
    let start = Instant::now();
    for _ in 0..ROUNDS {
        path.logistic_gather(Gather {
            input: &mut input,
            table: &mut table,
            positives: &targets[..positives],
            weights: &weights,
            negatives: &targets[positives..],
            negative_weight: 1e-5,
        });
    }
    start.elapsed().as_secs_f64() * 1e9 / (ROUNDS * targets.len()) as f64
}

fn square(path: Path) -> f64 {
    let stride = 2 * WIDTH + ROW_MULTIPLE;
    let (mut row, mut table) = (filled(stride, 0.1), filled(stride * 32, 0.1));
    let targets: Vec<u16> = (0..32).collect();
    let (values, weights) = ([1.0; 32], [0.001; 32]);
    let start = Instant::now();
    for _ in 0..ROUNDS / 32 {
        path.square_gather(SquareGather {
            row: &mut row,
            table: &mut table,
            targets: &targets,
            values: &values,
            weights: &weights,
        });
    }
    start.elapsed().as_secs_f64() * 1e9 / (ROUNDS / 32 * 32) as f64
}

fn filled(length: usize, x: f32) -> Aligned {
    let mut numbers = Aligned::zeros(length);
    numbers.fill(x);
    numbers
}
