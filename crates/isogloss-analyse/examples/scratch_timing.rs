//! Scratch.
use isogloss_analyse::{analogy, geometry::*, summary, transfer};
use isogloss_math::{Matrix, stream};
use rand::RngExt;
use std::time::Instant;
fn gaussian(rows: usize, columns: usize, seed: u64) -> Matrix {
    let mut rng = stream::stream(seed, "g");
    Matrix::from_vec(rows, columns, (0..rows * columns).map(|_| (0..4).map(|_| rng.random::<f32>() - 0.5).sum()).collect())
}
fn main() {
    let (n, d) = (60_000, 100);
    let (a, b) = (gaussian(n, d, 1), gaussian(n, d, 2));
    let mut b = b;
    b.as_mut_slice().iter_mut().zip(a.as_slice()).for_each(|(x, y)| *x = 0.5 * *x + y);
    let mut words: Vec<String> = (0..n).map(|i| format!("w{i}")).collect();
    let questions = analogy::own_questions();
    let labels = transfer::own_labels();
    let mut k = 0;
    for w in questions.sections.iter().flat_map(|s| s.1.iter()).flat_map(|p| [&p.0, &p.1]).chain(&labels.positive).chain(&labels.negative) {
        if !words.contains(w) { words[k] = w.clone(); k += 7; }
    }
    println!("{k}");
    let counts: Vec<(u64, u64)> = (0..n as u64).map(|i| (3_000_000 / (i + 1) + 5, 2_000_000 / (i + 1) + 5)).collect();
    let t = Instant::now();
    let all: Vec<u32> = (0..n as u32).collect();
    let aligned = align(&a, &b, &all, "all").unwrap();
    println!("align {:?}", t.elapsed());
    let t = Instant::now();
    let c = noise(&aligned, &counts);
    println!("noise {:?} {}", t.elapsed(), c.len());
    let t = Instant::now();
    let s = shift(&words, &counts, &aligned, &c, &c, &ShiftParams { neighbours: 1, ..ShiftParams::default() });
    println!("shift k=1 {:?}", t.elapsed());
    let shifts: Vec<f64> = s.unwrap().words.iter().map(|w| w.shift).collect();
    let t = Instant::now();
    let r = analogy::analogy(&words, &[&a, &b], &questions, 50_000, 1).unwrap();
    println!("analogy {:?} {} {:?}", t.elapsed(), r.0.answerable, r.0.domains);
    let t = Instant::now();
    let r = transfer::transfer(&words, &aligned.a, &aligned.b, &labels, 1).unwrap();
    println!("transfer {:?} {} {:?}", t.elapsed(), r.words, r.cells[0]);
    let t = Instant::now();
    summary::summary(&a, &b, &shifts, 200_000, 1).unwrap();
    println!("summary {:?}", t.elapsed());
}
