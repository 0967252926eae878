use super::lanes::Portable;
use super::{ROW_MULTIPLE, available, best, bodies};
use crate::stream::stream;
use rand::RngExt;

/// Rows with entries in [-1, 1).
fn row(length: usize, label: &str) -> Vec<f32> {
    let mut random = stream(7, label);
    (0..length).map(|_| random.random_range(-1.0_f32..1.0)).collect()
}

/// A sum of n products is off by at most about n ulp of the sum of their magnitudes (Higham 2002, eq. 3.5).
fn dot_tolerance(a: &[f32], b: &[f32]) -> f64 {
    let magnitude: f64 = a.iter().zip(b).map(|(&x, &y)| f64::from(x * y).abs()).sum();
    (a.len() + 1) as f64 * f64::from(f32::EPSILON) * magnitude
}

fn dot_reference(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| f64::from(x) * f64::from(y)).sum()
}

const LENGTHS: [usize; 14] = [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 50, 100, 300, 1001];

#[test]
fn dot_by_hand() {
    for path in available() {
        assert_eq!(path.dot(&[], &[]), 0.0);
        assert_eq!(path.dot(&[2.0], &[3.0]), 6.0);
        let ramp: Vec<f32> = (1..=40).map(|i| i as f32).collect();
        assert_eq!(path.dot(&ramp, &[1.0; 40]), 820.0, "{path:?}: every lane and the tail count once");
    }
}

#[test]
fn dot_is_near_the_reference_on_every_path() {
    for path in available() {
        for length in LENGTHS {
            let (a, b) = (row(length, "a"), row(length, "b"));
            let off = (f64::from(path.dot(&a, &b)) - dot_reference(&a, &b)).abs();
            assert!(off <= dot_tolerance(&a, &b), "{path:?}, length {length}: off by {off}");
        }
    }
}

#[test]
fn axpy_is_near_the_reference_on_every_path() {
    for path in available() {
        for length in LENGTHS {
            let (x, old) = (row(length, "x"), row(length, "y"));
            let mut y = old.clone();
            path.axpy(0.3, &x, &mut y);
            for i in 0..length {
                let exact = f64::from(old[i]) + f64::from(0.3_f32) * f64::from(x[i]);
                // Two roundings of numbers below 1.3.
                assert!((f64::from(y[i]) - exact).abs() <= 2.0 * 1.3 * f64::from(f32::EPSILON), "{path:?}");
            }
        }
    }
}

/// `logistic_step` in `f64`, straight from its definition: the new input, outputs and gradients.
fn step_reference(rate: f64, v: &[f32], u: &[f32]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let gradients: Vec<f64> = u
        .chunks(v.len())
        .enumerate()
        .map(|(j, row)| {
            let label = if j == 0 { 1.0 } else { 0.0 };
            rate * (label - 1.0 / (1.0 + (-dot_reference(v, row)).exp()))
        })
        .collect();
    let mut input: Vec<f64> = v.iter().map(|&x| f64::from(x)).collect();
    let mut outputs: Vec<f64> = u.iter().map(|&x| f64::from(x)).collect();
    for (j, &g) in gradients.iter().enumerate() {
        for i in 0..v.len() {
            input[i] += g * f64::from(u[j * v.len() + i]);
            outputs[j * v.len() + i] += g * f64::from(v[i]);
        }
    }
    (input, outputs, gradients)
}

fn largest_difference(a: &[f32], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(&x, &y)| (f64::from(x) - y).abs()).fold(0.0, f64::max)
}

#[test]
fn logistic_step_is_near_the_reference_on_every_path() {
    for path in available() {
        for (width, rows) in [(16, 1), (32, 2), (48, 6), (112, 6), (112, 21), (304, 9)] {
            let (mut v, mut u) = (row(width, "v"), row(width * rows, "u"));
            let (input, outputs, gradients) = step_reference(f64::from(0.05_f32), &v, &u);
            let mut g = vec![0.0; rows];
            path.logistic_step(0.05, &mut v, &mut u, &mut g);
            // A score is off by at most (width + 1) ulp of `width` products below 1; σ' ≤ 1/4 and the rate shrink that,
            // and σ itself is good to 5e-7. An entry of the input gathers one such error per row.
            let score = (width * (width + 1)) as f64 * f64::from(f32::EPSILON);
            let gradient = 0.05 * (score / 4.0 + 5e-7);
            let entry = (rows + 1) as f64 * (gradient + 2.0 * f64::from(f32::EPSILON));
            assert!(largest_difference(&g, &gradients) <= gradient, "{path:?}, {width} x {rows}");
            assert!(largest_difference(&v, &input) <= entry, "{path:?}, {width} x {rows}");
            assert!(largest_difference(&u, &outputs) <= entry, "{path:?}, {width} x {rows}");
        }
    }
}

#[test]
fn all_fused_paths_give_the_same_bits() {
    let fused: Vec<_> = available().into_iter().rev().skip(1).collect();
    for length in LENGTHS {
        let (a, b) = (row(length, "a"), row(length, "b"));
        for path in &fused {
            assert_eq!(path.dot(&a, &b).to_bits(), best().dot(&a, &b).to_bits(), "{path:?}, length {length}");
        }
    }
    let (v, u) = (row(112, "v"), row(112 * 6, "u"));
    let step = |path: super::Path| {
        let (mut v, mut u, mut g) = (v.clone(), u.clone(), vec![0.0; 6]);
        path.logistic_step(0.025, &mut v, &mut u, &mut g);
        (v, u, g)
    };
    for path in &fused {
        assert_eq!(step(*path), step(best()), "{path:?}");
    }
}

#[test]
fn padding_stays_zero() {
    let mut v = row(2 * ROW_MULTIPLE, "v");
    let mut u = row(2 * ROW_MULTIPLE * 3, "u");
    v[20..].fill(0.0);
    u.chunks_mut(2 * ROW_MULTIPLE).for_each(|row| row[20..].fill(0.0));
    for path in available() {
        path.logistic_step(0.5, &mut v, &mut u, &mut [0.0; 3]);
        assert!(v[20..].iter().all(|&x| x == 0.0));
        assert!(u.chunks(2 * ROW_MULTIPLE).all(|row| row[20..].iter().all(|&x| x == 0.0)));
    }
}

#[test]
fn sigmoid_is_exact_to_single_precision() {
    for i in -2000..=2000 {
        let x = i as f32 * 0.05;
        let exact = 1.0 / (1.0 + (-f64::from(x.clamp(-80.0, 80.0))).exp());
        let y = bodies::sigmoid::<Portable>(x);
        assert!((f64::from(y) - exact).abs() <= 5e-7, "σ({x}) = {y}, not {exact}");
        assert!((0.0..=1.0).contains(&y));
    }
    assert!(bodies::sigmoid::<Portable>(f32::NAN).is_nan(), "what is not a number must stay visible");
    assert_eq!(bodies::sigmoid::<Portable>(f32::INFINITY), 1.0);
}

#[test]
#[should_panic(expected = "one length")]
fn rows_of_different_lengths_are_refused() {
    best().dot(&[1.0], &[1.0, 2.0]);
}
