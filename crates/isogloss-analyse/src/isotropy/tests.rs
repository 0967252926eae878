use super::*;
use crate::geometry::planted::{gaussian, order, rotated, rotation};
use proptest::prelude::*;

#[test]
fn by_hand() {
    // Four unit vectors to the four winds: mean 0, covariance I/2.
    let winds = Matrix::from_vec(4, 2, vec![2.0, 0.0, -1.0, 0.0, 0.0, 3.0, 0.0, -1.0]);
    let shape = isotropy(&winds).unwrap();
    assert_eq!((shape.words, shape.dimensions, shape.mean_cosine), (4, 2, 0.0));
    assert!((shape.participation_ratio - 2.0).abs() < 1e-12 && (shape.effective_rank - 2.0).abs() < 1e-12);
    assert!((shape.isotropy - 1.0).abs() < 1e-6);
    assert_eq!(shape.variance_shares, [0.5, 0.5]);
    // Two vectors at a right angle, and one of them again: one direction of variance. Mean (2/3, 1/3): 5/9.
    let corner = Matrix::from_vec(3, 2, vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    let shape = isotropy(&corner).unwrap();
    assert!((shape.participation_ratio - 1.0).abs() < 1e-9 && (shape.effective_rank - 1.0).abs() < 1e-9);
    assert!((shape.mean_cosine - 5.0 / 9.0).abs() < 1e-7);
    assert!(shape.isotropy < 0.5, "{}", shape.isotropy);
}

#[test]
fn a_cone_is_told_from_a_ball() {
    let ball = isotropy(&gaussian(4000, 20, 1)).unwrap();
    let expected = 20.0 * 4000.0 / 4020.0;
    assert!((ball.participation_ratio - expected).abs() < 0.2, "{}", ball.participation_ratio);
    assert!(ball.isotropy > 0.9 && ball.mean_cosine < 0.01 && ball.effective_rank > 19.9);
    let mut cone = gaussian(4000, 20, 1);
    (0..4000).for_each(|i| cone.row_mut(i)[3] += 6.0);
    let cone = isotropy(&cone).unwrap();
    assert!(cone.isotropy < 0.5 && cone.mean_cosine > 0.4, "{cone:?}");
}

#[test]
fn what_has_no_shape_says_why() {
    assert!(matches!(isotropy(&Matrix::zeros(9, 4)), Err(AnalyseError::TooFew { given: 0, .. })));
    assert!(matches!(isotropy(&Matrix::zeros(0, 0)), Err(AnalyseError::TooFew { .. })));
    let same = Matrix::from_vec(5, 3, [1.0, 2.0, 3.0].repeat(5));
    assert!(matches!(isotropy(&same), Err(AnalyseError::Degenerate { .. })));
    let broken = Matrix::from_vec(3, 1, vec![1.0, f32::INFINITY, 2.0]);
    assert!(matches!(isotropy(&broken), Err(AnalyseError::NotFinite { row: 1, .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn rotation_scaling_and_order(seed in 0..u64::MAX) {
        let mut space = gaussian(100, 7, seed);
        (0..100).for_each(|i| space.row_mut(i)[0] *= 3.0);
        let expected = isotropy(&space).unwrap();
        let near = |other: &Isotropy| {
            (other.isotropy - expected.isotropy).abs() < 1e-4
                && (other.participation_ratio - expected.participation_ratio).abs() < 1e-4
                && (other.effective_rank - expected.effective_rank).abs() < 1e-4
                && (other.mean_cosine - expected.mean_cosine).abs() < 1e-6
        };
        prop_assert!(near(&isotropy(&rotated(&space, &rotation(7, seed ^ 1))).unwrap()));
        prop_assert!(near(&isotropy(&space.gather(&order(100, seed))).unwrap()));
        (0..100).for_each(|i| space.row_mut(i).iter_mut().for_each(|x| *x *= 0.5 + i as f32));
        prop_assert!(near(&isotropy(&space).unwrap()));
    }
}
