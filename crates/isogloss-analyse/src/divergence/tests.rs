use super::*;
use proptest::prelude::*;

#[test]
fn by_hand() {
    let divergence = divergence(&[3, 1, 0, 0], &[1, 1, 2, 0]).unwrap();
    // P_a = (¾, ¼, 0), P_b = (¼, ¼, ½), M = (½, ¼, ¼).
    let jensen_shannon = 0.5 * 0.75 * 1.5_f64.log2() + 0.5 * (0.25 * 0.5_f64.log2() + 0.5);
    assert!((divergence.jensen_shannon - jensen_shannon).abs() < 1e-15);
    // With ½ added to each of three types: Q_a = (3.5, 1.5, 0.5)/5.5, Q_b = (1.5, 1.5, 2.5)/5.5.
    let kl_ab = (3.5 * (3.5_f64 / 1.5).log2() + 0.5 * 0.2_f64.log2()) / 5.5;
    assert!((divergence.kl_ab - kl_ab).abs() < 1e-14);
    assert_eq!(divergence.unseen, (0.0, 0.5));
    assert_eq!(divergence.smoothing, "0.5 added to the count of each of the 3 types of the union");
}

#[test]
fn ends_of_the_scale() {
    let apart = divergence(&[5, 0], &[0, 9]).unwrap();
    assert_eq!((apart.jensen_shannon, apart.unseen), (1.0, (1.0, 1.0)));
    assert!(apart.kl_ab.is_finite() && apart.kl_ba.is_finite());
    let same = divergence(&[5, 2], &[5, 2]).unwrap();
    assert_eq!((same.jensen_shannon, same.kl_ab, same.kl_ba, same.unseen), (0.0, 0.0, 0.0, (0.0, 0.0)));
}

#[test]
fn refuses_what_has_no_answer() {
    assert!(matches!(divergence(&[1], &[1, 2]), Err(AnalyseError::ShapeMismatch { .. })));
    assert!(matches!(divergence(&[1], &[0]), Err(AnalyseError::TooFew { .. })));
    assert!(matches!(divergence(&[], &[]), Err(AnalyseError::TooFew { .. })));
}

/// Counts of some types in two domains, each domain holding the first.
fn domains() -> impl Strategy<Value = (Vec<u64>, Vec<u64>)> {
    prop::collection::vec((0_u64..50, 0_u64..50), 1..40).prop_map(|pairs| {
        let (mut a, mut b): (Vec<_>, Vec<_>) = pairs.into_iter().unzip();
        a[0] += 1;
        b[0] += 1;
        (a, b)
    })
}

proptest! {
    #[test]
    fn exchanging_the_domains((a, b) in domains()) {
        let (ab, ba) = (divergence(&a, &b).unwrap(), divergence(&b, &a).unwrap());
        prop_assert!((ab.jensen_shannon - ba.jensen_shannon).abs() < 1e-12);
        prop_assert!((ab.kl_ab - ba.kl_ba).abs() < 1e-12 && (ab.kl_ba - ba.kl_ab).abs() < 1e-12);
        prop_assert_eq!(ab.unseen, (ba.unseen.1, ba.unseen.0));
    }

    #[test]
    fn order_absent_types_and_the_amount_of_text((a, b) in domains(), times in 2_u64..9) {
        let before = divergence(&a, &b).unwrap();
        let turned = |x: &[u64], times: u64| [0].into_iter().chain(x.iter().rev().map(|c| c * times)).collect::<Vec<_>>();
        let after = divergence(&turned(&a, 1), &turned(&b, 1)).unwrap();
        prop_assert!((before.jensen_shannon - after.jensen_shannon).abs() < 1e-12);
        prop_assert!((before.kl_ab - after.kl_ab).abs() < 1e-12);
        let scaled = divergence(&turned(&a, times), &turned(&b, 1)).unwrap();
        prop_assert!((before.jensen_shannon - scaled.jensen_shannon).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&before.jensen_shannon) && before.kl_ab >= 0.0 && before.kl_ba >= 0.0);
    }
}
