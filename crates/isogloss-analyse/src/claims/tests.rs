use super::*;
use proptest::prelude::*;

fn estimate() -> impl Strategy<Value = Estimate> {
    (-2.0..2.0, 0.0..2.0, 0.0..2.0, 0..8).prop_map(|(value, below, above, kind)| match kind {
        0 => Estimate::point(value, "point"),
        _ => Estimate::interval(value, value - below, value + above, "interval"),
    })
}

fn figure() -> impl Strategy<Value = Figure> {
    (estimate(), 0..8)
        .prop_map(|(estimate, kind)| if kind == 0 { Err("no text".to_owned()) } else { Ok(estimate) })
}

fn pair() -> impl Strategy<Value = Pair> {
    (figure(), figure()).prop_map(|(a, b)| Pair { a, b })
}

/// Random figures everywhere: the figures need not fit each other for the verdicts to keep their symmetry.
fn input() -> impl Strategy<Value = ClaimInput> {
    (prop::collection::vec(figure(), 14), prop::collection::vec(pair(), 8)).prop_map(|(figures, pairs)| {
        let mut figures = figures.into_iter();
        let mut pairs = pairs.into_iter();
        let mut one = || figures.next().unwrap();
        let mut two = || pairs.next().unwrap();
        ClaimInput {
            a: "wiki".to_owned(),
            b: "twitter".to_owned(),
            untested: None,
            alpha: two(),
            alpha_difference: one(),
            entropy: two(),
            entropy_difference: one(),
            cooccurrence_fit: two(),
            above_noise: one(),
            example_words: vec![WordFigures { word: "apple".to_owned(), shift: one(), rank: one() }],
            mutual_information: one(),
            offset_error: two(),
            offset_error_difference: one(),
            transfer_gap_ab: one(),
            transfer_gap_ba: one(),
            jensen_shannon: one(),
            kl_ab: one(),
            kl_ba: one(),
            effective_rank: two(),
            decay_exponent: two(),
            row_entropy: two(),
            row_entropy_difference: one(),
            score_norm: two(),
            score_norm_difference: one(),
            mean_similarity: pair_of_points(),
            mean_shift: Ok(Estimate::point(0.5, "mean")),
        }
    })
}

fn pair_of_points() -> Pair {
    Pair { a: Ok(Estimate::point(0.1, "mean")), b: Ok(Estimate::point(0.2, "mean")) }
}

proptest! {
    #[test]
    fn exchanging_the_domains_exchanges_the_verdict(input in input()) {
        let exchanged = claims(&input.clone().exchanged());
        for (claim, other) in claims(&input).iter().zip(&exchanged) {
            prop_assert_eq!(&claim.id, &other.id);
            let expected = match claim.verdict {
                Verdict::Supported if claim.id.ends_with("-in-b") => Verdict::Refuted,
                Verdict::Refuted if claim.id.ends_with("-in-b") => Verdict::Supported,
                verdict => verdict,
            };
            prop_assert_eq!(other.verdict, expected, "{}", claim.id);
        }
    }

    #[test]
    fn without_a_null_there_is_no_verdict(input in input()) {
        for claim in claims(&ClaimInput { untested: Some("No text to resample.".to_owned()), ..input }) {
            prop_assert!(matches!(claim.verdict, Verdict::NotTested | Verdict::NotComputable), "{}", claim.id);
            prop_assert_eq!(claim.verdict == Verdict::NotTested, claim.note.starts_with("No text to resample."));
        }
    }

    #[test]
    fn exchanging_twice_changes_nothing(input in input()) {
        prop_assert_eq!(input.clone().exchanged().exchanged(), input);
    }

    #[test]
    fn a_verdict_needs_an_interval_and_no_verdict_a_reason(input in input()) {
        for claim in claims(&input) {
            match claim.verdict {
                Verdict::Supported | Verdict::Refuted => {
                    let deciding = &claim.figures[0].estimate;
                    let (low, high) = (deciding.low.unwrap(), deciding.high.unwrap());
                    prop_assert!(low > 0.0 || high < 0.0, "{}: {low} to {high}", claim.id);
                }
                Verdict::NotTestedYet => prop_assert!(claim.note.contains("No test")),
                Verdict::NotTested => prop_assert!(false, "nothing keeps these from being tested"),
                Verdict::NotComputable => prop_assert!(claim.note.contains("no text"), "{}", claim.note),
                Verdict::NotResolvable => {}
            }
        }
    }
}

#[test]
fn verdicts_are_read_off_the_interval() {
    let x = |low, high| Estimate::interval((low + high) / 2.0, low, high, "");
    assert_eq!(verdict_positive(&x(0.1, 0.3)), Verdict::Supported);
    assert_eq!(verdict_positive(&x(-0.3, -0.1)), Verdict::Refuted);
    assert_eq!(verdict_positive(&x(-0.1, 0.3)), Verdict::NotResolvable);
    assert_eq!(verdict_positive(&x(0.0, 0.3)), Verdict::NotResolvable);
    assert_eq!(verdict_positive(&x(f64::NAN, f64::NAN)), Verdict::NotResolvable);
    assert_eq!(verdict_positive(&Estimate::point(5.0, "")), Verdict::NotResolvable);
    assert_eq!(verdict_nonzero(&x(-0.3, -0.1)), Verdict::Supported);
    assert_eq!(verdict_nonzero(&x(-0.1, 0.3)), Verdict::NotResolvable);
    assert_eq!(verdict_positive_quantity(&x(-0.3, -0.1)), Verdict::NotResolvable);
    assert_eq!(verdict_both_positive(&x(0.1, 0.3), &x(0.2, 0.3)), Verdict::Supported);
    assert_eq!(verdict_both_positive(&x(-0.3, -0.1), &x(-0.3, -0.2)), Verdict::Refuted);
    assert_eq!(verdict_both_positive(&x(0.1, 0.3), &x(-0.3, -0.2)), Verdict::NotResolvable);
    assert_eq!(verdict_both_positive(&x(0.1, 0.3), &x(-0.3, 0.2)), Verdict::NotResolvable);
}

#[test]
fn names_stand_in_texts_labels_and_nothing_is_named_twice() {
    let mut input = ClaimInput::not_computable("{b}", "tw{a", "no text");
    input.entropy_difference = Ok(Estimate::interval(0.5, 0.4, 0.6, "m"));
    let claims = claims(&input);
    let claim = claims.iter().find(|claim| claim.id == "entropy-higher-in-b").unwrap();
    assert_eq!(claim.text, "A word of tw{a carries more bits than a word of {b}.");
    assert_eq!(claim.figures[0].label, "H_tw{a − H_{b}, bits, at matched size");
    assert_eq!(claim.verdict, Verdict::Supported);
    assert!(
        claim
            .note
            .contains("Not computed: H_{b}, bits, at matched size; H_tw{a, bits, at matched size (no text).")
    );
}

#[test]
fn with_no_figures_at_all_every_claim_says_why() {
    let claims = claims(&ClaimInput::not_computable("a", "b", "pretrained vectors have no text"));
    for claim in &claims {
        let expected =
            if claim.id == "corpus-choice" { Verdict::NotTestedYet } else { Verdict::NotComputable };
        assert_eq!(claim.verdict, expected, "{}", claim.id);
        assert!(claim.figures.is_empty() && !claim.note.is_empty() && !claim.text.contains('{'));
    }
    let mut ids: Vec<_> = claims.iter().map(|claim| &claim.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), claims.len());
}
