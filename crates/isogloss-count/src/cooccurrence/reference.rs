//! The definition, slow and plain: every pair of every document, rare words taken out first.
use std::collections::BTreeMap;

/// `X` over documents of ids, in integer weights lcm(1..=window) / d; words from `words` on are taken out.
pub(super) fn count(documents: &[Vec<u32>], words: u32, window: usize) -> BTreeMap<(u32, u32), u64> {
    let unit = unit(window);
    let mut sums = BTreeMap::new();
    for document in documents {
        let kept: Vec<u32> = document.iter().copied().filter(|&id| id < words).collect();
        for p in 0..kept.len() {
            for q in 0..kept.len() {
                let distance = p.abs_diff(q);
                if (1..=window).contains(&distance) {
                    *sums.entry((kept[p], kept[q])).or_insert(0) += unit / distance as u64;
                }
            }
        }
    }
    sums
}

/// The least number that all distances divide, grown by the least factor that makes the next distance divide it, too.
pub(super) fn unit(window: usize) -> u64 {
    (1..=window as u64).fold(1, |unit, distance| {
        let factor = (1..=distance).find(|factor| unit * factor % distance == 0);
        unit * factor.unwrap_or(distance)
    })
}
