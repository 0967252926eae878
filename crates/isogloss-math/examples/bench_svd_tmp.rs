//! x
use isogloss_math::{svd::*, *};
use rand::RngExt;
use std::time::Instant;
fn main() {
    let n: usize = std::env::args().nth(1).and_then(|x| x.parse().ok()).unwrap_or(150000);
    let per: f64 = std::env::args().nth(2).and_then(|x| x.parse().ok()).unwrap_or(50e6);
    // Zipfian: row i has about c/(i+20)^0.75 entries capped at n/3, columns drawn by u^3 (frequent first).
    let mut rng = stream::stream(1, "x");
    let w: Vec<f64> = (0..n).map(|i| 1.0 / (i as f64 + 20.0).powf(0.7)).collect();
    let s: f64 = w.iter().sum();
    let mut a = Csr { starts: vec![0], n_columns: n, ..Default::default() };
    for i in 0..n {
        let m = ((w[i] / s * per) as usize).min(n / 3).max(1);
        let mut c: Vec<u32> = (0..m).map(|_| { let u: f64 = rng.random(); (u.powf(2.5) * n as f64) as u32 }).collect();
        c.sort_unstable();
        c.dedup();
        for j in c {
            a.columns.push(j);
            a.values.push(rng.random_range(0.0..4.0));
        }
        a.starts.push(a.columns.len() as u64);
    }
    println!("n {n} nnz {}", a.values.len());
    let t = Instant::now();
    let at = a.transpose();
    println!("transpose {:.2?}", t.elapsed());
    let b = Block::from_vec(n, 110, vec![0.5; n * 110]);
    for _ in 0..2 {
        let t = Instant::now();
        std::hint::black_box(a.multiply(&b));
        println!("multiply {:.2?}", t.elapsed());
    }
    let t = Instant::now();
    let set = RandomizedSvd { k: 100, oversampling: 10, max_iterations: 4, tolerance: 0.0, seed: 1 };
    let r = randomized(&a, &at, &set).unwrap();
    println!("svd 4 it {:.2?} residual {} {:?}", t.elapsed(), r.residual, &r.singular_values[..3]);
}
