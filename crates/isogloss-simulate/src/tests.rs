//! Planted truth, found by counting.

use super::*;
use proptest::prelude::*;
use std::collections::{HashMap, HashSet};
use std::path::Path;

fn small() -> SimulationParams {
    SimulationParams {
        tokens: 60_000,
        vocabulary: 1_500,
        topics: 6,
        document_length: vec![200.0, 20.0],
        swapped_pairs: 10,
        private_words: 30,
        relations: 2,
        pairs_per_relation: 5,
        labelled_words: 12,
        ..SimulationParams::default()
    }
}

fn without_noise() -> SimulationParams {
    SimulationParams { hashtag_share: 0.0, noise_share: 0.0, ..small() }
}

fn documents(params: &SimulationParams, domain: usize) -> Vec<String> {
    let mut all = Vec::new();
    let tokens = generate(params, domain, |document| all.push(document.to_owned())).unwrap();
    assert_eq!(tokens, all.iter().map(|d| d.split(' ').count() as u64).sum::<u64>());
    all
}

fn words(documents: &[String]) -> impl Iterator<Item = &str> {
    documents.iter().flat_map(|document| document.split(' '))
}

fn counts(documents: &[String]) -> HashMap<&str, u64> {
    let mut counts = HashMap::new();
    words(documents).for_each(|word| *counts.entry(word).or_default() += 1);
    counts
}

/// How often words of one set have words of another within five tokens.
fn meetings(documents: &[String], of: &HashSet<&str>, with: &HashSet<&str>) -> usize {
    let mut found = 0;
    for document in documents {
        let tokens: Vec<&str> = document.split(' ').collect();
        for (i, _) in tokens.iter().enumerate().filter(|(_, token)| of.contains(*token)) {
            let near = i.saturating_sub(5)..(i + 6).min(tokens.len());
            found += near.filter(|&j| j != i && with.contains(tokens[j])).count();
        }
    }
    found
}

fn set(words: &[String]) -> HashSet<&str> {
    words.iter().map(String::as_str).collect()
}

#[test]
fn the_same_parameters_give_the_same_text_and_another_seed_another() {
    let params = small();
    assert_eq!(documents(&params, 1), documents(&params, 1));
    assert_eq!(truth(&params).unwrap(), truth(&params).unwrap());
    let other = SimulationParams { seed: 2, ..params.clone() };
    assert_ne!(documents(&params, 1), documents(&other, 1));
    assert_ne!(documents(&params, 0), documents(&params, 1));
}

#[test]
fn a_domain_does_not_depend_on_the_others() {
    let two = SimulationParams { swap_share: 0.0, ..without_noise() };
    let three = SimulationParams {
        domains: 3,
        names: SimulationParams::for_domains(3).names,
        alpha: vec![two.alpha[0], two.alpha[1], 1.2],
        document_length: vec![200.0, 20.0, 50.0],
        ..two.clone()
    };
    assert_eq!(documents(&two, 0), documents(&three, 0));
    assert_eq!(documents(&two, 1), documents(&three, 1));
    // With swaps and noise the first domain is still the same.
    assert_eq!(documents(&small(), 0), documents(&three, 0));
}

#[test]
fn documents_are_lines_of_single_words_about_as_long_as_asked() {
    let params = without_noise();
    for domain in 0..2 {
        let documents = documents(&params, domain);
        let tokens = words(&documents).count();
        assert!(words(&documents).all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase())));
        let mean = tokens as f64 / documents.len() as f64;
        // σ of a length is 0.66 of its mean; the bound is about four standard errors of the mean.
        let wanted = params.document_length[domain];
        let bound = 4.0 * 0.66 * wanted / (documents.len() as f64).sqrt();
        assert!((mean - wanted).abs() < bound, "{mean} {wanted}");
        assert!(tokens as u64 >= params.tokens && tokens < params.tokens as usize + 5_000);
    }
}

#[test]
fn expected_frequencies_are_those_of_the_law() {
    let params = small();
    for domain in 0..2 {
        let expected = expected_frequencies(&params, domain).unwrap();
        let law = Law::new(params.vocabulary + params.private_words, params.alpha[domain]);
        assert_eq!(expected.len(), law.probabilities().len());
        for ((word, found), wanted) in expected.iter().zip(law.probabilities()) {
            assert!((found - wanted).abs() < 1e-12 + 1e-9 * wanted, "{word} {found} {wanted}");
        }
    }
}

#[test]
fn counts_follow_the_law_also_with_burstiness() {
    for burstiness in [0.0, 0.5] {
        let params = SimulationParams { tokens: 300_000, burstiness, ..without_noise() };
        let truth = truth(&params).unwrap();
        for domain in 0..2 {
            let documents = documents(&params, domain);
            let counts = counts(&documents);
            let total = words(&documents).count() as f64;
            let expected = expected_frequencies(&params, domain).unwrap();
            // Half the summed difference of the two distributions; independent draws make about 0.02, topics
            // a little more.
            let found = |word: &str| counts.get(word).copied().unwrap_or(0) as f64 / total;
            let distance: f64 = expected.iter().map(|(w, p)| (p - found(w)).abs()).sum::<f64>() / 2.0;
            assert!(distance < if burstiness > 0.0 { 0.04 } else { 0.03 }, "{distance}");
            let frequencies: Vec<f64> = counts.values().map(|&c| c as f64 / total).collect();
            let entropy = law::entropy_bits(&frequencies);
            assert!(
                (entropy - truth.entropy_bits[domain]).abs() < 0.04,
                "{entropy} {}",
                truth.entropy_bits[domain]
            );
        }
    }
}

#[test]
fn swapped_words_exchange_places_and_nothing_else_changes() {
    let swapped = truth(&without_noise()).unwrap().swapped;
    assert_eq!(swapped.len(), 10);
    let partner: HashMap<&str, &str> =
        swapped.iter().flat_map(|(x, y)| [(x.as_str(), y.as_str()), (y.as_str(), x.as_str())]).collect();
    let plain = documents(&SimulationParams { swap_share: 0.0, ..without_noise() }, 1);
    for share in [0.3, 1.0] {
        let mixed = documents(&SimulationParams { swap_share: share, ..without_noise() }, 1);
        let (mut uses, mut exchanged) = (0, 0);
        assert_eq!(plain.len(), mixed.len());
        for (before, after) in words(&plain).zip(words(&mixed)) {
            match partner.get(before) {
                Some(&other) => {
                    assert!(after == before || after == other);
                    uses += 1;
                    exchanged += usize::from(after == other);
                }
                None => assert_eq!(before, after),
            }
        }
        assert!(uses > 300, "{uses}");
        let error = (share * (1.0 - share) / uses as f64).sqrt();
        assert!((exchanged as f64 / uses as f64 - share).abs() <= 4.0 * error, "{exchanged} of {uses}");
    }
}

#[test]
fn a_swapped_word_keeps_its_partners_company() {
    let params = SimulationParams { tokens: 200_000, ..without_noise() };
    let truth = truth(&params).unwrap();
    let texts = [documents(&params, 0), documents(&params, 1)];
    let topic =
        |word: &str| truth.topics.iter().find(|t| t.iter().any(|w| w == word)).map(|t| set(t)).unwrap();
    for (x, y) in &truth.swapped {
        let word = HashSet::from([x.as_str()]);
        let own = |text: usize| meetings(&texts[text], &word, &topic(x));
        let other = |text: usize| meetings(&texts[text], &word, &topic(y));
        assert!(own(0) > 2 * other(0), "{x}: {} {}", own(0), other(0));
        assert!(other(1) > 2 * own(1), "{x}: {} {}", other(1), own(1));
        let frequency = |text: usize, w: &str| counts(&texts[text]).get(w).copied().unwrap_or(0) as f64;
        assert!(frequency(1, x) / frequency(1, y) < 3.0 && frequency(1, y) / frequency(1, x) < 3.0);
    }
}

#[test]
fn private_words_are_only_where_they_belong() {
    let params = small();
    let truth = truth(&params).unwrap();
    for domain in 0..2 {
        let documents = documents(&params, domain);
        let counts = counts(&documents);
        let used = |d: usize| truth.private[d].iter().filter(|w| counts.contains_key(w.as_str())).count();
        assert!(used(domain) >= 28, "{}", used(domain));
        assert_eq!(used(1 - domain), 0);
    }
}

#[test]
fn burstiness_gathers_the_uses_of_a_word_in_fewer_documents() {
    // Σ n(n-1) / Σ n over documents and content words: how many other uses of a word its document has.
    let others = |burstiness: f64| {
        let params = SimulationParams { burstiness, ..without_noise() };
        let documents = documents(&params, 0);
        let truth = truth(&params).unwrap();
        let function = set(&truth.function_words);
        let (mut pairs, mut uses) = (0, 0);
        for document in &documents {
            let one = std::slice::from_ref(document);
            for (_, n) in counts(one).into_iter().filter(|(w, _)| !function.contains(w)) {
                pairs += n * (n - 1);
                uses += n;
            }
        }
        pairs as f64 / uses as f64
    };
    let (none, some, much) = (others(0.0), others(0.25), others(0.6));
    assert!(some > 1.15 * none, "{none} {some}");
    assert!(much > 1.3 * some, "{some} {much}");
}

#[test]
fn the_last_domain_has_the_noise_that_was_asked_for() {
    let params = SimulationParams { hashtag_share: 0.1, noise_share: 0.15, ..small() };
    let clean = documents(&params, 0);
    assert!(words(&clean).all(|w| w.bytes().all(|b| b.is_ascii_lowercase())));
    let noisy = documents(&params, 1);
    let total = words(&noisy).count() as f64;
    let known: HashSet<String> =
        expected_frequencies(&params, 1).unwrap().into_iter().map(|(w, _)| w).collect();
    let share = |is: &dyn Fn(&str) -> bool| words(&noisy).filter(|w| is(w)).count() as f64 / total;
    let close = |found: f64, wanted: f64| assert!((found - wanted).abs() < 0.006, "{found} {wanted}");
    close(share(&|w| w.starts_with('#')), 0.1);
    close(share(&|w| w.starts_with('@')), 0.05);
    close(share(&|w| w.starts_with("https://")), 0.05);
    close(share(&|w| w.bytes().all(|b| b.is_ascii_lowercase()) && !known.contains(w)), 0.05);
}

#[test]
fn the_words_of_a_topic_and_of_a_label_meet_each_other() {
    let params = SimulationParams { tokens: 200_000, ..without_noise() };
    let truth = truth(&params).unwrap();
    let text = documents(&params, 0);
    let (first, second) = (set(&truth.topics[0]), set(&truth.topics[1]));
    assert!(meetings(&text, &first, &first) > 3 * meetings(&text, &first, &second));
    let (positive, negative) = (set(&truth.labels.positive), set(&truth.labels.negative));
    assert!(meetings(&text, &positive, &positive) > 2 * meetings(&text, &positive, &negative));
    assert!(meetings(&text, &negative, &negative) > 2 * meetings(&text, &positive, &negative));
}

#[test]
fn the_words_of_a_relation_share_items_one_way_and_roles_the_other() {
    let params = SimulationParams { tokens: 300_000, ..without_noise() };
    let truth = truth(&params).unwrap();
    let text = documents(&params, 0);
    for (name, pairs) in &truth.analogies {
        let x: HashSet<&str> = pairs.iter().map(|(x, _)| x.as_str()).collect();
        let y: HashSet<&str> = pairs.iter().map(|(_, y)| y.as_str()).collect();
        // Roles: the x keep together, so do the y; an item's x meets its own y more than it meets another y.
        let across = |i: usize, j: usize| {
            meetings(&text, &HashSet::from([pairs[i].0.as_str()]), &HashSet::from([pairs[j].1.as_str()]))
        };
        let n = pairs.len();
        let own: usize = (0..n).map(|i| across(i, i)).sum();
        let other: usize = (0..n).map(|i| across(i, (i + 1) % n)).sum();
        assert!(own > 2 * other, "{name}: {own} {other}");
        let same = meetings(&text, &x, &x) + meetings(&text, &y, &y);
        let different = 2 * (meetings(&text, &x, &y) - own);
        assert!(same > 2 * different, "{name}: {same} {different}");
    }
}

#[test]
fn domains_that_are_alike_have_one_distribution_and_two_texts() {
    let params = small().alike();
    assert_eq!(expected_frequencies(&params, 0).unwrap(), expected_frequencies(&params, 1).unwrap());
    assert!(truth(&params).unwrap().information_bits < 1e-12);
    assert!(truth(&small()).unwrap().information_bits > 0.01);
    assert_ne!(documents(&params, 0), documents(&params, 1));
}

#[test]
fn files_hold_the_documents_and_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("new/corpora");
    let params = small();
    let simulated = simulate(&params, &dir).unwrap();
    assert_eq!(simulated.files, [dir.join("plain.txt"), dir.join("social.txt")]);
    for (domain, file) in simulated.files.iter().enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        assert_eq!(text.lines().map(str::to_owned).collect::<Vec<_>>(), documents(&params, domain));
        assert!(text.ends_with('\n'));
    }
    assert_eq!(simulated.truth, truth(&params).unwrap());
    assert_eq!(Truth::read(&dir.join(TRUTH_FILE)).unwrap(), simulated.truth);
    // A second run replaces the first and leaves nothing else behind.
    simulate(&SimulationParams { seed: 9, ..params }, &dir).unwrap();
    assert_eq!(Truth::read(&dir.join(TRUTH_FILE)).unwrap().params.seed, 9);
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 3);
}

#[test]
fn what_cannot_be_written_or_read_is_an_error_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let occupied = folder.path().join("file");
    std::fs::write(&occupied, "{}").unwrap();
    let below = occupied.join("below");
    assert!(matches!(simulate(&small(), &below), Err(SimulateError::Write { path, .. }) if path == below));
    // The name of a corpus is taken by a folder: nothing half-written stays, and no truth.
    let dir = folder.path().join("dir");
    std::fs::create_dir_all(dir.join("social.txt")).unwrap();
    assert!(matches!(simulate(&small(), &dir), Err(SimulateError::Write { .. })));
    assert!(!dir.join(TRUTH_FILE).exists() && !dir.join("social.partial").exists());
    assert!(matches!(Truth::read(&occupied), Err(SimulateError::Truth { .. })));
    assert!(matches!(Truth::read(Path::new("missing/truth.json")), Err(SimulateError::Read { .. })));
}

#[test]
fn parameters_out_of_range_are_named() {
    let change = |f: fn(&mut SimulationParams)| {
        let mut params = small();
        f(&mut params);
        match truth(&params) {
            Err(SimulateError::Parameter { name, .. }) => name,
            other => panic!("accepted: {other:?}"),
        }
    };
    assert_eq!(change(|p| p.domains = 1), "domains");
    assert_eq!(change(|p| p.domains = 3), "names");
    assert_eq!(change(|p| p.names[1] = "PLAIN".into()), "names");
    assert_eq!(change(|p| p.names[1] = "../up".into()), "names");
    assert_eq!(change(|p| p.names[1].clear()), "names");
    assert_eq!(change(|p| p.tokens = 0), "tokens");
    assert_eq!(change(|p| p.vocabulary = 100), "vocabulary");
    assert_eq!(change(|p| p.vocabulary = 300), "vocabulary");
    assert_eq!(change(|p| p.topics = 1), "topics");
    assert_eq!(change(|p| p.topics = 60), "topics");
    assert_eq!(change(|p| p.alpha[0] = f64::NAN), "alpha");
    assert_eq!(change(|p| p.alpha.truncate(1)), "alpha");
    assert_eq!(change(|p| p.document_length[1] = 0.5), "document_length");
    assert_eq!(change(|p| p.document_length[1] = f64::INFINITY), "document_length");
    assert_eq!(change(|p| p.burstiness = 1.0), "burstiness");
    assert_eq!(change(|p| p.drift = -0.1), "drift");
    assert_eq!(change(|p| p.swap_share = 1.5), "swap_share");
    assert_eq!(change(|p| p.swapped_pairs = usize::MAX), "swapped_pairs");
    assert_eq!(change(|p| p.labelled_words = 400), "vocabulary");
    assert_eq!(change(|p| p.private_words = 5_000), "private_words");
    assert_eq!(change(|p| p.hashtag_share = 0.5), "hashtag_share");
    assert_eq!(change(|p| p.noise_share = f64::NAN), "noise_share");
    let error = generate(&small(), 2, |_| {}).unwrap_err();
    assert_eq!(error.to_string(), "domain = 2: the domains are numbered from 0 to 1");
    assert!(SimulationParams::default().check().is_ok());
    assert!(SimulationParams::for_domains(5).check().is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_passes_the_check_is_written(
        seed in any::<u64>(),
        vocabulary in 200_usize..2_000,
        topics in 2_usize..8,
        alpha in 0.2_f64..3.0,
        length in 1.0_f64..300.0,
        burstiness in 0.0_f64..0.9,
        drift in 0.0_f64..2.0,
        roles in (0_usize..20, 0_usize..3, 0_usize..10, 0_usize..20),
        shares in (0.0_f64..0.25, 0.0_f64..0.25, 0.0_f64..1.0),
        private_words in 0_usize..100,
    ) {
        let params = SimulationParams {
            tokens: 2_000,
            vocabulary,
            topics,
            alpha: vec![alpha, 1.0],
            document_length: vec![length, 15.0],
            burstiness,
            drift,
            swapped_pairs: roles.0,
            relations: roles.1,
            pairs_per_relation: roles.2,
            labelled_words: roles.3,
            hashtag_share: shares.0,
            noise_share: shares.1,
            swap_share: shares.2,
            private_words,
            seed,
            ..SimulationParams::default()
        };
        prop_assume!(params.check().is_ok());
        for domain in 0..2 {
            let expected = expected_frequencies(&params, domain).unwrap();
            prop_assert_eq!(expected.len(), vocabulary + private_words);
            prop_assert!((expected.iter().map(|(_, p)| p).sum::<f64>() - 1.0).abs() < 1e-9);
            let known: HashSet<&str> = expected.iter().map(|(w, _)| w.as_str()).collect();
            let documents = documents(&params, domain);
            prop_assert!(documents.iter().all(|d| !d.is_empty() && !d.contains('\n')));
            if domain == 0 {
                prop_assert!(words(&documents).all(|w| known.contains(w)));
            }
        }
    }
}
