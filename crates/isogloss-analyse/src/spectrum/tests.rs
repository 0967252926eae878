use super::*;
use isogloss_math::stream;
use rand::RngExt;

/// The sparse matrix of dense rows, zeros left out.
fn sparse(rows: &[Vec<f32>]) -> Csr {
    let mut matrix = Csr { starts: vec![0], n_columns: rows[0].len(), ..Csr::default() };
    for row in rows {
        for (column, &value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            matrix.columns.push(column as u32);
            matrix.values.push(value);
        }
        matrix.starts.push(matrix.values.len() as u64);
    }
    matrix
}

fn diagonal(values: &[f32]) -> Csr {
    let row = |i: usize| (0..values.len()).map(|j| if i == j { values[i] } else { 0.0 }).collect();
    sparse(&(0..values.len()).map(row).collect::<Vec<_>>())
}

fn random(rows: usize, columns: usize, seed: u64) -> Vec<Vec<f32>> {
    let mut rng = stream::stream(seed, "spectrum test");
    let mut entry = || if rng.random::<f64>() < 0.3 { rng.random_range(0.0..4.0) } else { 0.0 };
    (0..rows).map(|_| (0..columns).map(|_| entry()).collect()).collect()
}

fn params(k: usize) -> SpectrumParams {
    SpectrumParams { k, tolerance: 1e-10, ..SpectrumParams::default() }
}

#[test]
fn a_diagonal_shows_its_entries() {
    let spectrum = spectrum(&diagonal(&[1.0, 8.0, 4.0, 2.0]), &params(3)).unwrap();
    for (sigma, expected) in spectrum.singular_values.iter().zip([8.0, 4.0, 2.0]) {
        assert!((sigma - expected).abs() < 1e-9, "{:?}", spectrum.singular_values);
    }
    assert_eq!((spectrum.words, spectrum.nonzeros, spectrum.singular_values.len()), (4, 4, 3));
    assert!((spectrum.energy_share - 84.0 / 85.0).abs() < 1e-9);
    // ln 4 − ln 2 over ln 3 − ln 2.
    assert!((spectrum.decay_exponent - 2.0_f64.ln() / 1.5_f64.ln()).abs() < 1e-8);
    let p = [8.0 / 14.0, 4.0 / 14.0, 2.0 / 14.0_f64];
    let entropy: f64 = p.iter().map(|p| -p * p.ln()).sum();
    assert!((spectrum.effective_rank - entropy.exp()).abs() < 1e-9);
    assert!(spectrum.residual < 1e-6);
}

#[test]
fn equal_values_are_flat() {
    let spectrum = spectrum(&diagonal(&[3.0; 12]), &params(10)).unwrap();
    assert!((spectrum.effective_rank - 10.0).abs() < 1e-8);
    assert!(spectrum.decay_exponent.abs() < 1e-8);
    assert!((spectrum.energy_share - 10.0 / 12.0).abs() < 1e-8);
}

#[test]
fn a_planted_decay_is_found() {
    let values: Vec<f32> = (1..=60).map(|i| (i as f32).powf(-0.7)).collect();
    let spectrum = spectrum(&diagonal(&values), &params(40)).unwrap();
    assert!((spectrum.decay_exponent - 0.7).abs() < 1e-5, "{}", spectrum.decay_exponent);
}

fn close(x: &Spectrum, y: &Spectrum, scale: f64) {
    for (s, t) in x.singular_values.iter().zip(&y.singular_values) {
        assert!((scale * s - t).abs() < 1e-6 * t, "{s} {t}");
    }
    assert!((x.effective_rank - y.effective_rank).abs() < 1e-5);
    assert!((x.decay_exponent - y.decay_exponent).abs() < 1e-5);
    assert!((x.energy_share - y.energy_share).abs() < 1e-6);
}

#[test]
fn order_transposition_signs_and_scale() {
    let rows = random(40, 30, 1);
    let before = spectrum(&sparse(&rows), &params(10)).unwrap();
    let turned: Vec<Vec<f32>> =
        rows.iter().rev().map(|row| row.iter().rev().map(|x| -3.0 * x).collect()).collect();
    close(&before, &spectrum(&sparse(&turned), &params(10)).unwrap(), 3.0);
    let transposed = spectrum(&sparse(&rows).transpose(), &params(10)).unwrap();
    close(&before, &transposed, 1.0);
    assert_eq!(transposed.words, 30);
}

#[test]
fn one_seed_gives_one_result() {
    let matrix = sparse(&random(80, 80, 2));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| spectrum(&matrix, &SpectrumParams::default()).unwrap())
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn a_matrix_of_low_rank_has_as_many_values() {
    let rows: Vec<Vec<f32>> = (0..20)
        .map(|i| {
            (0..20)
                .map(|j| {
                    (i % 2) as f32 * (j % 3) as f32
                        + if i < 4 { 1.0 } else { 0.0 }
                        + if j < 2 { 2.0 } else { 0.0 }
                })
                .collect()
        })
        .collect();
    let spectrum = spectrum(&sparse(&rows), &params(10)).unwrap();
    assert_eq!(spectrum.singular_values.len(), 3);
    assert!((spectrum.energy_share - 1.0).abs() < 1e-9 && spectrum.decay_exponent.is_finite());
}

#[test]
fn refuses_what_has_no_spectrum() {
    let too_small = spectrum(&diagonal(&[1.0, 2.0]), &params(3));
    assert!(matches!(too_small, Err(AnalyseError::TooFew { given: 2, needed: 3, .. })));
    let zeros = Csr { starts: vec![0; 6], n_columns: 5, ..Csr::default() };
    assert!(matches!(spectrum(&zeros, &params(3)), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(spectrum(&Csr::default(), &params(3)), Err(AnalyseError::TooFew { .. })));
    let nan = diagonal(&[1.0, f32::NAN, 1.0, 1.0]);
    assert!(matches!(spectrum(&nan, &params(3)), Err(AnalyseError::Svd(_))));
    assert!(matches!(spectrum(&diagonal(&[1.0; 5]), &params(2)), Err(AnalyseError::Parameter { .. })));
    let endless = SpectrumParams { tolerance: f64::NAN, ..params(3) };
    assert!(matches!(spectrum(&diagonal(&[1.0; 5]), &endless), Err(AnalyseError::Parameter { .. })));
}
