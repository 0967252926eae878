//! One body per kernel, generic over the registers, inlined into a wrapper per instruction set by the parent module.

use super::lanes::{Array, LANES, Lanes};

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

#[inline(always)]
pub(super) fn logistic_step<L: Lanes>(
    rate: f32,
    input: &mut [f32],
    outputs: &mut [f32],
    gradients: &mut [f32],
) {
    let (input, _) = input.as_chunks_mut::<LANES>();
    let (outputs, _) = outputs.as_chunks_mut::<LANES>();
    let width = input.len();
    if width == 0 {
        return;
    }
    for (g, output) in gradients.iter_mut().zip(outputs.chunks_exact(width)) {
        *g = dot_chunks::<L>(input, output);
    }
    logistic_gradients::<L>(rate, gradients);
    for (c, input) in input.iter_mut().enumerate() {
        let old = L::load(input);
        let mut new = old;
        for (output, &g) in outputs[c..].iter_mut().step_by(width).zip(&*gradients) {
            let (g, row) = (L::splat(g), L::load(output));
            new = g.multiply_add(row, new);
            g.multiply_add(old, row).store(output);
        }
        new.store(input);
    }
}

/// Scores to `rate · (label − σ(score))`; the first label is 1, all others are 0.
#[inline(always)]
fn logistic_gradients<L: Lanes>(rate: f32, scores: &mut [f32]) {
    let Some((first, others)) = scores.split_first_mut() else { return };
    // 1 − σ(x) as σ(−x): no cancellation where the score is high.
    *first = rate * sigmoid::<L>(-*first);
    for x in others {
        *x = -rate * sigmoid::<L>(*x);
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
