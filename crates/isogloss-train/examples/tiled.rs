//! Trains on an `isogloss count` folder and writes word2vec's text format.
//!
//! usage: tiled sgns|glove COUNTS OUT.txt THREADS [key=value ...]

use isogloss_count::{Cooccurrence, Vocabulary};
use isogloss_train::tiled::{self, GloveParams, SgnsParams};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().collect();
    let (counts, out, threads) = (Path::new(&args[2]), &args[3], args[4].parse()?);
    let glove = args[1] == "glove";
    let mut p = SgnsParams::default();
    let mut g = GloveParams::default();
    for pair in &args[5..] {
        let (key, value) = pair.split_once('=').ok_or("key=value")?;
        match key {
            "epochs" => p.epochs = value.parse()?,
            "sweeps" => p.sweeps = value.parse()?,
            "alpha" => p.alpha = value.parse()?,
            "blocks" => p.blocks = value.parse()?,
            "negative" => p.negative = value.parse()?,
            "sample" => p.sample = value.parse()?,
            "seed" => p.seed = value.parse()?,
            "dim" => p.dim = value.parse()?,
            "eta" => g.eta = value.parse()?,
            _ => return Err(key.into()),
        }
    }
    if glove {
        g = GloveParams { dim: p.dim, epochs: p.epochs, blocks: p.blocks, seed: p.seed, ..g };
    }
    rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    let start = Instant::now();
    let x = Cooccurrence::open(counts)?;
    let vocabulary = Vocabulary::read(&counts.join("vocab.tsv"))?;
    let words = x.words();
    eprintln!("opened {:?}", start.elapsed());
    let start = Instant::now();
    let mut last = Instant::now();
    let mut after = |epoch: &tiled::Epoch<'_>| {
        eprintln!("epoch {} loss {:.5} {:?}", epoch.number, epoch.loss, last.elapsed());
        last = Instant::now();
        ControlFlow::Continue(())
    };
    let vectors = if glove {
        tiled::glove(&x, &g, None, &|_, _| {}, &mut after)?.sums()
    } else {
        tiled::sgns(&x, &vocabulary.counts()[..words], &p, None, &|_, _| {}, &mut after)?.vectors
    };
    eprintln!("trained {:.3} s", start.elapsed().as_secs_f64());
    let mut file = std::io::BufWriter::new(std::fs::File::create(out)?);
    writeln!(file, "{words} {}", p.dim)?;
    for id in 0..words as u32 {
        write!(file, "{}", vocabulary.word(id))?;
        for x in vectors.row(id as usize) {
            write!(file, " {x}")?;
        }
        writeln!(file)?;
    }
    Ok(())
}
