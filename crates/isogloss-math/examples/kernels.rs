//! How long the kernels of the tiled trainer take on rows that lie in the cache: nanoseconds per target, and the share of what
//! the processor can multiply and add at best.

use isogloss_math::simd::{Gather, SquareGather, available};
use std::time::Instant;

fn main() {
    let width = 112;
    for path in available() {
        for (positives, negatives, rows) in [(4_usize, 20_usize, 40_usize), (8, 40, 60), (4, 20, 800)] {
            let mut input = vec![0.01_f32; width];
            let mut table = vec![0.01_f32; width * rows];
            let rounds = 300_000;
            let targets: Vec<u32> =
                (0..(positives + negatives) * 64).map(|i| ((i * 7919) % rows) as u32).collect();
            let weights = vec![1e-5; positives];
            let start = Instant::now();
            for round in 0..rounds {
                let targets = &targets[(round % 64) * (positives + negatives)..][..positives + negatives];
                path.logistic_gather(Gather {
                    input: &mut input,
                    table: &mut table,
                    positives: &targets[..positives],
                    weights: &weights,
                    negatives: &targets[positives..],
                    negative_weight: 1e-5,
                });
            }
            let ns = start.elapsed().as_secs_f64() * 1e9 / (rounds * (positives + negatives)) as f64;
            println!(
                "{path:?} logistic {positives}+{negatives} of {rows}: {ns:.1} ns, {:.1} GFLOP/s",
                6.0 * width as f64 / ns
            );
        }
        let stride = 2 * width + 16;
        let mut row = vec![1.0_f32; stride];
        let mut table = vec![1.0_f32; stride * 40];
        let targets: Vec<u16> = (0..32).collect();
        let (values, weights) = (vec![1.0; 32], vec![0.5; 32]);
        let rounds = 100_000;
        let start = Instant::now();
        let mut loss = 0.0;
        for _ in 0..rounds {
            loss += path.square_gather(SquareGather {
                row: &mut row,
                table: &mut table,
                targets: &targets,
                values: &values,
                weights: &weights,
            });
        }
        let ns = start.elapsed().as_secs_f64() * 1e9 / (rounds * 32) as f64;
        println!("{path:?} square: {ns:.1} ns ({loss})");
    }
}
