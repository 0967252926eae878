//! How long reading files of vectors takes: `cargo run --release -p isogloss-store --example load FILE...`

use isogloss_store::{ReadOptions, read};
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), isogloss_store::StoreError> {
    for file in std::env::args().skip(1) {
        for _ in 0..5 {
            let started = Instant::now();
            let reading = read(Path::new(&file), &ReadOptions::default())?;
            let (words, d) = (reading.vectors.words.len(), reading.report.dimensions);
            println!("{:>9.1} ms  {file}: {words} x {d}", started.elapsed().as_secs_f64() * 1e3);
        }
    }
    Ok(())
}
