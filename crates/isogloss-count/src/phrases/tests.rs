use super::*;
use crate::EncodedCorpus;
use crate::testing::{Encoded, MEMORY, documents};
use proptest::prelude::*;
use std::path::Path;

fn found(corpora: &[&EncodedCorpus], settings: &PhraseSettings, memory: u64) -> Phrases {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let scratch = dir.path().join("scratch");
    let phrases = detect(corpora, settings, memory, &scratch).expect("it counts");
    assert!(!scratch.exists());
    phrases
}

/// The corpus with phrases joined, opened, and its texts.
fn joined(corpus: &EncodedCorpus, phrases: &Phrases, dir: &Path) -> (EncodedCorpus, Vec<Vec<String>>) {
    let report = apply(corpus, phrases, dir).expect("it is written");
    // Opening checks that all fits together.
    let joined = EncodedCorpus::open(dir).expect("it opens");
    assert_eq!((report.tokens, report.types), (joined.vocabulary.tokens(), joined.vocabulary.len() as u64));
    let word = |&id: &u32| joined.vocabulary.word(id).to_string();
    let texts = (0..joined.len()).map(|d| joined.document(d).iter().map(word).collect()).collect();
    (joined, texts)
}

fn names(phrases: &Phrases) -> Vec<(&str, &str)> {
    phrases.pairs.iter().map(|phrase| (phrase.first.as_str(), phrase.second.as_str())).collect()
}

fn by_hand(score: PhraseScore, threshold: f64) -> PhraseSettings {
    PhraseSettings { score, threshold, min_count: 2, delta: 1.0 }
}

#[test]
fn scores_by_hand() {
    // N = 10, c(new) = 3, c(york) = 2, c(new york) = 2.
    let corpus = Encoded::lines(&["new york is", "in new york", "a new x y"]);
    let phrases = found(&[&corpus], &by_hand(PhraseScore::Word2vec, 1.0), MEMORY);
    assert_eq!(names(&phrases), [("new", "york")]);
    assert_eq!((phrases.pairs[0].count, phrases.tokens), (2, 10));
    assert!((phrases.pairs[0].score - 1.0 / 6.0 * 10.0).abs() < 1e-12);
    let phrases = found(&[&corpus], &by_hand(PhraseScore::Npmi, 0.0), MEMORY);
    let expected = (0.2f64 / (0.3 * 0.2)).ln() / -(0.2f64).ln();
    assert!((phrases.pairs[0].score - expected).abs() < 1e-12);
    assert!(found(&[&corpus], &by_hand(PhraseScore::Word2vec, 1.7), MEMORY).pairs.is_empty());
}

#[test]
fn counts_are_of_all_domains() {
    let texts = ["new york is", "in new york", "a new x y"];
    let whole = Encoded::lines(&texts);
    let parts = [Encoded::lines(&texts[..1]), Encoded::lines(&texts[1..])];
    let settings = by_hand(PhraseScore::Word2vec, 1.0);
    let pooled = found(&[&parts[0], &parts[1]], &settings, MEMORY);
    assert_eq!(pooled, found(&[&whole], &settings, MEMORY));
    assert_eq!(pooled, found(&[&parts[1], &parts[0]], &settings, MEMORY));
}

#[test]
fn phrases_are_joined_from_the_left() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Encoded::lines(&["a b c a b", "", "b c", "@a_b x @a b"]);
    let phrase = |first: &str, second: &str| Phrase {
        first: first.to_string(),
        second: second.to_string(),
        count: 0,
        score: 0.0,
    };
    let phrases = Phrases {
        settings: PhraseSettings::new(PhraseScore::Npmi),
        tokens: 0,
        pairs: vec![phrase("a", "b"), phrase("b", "c"), phrase("x", "unseen"), phrase("@a", "b")],
    };
    let dir = tempfile::tempdir()?;
    let (joined, texts) = joined(&corpus, &phrases, dir.path());
    // A word that is spelt as a phrase is that phrase.
    let expected: [&[&str]; 4] = [&["a_b", "c", "a_b"], &[], &["b_c"], &["@a_b", "x", "@a_b"]];
    assert_eq!(texts, expected);
    let id = joined.vocabulary.id("@a_b").ok_or("it is there")? as usize;
    assert_eq!((joined.vocabulary.counts()[id], joined.vocabulary.document_frequencies()[id]), (2, 1));
    assert_eq!(joined.places[..], corpus.places[..]);
    assert_eq!(joined.units[..], corpus.units[..]);
    Ok(())
}

#[test]
fn planted_phrases_are_found() {
    // Words at random, but after w7 comes w8 in nine of ten cases.
    let mut state = 1u64;
    let mut draw = |below: u64| {
        state = isogloss_math::stream::mix(state);
        (state >> 33) % below
    };
    let mut texts = Vec::new();
    for _ in 0..400 {
        let mut words: Vec<u64> = (0..40).map(|_| draw(60)).collect();
        for i in 1..words.len() {
            if words[i - 1] == 7 && draw(10) > 0 {
                words[i] = 8;
            }
        }
        texts.push(words.iter().map(|word| format!("w{word} ")).collect::<String>());
    }
    let corpus = Encoded::lines(&texts.iter().map(String::as_str).collect::<Vec<_>>());
    // Independent words score 1 and 0, give or take.
    for (score, threshold) in [(PhraseScore::Word2vec, 5.0), (PhraseScore::Npmi, 0.4)] {
        let settings = PhraseSettings { threshold, ..PhraseSettings::new(score) };
        assert_eq!(names(&found(&[&corpus], &settings, MEMORY)), [("w7", "w8")]);
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let usual = PhraseSettings::new(PhraseScore::Npmi);
    for settings in [
        PhraseSettings { threshold: f64::NAN, ..usual.clone() },
        PhraseSettings { delta: -1.0, ..usual.clone() },
        PhraseSettings { min_count: 0, ..usual },
    ] {
        let error = detect(&[], &settings, MEMORY, Path::new("nowhere")).expect_err("it is out of range");
        assert!(matches!(error, CountError::Parameter { .. }), "{error}");
    }
}

fn settings() -> impl Strategy<Value = PhraseSettings> {
    let score = prop::sample::select(vec![PhraseScore::Word2vec, PhraseScore::Npmi]);
    (score, -0.5f64..2.0, 1u64..4, 0f64..3.0).prop_map(|(score, threshold, min_count, delta)| {
        PhraseSettings { score, threshold, min_count, delta }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn equals_the_reference(texts in documents(), cut in 0usize..40, settings in settings(), memory in 0u64..4000) {
        let cut = cut.min(texts.len());
        let parts: Vec<Encoded> = [&texts[..cut], &texts[cut..]]
            .into_iter()
            .filter(|texts| texts.iter().any(|text| !text.is_empty()))
            .map(Encoded::documents)
            .collect();
        let corpora: Vec<&EncodedCorpus> = parts.iter().map(|part| &**part).collect();
        let phrases = found(&corpora, &settings, memory);
        let expected = reference::detect(&texts, &settings);
        // A score that equals the threshold may round to either side.
        let far = |score: f64| (score - settings.threshold).abs() > 1e-9;
        let ours = phrases.pairs.iter().filter(|phrase| far(phrase.score));
        let mut ours: Vec<_> = ours.map(|phrase| ((phrase.first.clone(), phrase.second.clone()), phrase.score)).collect();
        ours.sort_by(|a, b| a.0.cmp(&b.0));
        let theirs: Vec<_> = expected.into_iter().filter(|(_, score)| far(*score)).collect();
        prop_assert_eq!(ours.len(), theirs.len());
        for ((pair, score), (expected_pair, expected)) in ours.iter().zip(&theirs) {
            prop_assert_eq!(pair, expected_pair);
            prop_assert!((score - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{} {}", score, expected);
        }
    }

    #[test]
    fn joined_text_equals_the_reference(texts in documents(), settings in settings()) {
        let corpus = Encoded::documents(&texts);
        let phrases = found(&[&corpus], &settings, MEMORY);
        let pairs: Vec<(String, String)> =
            phrases.pairs.iter().map(|phrase| (phrase.first.clone(), phrase.second.clone())).collect();
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (joined, found) = joined(&corpus, &phrases, dir.path());
        prop_assert_eq!(found, reference::apply(&texts, &pairs));
        prop_assert!(joined.vocabulary.counts().iter().all(|&count| count > 0));
        let mut frequencies = vec![0; joined.vocabulary.len()];
        for d in 0..joined.len() {
            (0u32..).zip(&mut frequencies).for_each(|(id, df)| *df += u64::from(joined.document(d).contains(&id)));
        }
        prop_assert_eq!(joined.vocabulary.document_frequencies(), frequencies);
    }
}
