//! One body per kernel, generic over the registers, inlined into a wrapper per instruction set by the parent module.

use super::LogisticBatch;
use super::lanes::{Array, LANES, Lanes, One, inverse_root_scalar};
use super::prefetch;

#[inline(always)]
pub(super) fn dot<L: Lanes>(a: &[f32], b: &[f32]) -> f32 {
    let (a_chunks, a_tail) = a.as_chunks::<LANES>();
    let (b_chunks, b_tail) = b.as_chunks::<LANES>();
    let whole = dot_chunks::<L>(a_chunks, b_chunks);
    a_tail.iter().zip(b_tail).fold(whole, |s, (&x, &y)| L::multiply_add_scalar(x, y, s))
}

/// Two sums in turn: a single one would wait for its own last addition at every step.
#[inline(always)]
fn dot_chunks<L: Lanes>(a: &[Array], b: &[Array]) -> f32 {
    let (mut even, mut odd) = (L::splat(0.0), L::splat(0.0));
    let (a_pairs, a_last) = a.as_chunks::<2>();
    let (b_pairs, b_last) = b.as_chunks::<2>();
    for (x, y) in a_pairs.iter().zip(b_pairs) {
        even = L::load(&x[0]).multiply_add(L::load(&y[0]), even);
        odd = L::load(&x[1]).multiply_add(L::load(&y[1]), odd);
    }
    for (x, y) in a_last.iter().zip(b_last) {
        even = L::load(x).multiply_add(L::load(y), even);
    }
    even.add(odd).sum()
}

#[inline(always)]
pub(super) fn dots_and_squares<L: Lanes>(query: &[f32], rows: &[f32], out: &mut [[f32; 2]]) {
    let d = query.len();
    let (query, query_tail) = query.as_chunks::<LANES>();
    for (i, out) in out.iter_mut().enumerate() {
        let (row, row_tail) = rows[i * d..(i + 1) * d].as_chunks::<LANES>();
        let (mut dot, mut square) = (L::splat(0.0), L::splat(0.0));
        for (q, x) in query.iter().zip(row) {
            let x = L::load(x);
            dot = x.multiply_add(L::load(q), dot);
            square = x.multiply_add(x, square);
        }
        *out = [dot.sum(), square.sum()];
        for (&q, &x) in query_tail.iter().zip(row_tail) {
            *out = [L::multiply_add_scalar(q, x, out[0]), L::multiply_add_scalar(x, x, out[1])];
        }
    }
}

#[inline(always)]
pub(super) fn axpy<L: Lanes>(alpha: f32, x: &[f32], y: &mut [f32]) {
    let (x_chunks, x_tail) = x.as_chunks::<LANES>();
    let (y_chunks, y_tail) = y.as_chunks_mut::<LANES>();
    let factor = L::splat(alpha);
    for (x, y) in x_chunks.iter().zip(y_chunks) {
        factor.multiply_add(L::load(x), L::load(y)).store(y);
    }
    for (&x, y) in x_tail.iter().zip(y_tail) {
        *y = L::multiply_add_scalar(alpha, x, *y);
    }
}

/// `1 / (1 + e^-x)` without a branch: `2^n` is put together from bits, `2^f` for `|f| ≤ 1/2` is a polynomial.
/// Beyond ±80 the argument is held there, so that `e^-x` stays finite; NaN stays NaN.
#[inline(always)]
pub(super) fn sigmoid<L: Lanes>(x: f32) -> f32 {
    /// Adding 1.5·2^23 leaves the nearest integer in the low bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    let t = x.clamp(-80.0, 80.0) * -std::f32::consts::LOG2_E;
    let rounded = t + ROUND;
    let n = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    // The Taylor terms of e^(f ln 2): the first one left out is below 1.2e-7 for |f| ≤ 1/2.
    let f = (t - (rounded - ROUND)) * std::f32::consts::LN_2;
    let mut p = 1.0 / 720.0;
    for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = L::multiply_add_scalar(p, f, coefficient);
    }
    let power = f32::from_bits((n.wrapping_add(127) as u32) << 23);
    1.0 / (p * power + 1.0)
}

/// Entries ahead of the one at work whose rows are asked for: their order is none that the processor foresees.
const AHEAD: usize = 6;

/// Up to six chunks of a row at once: with their sums in registers, a gathered row is all that an entry loads.
#[inline(always)]
pub(super) fn gather<L: Lanes>(columns: &[u32], values: &[f32], rows: &[f32], out: &mut [f32]) {
    let (rows, _) = rows.as_chunks::<LANES>();
    let (out, _) = out.as_chunks_mut::<LANES>();
    let stride = out.len();
    let mut first = 0;
    while first < stride {
        let entries = Entries { columns, values, rows, stride, first };
        let done = match stride - first {
            1 => entries.sum::<L, 1>(out),
            2 => entries.sum::<L, 2>(out),
            3 => entries.sum::<L, 3>(out),
            5 => entries.sum::<L, 5>(out),
            6 => entries.sum::<L, 6>(out),
            _ => entries.sum::<L, 4>(out),
        };
        first += done;
    }
}

/// A sparse row, and some columns of a dense block.
struct Entries<'a> {
    columns: &'a [u32],
    values: &'a [f32],
    rows: &'a [Array],
    /// Chunks of a row of the block.
    stride: usize,
    /// The first chunk at work.
    first: usize,
}

impl Entries<'_> {
    /// Writes C chunks of the sum; gives C.
    #[inline(always)]
    fn sum<L: Lanes, const C: usize>(&self, out: &mut [Array]) -> usize {
        let row = |column: u32| &self.rows[column as usize * self.stride + self.first..][..C];
        let mut sums = [L::splat(0.0); C];
        for (n, (&column, &value)) in self.columns.iter().zip(self.values).enumerate() {
            if let Some(&ahead) = self.columns.get(n + AHEAD) {
                prefetch(row(ahead));
            }
            let (row, value) = (row(column), L::splat(value));
            for c in 0..C {
                sums[c] = value.multiply_add(L::load(&row[c]), sums[c]);
            }
        }
        for (out, sum) in out[self.first..].iter_mut().zip(sums) {
            sum.store(out);
        }
        C
    }
}

/// Outputs whose scores, and whose steps, are in registers at once: with the outputs themselves, twelve of sixteen.
const OUTPUTS: usize = 6;

#[inline(always)]
pub(super) fn logistic_batch<L: Lanes>(
    batch: &LogisticBatch<'_>,
    inputs: &mut [f32],
    moved: &mut [f32],
    steps: &mut [f32],
    gradients: &mut [f32],
) {
    let &LogisticBatch { rate, which, positives, weights, outputs } = batch;
    let Some(k) = weights.len().checked_div(which.len()).filter(|&k| k > 0) else { return };
    let width = outputs.len() / k;
    if width == 0 {
        return;
    }
    let (registers, _) = outputs.as_chunks::<LANES>();
    for (&which, scores) in which.iter().zip(gradients.chunks_exact_mut(k)) {
        let (input, _) = inputs[which as usize * width..][..width].as_chunks::<LANES>();
        for (scores, outputs) in scores.chunks_mut(OUTPUTS).zip(registers.chunks(OUTPUTS * input.len())) {
            match scores.len() {
                6 => scores_in_order::<L, 6>(input, outputs, scores),
                5 => scores_in_order::<L, 5>(input, outputs, scores),
                4 => scores_in_order::<L, 4>(input, outputs, scores),
                3 => scores_in_order::<L, 3>(input, outputs, scores),
                2 => scores_in_order::<L, 2>(input, outputs, scores),
                _ => scores_in_order::<L, 1>(input, outputs, scores),
            }
        }
    }
    // 1 − σ(x) as σ(−x): no cancellation where the score of an output that was seen is high.
    let turn = |gradients: &mut [f32]| {
        for row in gradients.chunks_exact_mut(k) {
            row[..positives].iter_mut().for_each(|x| *x = -*x);
        }
    };
    turn(gradients);
    gradients.iter_mut().zip(weights).for_each(|(x, &weight)| *x = -rate * weight * sigmoid::<L>(*x));
    turn(gradients);
    for start in (0..k).step_by(OUTPUTS) {
        let part = Part { which, outputs, gradients, k, width, start };
        match (k - start).min(OUTPUTS) {
            6 => part.steps::<L::One, 6>(inputs, moved, steps),
            5 => part.steps::<L::One, 5>(inputs, moved, steps),
            4 => part.steps::<L::One, 4>(inputs, moved, steps),
            3 => part.steps::<L::One, 3>(inputs, moved, steps),
            2 => part.steps::<L::One, 2>(inputs, moved, steps),
            _ => part.steps::<L::One, 1>(inputs, moved, steps),
        }
    }
}

/// Some of the outputs, in the second half of [`logistic_batch`].
struct Part<'a> {
    which: &'a [u32],
    outputs: &'a [f32],
    gradients: &'a [f32],
    k: usize,
    width: usize,
    /// The first output at work.
    start: usize,
}

impl Part<'_> {
    /// Steps of K outputs. Inputs keep their old values until the last part, which writes the new ones; `moved` holds them
    /// in between.
    #[inline(always)]
    fn steps<R: One, const K: usize>(&self, inputs: &mut [f32], moved: &mut [f32], steps: &mut [f32]) {
        let &Part { which, outputs, gradients, k, width, start } = self;
        let (first, last) = (start == 0, start + K == k);
        for at in (0..width).step_by(R::WIDTH) {
            let rows: [R; K] = std::array::from_fn(|j| R::load(&outputs[(start + j) * width + at..]));
            let mut sums = [R::splat(0.0); K];
            for (c, (&which, g)) in which.iter().zip(gradients.chunks_exact(k)).enumerate() {
                let g: &[f32; K] = g[start..].first_chunk().unwrap_or(&[0.0; K]);
                let input = &mut inputs[which as usize * width + at..];
                let old = R::load(input);
                let mut new = if first { old } else { R::load(&moved[c * width + at..]) };
                for j in 0..K {
                    let g = R::splat(g[j]);
                    sums[j] = g.multiply_add(old, sums[j]);
                    new = g.multiply_add(rows[j], new);
                }
                if last {
                    new.store(input);
                } else {
                    new.store(&mut moved[c * width + at..]);
                }
            }
            for (j, sum) in sums.into_iter().enumerate() {
                sum.store(&mut steps[(start + j) * width + at..]);
            }
        }
    }
}

/// Targets whose scores are taken side by side: each number of the input is loaded once for all of them.
const SIDE_BY_SIDE: usize = 4;

/// `start` holds where the row of each target begins, in registers; all of them lie in the table.
#[inline(always)]
pub(super) fn logistic_gather<L: Lanes>(
    input: &mut [f32],
    table: &mut [f32],
    starts: &[u32],
    positives: usize,
    weights: &[Array],
    gradients: &mut [Array],
) {
    let (input, _) = input.as_chunks_mut::<LANES>();
    let (table, _) = table.as_chunks_mut::<LANES>();
    let (fours, rest) = starts.as_chunks::<SIDE_BY_SIDE>();
    let flat = gradients.as_flattened_mut();
    let (scores, _) = flat.as_chunks_mut::<SIDE_BY_SIDE>();
    for (four, scores) in fours.iter().zip(scores) {
        *scores = scores_of::<L, SIDE_BY_SIDE>(input, table, four);
    }
    for (t, &start) in rest.iter().enumerate() {
        [flat[fours.len() * SIDE_BY_SIDE + t]] = scores_of::<L, 1>(input, table, &[start]);
    }
    // 1 − σ(x) as σ(−x), no cancellation where the score is high: the sign goes in, and comes out on the weight.
    for score in &mut flat[..positives] {
        *score = -*score;
    }
    for (scores, weights) in gradients.iter_mut().zip(weights) {
        for (x, &weight) in scores.iter_mut().zip(weights) {
            *x = weight * sigmoid::<L>(*x);
        }
    }
    let gradients = &gradients.as_flattened()[..starts.len()];
    let width = input.len();
    let mut column = 0;
    while column + 2 <= width {
        step_columns::<L, 2>(input, table, starts, gradients, column);
        column += 2;
    }
    if column < width {
        step_columns::<L, 1>(input, table, starts, gradients, column);
    }
}

/// One sum per target; their order is the same whatever stands beside it.
#[inline(always)]
fn scores_of<L: Lanes, const N: usize>(input: &[Array], table: &[Array], starts: &[u32; N]) -> [f32; N] {
    let width = input.len();
    let mut rows = [&table[..0]; N];
    for (row, &start) in rows.iter_mut().zip(starts) {
        *row = &table[start as usize..][..width];
    }
    let mut sums = [L::splat(0.0); N];
    for (c, x) in input.iter().enumerate() {
        let x = L::load(x);
        for (sum, row) in sums.iter_mut().zip(&rows) {
            // SAFETY: every row is as long as the input.
            *sum = L::load(unsafe { row.get_unchecked(c) }).multiply_add(x, *sum);
        }
    }
    let mut scores = [0.0; N];
    for (score, sum) in scores.iter_mut().zip(sums) {
        *score = sum.sum();
    }
    scores
}

/// The scores of N rows that lie end to end.
#[inline(always)]
fn scores_in_order<L: Lanes, const N: usize>(input: &[Array], rows: &[Array], scores: &mut [f32]) {
    let starts = std::array::from_fn(|n| (n * input.len()) as u32);
    scores.copy_from_slice(&scores_of::<L, N>(input, rows, &starts));
}

/// The step of N columns of registers, for all targets in turn.
#[inline(always)]
fn step_columns<L: Lanes, const N: usize>(
    input: &mut [Array],
    table: &mut [Array],
    starts: &[u32],
    gradients: &[f32],
    column: usize,
) {
    let input = &mut input[column..column + N];
    let mut old = [L::splat(0.0); N];
    for (old, x) in old.iter_mut().zip(&*input) {
        *old = L::load(x);
    }
    let mut new = old;
    for (&start, &g) in starts.iter().zip(gradients) {
        let g = L::splat(g);
        for i in 0..N {
            debug_assert!(start as usize + column + i < table.len());
            // SAFETY: `scores_of` has sliced the whole row of every target out of this table.
            let u = unsafe { table.get_unchecked_mut(start as usize + column + i) };
            let old_u = L::load(u);
            new[i] = g.multiply_add(old_u, new[i]);
            g.multiply_add(old[i], old_u).store(u);
        }
    }
    for (new, x) in new.into_iter().zip(input) {
        new.store(x);
    }
}

/// Entries between the one that is trained and the one that is asked for.
const TRAINED_AHEAD: usize = 2;

#[inline(always)]
pub(super) fn square_gather<L: Lanes>(
    row: &mut [f32],
    table: &mut [f32],
    targets: &[u16],
    values: &[f32],
    weights: &[f32],
) -> f64 {
    let (row, _) = row.as_chunks_mut::<LANES>();
    let (table, _) = table.as_chunks_mut::<LANES>();
    let stride = row.len();
    let mut loss = 0.0;
    for (e, ((&target, &value), &weight)) in targets.iter().zip(values).zip(weights).enumerate() {
        if let Some(&coming) = targets.get(e + TRAINED_AHEAD) {
            prefetch(&table[coming as usize * stride..][..stride]);
        }
        let other = &mut table[target as usize * stride..][..stride];
        loss += square_step::<L>(row, other, value, weight);
    }
    loss
}

/// One entry; returns its loss.
#[inline(always)]
fn square_step<L: Lanes>(row: &mut [Array], other: &mut [Array], value: f32, weight: f32) -> f64 {
    let width = row.len() / 2;
    let [(w, row), (u, other)] = [row.split_at_mut(width), other.split_at_mut(width)];
    let [(w_squares, w_bias), (u_squares, u_bias)] = [row.split_at_mut(width), other.split_at_mut(width)];
    let (w_bias, u_bias) = (&mut w_bias[0], &mut u_bias[0]);
    let error = dot_chunks::<L>(w, u) + w_bias[0] + u_bias[0] - value;
    let step = weight * error;
    let minus = L::splat(-1.0);
    let factor = L::splat(step);
    for (((w, w_squares), u), u_squares) in w.iter_mut().zip(w_squares).zip(u).zip(u_squares) {
        let (old_w, old_u) = (L::load(w), L::load(u));
        let (w_gradient, u_gradient) = (factor.multiply(old_u), factor.multiply(old_w));
        let (w_sum, u_sum) = (L::load(w_squares), L::load(u_squares));
        let w_step = w_gradient.multiply(w_sum.inverse_root());
        let u_step = u_gradient.multiply(u_sum.inverse_root());
        minus.multiply_add(w_step, old_w).store(w);
        minus.multiply_add(u_step, old_u).store(u);
        w_gradient.multiply_add(w_gradient, w_sum).store(w_squares);
        u_gradient.multiply_add(u_gradient, u_sum).store(u_squares);
    }
    for bias in [w_bias, u_bias] {
        bias[0] = L::multiply_add_scalar(-step, inverse_root_scalar::<L>(bias[1]), bias[0]);
        bias[1] = L::multiply_add_scalar(step, step, bias[1]);
    }
    0.5 * f64::from(step) * f64::from(error)
}
