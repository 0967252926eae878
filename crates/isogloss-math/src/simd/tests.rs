use super::lanes::{Portable, inverse_root_scalar};
use super::{Gather, LogisticBatch, ROW_MULTIPLE, SquareGather, available, best, bodies};
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
fn dots_and_squares_are_near_the_reference_on_every_path() {
    for path in available() {
        for length in LENGTHS {
            let (query, rows) = (row(length, "query"), row(3 * length, "rows"));
            let mut out = [[f32::NAN; 2]; 3];
            path.dots_and_squares(&query, &rows, &mut out);
            for (i, out) in out.iter().enumerate() {
                let row = &rows[i * length..(i + 1) * length];
                for (out, other) in out.iter().zip([&query[..], row]) {
                    let off = (f64::from(*out) - dot_reference(other, row)).abs();
                    assert!(off <= dot_tolerance(other, row), "{path:?}, length {length}: off by {off}");
                }
            }
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

/// A step in `f64`, straight from the definition, the first output seen: the new input, outputs and gradients.
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

/// Rates, targets and weights for a gathered step: `positives` of them, some named twice.
fn targets(positives: usize, negatives: usize) -> (Vec<u32>, Vec<u32>, Vec<f32>) {
    let some = |many: usize, step: usize| (0..many).map(|t| (t * step % 20) as u32).collect();
    (some(positives, 3), some(negatives, 7), (0..positives).map(|t| 0.02 * (1 + t % 3) as f32).collect())
}

/// A step of the row "v" against twenty rows "u": both afterwards, and the gradients.
fn gathered(
    path: super::Path,
    width: usize,
    positives: usize,
    negatives: usize,
) -> (Vec<f32>, Vec<f32>, [f32; super::MOST_TARGETS]) {
    let (mut v, mut u) = (row(width, "v"), row(width * 20, "u"));
    let (named, others, weights) = targets(positives, negatives);
    let gradients = path.logistic_gather(Gather {
        input: &mut v,
        table: &mut u,
        positives: &named,
        weights: &weights,
        negatives: &others,
        negative_weight: 0.02,
    });
    (v, u, gradients)
}

#[test]
fn logistic_gather_is_near_the_reference_on_every_path() {
    for path in available() {
        for (width, positives, negatives) in [(16, 0, 1), (32, 1, 0), (48, 3, 4), (112, 4, 20), (112, 11, 53)]
        {
            let (old_v, old_u) = (row(width, "v"), row(width * 20, "u"));
            let (named, others, weights) = targets(positives, negatives);
            let (v, u, gradients) = gathered(path, width, positives, negatives);
            let (mut slow_v, mut slow_u): (Vec<f64>, Vec<f64>) =
                (old_v.iter().map(|&x| x.into()).collect(), old_u.iter().map(|&x| x.into()).collect());
            // A score is off by at most (width + 1) ulp of `width` products below 1; σ' ≤ 1/4 and a rate of at most 0.06 shrink
            // that, and σ itself is good to 5e-7. An entry of the input gathers one such error per target.
            let score = (width * (width + 1)) as f64 * f64::from(f32::EPSILON);
            let gradient = 0.06 * (score / 4.0 + 5e-7);
            for (t, &target) in named.iter().chain(&others).enumerate() {
                let (label, rate) =
                    if t < positives { (1.0, f64::from(weights[t])) } else { (0.0, f64::from(0.02_f32)) };
                let at = target as usize * width;
                let dot = dot_reference(&old_v, &old_u[at..at + width]);
                let g = rate * (label - 1.0 / (1.0 + (-dot).exp()));
                assert!((f64::from(gradients[t]) - g).abs() <= gradient, "{path:?}, {width}, target {t}");
                for i in 0..width {
                    slow_v[i] += g * slow_u[at + i];
                    slow_u[at + i] += g * f64::from(old_v[i]);
                }
            }
            // Numbers stay below 2.
            let entry = (positives + negatives + 1) as f64 * 2.0 * (gradient + 2.0 * f64::from(f32::EPSILON));
            assert!(largest_difference(&v, &slow_v) <= entry, "{path:?}, {width}, {positives} + {negatives}");
            assert!(largest_difference(&u, &slow_u) <= entry, "{path:?}, {width}, {positives} + {negatives}");
        }
    }
}

/// Rows of vector, sums of squares, bias and its sum.
fn square_rows(width: usize, rows: usize, label: &str) -> Vec<f32> {
    let stride = 2 * width + ROW_MULTIPLE;
    let mut numbers = row(stride * rows, label);
    for row in numbers.chunks_mut(stride) {
        row[width..2 * width].iter_mut().for_each(|sum| *sum = sum.abs() * 100.0 + 1.0);
        row[2 * width + 1] = 1.0;
        row[2 * width + 2..].fill(0.0);
    }
    numbers
}

#[test]
fn square_gather_is_near_the_reference_on_every_path() {
    for path in available() {
        for width in [16, 48, 112] {
            let stride = 2 * width + ROW_MULTIPLE;
            let (mut row, mut table) = (square_rows(width, 1, "w"), square_rows(width, 5, "u"));
            let [mut w, mut all]: [Vec<f64>; 2] =
                [&row, &table].map(|numbers| numbers.iter().map(|&x| f64::from(x)).collect());
            let (targets, values, weights) = ([3, 0, 4, 3], [0.5, 2.0, -1.0, 0.0], [1.0, 0.25, 0.5, 0.1]);
            let loss = path.square_gather(SquareGather {
                row: &mut row,
                table: &mut table,
                targets: &targets,
                values: &values,
                weights: &weights,
            });
            let mut slow = 0.0;
            for t in 0..4 {
                let u = &mut all[targets[t] as usize * stride..][..stride];
                let dot: f64 = (0..width).map(|i| w[i] * u[i]).sum();
                let error = dot + w[2 * width] + u[2 * width] - f64::from(values[t]);
                let step = f64::from(weights[t]) * error;
                slow += 0.5 * step * error;
                for i in 0..width {
                    let (a, b) = (step * u[i], step * w[i]);
                    w[i] -= a / w[width + i].sqrt();
                    u[i] -= b / u[width + i].sqrt();
                    w[width + i] += a * a;
                    u[width + i] += b * b;
                }
                for side in [&mut w[..], u] {
                    side[2 * width] -= step / side[2 * width + 1].sqrt();
                    side[2 * width + 1] += step * step;
                }
            }
            // Errors are sums of `width` products of numbers below 2, so of at most 4 · width, good to as many ulp; steps of
            // such size are good to that and to the 5e-6 of the inverse root, and each of four passes on what it was given.
            let error = 4.0 * width as f64 * (width + 2) as f64 * f64::from(f32::EPSILON);
            let size = slow.sqrt() * 2.0 + 1.0;
            let tolerance = 16.0 * (error + 5e-6 * size) * size;
            assert!((loss - slow).abs() <= tolerance, "{path:?}, {width}: {loss} and {slow}");
            assert!(largest_difference(&row, &w) <= tolerance, "{path:?}, {width}");
            assert!(largest_difference(&table, &all) <= tolerance, "{path:?}, {width}");
        }
    }
}

#[test]
fn inverse_roots_are_good_to_5e_6() {
    for i in 1..20_000 {
        let x = (1.003_f64).powi(i - 10_000) as f32;
        if x.is_normal() {
            let off = f64::from(inverse_root_scalar::<Portable>(x)) * f64::from(x).sqrt() - 1.0;
            assert!(off.abs() < 5e-6, "1/√{x} is off by {off} of itself");
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
    let gather = |path| gathered(path, 112, 5, 22);
    let squares = |path: super::Path| {
        let (mut row, mut table) = (square_rows(112, 1, "w"), square_rows(112, 5, "u"));
        let (targets, values, weights) = (&[3, 0, 4, 3], &[0.5, 2.0, -1.0, 0.0], &[1.0, 0.25, 0.5, 0.1]);
        let loss =
            path.square_gather(SquareGather { row: &mut row, table: &mut table, targets, values, weights });
        (row, table, loss)
    };
    for path in &fused {
        assert_eq!(gather(*path), gather(best()), "{path:?}");
        assert_eq!(squares(*path), squares(best()), "{path:?}");
    }
}

#[test]
fn a_batch_of_one_is_a_step_and_of_more_follows_the_definition() {
    for path in available() {
        for (width, rows, batch) in
            [(16, 1, 1), (48, 6, 1), (112, 6, 4), (112, 5, 10), (32, 21, 3), (304, 9, 7)]
        {
            let (old, u) = (row(width * (batch + 2), "v"), row(width * rows, "u"));
            // In falling order, and two that are not at work.
            let which: Vec<u32> = (2..batch as u32 + 2).rev().collect();
            let (mut v, mut steps, mut g) = (old.clone(), vec![9.0; width * rows], vec![9.0; rows * batch]);
            let (weights, mut room) = (vec![1.0; rows * batch], vec![9.0; width * batch]);
            let all =
                LogisticBatch { rate: 0.05, which: &which, positives: 1, weights: &weights, outputs: &u };
            path.logistic_batch(&all, &mut v, &mut room, &mut steps, &mut g);
            let mut moved = vec![0.0; width * rows];
            let score = (width * (width + 1)) as f64 * f64::from(f32::EPSILON);
            let gradient = 0.05 * (score / 4.0 + 5e-7);
            let entry = (rows + batch) as f64 * (gradient + 2.0 * f64::from(f32::EPSILON));
            for (c, &which) in which.iter().enumerate() {
                let at = which as usize * width..(which as usize + 1) * width;
                let (input, outputs, gradients) = step_reference(f64::from(0.05_f32), &old[at.clone()], &u);
                assert!(largest_difference(&g[c * rows..(c + 1) * rows], &gradients) <= gradient, "{path:?}");
                assert!(largest_difference(&v[at], &input) <= entry, "{path:?}, {width} x {rows}");
                moved.iter_mut().zip(outputs).zip(&u).for_each(|((sum, new), &u)| *sum += new - f64::from(u));
            }
            assert!(largest_difference(&steps, &moved) <= entry, "{path:?}, {width} x {rows} x {batch}");
            for still in (0..batch + 2).filter(|i| !which.contains(&(*i as u32))) {
                let at = still * width..(still + 1) * width;
                assert_eq!(v[at.clone()], old[at], "an input that is not at work stays as it is");
            }
        }
    }
}

#[test]
fn batches_have_the_same_bits_on_all_fused_paths() {
    let fused: Vec<_> = available().into_iter().rev().skip(1).collect();
    for rows in [1, 5, 6, 11] {
        let on = |path: super::Path| {
            let (mut v, u) = (row(112 * 4, "v"), row(112 * rows, "u"));
            let (mut steps, mut g, mut room) =
                (vec![0.0; 112 * rows], vec![0.0; 3 * rows], vec![0.0; 112 * 3]);
            let weights = row(3 * rows, "weights");
            let which = &[0, 3, 1];
            let batch = LogisticBatch { rate: 0.025, which, positives: 1, weights: &weights, outputs: &u };
            path.logistic_batch(&batch, &mut v, &mut room, &mut steps, &mut g);
            (v, steps, g)
        };
        assert!(fused.iter().all(|&path| on(path) == on(best())));
    }
    let none = LogisticBatch { rate: 0.1, which: &[], positives: 1, weights: &[], outputs: &[] };
    best().logistic_batch(&none, &mut [], &mut [], &mut [], &mut []);
}

#[test]
fn a_pair_of_weight_zero_moves_nothing_and_of_two_counts_twice() {
    for path in available() {
        for positives in [1, 2] {
            let (old, u) = (row(16, "v"), row(16 * 3, "u"));
            let on = |weights: [f32; 3]| {
                let (mut v, mut steps, mut g) = (old.clone(), vec![0.0; 48], vec![0.0; 3]);
                let batch =
                    LogisticBatch { rate: 0.1, which: &[0], positives, weights: &weights, outputs: &u };
                path.logistic_batch(&batch, &mut v, &mut [0.0; 16], &mut steps, &mut g);
                (v, steps, g)
            };
            let (_, steps, once) = on([1.0; 3]);
            let (_, _, weighted) = on([1.0, 0.0, 2.0]);
            assert_eq!(weighted, [once[0], 0.0, 2.0 * once[2]]);
            assert_eq!(on([0.0; 3]).0, old);
            assert!(once[..positives].iter().all(|&g| g > 0.0) && once[positives..].iter().all(|&g| g < 0.0));
            assert!(steps.iter().any(|&x| x != 0.0));
        }
    }
}

#[test]
fn shared_rows_are_copied_and_added_to_on_every_path() {
    use std::sync::atomic::AtomicU64;
    for path in available() {
        let numbers = row(48, "shared");
        let shared: Vec<AtomicU64> =
            numbers.as_chunks::<2>().0.iter().map(|&pair| AtomicU64::new(bytemuck::cast(pair))).collect();
        let mut copy = vec![0.0; 48];
        path.load_shared(&shared, &mut copy);
        assert_eq!(copy, numbers, "{path:?}");
        path.add_shared(&shared[8..16], &numbers[..16]);
        path.load_shared(&shared, &mut copy);
        let expected: Vec<f32> =
            (0..48).map(|i| numbers[i] + if (16..32).contains(&i) { numbers[i - 16] } else { 0.0 }).collect();
        assert_eq!(copy, expected, "{path:?}");
    }
}

#[test]
fn gathered_rows_are_near_the_reference_on_every_path_and_fused_paths_agree() {
    for width in [16, 32, 48, 64, 80, 96, 112, 160] {
        let block = row(40 * width, "block");
        let columns: Vec<u32> = (0..23).map(|i| (i * 7) % 40).collect();
        let values = row(23, "values");
        let on = |path: super::Path| {
            let mut out = row(width, "is overwritten");
            path.gather(&columns, &values, &block, &mut out);
            out
        };
        for path in available() {
            for (j, x) in on(path).into_iter().enumerate() {
                let at = |n: usize| f64::from(block[columns[n] as usize * width + j]);
                let exact: f64 = (0..23).map(|n| f64::from(values[n]) * at(n)).sum();
                // 23 products below 1: see `dot_tolerance`.
                assert!((f64::from(x) - exact).abs() < 24.0 * 23.0 * f64::from(f32::EPSILON), "{path:?}");
            }
        }
        let paths = available();
        assert!(paths[..paths.len() - 1].iter().all(|&path| on(path) == on(best())));
        let mut out = vec![1.0; width];
        best().gather(&[], &[], &block, &mut out);
        assert_eq!(out, vec![0.0; width]);
    }
}

#[test]
fn padding_stays_zero() {
    let mut v = row(2 * ROW_MULTIPLE, "v");
    let mut u = row(2 * ROW_MULTIPLE * 3, "u");
    v[20..].fill(0.0);
    u.chunks_mut(2 * ROW_MULTIPLE).for_each(|row| row[20..].fill(0.0));
    for path in available() {
        path.logistic_gather(Gather {
            input: &mut v,
            table: &mut u,
            positives: &[0],
            weights: &[0.5],
            negatives: &[1, 2],
            negative_weight: 0.5,
        });
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
