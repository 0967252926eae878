use super::*;
use crate::EncodedCorpus;
use crate::testing::{Encoded, MEMORY, documents};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn settings(score: PhraseScore, threshold: f64) -> PhraseSettings {
    PhraseSettings { threshold, min_count: 2, discount: 1, score }
}

fn found(corpora: &[&EncodedCorpus], settings: &PhraseSettings) -> Phrases {
    let dir = tempfile::tempdir().unwrap();
    let phrases = detect(corpora, settings, MEMORY, &dir.path().join("scratch")).unwrap();
    assert!(!dir.path().join("scratch").exists());
    phrases
}

/// The documents of a corpus, in words.
fn texts(corpus: &EncodedCorpus) -> Vec<Vec<String>> {
    let word = |&id: &u32| corpus.vocabulary.word(id).to_owned();
    (0..corpus.len()).map(|d| corpus.document(d).iter().map(word).collect()).collect()
}

#[test]
fn scores_by_hand() {
    // 100 tokens, c(a) = 4, c(b) = 5, c(ab) = 3.
    let word2vec = settings(PhraseScore::Word2vec, 0.0);
    assert_eq!(word2vec.score(4, 5, 3, 100), 2.0 * 100.0 / 20.0);
    let npmi = settings(PhraseScore::Npmi, 0.0);
    assert!((npmi.score(4, 5, 3, 100) - 15f64.ln() / (100f64 / 3.0).ln()).abs() < 1e-12);
    // Words that only stand together score 1.
    assert!((npmi.score(7, 7, 7, 100) - 1.0).abs() < 1e-12);
    assert_eq!(npmi.score(7, 7, 7, 7), 1.0);
}

#[test]
fn a_planted_pair_is_found_and_joined() {
    let line = "go to new york now";
    let corpus =
        Encoded::lines(&[line, line, line, "a new car", "old york", "new york new york", "a b c d e"]);
    let phrases = found(&[&corpus], &settings(PhraseScore::Npmi, 0.5));
    let pairs: Vec<_> = phrases.pairs.iter().map(|p| (p.joined(), p.count)).collect();
    assert!(pairs.contains(&("new_york".to_owned(), 5)), "{pairs:?}");
    let only = Phrases { pairs: phrases.pairs.into_iter().filter(|p| p.first == "new").collect() };
    let dir = tempfile::tempdir().unwrap();
    let joined = apply(&corpus, &only, dir.path()).unwrap();
    let after = EncodedCorpus::open(dir.path()).unwrap();
    let id = after.vocabulary.id("new_york").unwrap() as usize;
    assert_eq!((after.vocabulary.counts()[id], after.vocabulary.document_frequencies()[id]), (5, 4));
    assert_eq!((joined.tokens, joined.types), (after.vocabulary.tokens(), after.vocabulary.len() as u64));
    assert_eq!(texts(&after)[5], ["new_york", "new_york"]);
    assert_eq!(after.places[..], corpus.places[..]);
    assert_eq!(after.units[..], corpus.units[..]);
}

/// Each of two corpora has the pair too seldom, both together often enough.
#[test]
fn counts_are_pooled() {
    let (a, b) = (Encoded::lines(&["new york", "x y z", "x w"]), Encoded::lines(&["new york", "w v u"]));
    let settings = settings(PhraseScore::Npmi, 0.5);
    let words = |phrases: Phrases| phrases.pairs.iter().map(Phrase::joined).collect::<Vec<_>>();
    assert!(words(found(&[&a], &settings)).is_empty());
    assert_eq!(words(found(&[&a, &b], &settings)), ["new_york"]);
    assert_eq!(found(&[&a, &b], &settings), found(&[&b, &a], &settings));
}

#[test]
fn settings_out_of_range_are_refused() {
    let corpus = Encoded::lines(&["a b"]);
    let dir = tempfile::tempdir().unwrap();
    for wrong in [
        settings(PhraseScore::Npmi, f64::NAN),
        PhraseSettings { min_count: 0, ..settings(PhraseScore::Npmi, 0.0) },
    ] {
        assert!(matches!(detect(&[&corpus], &wrong, MEMORY, dir.path()), Err(CountError::Parameter { .. })));
    }
}

proptest! {
    #[test]
    fn as_the_reference(documents in documents(), npmi: bool, threshold in -0.5f64..3.0) {
        let score = if npmi { PhraseScore::Npmi } else { PhraseScore::Word2vec };
        let settings = settings(score, threshold);
        let corpus = Encoded::documents(&documents);
        let phrases = found(&[&corpus], &settings);
        let pairs: BTreeMap<_, _> = phrases
            .pairs
            .iter()
            .map(|p| ((p.first.clone(), p.second.clone()), (p.count, p.score)))
            .collect();
        prop_assert_eq!(pairs, reference::detect(&documents, &settings));
        prop_assert!(phrases.pairs.is_sorted_by(|x, y| x.score >= y.score));
        let dir = tempfile::tempdir().unwrap();
        apply(&corpus, &phrases, dir.path()).unwrap();
        let after = EncodedCorpus::open(dir.path()).unwrap();
        prop_assert_eq!(texts(&after), reference::apply(&documents, &phrases));
    }
}
