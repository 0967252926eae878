//! The definition, slow and plain: every pair of every document.
use super::{Context, CooccurrenceSettings, Weighting};
use std::collections::BTreeMap;

/// `X` over documents of ids in f64; words from `words` on have no row.
pub(super) fn count(
    documents: &[Vec<u32>],
    words: u32,
    settings: &CooccurrenceSettings,
) -> BTreeMap<(u32, u32), f64> {
    let mut sums = BTreeMap::new();
    for document in documents {
        let kept = |id: &u32| settings.keep_gaps || *id < words;
        let kept: Vec<u32> = document.iter().copied().filter(kept).collect();
        for p in 0..kept.len() {
            for q in 0..kept.len() {
                let distance = p.abs_diff(q);
                let on_this_side = match settings.context {
                    Context::Symmetric => true,
                    Context::Left => q < p,
                    Context::Right => q > p,
                };
                let have_rows = kept[p] < words && kept[q] < words;
                if (1..=settings.window).contains(&distance) && on_this_side && have_rows {
                    *sums.entry((kept[p], kept[q])).or_insert(0.0) += weight(distance, settings);
                }
            }
        }
    }
    sums
}

fn weight(distance: usize, settings: &CooccurrenceSettings) -> f64 {
    match settings.weighting {
        Weighting::Harmonic => 1.0 / distance as f64,
        Weighting::Uniform => 1.0,
        Weighting::Dynamic => (settings.window - distance + 1) as f64 / settings.window as f64,
    }
}
