//! How fast neighbours are found, as a share of the machine's rate of multiplying matrices, measured in turn in one run.
//!
//! ```text
//! cargo run --release -p isogloss-store --example neighbors -- [WORDS] [DIMENSIONS] [QUERIES] [ROUNDS]
//! ```
//!
//! The rate is that of faer's `f32` product of square matrices, one on each thread; the search counts 2 · queries · words · dimensions
//! operations and finds 10 neighbours. Of `QUERIES` words, or of all with 0.

use faer::linalg::matmul::matmul;
use faer::{Accum, Mat, Par};
use isogloss_math::Matrix;
use isogloss_store::neighbors::{nearest, nearest_to};
use rayon::prelude::*;
use std::time::Instant;

const NEIGHBOURS: usize = 10;
const SQUARE: usize = 2048;

fn main() {
    let number = |at: usize, default: usize| {
        std::env::args().nth(at).map_or(default, |text| text.parse().expect("a number"))
    };
    let (words, d, queries, rounds) = (number(1, 400_000), number(2, 100), number(3, 8192), number(4, 5));
    let queries = if queries == 0 { words } else { queries.min(words) };
    let vectors = random(words, d);
    let started = Instant::now();
    let unit = vectors.unit_rows();
    println!(
        "{words} words, {d} dimensions; brought to unit length in {:.3} s",
        started.elapsed().as_secs_f64()
    );
    let rows: Vec<u32> = (0..queries as u32).collect();
    let asked = unit.gather(&rows);
    println!(
        "{queries} queries | product GF/s | search GF/s | share | one query, ms | reading the vectors, ms"
    );
    for _ in 0..rounds {
        let product = product_rate();
        let started = Instant::now();
        let found = nearest(&asked, &unit, NEIGHBOURS, Some(&rows));
        let search = 2.0 * (queries * words * d) as f64 / started.elapsed().as_secs_f64() / 1e9;
        let mut reading = Vec::new();
        let mut single = Vec::new();
        for (i, expected) in found.iter().enumerate().take(21) {
            reading.push(milliseconds(|| vectors.first_not_finite()).0);
            let (time, one) =
                milliseconds(|| nearest_to(vectors.row(i), &vectors, NEIGHBOURS, Some(i as u32)));
            assert_eq!(&one, expected);
            single.push(time);
        }
        let shown = |mut times: Vec<f64>| {
            times.sort_by(f64::total_cmp);
            format!("{:.2} (best {:.2})", times[times.len() / 2], times[0])
        };
        println!(
            "{product:.1} | {search:.1} | {:.2} | {} | {}",
            search / product,
            shown(single),
            shown(reading)
        );
    }
}

fn milliseconds<T>(what: impl FnOnce() -> T) -> (f64, T) {
    let started = Instant::now();
    let result = what();
    (started.elapsed().as_secs_f64() * 1e3, result)
}

/// Numbers like those of a linear congruence, with a common direction and many lengths, as word vectors have.
fn random(rows: usize, columns: usize) -> Matrix {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1_u64 << 24) as f32 - 0.4
    };
    let mut data = Vec::with_capacity(rows * columns);
    for _ in 0..rows {
        let length = 1.0 + next().abs();
        data.extend((0..columns).map(|_| length * next()));
    }
    Matrix::from_vec(rows, columns, data)
}

/// A product of its own on every thread.
fn product_rate() -> f64 {
    let of = |i: usize, j: usize| ((i * 31 + j * 17) % 101) as f32 / 101.0;
    let threads = rayon::current_num_threads();
    let factors = || {
        (
            Mat::from_fn(SQUARE, SQUARE, of),
            Mat::from_fn(SQUARE, SQUARE, of),
            Mat::<f32>::zeros(SQUARE, SQUARE),
        )
    };
    let mut products: Vec<_> = (0..threads).map(|_| factors()).collect();
    let started = Instant::now();
    products.par_iter_mut().for_each(|(a, b, c)| {
        matmul(c.as_mut(), Accum::Replace, a.as_ref(), b.as_ref(), 1.0_f32, Par::Seq);
    });
    2.0 * threads as f64 * (SQUARE as f64).powi(3) / started.elapsed().as_secs_f64() / 1e9
}
