use super::*;
use isogloss_math::stream::{Pcg64, stream};
use proptest::prelude::*;
use rand::RngExt;

const CONTEXTS: usize = 5_000;
const GROUPS: usize = 20;
const NEIGHBOURS: usize = 8;

/// A distribution over contexts that can be drawn from.
#[derive(Clone)]
struct Law {
    shares: Vec<f64>,
    cumulative: Vec<f64>,
}

impl Law {
    fn new(weights: Vec<f64>) -> Self {
        let all: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|weight| weight / all).collect();
        let sum = |sum: &mut f64, share: &f64| {
            *sum += share;
            Some(*sum)
        };
        let cumulative = shares.iter().scan(0.0, sum).collect();
        Self { shares, cumulative }
    }

    /// Zipf's law over the contexts that `role` keeps, each weighted by what it returns.
    fn zipf(role: impl Fn(usize) -> f64) -> Self {
        Self::new((0..CONTEXTS).map(|k| role(k) / (k as f64 + 3.0)).collect())
    }

    fn draw(&self, rng: &mut Pcg64) -> u32 {
        let x = rng.random::<f64>() * self.cumulative[CONTEXTS - 1];
        self.cumulative.partition_point(|&sum| sum <= x).min(CONTEXTS - 1) as u32
    }

    fn jensen_shannon(&self, other: &Self) -> f64 {
        self.shares.iter().zip(&other.shares).map(|(&p, &q)| jensen_shannon_term(p, q)).sum()
    }
}

/// A domain in which words have this law; a document has so many uses, and each of their neighbours is with chance ½ one of
/// three words that the document is about, where it is about something.
struct Planted<'a> {
    law: &'a Law,
    uses_per_document: usize,
    topical: bool,
}

impl Planted<'_> {
    fn add(&self, samples: &mut Samples, first: usize, uses: usize, rng: &mut Pcg64) {
        for half in 0..2 {
            let mut topics = [0; 3];
            let mut group = 0;
            for i in 0..uses {
                if i % self.uses_per_document == 0 {
                    topics = std::array::from_fn(|_| self.law.draw(rng));
                    group = ((i / self.uses_per_document) % (GROUPS / 2) * 2 + half) as u16;
                }
                samples.add_use(first + half, group);
                for distance in 0..NEIGHBOURS {
                    let topical = self.topical && rng.random::<f64>() < 0.5;
                    let context = if topical { topics[rng.random_range(0..3)] } else { self.law.draw(rng) };
                    samples.add_neighbour(context, 60.0 / (1 + distance / 2) as f64);
                }
            }
        }
    }
}

/// (mean of D, of the noise, share of intervals that hold `truth`) over words of so many uses in a sample.
fn calibrate(a: &Planted<'_>, b: &Planted<'_>, uses: usize, truth: f64) -> (f64, f64, f64) {
    const WORDS: usize = 200;
    let mut samples = Samples::new(CONTEXTS, GROUPS);
    let (mut mean, mut noise, mut held) = (0.0, 0.0, 0.0);
    for word in 0..WORDS {
        let mut rng = stream(uses as u64, &format!("word {word}"));
        a.add(&mut samples, 0, uses, &mut rng);
        b.add(&mut samples, 2, uses, &mut rng);
        let found = samples.divergence().unwrap();
        mean += found.value / WORDS as f64;
        noise += 0.5 * (found.noise_a + found.noise_b) / WORDS as f64;
        let holds = found.low.unwrap() <= truth && truth <= found.high.unwrap();
        held += f64::from(u8::from(holds)) / WORDS as f64;
    }
    (mean, noise, held)
}

/// Documents of one use, of ten, and one of each: articles dwell on their subject, tweets do not.
const DOCUMENTS: [[(usize, bool); 2]; 3] =
    [[(1, false), (1, false)], [(10, true), (10, true)], [(10, true), (1, false)]];

fn planted<'a>(laws: [&'a Law; 2], documents: [(usize, bool); 2]) -> [Planted<'a>; 2] {
    [0, 1].map(|d| Planted { law: laws[d], uses_per_document: documents[d].0, topical: documents[d].1 })
}

/// Measured: means within 0.004 where documents are alike and there are ten of them, 0.006 where not, 0.017 from three documents.
#[test]
fn a_domain_against_itself_is_at_0_however_rare_the_word() {
    let law = Law::zipf(|_| 1.0);
    for documents in DOCUMENTS {
        for uses in [25, 50, 200, 1000] {
            let [a, b] = planted([&law, &law], documents);
            let (mean, noise, covered) = calibrate(&a, &b, uses, 0.0);
            assert!(noise > 0.19, "plug-in: {noise}");
            assert!(mean.abs() < if uses == 25 { 0.02 } else { 0.008 }, "{documents:?} {uses}: {mean}");
            assert!((0.75..=0.995).contains(&covered), "{documents:?} {uses}: {covered}");
            if documents[0] == documents[1] {
                assert!(covered > 0.9, "{uses}: {covered}");
            }
        }
    }
}

#[test]
fn planted_differences_are_recovered_to_an_eighth() {
    // Every fifth context is used in one domain only; or every one more or less, by factors from e^-s to e^s.
    let core =
        |own: usize| Law::zipf(move |k| if k % 10 < 2 { if k % 10 == own { 2.0 } else { 0.0 } } else { 1.0 });
    let tilted = |s: f64| Law::zipf(move |k| (s * ((k * 7919 % 13) as f64 - 6.0) / 6.0).exp());
    let laws = [(core(0), core(1)), (tilted(0.0), tilted(1.0)), (tilted(0.0), tilted(2.0))];
    for (p, q) in &laws {
        let truth = p.jensen_shannon(q);
        for documents in DOCUMENTS {
            for uses in [50, 200, 1000] {
                let [a, b] = planted([p, q], documents);
                let (mean, _, covered) = calibrate(&a, &b, uses, truth);
                assert!((mean / truth - 1.0).abs() < 0.125, "{documents:?} {uses}: {mean} for {truth}");
                assert!(covered > 0.6, "{documents:?} {uses}: {covered}");
            }
        }
    }
}

#[test]
fn nothing_in_common_is_1_and_unseen_differences_stay_unseen() {
    let half = |from: usize, own: usize| Law::zipf(move |k| f64::from(u8::from(k < from || k % 2 == own)));
    let [p, q] = [half(0, 0), half(0, 1)];
    let [a, b] = planted([&p, &q], DOCUMENTS[0]);
    assert!((calibrate(&a, &b, 25, 1.0).0 - 1.0).abs() < 1e-9);
    // All of the difference lies in contexts that are met once at most: D errs towards 0.
    let [p, q] = [half(50, 0), half(50, 1)];
    let [a, b] = planted([&p, &q], DOCUMENTS[0]);
    let (mean, ..) = calibrate(&a, &b, 50, 0.0);
    assert!(0.05 < mean && mean < p.jensen_shannon(&q), "{mean}");
}

#[test]
fn the_divergence_of_an_overlap_has_its_derivative_and_ends() {
    assert!((samples::divergence_of_overlap(0.0).0 - 1.0).abs() < 1e-9);
    assert_eq!(samples::divergence_of_overlap(1.0).0, 0.0);
    for ratio in [0.01, 0.3, 0.64, 0.9, 0.999, 1.0, 1.2] {
        let at = |x: f64| samples::divergence_of_overlap(x).0;
        let slope = (at(ratio + 1e-6) - at(ratio - 1e-6)) / 2e-6;
        assert!((slope - samples::divergence_of_overlap(ratio).1).abs() < 1e-3, "{ratio}");
    }
    // p = 1/4: ρ = 2·3/(1 + 9) = 0.6, S = 1 − h(1/4).
    assert!((samples::divergence_of_overlap(0.6).0 - 0.188_721_875_5).abs() < 1e-9);
}

#[test]
fn what_cannot_be_told_is_none() {
    let mut samples = Samples::new(10, 4);
    let add = |samples: &mut Samples, uses: &[(usize, u16, u32)]| {
        for &(sample, group, context) in uses {
            samples.add_use(sample, group);
            samples.add_neighbour(context, 1.0);
        }
    };
    assert_eq!(samples.divergence(), None, "no uses");
    add(&mut samples, &[(0, 0, 1), (1, 1, 1), (2, 0, 1)]);
    assert_eq!(samples.divergence(), None, "b's second half is empty");
    add(&mut samples, &[(0, 0, 1), (1, 1, 2), (2, 0, 1), (3, 1, 2)]);
    assert_eq!(samples.divergence(), None, "the halves have nothing in common");
    add(&mut samples, &[(0, 0, 1), (1, 1, 1), (2, 0, 1), (3, 1, 1)]);
    let one_group = samples.divergence().unwrap();
    assert_eq!(
        (one_group.value, one_group.low, one_group.high),
        (0.0, None, None),
        "one group in each sample"
    );
}

fn side(x: f64, expected: f64, by_group: &[f64]) -> Side {
    let counts = PairCounts { x, expected };
    Side { counts, by_group: by_group.to_vec(), sizes: vec![100.0; by_group.len()] }
}

#[test]
fn associations_by_hand() {
    // log₂ (7.5 + ½)/(½ + ½) = 3, and log₂ (½)/(3.5 + ½) = −3 for a pair that never meets.
    let a = side(7.5, 0.5, &[0.75; 10]);
    let b = side(0.0, 3.5, &[0.0; 10]);
    let found = Association::of(&a, &b);
    assert_eq!((found.a, found.b, found.difference), (3.0, -3.0, -6.0));
    // Evenly spread: the intervals are Poisson's, 1.96 log₂e √(1/8 + 2).
    let half = 1.959_964 * std::f64::consts::LOG2_E * 2.125_f64.sqrt();
    assert!((found.high - found.difference - half).abs() < 1e-5);
    let (difference, surely) = screen(a.counts, b.counts);
    assert!((difference + 6.0).abs() < 1e-12 && (surely - found.surely()).abs() < 1e-9);
    assert!((found.surely() - (6.0 - half)).abs() < 1e-5);
}

#[test]
fn what_rests_on_one_group_is_not_sure() {
    let mut once = vec![0.0; 20];
    once[3] = 400.0;
    let none = side(0.0, 2.0, &[0.0; 20]);
    let spread = Association::of(&side(400.0, 2.0, &[20.0; 20]), &none);
    let clumped = Association::of(&side(400.0, 2.0, &once), &none);
    assert_eq!(spread.difference, clumped.difference);
    assert!(spread.surely() > 4.0 && clumped.surely() < 0.0, "{spread:?} {clumped:?}");
}

/// (sample, group, neighbours with their weights), and what a neighbour of a sample becomes.
type Use = (usize, u16, Vec<(u32, u8)>);
type Renamed<'a> = dyn Fn(usize, u32, u8) -> (usize, u32, f64) + 'a;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn invariances(
        uses in prop::collection::vec((0usize..4, 0u16..5, prop::collection::vec((0u32..12, 1u8..60), 1..6)), 8..60),
        factor in 1u8..9,
    ) {
        let mut samples = Samples::new(12, 5);
        let mut divergence = |uses: &[Use], renamed: &Renamed<'_>| {
            for (sample, group, neighbours) in uses {
                samples.add_use(renamed(*sample, 0, 0).0, *group);
                for &(context, weight) in neighbours {
                    let (_, context, weight) = renamed(*sample, context, weight);
                    samples.add_neighbour(context, weight);
                }
            }
            samples.divergence()
        };
        let expected = divergence(&uses, &|s, c, w| (s, c, f64::from(w)));
        let turned: Vec<_> = uses.iter().rev().cloned().collect();
        let variants = [
            divergence(&turned, &|s, c, w| (s, c, f64::from(w))),
            divergence(&uses, &|s, c, w| (s, 11 - c, f64::from(w))),
            divergence(&uses, &|s, c, w| (s, c, f64::from(w) * if s == 1 { f64::from(factor) } else { 1.0 })),
            divergence(&uses, &|s, c, w| ((s + 2) % 4, c, f64::from(w))),
        ];
        for found in variants {
            prop_assert_eq!(found.is_some(), expected.is_some());
            let (Some(found), Some(expected)) = (found, expected) else { continue };
            prop_assert!(found.value <= 1.0 + 1e-12);
            prop_assert!((found.value - expected.value).abs() < 1e-9);
            prop_assert_eq!(found.low.is_some(), expected.low.is_some());
            if let (Some(x), Some(y)) = (found.low, expected.low) {
                prop_assert!((x - y).abs() < 1e-9 * (1.0 + y.abs()));
            }
        }
    }

    #[test]
    fn exchanging_the_domains_negates_the_difference(
        a in prop::collection::vec(0.0..50.0, 6), b in prop::collection::vec(0.0..50.0, 6), expected in 0.0..40.0,
    ) {
        let of = |groups: &[f64]| side(groups.iter().sum(), expected, groups);
        let (forward, backward) = (Association::of(&of(&a), &of(&b)), Association::of(&of(&b), &of(&a)));
        prop_assert_eq!(forward.difference, -backward.difference);
        prop_assert_eq!(forward.surely(), backward.surely());
        prop_assert!(forward.low <= forward.difference && forward.difference <= forward.high);
    }
}
