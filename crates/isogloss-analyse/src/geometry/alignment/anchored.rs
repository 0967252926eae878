//! How much does Δ hang on which words hold the rotation?

use super::{Aligned, has_direction, rotation};
use crate::AnalyseError;
use isogloss_math::{Block, rank, stream};
use rand::RngExt;
use rayon::prelude::*;

/// The 95 % interval of Δ of some `rows` over resamples of the anchors: as many anchors are drawn again with replacement, the rotation
/// is fitted to them, and Δ is measured; the 2.5 and 97.5 percentiles of `resamples` such values.
///
/// It says how sure the rotation is, and nothing else: the vectors stay as they are, so that neither another training on
/// the same text nor another text is in it, and both would move most words by far more. Words that follow the rest of the
/// space closely have narrow intervals however little is known of them.
///
/// # Errors
/// Degenerate; Svd.
pub fn anchor_intervals(
    aligned: &Aligned,
    anchors: &[u32],
    rows: &[u32],
    resamples: usize,
    seed: u64,
) -> Result<Vec<(f64, f64)>, AnalyseError> {
    let has = |&i: &u32| aligned.a.row(i as usize).iter().any(|&x| x != 0.0);
    let anchors: Vec<u32> = anchors.iter().copied().filter(has).collect();
    if anchors.is_empty() {
        return Err(AnalyseError::TooFew {
            what: "anchor words with vectors in both domains",
            given: 0,
            needed: 1,
        });
    }
    let (of_a, of_b) = (block(aligned, rows, 0), block(aligned, rows, 1));
    let (anchors_a, anchors_b) = (block(aligned, &anchors, 0), block(aligned, &anchors, 1));
    let replicates: Vec<Vec<f32>> = (0..resamples)
        .map(|resample| {
            let mut rng = stream::stream(seed, &format!("anchors {resample}"));
            let drawn: Vec<usize> = anchors.iter().map(|_| rng.random_range(0..anchors.len())).collect();
            let cross = gather(&anchors_b, &drawn).transpose_multiply(&gather(&anchors_a, &drawn));
            let (turn, _) = rotation(&cross)?;
            Ok(distances(&of_a, &of_b.multiply(turn.as_ref())))
        })
        .collect::<Result<_, AnalyseError>>()?;
    let interval = |at: usize| {
        let mut values: Vec<f64> = replicates.iter().map(|shifts| f64::from(shifts[at])).collect();
        values.sort_by(f64::total_cmp);
        let at = |p| rank::quantile(&values, p).unwrap_or(0.0);
        (at(0.025), at(0.975))
    };
    Ok((0..rows.len()).into_par_iter().map(interval).collect())
}

fn block(aligned: &Aligned, rows: &[u32], side: usize) -> Block {
    let space = [&aligned.a, &aligned.b][side];
    let data = rows.iter().flat_map(|&i| space.row(i as usize)).map(|&x| f64::from(x)).collect();
    Block::from_vec(rows.len(), space.columns(), data)
}

fn gather(block: &Block, rows: &[usize]) -> Block {
    let data = rows.iter().flat_map(|&i| block.row(i)).copied().collect();
    Block::from_vec(rows.len(), block.columns(), data)
}

/// Δ of every row; `f32`, for there are as many lists of them as resamples.
fn distances(a: &Block, b: &Block) -> Vec<f32> {
    let distance = |i: usize| {
        let (x, y) = (a.row(i), b.row(i));
        if !has_direction(x) {
            return 0.0;
        }
        x.iter().zip(y).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt().min(2.0) as f32
    };
    (0..a.rows()).into_par_iter().map(distance).collect()
}
