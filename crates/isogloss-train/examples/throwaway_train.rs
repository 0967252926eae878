//! Throw-away.
use isogloss_count::*;
use isogloss_train::*;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let dir = Path::new(&a[2]);
    let arg = |i: usize, d: f64| a.get(i).map_or(d, |s| s.parse().unwrap());
    let c = EncodedCorpus::open(dir).unwrap();
    let words = c.vocabulary.with_min_count(5);
    let t = Instant::now();
    let out = if a[1] == "sgns" {
        let p = sgns_stream::SgnsStreamParams {
            epochs: arg(4, 3.0) as usize,
            seed: arg(6, 1.0) as u64,
            ..Default::default()
        };
        let n = std::sync::Mutex::new(0u64);
        let r = sgns_stream::train(&c, words, None, &p, arg(5, 2.0) as usize, &|d, _| *n.lock().unwrap() = d)
            .unwrap();
        let d = *n.lock().unwrap();
        println!(
            "sgns {:.1} s, {:.0} k words/s",
            t.elapsed().as_secs_f64(),
            d as f64 / t.elapsed().as_secs_f64() / 1e3
        );
        r
    } else {
        let window = arg(4, 5.0) as usize;
        if !dir.join("postings.bin").exists() {
            Postings::build(&c, words, dir).unwrap();
        }
        let po = Postings::open(dir).unwrap();
        let x = dir.join(format!("co{window}"));
        if !x.exists() {
            Cooccurrence::count(&c, &po, &CooccurrenceSettings { window }, None, &x, &|_, _| ()).unwrap();
        }
        println!("count {:.1} s", t.elapsed().as_secs_f64());
        let x = Cooccurrence::open(&x).unwrap();
        let t = Instant::now();
        let m = ppmi::ppmi(&x, 0.75, None);
        println!(
            "{} nonzeros, {} in ppmi, ppmi {:.1} s",
            x.nonzeros(),
            m.values.len(),
            t.elapsed().as_secs_f64()
        );
        let t = Instant::now();
        let _ = m.transpose();
        println!("transpose {:.1} s", t.elapsed().as_secs_f64());
        let t = Instant::now();
        let tr = m.transpose();
        let it = arg(5, 4.0) as usize; let pw = arg(6, 0.5);
        let sv = isogloss_math::svd::randomized(&m, &tr, &isogloss_math::svd::RandomizedSvd { k: 100, oversampling: arg(7, 10.0) as usize, max_iterations: it, tolerance: 0.0, seed: 1 }).unwrap();
        println!("svd it {it} {:.1} s, sigma1 {:.2} sigma50 {:.2} sigma100 {:.3}, residual {:.3}", t.elapsed().as_secs_f64(), sv.singular_values[0], sv.singular_values[49], sv.singular_values[99], sv.residual);
        let mut v = isogloss_math::Matrix::zeros(words, 100);
        for i in 0..words { for j in 0..100 { v.row_mut(i)[j] = (sv.u[(i, j)] * sv.singular_values[j].powf(pw)) as f32; } }
        let r = Trained { contexts: v.clone(), vectors: v };
        r
    };
    let mut f = std::io::BufWriter::new(std::fs::File::create(&a[3]).unwrap());
    writeln!(f, "{} {}", words, out.vectors.columns()).unwrap();
    for i in 0..words {
        write!(f, "{}", c.vocabulary.word(i as u32)).unwrap();
        for x in out.vectors.row(i) {
            write!(f, " {x}").unwrap();
        }
        writeln!(f).unwrap();
    }
}
