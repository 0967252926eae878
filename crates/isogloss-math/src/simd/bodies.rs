//! One body per kernel, compiled once per instruction set by the wrappers in the parent module.
//!
//! Every body works on [`LANES`] independent partial results, laid out as an array that the compiler keeps in as many
//! registers as the instruction set needs: one of AVX-512, two of AVX2, four of NEON. The order of additions is part
//! of the source, not of the instruction set, so all paths with fused multiply-add give the same bits.

/// Partial results side by side.
pub(super) const LANES: usize = 16;

type Lanes = [f32; LANES];

#[inline(always)]
fn multiply_add<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    // Without the instruction `mul_add` is a library call, forty times slower than the two roundings it saves.
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// `into += a · b`, lane by lane.
#[inline(always)]
fn accumulate<const FUSED: bool>(into: &mut Lanes, a: &Lanes, b: &Lanes) {
    for l in 0..LANES {
        into[l] = multiply_add::<FUSED>(a[l], b[l], into[l]);
    }
}

/// The sum of all lanes, halves onto halves.
#[inline(always)]
fn sum(lanes: &Lanes) -> f32 {
    let mut eight = [0.0; 8];
    for l in 0..8 {
        eight[l] = lanes[l] + lanes[l + 8];
    }
    let mut four = [0.0; 4];
    for l in 0..4 {
        four[l] = eight[l] + eight[l + 4];
    }
    (four[0] + four[2]) + (four[1] + four[3])
}

#[inline(always)]
pub(super) fn dot<const FUSED: bool>(a: &[f32], b: &[f32]) -> f32 {
    let (a_chunks, a_tail) = a.as_chunks::<LANES>();
    let (b_chunks, b_tail) = b.as_chunks::<LANES>();
    let whole = dot_chunks::<FUSED>(a_chunks, b_chunks);
    a_tail.iter().zip(b_tail).fold(whole, |s, (&x, &y)| multiply_add::<FUSED>(x, y, s))
}

/// Two sums in turn: a single one would wait for its own last addition at every step.
#[inline(always)]
fn dot_chunks<const FUSED: bool>(a: &[Lanes], b: &[Lanes]) -> f32 {
    let mut even = [0.0; LANES];
    let mut odd = [0.0; LANES];
    let (a_pairs, a_last) = a.as_chunks::<2>();
    let (b_pairs, b_last) = b.as_chunks::<2>();
    for (x, y) in a_pairs.iter().zip(b_pairs) {
        accumulate::<FUSED>(&mut even, &x[0], &y[0]);
        accumulate::<FUSED>(&mut odd, &x[1], &y[1]);
    }
    for (x, y) in a_last.iter().zip(b_last) {
        accumulate::<FUSED>(&mut even, x, y);
    }
    for l in 0..LANES {
        even[l] += odd[l];
    }
    sum(&even)
}

#[inline(always)]
pub(super) fn axpy<const FUSED: bool>(alpha: f32, x: &[f32], y: &mut [f32]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y = multiply_add::<FUSED>(alpha, x, *y);
    }
}

#[inline(always)]
pub(super) fn logistic_step<const FUSED: bool>(
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
        *g = dot_chunks::<FUSED>(input, output);
    }
    logistic_gradients::<FUSED>(rate, gradients);
    for (c, x) in input.iter_mut().enumerate() {
        let old = *x;
        for (j, &g) in gradients.iter().enumerate() {
            let output = &mut outputs[j * width + c];
            for l in 0..LANES {
                x[l] = multiply_add::<FUSED>(g, output[l], x[l]);
                output[l] = multiply_add::<FUSED>(g, old[l], output[l]);
            }
        }
    }
}

/// Scores to `rate · (label − σ(score))`; the first label is 1, all others are 0.
#[inline(always)]
fn logistic_gradients<const FUSED: bool>(rate: f32, scores: &mut [f32]) {
    let positive = scores.first().copied();
    for chunk in scores.chunks_mut(8) {
        let mut eight = [0.0; 8];
        eight[..chunk.len()].copy_from_slice(chunk);
        for x in &mut eight {
            *x = -rate * sigmoid::<FUSED>(*x);
        }
        chunk.copy_from_slice(&eight[..chunk.len()]);
    }
    // 1 − σ(x) as σ(−x): no cancellation where the score is high.
    if let (Some(first), Some(x)) = (scores.first_mut(), positive) {
        *first = rate * sigmoid::<FUSED>(-x);
    }
}

/// `1 / (1 + e^-x)` without a branch: `2^n` is put together from bits, `2^f` for `|f| ≤ 1/2` is a polynomial.
/// Beyond ±80 the argument is held there, so that `e^-x` stays finite; NaN stays NaN.
#[inline(always)]
pub(super) fn sigmoid<const FUSED: bool>(x: f32) -> f32 {
    /// Adding 1.5·2^23 leaves the nearest integer in the low bits of the sum.
    const ROUND: f32 = 12_582_912.0;
    let t = x.clamp(-80.0, 80.0) * -std::f32::consts::LOG2_E;
    let rounded = t + ROUND;
    let n = (rounded.to_bits() as i32).wrapping_sub(ROUND.to_bits() as i32);
    // The Taylor terms of e^(f ln 2): the first one left out is below 1.2e-7 for |f| ≤ 1/2.
    let f = (t - (rounded - ROUND)) * std::f32::consts::LN_2;
    let mut p = 1.0 / 720.0;
    for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
        p = multiply_add::<FUSED>(p, f, coefficient);
    }
    let power = f32::from_bits((n.wrapping_add(127) as u32) << 23);
    1.0 / (p * power + 1.0)
}
