//! What is in a file of vectors?

use crate::report::VocabularyDomain;
use crate::sections::vocabulary;
use isogloss_math::dense::norm_f64;
use isogloss_store::{FileReport, Reading, Vectors};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is in a file of vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VectorsInfo {
    /// What the file is, and what reading it met.
    pub file: FileReport,
    /// Lengths of its vectors, ‖v‖₂.
    pub norms: Norms,
    /// Its words: case, placeholders, other kinds, scripts.
    pub vocabulary: VocabularyDomain,
    /// Whether it has context vectors w̃.
    pub contexts: bool,
    /// Whether it has vectors for words that it does not hold.
    pub subwords: bool,
    /// What made them, where the file says so.
    pub provenance: BTreeMap<String, String>,
}

/// Lengths of vectors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Norms {
    /// The shortest.
    pub least: f64,
    /// Half are shorter.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// The longest.
    pub most: f64,
    /// Vectors of zeros, which have no direction.
    pub zeros: usize,
    /// Whether all others are of unit length, to 1e-3.
    pub unit: bool,
}

/// What is in a file that was read.
pub fn info(reading: &Reading) -> VectorsInfo {
    let Vectors { words, matrix, contexts, subwords, provenance } = &reading.vectors;
    let mut lengths: Vec<f64> = (0..matrix.rows()).into_par_iter().map(|i| norm_f64(matrix.row(i))).collect();
    VectorsInfo {
        file: reading.report.clone(),
        norms: norms(&mut lengths),
        vocabulary: vocabulary::of_domain(words),
        contexts: contexts.is_some(),
        subwords: subwords.is_some(),
        provenance: provenance.clone(),
    }
}

fn norms(lengths: &mut [f64]) -> Norms {
    lengths.sort_unstable_by(f64::total_cmp);
    let (Some(&least), Some(&most)) = (lengths.first(), lengths.last()) else { return Norms::default() };
    let zeros = lengths.partition_point(|&length| length == 0.0);
    Norms {
        least,
        median: lengths[lengths.len() / 2],
        mean: lengths.iter().sum::<f64>() / lengths.len() as f64,
        most,
        zeros,
        unit: zeros < lengths.len() && lengths[zeros..].iter().all(|length| (length - 1.0).abs() <= 1e-3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_summed_up() {
        let found = norms(&mut [2.0, 0.0, 1.0, 5.0]);
        assert_eq!((found.least, found.median, found.mean, found.most), (0.0, 2.0, 2.0, 5.0));
        assert_eq!((found.zeros, found.unit), (1, false));
        assert!(norms(&mut [1.0, 0.9995, 0.0]).unit);
        assert!(!norms(&mut [0.0]).unit);
        assert_eq!(norms(&mut []), Norms::default());
    }
}
