#![allow(missing_docs)]
use isogloss_count::*;
use isogloss_corpus::*;
use std::time::Instant;
use std::path::Path;
fn rss() -> String {
    std::fs::read_to_string("/proc/self/status").unwrap().lines().filter(|l| l.starts_with("VmHWM")||l.starts_with("RssAnon")).collect::<Vec<_>>().join(" ")
}
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/stat").unwrap(); let f: Vec<&str> = s.rsplit(')').next().unwrap().split_whitespace().collect();
    (f[11].parse::<f64>().unwrap() + f[12].parse::<f64>().unwrap()) / 100.0
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let path = Path::new(&a[1]); let dir = Path::new(&a[2]); let min: u64 = a[3].parse().unwrap();
    if a.get(5).is_some() {
        let t = Instant::now();
        let mut r = Reader::open(path).unwrap(); let mut n = 0; let mut texts = vec![];
        while let Some(b) = r.next_batch().unwrap() { n += b.bytes(); b.documents(|d| texts.push(d.text.into_owned())); if n > 200_000_000 {break} }
        eprintln!("read+decode {n} {:?}", t.elapsed());
        let tk = Tokenizer::new(TokenizerSettings::default());
        let bytes: usize = texts.iter().map(|t| t.len()).sum();
        for _ in 0..2 { let t = Instant::now(); let c0 = cpu(); let mut k = 0u64; for x in &texts { tk.tokens(x, |w, _| k += w.len() as u64); }
        let e = t.elapsed().as_secs_f64(); let cc = cpu()-c0; eprintln!("tokenise cpu {cc} {:.0} MB/s {bytes} bytes, {k}: {e:.3}s {:.0} MB/s", bytes as f64/cc/1e6, bytes as f64/e/1e6); }
    }
    let t = Instant::now();
    let rep = encode(Reader::open(path).unwrap(), &Tokenizer::new(TokenizerSettings::default()), dir, &mut |_,_,_| {}).unwrap();
    eprintln!("cpu so far {}", cpu()); eprintln!("encode {:?} {:?} {}", t.elapsed(), rep, rss());
    let t = Instant::now(); let c = EncodedCorpus::open(dir).unwrap(); eprintln!("open {:?}", t.elapsed());
    let words = c.vocabulary.with_min_count(min);
    let t = Instant::now(); Postings::build(&c, words, dir).unwrap(); eprintln!("cpu so far {}", cpu()); eprintln!("postings {:?} words {words} {}", t.elapsed(), rss());
    let p = Postings::open(dir).unwrap();
    for window in a[4].split(',').map(|w| w.parse().unwrap()) {
        let t = Instant::now(); Cooccurrence::count(&c, &p, &CooccurrenceSettings{window}, None, dir, &|_,_| {}).unwrap();
        let e = t.elapsed();
        let x = Cooccurrence::open(dir).unwrap(); let t = Instant::now(); let s: f64 = x.row_sums().iter().sum();
        eprintln!("cpu so far {}", cpu()); eprintln!("cooccurrence window {window} {e:?} nonzeros {} sum {s} ({:?}) {}", x.nonzeros(), t.elapsed(), rss());
    }
}
