//! The inner loop of sparse times dense: add scaled rows of a block to one row.
//!
//! One body in plain Rust, compiled once more for each wider instruction set. Multiplication and addition round
//! separately on every path, so that all of them give the same bits.

/// `out += Σ_n values[n] · row(columns[n])`, where `rows` holds rows as long as `out`, end to end.
pub(super) fn add_rows(columns: &[u32], values: &[f32], rows: &[f64], out: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has AVX-512F.
            return unsafe { add_rows_avx512(columns, values, rows, out) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2.
            return unsafe { add_rows_avx2(columns, values, rows, out) };
        }
    }
    portable(columns, values, rows, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn add_rows_avx512(columns: &[u32], values: &[f32], rows: &[f64], out: &mut [f64]) {
    portable(columns, values, rows, out);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn add_rows_avx2(columns: &[u32], values: &[f32], rows: &[f64], out: &mut [f64]) {
    portable(columns, values, rows, out);
}

/// How many fours of entries the rows are asked for in advance.
const AHEAD: usize = 3;

/// Asks for a row: rows are spread over memory in an order that the processor cannot foresee.
#[inline(always)]
fn prefetch(row: &[f64]) {
    #[cfg(target_arch = "x86_64")]
    for line in row.chunks(8) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing that the program sees, and every x86-64 processor has it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(line.as_ptr().cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = row;
}

/// Four entries at a time, so that `out` is loaded and stored once for four rows.
#[inline(always)]
pub(super) fn portable(columns: &[u32], values: &[f32], rows: &[f64], out: &mut [f64]) {
    let k = out.len();
    let row = |column: u32| &rows[column as usize * k..][..k];
    let (fours, rest) = columns.as_chunks::<4>();
    let (value_fours, value_rest) = values.as_chunks::<4>();
    for (n, (&[a, b, c, d], v)) in fours.iter().zip(value_fours).enumerate() {
        if let Some(ahead) = fours.get(n + AHEAD) {
            ahead.iter().for_each(|&column| prefetch(row(column)));
        }
        let v = v.map(f64::from);
        let (a, b, c, d) = (row(a), row(b), row(c), row(d));
        for j in 0..k {
            out[j] += (v[0] * a[j] + v[1] * b[j]) + (v[2] * c[j] + v[3] * d[j]);
        }
    }
    for (&column, &value) in rest.iter().zip(value_rest) {
        for (y, &x) in out.iter_mut().zip(row(column)) {
            *y += f64::from(value) * x;
        }
    }
}
