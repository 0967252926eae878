use super::dense::by_gram;
use super::tall_qr::orthonormalize;
use super::*;
use crate::{block::Block, csr::Csr, stream};
use proptest::prelude::*;
use rand::RngExt;

fn csr(a: &Mat<f64>) -> Csr {
    let mut csr = Csr { starts: vec![0], n_columns: a.ncols(), ..Csr::default() };
    for i in 0..a.nrows() {
        for j in (0..a.ncols()).filter(|&j| a[(i, j)] != 0.0) {
            csr.columns.push(j as u32);
            csr.values.push(a[(i, j)] as f32);
        }
        csr.starts.push(csr.columns.len() as u64);
    }
    csr
}

/// Entries that `f32` holds exactly, about one in `one_in` of them not zero.
fn sparse(rows: usize, columns: usize, one_in: u32, seed: u64) -> Mat<f64> {
    let mut rng = stream::stream(seed, "test matrix");
    Mat::from_fn(rows, columns, |_, _| match rng.random_range(0..one_in) {
        0 => f64::from(rng.random_range(-1.0_f32..1.0)),
        _ => 0.0,
    })
}

fn settings(k: usize) -> RandomizedSvd {
    RandomizedSvd { k, oversampling: 10, max_iterations: 200, tolerance: 1e-12, seed: 1 }
}

fn run(a: &Mat<f64>, settings: &RandomizedSvd) -> Result<Svd, SvdError> {
    let a = csr(a);
    randomized(&a, &a.transpose(), settings)
}

fn not_orthonormal(m: &Mat<f64>) -> f64 {
    (m.transpose() * m - Mat::<f64>::identity(m.ncols(), m.ncols())).norm_max()
}

fn not_reconstructed(a: &Mat<f64>, svd: &Svd) -> f64 {
    let scaled = Mat::from_fn(svd.u.nrows(), svd.u.ncols(), |i, j| svd.u[(i, j)] * svd.singular_values[j]);
    (a - scaled * svd.v.transpose()).norm_max()
}

fn check_shape_and_order(svd: &Svd) {
    assert!(svd.singular_values.windows(2).all(|pair| pair[0] >= pair[1]));
    assert_eq!(svd.u.ncols(), svd.singular_values.len());
    assert_eq!(svd.v.ncols(), svd.singular_values.len());
    for j in 0..svd.u.ncols() {
        let column: Vec<f64> = svd.u.col(j).iter().copied().collect();
        let largest = column.iter().fold(0.0_f64, |m, &x| if x.abs() > m.abs() { x } else { m });
        assert!(largest > 0.0, "column {j} has the wrong sign");
    }
}

#[test]
fn dense_by_hand() {
    // (3 0; 4 5) has AᵀA = (25 20; 20 25): eigenvalues 45 and 5.
    let a = Mat::from_fn(2, 2, |i, j| [[3.0, 0.0], [4.0, 5.0]][i][j]);
    let svd = dense(&a).unwrap();
    assert!((svd.singular_values[0] - 45.0_f64.sqrt()).abs() < 1e-12);
    assert!((svd.singular_values[1] - 5.0_f64.sqrt()).abs() < 1e-12);
    assert!((svd.v[(0, 0)] - 0.5_f64.sqrt()).abs() < 1e-12 && (svd.v[(1, 0)] - 0.5_f64.sqrt()).abs() < 1e-12);
    assert!(svd.residual < 1e-14 && svd.iterations == 0);
}

#[test]
fn dense_refuses_what_is_no_matrix() {
    assert!(matches!(dense(&Mat::zeros(0, 3)), Err(SvdError::Empty)));
    assert!(matches!(dense(&Mat::zeros(3, 0)), Err(SvdError::Empty)));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let a = Mat::from_fn(3, 2, |i, j| if (i, j) == (2, 1) { bad } else { 1.0 });
        assert!(matches!(dense(&a), Err(SvdError::NotFinite)));
    }
}

#[test]
fn dense_takes_extreme_scales() {
    for scale in [1e-300, 1e-150, 1e150, 1e300] {
        let a = Mat::from_fn(4, 3, |i, j| scale * f64::from(1 + (i * 5 + j * 3) as u32 % 7));
        let svd = dense(&a).unwrap();
        let unit = dense(&Mat::from_fn(4, 3, |i, j| a[(i, j)] / scale)).unwrap();
        for (s, u) in svd.singular_values.iter().zip(&unit.singular_values) {
            assert!((s / scale - u).abs() < 1e-12, "{s} at scale {scale}");
        }
        assert!(svd.residual < 1e-12);
    }
}

#[test]
fn the_second_way_is_a_decomposition_too() {
    // Full rank; rank one (orthonormal vectors for σ = 0 are wanted too); zeros.
    let outer = Mat::from_fn(7, 4, |i, j| (i as f64 + 1.0) * (j as f64 - 1.5));
    for a in [sparse(9, 5, 1, 3), sparse(5, 9, 1, 4), outer, Mat::zeros(4, 4)] {
        let (first, second) = (dense(&a).unwrap(), by_gram(a.as_ref()).unwrap());
        for (s, t) in first.singular_values.iter().zip(&second.singular_values) {
            assert!((s - t).abs() < 1e-6 * (1.0 + first.singular_values[0]), "{s} {t}");
        }
        assert!(not_reconstructed(&a, &second) < 1e-7);
        assert!(not_orthonormal(&second.u) < 1e-12 && not_orthonormal(&second.v) < 1e-12);
    }
}

#[test]
fn tall_blocks_become_orthonormal() {
    // Several pieces with a short last one; columns 2 and 3 depend on the others or are zero.
    let n = 3 * 1024 + 2;
    let data = (0..n).flat_map(|i| {
        let x = (i as f64 * 0.7).sin();
        [x, x * x, 2.0 * x, 0.0, 1e-9 * (i as f64)]
    });
    let y = Block::from_vec(n, 5, data.collect());
    let mut q = y.clone();
    let r = orthonormalize(&mut q);
    assert!(not_orthonormal(&q.as_mat().to_owned()) < 1e-13);
    assert!((q.multiply(r.as_ref()).as_mat() - y.as_mat()).norm_max() < 1e-12);
    assert_eq!(r[(3, 1)], 0.0);
}

#[test]
fn few_rows_are_orthonormalised_too() {
    let y = Block::from_vec(2, 2, vec![3.0, 1.0, 4.0, 2.0]);
    let mut q = y.clone();
    let r = orthonormalize(&mut q);
    assert!((q.multiply(r.as_ref()).as_mat() - y.as_mat()).norm_max() < 1e-14);
    assert!((r[(0, 0)].abs() - 5.0).abs() < 1e-14);
}

#[test]
fn randomized_finds_six_digits_of_a_slow_spectrum() {
    let a = sparse(300, 220, 6, 5);
    let exact = dense(&a).unwrap();
    let svd = run(&a, &RandomizedSvd { max_iterations: 1000, ..settings(20) }).unwrap();
    check_shape_and_order(&svd);
    for (s, t) in svd.singular_values.iter().zip(&exact.singular_values) {
        assert!((s / t - 1.0).abs() < 1e-6, "{s} {t} after {} iterations", svd.iterations);
    }
    assert!(svd.residual < 1e-3, "{}", svd.residual);
    assert!(svd.iterations < 1000);
    assert!(not_orthonormal(&svd.u) < 1e-12 && not_orthonormal(&svd.v) < 1e-12);
}

#[test]
fn residual_is_what_it_says() {
    let a = sparse(60, 50, 3, 6);
    let svd = run(&a, &RandomizedSvd { max_iterations: 1, tolerance: 0.0, ..settings(8) }).unwrap();
    assert_eq!(svd.iterations, 1);
    let av = &a * &svd.v;
    let relative = (0..8).map(|j| {
        let s = svd.singular_values[j];
        (0..60).map(|i| (av[(i, j)] - s * svd.u[(i, j)]).powi(2)).sum::<f64>().sqrt() / s
    });
    let expected = relative.fold(0.0, f64::max);
    assert!((svd.residual / expected - 1.0).abs() < 1e-6 && expected > 1e-6);
}

#[test]
fn tolerance_stops_and_zero_never_does() {
    let a = sparse(80, 70, 3, 7);
    let loose = run(&a, &RandomizedSvd { tolerance: 0.1, ..settings(5) }).unwrap();
    assert!(loose.iterations < 10);
    let never = run(&a, &RandomizedSvd { tolerance: 0.0, max_iterations: 17, ..settings(5) }).unwrap();
    assert_eq!(never.iterations, 17);
}

#[test]
fn rank_deficient_and_tiny_matrices_give_fewer_triplets() {
    let outer = Mat::from_fn(30, 20, |i, j| f64::from(((i % 5) * (j % 4)) as f32));
    let svd = run(&outer, &settings(6)).unwrap();
    assert_eq!(svd.singular_values.len(), 1);
    assert!(not_reconstructed(&outer, &svd) < 1e-10 && svd.residual < 1e-12);

    let one = Mat::from_fn(1, 1, |_, _| -2.0);
    let svd = run(&one, &settings(6)).unwrap();
    assert_eq!((svd.u[(0, 0)], svd.v[(0, 0)]), (1.0, -1.0));
    assert!((svd.singular_values[0] - 2.0).abs() < 1e-15);

    let zeros = run(&Mat::zeros(7, 4), &settings(3)).unwrap();
    assert!(zeros.singular_values.is_empty());
    assert_eq!((zeros.u.shape(), zeros.v.shape(), zeros.residual), ((7, 0), (4, 0), 0.0));
    assert!(run(&one, &settings(0)).unwrap().singular_values.is_empty());
}

#[test]
fn randomized_refuses_what_is_no_matrix() {
    assert!(matches!(run(&Mat::zeros(0, 3), &settings(2)), Err(SvdError::Empty)));
    assert!(matches!(run(&Mat::zeros(3, 0), &settings(2)), Err(SvdError::Empty)));
    let nan = Mat::from_fn(3, 3, |i, _| if i == 1 { f64::NAN } else { 1.0 });
    assert!(matches!(run(&nan, &settings(2)), Err(SvdError::NotFinite)));
}

#[test]
fn thread_count_changes_nothing_and_the_seed_little() {
    let a = csr(&sparse(2500, 400, 20, 8));
    let transposed = a.transpose();
    let fast = RandomizedSvd { max_iterations: 3, tolerance: 0.0, ..settings(10) };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| randomized(&a, &transposed, &fast)).unwrap()
    };
    let (one, two) = (on(1), on(2));
    assert_eq!(one.singular_values, two.singular_values);
    assert_eq!((one.u, one.v, one.residual), (two.u, two.v, two.residual));
    let other = randomized(&a, &transposed, &RandomizedSvd { seed: 2, ..fast }).unwrap();
    assert_ne!(one.singular_values, other.singular_values);
    assert!((one.singular_values[0] / other.singular_values[0] - 1.0).abs() < 1e-2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn dense_reconstructs(rows in 1_usize..24, columns in 1_usize..24, one_in in 1_u32..5, seed in any::<u64>()) {
        let a = sparse(rows, columns, one_in, seed);
        let svd = dense(&a).unwrap();
        prop_assert_eq!(svd.singular_values.len(), rows.min(columns));
        check_shape_and_order(&svd);
        prop_assert!(not_reconstructed(&a, &svd) < 1e-12);
        prop_assert!(not_orthonormal(&svd.u) < 1e-12 && not_orthonormal(&svd.v) < 1e-12);
        prop_assert!(svd.residual < 1e-10);
    }

    #[test]
    fn randomized_is_dense(rows in 1_usize..40, columns in 1_usize..40, one_in in 1_u32..9, seed in any::<u64>()) {
        let a = sparse(rows, columns, one_in, seed);
        let exact = dense(&a).unwrap();
        let svd = run(&a, &RandomizedSvd { oversampling: 40, ..settings(12) }).unwrap();
        check_shape_and_order(&svd);
        prop_assert!(svd.singular_values.len() <= 12);
        for (j, s) in exact.singular_values.iter().take(12).enumerate() {
            let found = svd.singular_values.get(j).copied().unwrap_or(0.0);
            prop_assert!((found - s).abs() < 1e-10, "{} {}", found, s);
        }
        prop_assert!(not_orthonormal(&svd.u) < 1e-11 && not_orthonormal(&svd.v) < 1e-11);
    }
}

/// A diagonal of slowly falling values in rows and columns of mixed order, some rows empty.
fn scattered(side: usize, values: impl Fn(usize) -> f64) -> Mat<f64> {
    let mut a = Mat::zeros(side + 40, side);
    (0..side).for_each(|i| a[((i * 37) % (side + 40), (i * 53) % side)] = values(i));
    a
}

fn krylov_settings(k: usize, max_steps: usize) -> KrylovSvd {
    KrylovSvd { k, block: 16, max_steps, tolerance: 0.0, vectors: true, seed: 1 }
}

fn truncate(a: &Mat<f64>, settings: &KrylovSvd) -> TruncatedSvd {
    let a = csr(a);
    truncated(&a, &a.transpose(), settings).unwrap()
}

/// Largest entry of `‖Aᵀu − σv‖/σ` and of `‖Av − σu‖/σ`.
fn residuals(a: &Mat<f64>, svd: &TruncatedSvd) -> (f64, f64) {
    let (u, v) = (svd.u.to_f64(), svd.v.to_f64());
    let (left, right) = (a.transpose() * &u, a * &v);
    let off = |m: &Mat<f64>, n: &Mat<f64>| {
        let relative = |j: usize| {
            let sigma = svd.singular_values[j];
            let squared: f64 = (0..m.nrows()).map(|i| (m[(i, j)] - sigma * n[(i, j)]).powi(2)).sum();
            squared.sqrt() / sigma
        };
        (0..svd.singular_values.len()).map(relative).fold(0.0, f64::max)
    };
    (off(&left, &v), off(&right, &u))
}

#[test]
fn a_krylov_space_finds_what_a_dense_decomposition_finds() {
    // 700 rows: far more than the 20 blocks of 16 hold.
    let a = sparse(700, 600, 6, 11);
    let exact = dense(&a).unwrap();
    let svd = truncate(&a, &krylov_settings(20, 20));
    assert_eq!(svd.steps, 20);
    for (s, t) in svd.singular_values.iter().zip(&exact.singular_values) {
        assert!((s / t - 1.0).abs() < 1e-4 && *s < t * (1.0 + 1e-6), "{s} {t}: never above, and near");
    }
    let few = truncate(&a, &krylov_settings(20, 6));
    let (left, right) = residuals(&a, &few);
    assert!(right < 1e-5, "A v = σ u by construction: {right}");
    assert!((left / few.residual - 1.0).abs() < 1e-3, "{left}, said to be {}", few.residual);
    assert!(not_orthonormal(&svd.u.to_f64()) < 1e-5 && not_orthonormal(&svd.v.to_f64()) < 1e-5);
    let values = truncate(&a, &KrylovSvd { vectors: false, ..krylov_settings(20, 20) });
    assert_eq!((values.singular_values, values.u.columns()), (svd.singular_values, 0));
}

#[test]
fn a_krylov_space_is_better_than_as_many_dimensions_of_a_power() {
    let a = sparse(900, 800, 8, 12);
    let settings = KrylovSvd { block: 32, ..krylov_settings(60, 8) };
    let krylov = truncate(&a, &settings);
    let power =
        run(&a, &RandomizedSvd { k: 60, oversampling: 10, max_iterations: 4, tolerance: 0.0, seed: 1 })
            .unwrap();
    let energy = |values: &[f64]| values.iter().map(|s| s * s).sum::<f64>();
    // 8 blocks of 32, twice: 512 columns multiplied, against 10 times 70.
    assert!(energy(&krylov.singular_values) > energy(&power.singular_values));
}

#[test]
fn a_tolerance_stops_a_krylov_space() {
    let a = sparse(800, 700, 6, 13);
    let settings = KrylovSvd { tolerance: 1e-5, ..krylov_settings(10, 40) };
    let svd = truncate(&a, &settings);
    assert!((3..40).contains(&svd.steps), "{}", svd.steps);
    let exact = dense(&a).unwrap();
    for (s, t) in svd.singular_values.iter().zip(&exact.singular_values) {
        assert!((s / t - 1.0).abs() < 1e-3, "{s} {t}");
    }
}

#[test]
fn a_krylov_space_of_low_rank_ends_by_itself() {
    let a = scattered(400, |i| if i < 12 { 3.0 - i as f64 / 8.0 } else { 0.0 });
    let svd = truncate(&a, &krylov_settings(20, 12));
    assert_eq!(svd.singular_values.len(), 12);
    for (i, sigma) in svd.singular_values.iter().enumerate() {
        assert!((sigma - (3.0 - i as f64 / 8.0)).abs() < 1e-6, "{:?}", svd.singular_values);
    }
    assert!(svd.residual < 1e-5 && svd.steps < 12, "{} after {}", svd.residual, svd.steps);
    let zeros = truncate(&Mat::zeros(300, 250), &krylov_settings(5, 3));
    assert!(zeros.singular_values.is_empty() && zeros.residual == 0.0);
    assert_eq!((zeros.u.rows(), zeros.u.columns()), (300, 0));
}

#[test]
fn a_krylov_space_sees_values_far_below_the_first() {
    let a = scattered(500, |i| if i < 40 { 0.7_f64.powi(i as i32) } else { 1e-9 });
    let svd = truncate(&a, &krylov_settings(30, 10));
    for (i, sigma) in svd.singular_values.iter().enumerate() {
        // 0.7^29 is 3e-5.
        assert!((sigma - 0.7_f64.powi(i as i32)).abs() < 3e-7, "{i}: {sigma}");
    }
    assert!(svd.singular_values.len() >= 29, "{}", svd.singular_values.len());
}

#[test]
fn truncated_is_the_same_on_any_number_of_threads() {
    let a = csr(&sparse(2500, 900, 20, 14));
    let transposed = a.transpose();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| truncated(&a, &transposed, &krylov_settings(40, 6))).unwrap()
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(3));
    assert!(one.steps == 6 && one.v.columns() == 40);
}

#[test]
fn truncated_takes_small_and_extreme_matrices() {
    let small = truncate(&sparse(30, 25, 2, 15), &krylov_settings(5, 4));
    assert_eq!((small.steps, small.u.rows(), small.v.columns()), (0, 30, 5));
    for scale in [1e-20, 1e20] {
        let a = sparse(300, 280, 6, 16);
        let scaled = Mat::from_fn(300, 280, |i, j| scale * a[(i, j)]);
        let (svd, unit) = (truncate(&scaled, &krylov_settings(5, 8)), dense(&a).unwrap());
        assert!((svd.singular_values[0] / scale / unit.singular_values[0] - 1.0).abs() < 1e-6);
    }
    let a = Csr { starts: vec![0, 1], columns: vec![0], values: vec![f32::NAN], n_columns: 1 };
    assert!(matches!(truncated(&a, &a, &krylov_settings(1, 1)), Err(SvdError::NotFinite)));
    assert!(matches!(
        truncated(
            &Csr { starts: vec![0], n_columns: 0, ..Csr::default() },
            &Csr { starts: vec![0], ..Csr::default() },
            &krylov_settings(1, 1)
        ),
        Err(SvdError::Empty)
    ));
}
