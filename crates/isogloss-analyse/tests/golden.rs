//! Do we get what numpy and scipy get? The fixture is made by `bench/golden/make_golden.py`, which records their versions.

use isogloss_analyse::geometry::{align, alignment::procrustes};
use isogloss_analyse::{divergence, entropy, information, isotropy, likeness, spectrum, zipf};
use isogloss_math::{Csr, Matrix, special};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    zeta: Zeta,
    zipf: Zipf,
    domains: Domains,
    procrustes: Procrustes,
    spectrum: Spectrum,
    spaces: Spaces,
    reduction: Reduction,
}

#[derive(Deserialize)]
struct Zeta {
    points: Vec<(f64, f64)>,
    values: Vec<f64>,
}

#[derive(Deserialize)]
struct Zipf {
    counts: Vec<u64>,
    at: Vec<At>,
    best: Best,
    slope_ranks: u64,
    slope: f64,
}

#[derive(Deserialize)]
struct At {
    x_min: u64,
    gamma: f64,
}

#[derive(Deserialize)]
struct Best {
    x_min: u64,
    gamma: f64,
    alpha: f64,
    ks_distance: f64,
    tail_types: u64,
}

#[derive(Deserialize)]
struct Domains {
    a: Vec<u64>,
    b: Vec<u64>,
    entropy_a: f64,
    entropy_b: f64,
    mutual_information: f64,
    jensen_shannon: f64,
    kl_ab: f64,
    kl_ba: f64,
    g2: Vec<f64>,
}

#[derive(Deserialize)]
struct Procrustes {
    rows: usize,
    columns: usize,
    a: Vec<f64>,
    b: Vec<f64>,
    rotation: Vec<f64>,
    singular_values: Vec<f64>,
    scale: f64,
}

#[derive(Deserialize)]
struct Spectrum {
    words: usize,
    rows: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
    k: usize,
    singular_values: Vec<f64>,
    effective_rank: f64,
    decay_exponent: f64,
    energy_share: f64,
}

#[derive(Deserialize)]
struct Spaces {
    words: usize,
    wide: usize,
    narrow: usize,
    a: Vec<f32>,
    b: Vec<f32>,
    rsa: f64,
    debiased_cka: f64,
    plug_in_cka: f64,
    participation_ratio: f64,
    effective_rank: f64,
    isotropy: f64,
    mean_cosine: f64,
}

#[derive(Deserialize)]
struct Reduction {
    words: usize,
    wide: usize,
    narrow: usize,
    a: Vec<f32>,
    b: Vec<f32>,
    kept: f64,
    shifts: Vec<f64>,
}

fn golden() -> Golden {
    serde_json::from_str(include_str!("golden.json")).unwrap()
}

#[track_caller]
fn close(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours - theirs).abs() <= tolerance * theirs.abs().max(1.0), "{ours} against {theirs}");
}

#[test]
fn zipf_at_a_given_x_min() {
    let Zipf { counts, at, .. } = golden().zipf;
    assert_eq!(at.len(), 4);
    for At { x_min, gamma } in at {
        close(zipf::gamma(&counts, x_min).unwrap(), gamma, 1e-9);
    }
}

#[test]
fn zipf_at_the_x_min_of_kolmogorov_and_smirnov() {
    let Zipf { counts, best, slope_ranks, slope, .. } = golden().zipf;
    let params = zipf::ZipfParams { slope_ranks, ..zipf::ZipfParams::default() };
    let ours = zipf::zipf(&counts, &[], &params).unwrap();
    assert_eq!((ours.x_min, ours.tail_types), (best.x_min, best.tail_types));
    close(ours.gamma.value, best.gamma, 1e-9);
    close(ours.alpha.value, best.alpha, 1e-9);
    close(ours.ks_distance, best.ks_distance, 1e-9);
    close(ours.slope.value, slope, 1e-12);
}

#[test]
fn entropies() {
    let domains = golden().domains;
    close(entropy::plug_in_bits(&domains.a), domains.entropy_a, 1e-12);
    close(entropy::entropy(&domains.b, &[]).unwrap().plug_in, domains.entropy_b, 1e-12);
}

#[test]
fn information_and_its_terms() {
    let domains = golden().domains;
    let counts = [domains.a, domains.b];
    close(information::terms(&counts, false).iter().sum(), domains.mutual_information, 1e-12);
    close(information::terms(&counts, true).iter().sum(), domains.jensen_shannon, 1e-12);
}

#[test]
fn divergences() {
    let domains = golden().domains;
    let ours = divergence::divergence(&domains.a, &domains.b).unwrap();
    close(ours.jensen_shannon, domains.jensen_shannon, 1e-12);
    close(ours.kl_ab, domains.kl_ab, 1e-12);
    close(ours.kl_ba, domains.kl_ba, 1e-12);
}

#[test]
fn keyness_of_every_word() {
    let Domains { a, b, g2, .. } = golden().domains;
    let (total_a, total_b) = (a.iter().sum(), b.iter().sum());
    assert!(a.contains(&0) || b.contains(&0), "the fixture should hold words of one domain only");
    for ((&of_a, &of_b), g2) in a.iter().zip(&b).zip(g2) {
        close(information::keyness(of_a, total_a, of_b, total_b).0, g2, 1e-9);
        close(information::keyness(of_b, total_b, of_a, total_a).0, g2, 1e-9);
    }
}

#[test]
fn orthogonal_procrustes() {
    let golden = golden().procrustes;
    let matrix =
        |data: &[f64]| faer::Mat::from_fn(golden.rows, golden.columns, |i, j| data[i * golden.columns + j]);
    let (rotation, singular_values) = procrustes(&matrix(&golden.a), &matrix(&golden.b)).unwrap();
    for (i, row) in golden.rotation.chunks_exact(golden.columns).enumerate() {
        for (j, &entry) in row.iter().enumerate() {
            close(rotation[(i, j)], entry, 1e-10);
        }
    }
    assert_eq!(singular_values.len(), golden.singular_values.len());
    for (ours, theirs) in singular_values.iter().zip(&golden.singular_values) {
        close(*ours, *theirs, 1e-10);
    }
    close(singular_values.iter().sum(), golden.scale, 1e-10);
}

#[test]
fn singular_values_of_a_sparse_matrix() {
    let golden = golden().spectrum;
    let mut starts = vec![0_u64; golden.words + 1];
    golden.rows.iter().for_each(|&row| starts[row + 1] += 1);
    for row in 0..golden.words {
        starts[row + 1] += starts[row];
    }
    let matrix = Csr { starts, columns: golden.columns, values: golden.values, n_columns: golden.words };
    let params = spectrum::SpectrumParams { k: golden.k, tolerance: 1e-12, seed: 1 };
    let ours = spectrum::spectrum(&matrix, &params).unwrap();
    assert_eq!(ours.singular_values.len(), golden.k);
    for (ours, theirs) in ours.singular_values.iter().zip(&golden.singular_values) {
        close(*ours, *theirs, 1e-6);
    }
    close(ours.effective_rank, golden.effective_rank, 1e-6);
    close(ours.decay_exponent, golden.decay_exponent, 1e-6);
    close(ours.energy_share, golden.energy_share, 1e-6);
}

#[test]
fn whole_spaces() {
    let golden = golden().spaces;
    let a = Matrix::from_vec(golden.words, golden.wide, golden.a);
    let b = Matrix::from_vec(golden.words, golden.narrow, golden.b);
    let names: Vec<String> = (0..golden.words).map(|i| i.to_string()).collect();
    let ours = likeness::likeness(&names, &a, &b, &likeness::LikenessParams::default()).unwrap();
    // Cosines are of unit rows in 32 bits: two that are nearly equal may change ranks.
    close(ours.rsa.value, golden.rsa, 1e-5);
    close(ours.cka.value, golden.debiased_cka, 1e-6);
    close(ours.plug_in_cka, golden.plug_in_cka, 1e-6);
    let shape = isotropy::isotropy(&a).unwrap();
    close(shape.participation_ratio, golden.participation_ratio, 1e-6);
    close(shape.effective_rank, golden.effective_rank, 1e-6);
    close(shape.isotropy, golden.isotropy, 1e-6);
    close(shape.mean_cosine, golden.mean_cosine, 1e-6);
}

#[test]
fn procrustes_of_spaces_of_different_width() {
    let golden = golden().reduction;
    let a = Matrix::from_vec(golden.words, golden.narrow, golden.a);
    let b = Matrix::from_vec(golden.words, golden.wide, golden.b);
    let anchors: Vec<u32> = (0..golden.words as u32).collect();
    let aligned = align(&a, &b, &anchors, "all").unwrap();
    close(aligned.alignment.reduction.unwrap().kept, golden.kept, 1e-6);
    assert_eq!(golden.shifts.len(), golden.words);
    for (i, shift) in golden.shifts.into_iter().enumerate() {
        let squares = aligned.a.row(i).iter().zip(aligned.b.row(i)).map(|(x, y)| f64::from(x - y).powi(2));
        close(squares.sum::<f64>().sqrt(), shift, 1e-5);
    }
}

#[test]
fn hurwitz_zeta() {
    let Zeta { points, values } = golden().zeta;
    assert_eq!((points.len(), values.len()), (20, 20));
    for ((s, q), value) in points.into_iter().zip(values) {
        // Relative: ζ(12, 10⁴) is about 1e-45.
        close(special::hurwitz_zeta(s, q) / value, 1.0, 1e-12);
    }
}
