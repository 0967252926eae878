//! Small corpora and counts for the tests.

use isogloss_count::{Cooccurrence, EncodedCorpus};
use isogloss_math::dense::cosine;
use isogloss_math::{Matrix, stream::stream};
use rand::RngExt;
use std::path::Path;

/// Function words, ids 0 to 3, which every document uses.
const SHARED: u32 = 4;
/// Words of both topics together: even ids belong to one, odd ids to the other.
const TOPICAL: u32 = 20;

/// Words of [`two_topics`].
pub(crate) const WORDS: usize = (SHARED + TOPICAL) as usize;

/// Documents of thirty words, a third of them function words, the others of one topic.
pub(crate) fn two_topics(documents: usize) -> Vec<Vec<u32>> {
    let mut random = stream(3, "two topics");
    let mut word = |topic: u32| match random.random_range(0..3) {
        0 => random.random_range(0..SHARED),
        _ => SHARED + 2 * random.random_range(0..TOPICAL / 2) + topic,
    };
    (0..documents as u32).map(|d| (0..30).map(|_| word(d % 2)).collect()).collect()
}

/// Asserts that each topical word is nearer to every word of its topic than to any of the other.
pub(crate) fn assert_topics_apart(vectors: &Matrix) {
    let similarity = |i: u32, j: u32| cosine(vectors.row(i as usize), vectors.row(j as usize));
    for i in SHARED..SHARED + TOPICAL {
        let others = (SHARED..SHARED + TOPICAL).filter(|&j| j != i);
        let (same, other): (Vec<u32>, Vec<u32>) = others.partition(|j| (i + j) % 2 == 0);
        let farthest_same = same.iter().map(|&j| similarity(i, j)).fold(f64::INFINITY, f64::min);
        let nearest_other = other.iter().map(|&j| similarity(i, j)).fold(f64::NEG_INFINITY, f64::max);
        assert!(farthest_same > nearest_other + 0.1, "word {i}: {farthest_same} against {nearest_other}");
    }
}

/// Co-occurrence counts, `Σ 1/distance` within the window, as a dense table.
pub(crate) fn company(documents: &[Vec<u32>], words: usize, window: usize) -> Vec<Vec<f32>> {
    let mut x = vec![vec![0.0; words]; words];
    for document in documents {
        for i in 0..document.len() {
            for j in i + 1..document.len().min(i + window + 1) {
                x[document[i] as usize][document[j] as usize] += 1.0 / (j - i) as f32;
                x[document[j] as usize][document[i] as usize] += 1.0 / (j - i) as f32;
            }
        }
    }
    x
}

/// A dense table as co-occurrence counts; the folder must outlive them.
pub(crate) fn counts(table: &[Vec<f32>]) -> (Cooccurrence, tempfile::TempDir) {
    let (mut starts, mut columns, mut values) = (vec![0_u64], Vec::new(), Vec::new());
    for row in table {
        for (j, &x) in row.iter().enumerate().filter(|&(_, &x)| x > 0.0) {
            columns.push(j as u32);
            values.push(x);
        }
        starts.push(columns.len() as u64);
    }
    let dir = tempfile::tempdir().expect("a temporary folder");
    write(&dir.path().join("cooccur.starts.bin"), &starts);
    write(&dir.path().join("cooccur.columns.bin"), &columns);
    write(&dir.path().join("cooccur.values.bin"), &values);
    (Cooccurrence::open(dir.path()).expect("the counts open"), dir)
}

/// An encoded corpus of these documents; the folder must outlive it. Lower ids must be at least as frequent as higher ones.
pub(crate) fn encoded(documents: &[Vec<u32>]) -> (EncodedCorpus, tempfile::TempDir) {
    let types = documents.iter().flatten().max().map_or(0, |&id| id as usize + 1);
    let (mut ids, mut starts) = (vec![u32::MAX], vec![1_u64]);
    let (mut uses, mut spread) = (vec![0_u64; types], vec![0_u64; types]);
    for document in documents {
        ids.extend(document);
        ids.push(u32::MAX);
        starts.push(ids.len() as u64);
        document.iter().for_each(|&id| uses[id as usize] += 1);
        (0..types as u32).filter(|id| document.contains(id)).for_each(|id| spread[id as usize] += 1);
    }
    assert!(uses.is_sorted_by(|a, b| a >= b), "ids go by frequency: {uses:?}");
    let numbers: Vec<u64> = (0..documents.len() as u64).collect();
    let lines: String = (0..types).map(|id| format!("w{id:03}\t{}\t{}\t0\n", uses[id], spread[id])).collect();
    let dir = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(dir.path().join("vocab.tsv"), lines).expect("a temporary file");
    write(&dir.path().join("ids.bin"), &ids);
    write(&dir.path().join("documents.bin"), &starts);
    let places: Vec<[u64; 2]> = numbers.iter().map(|&number| [number, 0]).collect();
    write(&dir.path().join("places.bin"), &places);
    write(&dir.path().join("units.bin"), &numbers);
    (EncodedCorpus::open(dir.path()).expect("the corpus opens"), dir)
}

fn write<T: bytemuck::Pod>(path: &Path, numbers: &[T]) {
    std::fs::write(path, bytemuck::cast_slice(numbers)).expect("a temporary file");
}

/// Runs on a pool of so many threads.
pub(crate) fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool").install(work)
}
