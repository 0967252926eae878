//! x
use isogloss_math::Matrix;
use isogloss_store::{Vectors, nearest};
use std::time::Instant;
fn main() {
    let n: usize = std::env::args().nth(1).and_then(|x| x.parse().ok()).unwrap_or(60000);
    let d = 100;
    let mut h = 1u64;
    let data: Vec<f32> = (0..n * d)
        .map(|_| {
            h = isogloss_math::stream::mix(h);
            (h >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect();
    let m = Matrix::from_vec(n, d, data).unit_rows();
    let selves: Vec<u32> = (0..n as u32).collect();
    if std::env::args().nth(2).is_none() {
        for k in [10, 100] {
            let t = Instant::now();
            let f = nearest(&m, &m, k, Some(&selves));
            println!("nearest {n}x{n}x{d} k={k}: {:.2?} {:?}", t.elapsed(), f[0][0]);
        }
    }
    let n = 150000;
    let data: Vec<f32> = (0..n * d)
        .map(|_| {
            h = isogloss_math::stream::mix(h);
            (h >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        })
        .collect();
    let v = Vectors {
        words: (0..n).map(|i| format!("w{i}")).collect(),
        matrix: Matrix::from_vec(n, d, data),
        ..Default::default()
    };
    let t = Instant::now();
    v.write_text(std::path::Path::new("/tmp/v.txt")).unwrap();
    println!("text {:.2?}", t.elapsed());
    let t = Instant::now();
    v.write_safetensors(std::path::Path::new("/tmp/v.st")).unwrap();
    println!("st write {:.2?}", t.elapsed());
    let t = Instant::now();
    let w = Vectors::read_safetensors(std::path::Path::new("/tmp/v.st")).unwrap();
    println!("st read {:.2?} {}", t.elapsed(), w == v);
}
