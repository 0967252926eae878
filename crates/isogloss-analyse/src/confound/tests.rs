use super::*;
use crate::divergence::divergence;
use proptest::prelude::*;

fn handling(to: &[u32]) -> Handling {
    Handling { what: "x".to_owned(), how: "y".to_owned(), to: to.to_vec() }
}

fn under(counts: Counts<'_>, to: &[u32]) -> f64 {
    confound(counts, &[], &[handling(to)]).unwrap().effects[0].jensen_shannon.value
}

#[test]
fn by_hand() {
    // Words 0, 1 are shared evenly; links 2 are a's, links 3 and 4 are b's.
    let counts = [vec![4, 2, 2, 0, 0], vec![4, 2, 0, 1, 1]];
    let audit = confound(
        &counts,
        &[],
        &[
            handling(&[0, 1, 2, 2, 2]),
            handling(&[0, 1, LEFT_OUT, LEFT_OUT, LEFT_OUT]),
            handling(&[0, 1, 2, 3, 4]),
        ],
    )
    .unwrap();
    // A quarter of each domain's tokens tells the domain.
    assert!((audit.as_run.value - 0.25).abs() < 1e-12);
    let [one, none, same] = &audit.effects[..] else { panic!("three handlings") };
    assert!(one.jensen_shannon.value.abs() < 1e-12 && (one.vanished.value - 1.0).abs() < 1e-12);
    assert!(none.jensen_shannon.value.abs() < 1e-12);
    assert_eq!((one.touched.clone(), none.touched.clone()), (vec![0.0, 0.25], vec![0.25, 0.25]));
    assert_eq!((same.vanished.value, same.touched.clone()), (0.0, vec![0.0, 0.0]));
}

#[test]
fn a_type_may_be_added_to_another_that_stays() {
    // "#cat" (1) counted as "cat" (0).
    let counts = [vec![3, 0, 1], vec![1, 2, 1]];
    let merged = divergence(&[3, 1], &[3, 1]).unwrap().jensen_shannon;
    assert!((under(&counts, &[0, 0, 2]) - merged).abs() < 1e-12);
}

#[test]
fn case_kept_apart_adds_what_it_tells() {
    // One type, always small in a, always with a capital in b: case alone tells the domain.
    let counts = [vec![100_000, 100_000], vec![100_000, 100_000]];
    let capitals = [vec![0, 0], vec![100_000, 0]];
    let effect = case_kept(&counts, &capitals).unwrap();
    assert!((effect.jensen_shannon.value - 0.5).abs() < 1e-3, "{effect:?}");
    assert_eq!(effect.touched, [0.0, 0.5]);
    assert!(effect.vanished.value <= 0.0);
}

#[test]
fn what_does_not_fit_is_an_error() {
    let two = [vec![1, 1], vec![1, 1]];
    assert!(matches!(confound(&two[..1], &[], &[]), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(confound(&[vec![1], vec![0]], &[], &[]), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(confound(&two, &[], &[handling(&[0])]), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(confound(&two, &[], &[handling(&[0, 7])]), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(
        confound(&two, &[], &[handling(&[LEFT_OUT, LEFT_OUT])]),
        Err(AnalyseError::TooFew { .. })
    ));
    assert!(matches!(confound(&two, &[vec![vec![1, 1]]], &[]), Err(AnalyseError::ShapeMismatch { .. })));
}

/// Groups of documents alike but for their size: the interval covers the value, and the handling's share has one.
#[test]
fn groups_give_intervals() {
    let group = |k: u64| [vec![40 + k, 20, 10, 0], vec![30, 20 + k, 0, 12]];
    let groups: Vec<_> = (0..6).map(group).collect();
    let sum = |skip: usize| {
        let kept = groups.iter().enumerate().filter(|(j, _)| *j != skip).map(|(_, group)| group);
        kept.fold(vec![vec![0; 4]; 2], |mut sum, group| {
            for (to, from) in sum.iter_mut().zip(group) {
                to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
            }
            sum
        })
    };
    let without: Vec<_> = (0..groups.len()).map(sum).collect();
    let audit = confound(&sum(usize::MAX), &without, &[handling(&[0, 1, 2, 2])]).unwrap();
    let effect = &audit.effects[0];
    for estimate in [&audit.as_run, &effect.jensen_shannon, &effect.vanished] {
        let (low, high) = (estimate.low.unwrap(), estimate.high.unwrap());
        assert!(low <= estimate.value && estimate.value <= high, "{estimate:?}");
    }
    assert!(effect.vanished.value > 0.5 && effect.vanished.value <= 1.0);
}

proptest! {
    #[test]
    fn as_the_divergence_of_merged_counts(
        cells in prop::collection::vec((0u64..20, 0u64..20, 0u32..8), 8..9), left_out in 0u32..8,
    ) {
        let counts = [cells.iter().map(|c| c.0).collect::<Vec<_>>(), cells.iter().map(|c| c.1).collect()];
        let to: Vec<u32> = cells.iter().map(|c| if c.2 == left_out { LEFT_OUT } else { c.2 }).collect();
        let merged = |domain: &[u64]| {
            let mut sums = vec![0; 8];
            domain.iter().zip(&to).filter(|(_, to)| **to != LEFT_OUT).for_each(|(c, to)| sums[*to as usize] += c);
            sums
        };
        let (a, b) = (merged(&counts[0]), merged(&counts[1]));
        prop_assume!(a.iter().sum::<u64>() > 0 && b.iter().sum::<u64>() > 0);
        let expected = divergence(&a, &b).unwrap().jensen_shannon;
        prop_assert!((under(&counts, &to) - expected).abs() < 1e-9);
    }

    #[test]
    fn merging_never_raises_it(cells in prop::collection::vec((1u64..20, 1u64..20, 0u32..6), 6..7)) {
        let counts = [cells.iter().map(|c| c.0).collect::<Vec<_>>(), cells.iter().map(|c| c.1).collect()];
        let to: Vec<u32> = cells.iter().map(|c| c.2).collect();
        let same: Vec<u32> = (0..6).collect();
        prop_assert!(under(&counts, &to) <= under(&counts, &same) + 1e-12);
        let turned = [counts[1].clone(), counts[0].clone()];
        prop_assert!((under(&counts, &to) - under(&turned, &to)).abs() < 1e-12);
    }
}
