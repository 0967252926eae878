use super::negatives::Negatives;
use super::shared::SharedRows;
use super::text::{Subsampling, Text};
use super::worker::learning_rate;
use super::{Model, StreamParams, start};
use crate::testing::{WORDS, assert_topics_apart, encoded, two_topics};
use crate::word2vec::keep_probability;
use crate::{Session, State, TrainError, Trained, cbow, sgns_stream};
use isogloss_math::Matrix;
use isogloss_math::simd::{Aligned, available, best};
use isogloss_math::stream::stream;
use std::ops::ControlFlow;
use std::sync::Mutex;

const MODELS: [Model; 2] = [Model::SkipGram, Model::Cbow];

fn of(model: Model, dim: usize, epochs: usize) -> StreamParams {
    let defaults = match model {
        Model::SkipGram => StreamParams::skip_gram(),
        Model::Cbow => StreamParams::cbow(),
    };
    StreamParams { dim, epochs, sample: 0.0, ..defaults }
}

fn params(dim: usize, epochs: usize) -> StreamParams {
    of(Model::SkipGram, dim, epochs)
}

fn text(documents: &[Vec<u32>], words: usize) -> Text<'_> {
    Text::new(documents.iter().map(Vec::as_slice), words)
}

fn train_text(
    text: &Text<'_>,
    model: Model,
    params: &StreamParams,
    threads: usize,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Trained, TrainError> {
    let on_epoch = &mut |_: &crate::Epoch<'_>| ControlFlow::Continue(());
    super::train(text, model, params, threads, Session { state: None, progress, on_epoch })
}

fn train_on(
    documents: &[Vec<u32>],
    words: usize,
    model: Model,
    params: &StreamParams,
    threads: usize,
) -> Trained {
    train_text(&text(documents, words), model, params, threads, &|_, _| {}).expect("it trains")
}

/// From a state on; the result, and the states after each epoch, up to and with `last`.
fn train_from(
    documents: &[Vec<u32>],
    model: Model,
    params: &StreamParams,
    state: Option<State>,
    last: usize,
) -> (Result<Trained, TrainError>, Vec<State>) {
    let mut states = Vec::new();
    let on_epoch = &mut |epoch: &crate::Epoch<'_>| {
        states.push((epoch.state)());
        if epoch.epoch == last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let session = Session { state, progress: &|_, _| {}, on_epoch };
    let result = super::train(&text(documents, WORDS), model, params, 1, session);
    (result, states)
}

fn bits(trained: &Trained) -> Vec<u32> {
    let bits = |m: &Matrix| m.as_slice().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    [bits(&trained.vectors), bits(&trained.contexts)].concat()
}

#[test]
fn words_of_one_topic_are_neighbours() {
    let documents = two_topics(400);
    for (model, threads) in MODELS.into_iter().flat_map(|model| [(model, 1), (model, 2)]) {
        let params = StreamParams { alpha: 0.05, ..of(model, 10, 30) };
        let trained = train_on(&documents, WORDS, model, &params, threads);
        assert_eq!((trained.vectors.rows(), trained.vectors.columns()), (WORDS, 10));
        assert_topics_apart(&trained.vectors);
    }
}

#[test]
fn one_thread_gives_the_same_bytes_again() {
    let documents = two_topics(100);
    for model in MODELS {
        let subsampled = StreamParams { sample: 1e-2, ..of(model, 20, 2) };
        let first = bits(&train_on(&documents, WORDS, model, &subsampled, 1));
        assert_eq!(first, bits(&train_on(&documents, WORDS, model, &subsampled, 1)));
        let reseeded = StreamParams { seed: 2, ..subsampled };
        assert_ne!(first, bits(&train_on(&documents, WORDS, model, &reseeded, 1)));
    }
}

/// A step of the definition in `f64`: moves `v` and the rows of `u` named by `targets`, the first of which was seen.
fn step(rate: f64, v: &mut [f64], u: &mut [Vec<f64>], targets: &[usize]) {
    let old = v.to_vec();
    for (k, &target) in targets.iter().enumerate() {
        let score: f64 = old.iter().zip(&u[target]).map(|(x, y)| x * y).sum();
        let g = rate * (if k == 0 { 1.0 } else { 0.0 } - 1.0 / (1.0 + (-score).exp()));
        for i in 0..v.len() {
            v[i] += g * u[target][i];
            u[target][i] += g * old[i];
        }
    }
}

#[test]
fn cbow_of_one_document_of_two_words_follows_the_definition() {
    // Centre word 0 with context 1, then centre word 1 with context 0. The one negative sample is the other word, or is
    // dropped where it is the centre word itself: four courses are possible.
    let documents = vec![vec![0, 1]];
    let mut taken = [false; 4];
    for seed in 1..=12 {
        let params = StreamParams { window: 1, negative: 1, alpha: 0.5, seed, ..of(Model::Cbow, 3, 1) };
        let trained = train_on(&documents, 2, Model::Cbow, &params, 1);
        let start = start(&text(&documents, 2), Model::Cbow, &params).vectors;
        let fits = |course: usize| {
            let wide = |row: &[f32]| row.iter().map(|&x| f64::from(x)).collect::<Vec<f64>>();
            let mut v = [wide(start.row(0)), wide(start.row(1))];
            let mut u = vec![vec![0.0; 3]; 2];
            step(0.5, &mut v[1], &mut u, if course & 1 == 0 { &[0] } else { &[0, 1] });
            step(0.5, &mut v[0], &mut u, if course & 2 == 0 { &[1] } else { &[1, 0] });
            let near = |m: &Matrix, exact: &[Vec<f64>]| {
                let exact = exact.concat();
                m.as_slice().iter().zip(exact).all(|(&x, y)| (f64::from(x) - y).abs() < 1e-7)
            };
            near(&trained.vectors, &v) && near(&trained.contexts, &u)
        };
        let course = (0..4).find(|&course| fits(course)).expect("one of the four courses was taken");
        taken[course] = true;
    }
    assert!(taken.iter().filter(|&&taken| taken).count() >= 3, "samples are drawn anew each time: {taken:?}");
}

#[test]
fn skip_gram_of_one_document_of_two_words_follows_the_definition() {
    // Both words are centres of one group, each with the other as its context; word 2 is there to be drawn. Of the group's two
    // samples, which count half each, one that hits a centre word is none for that word: nine courses are possible.
    let documents = vec![vec![0, 1], vec![2]];
    let mut taken = std::collections::BTreeSet::new();
    for seed in 1..=30 {
        let params = StreamParams { window: 1, negative: 1, alpha: 0.5, seed, ..of(Model::SkipGram, 3, 1) };
        let text = text(&documents, 3);
        let contexts = Matrix::from_vec(3, 3, vec![0.5, -0.3, 0.2, -0.1, 0.4, 0.6, 0.3, 0.3, -0.7]);
        let begun = State { contexts, ..start(&text, Model::SkipGram, &params) };
        let on_epoch = &mut |_: &crate::Epoch<'_>| ControlFlow::Continue(());
        let state = Some(begun.clone());
        let session = Session { state, progress: &|_, _| {}, on_epoch };
        let trained = super::train(&text, Model::SkipGram, &params, 1, session).expect("it trains");
        let wide = |m: &Matrix| -> Vec<Vec<f64>> {
            (0..3).map(|i| m.row(i).iter().map(|&x| f64::from(x)).collect()).collect()
        };
        let (old_v, old_u) = (wide(&begun.vectors), wide(&begun.contexts));
        let fits = |samples: [usize; 2]| {
            let (mut v, mut u) = (old_v.clone(), old_u.clone());
            for (centre, context) in [(0, 1), (1, 0)] {
                let pairs = samples
                    .iter()
                    .filter(|&&s| s != centre)
                    .map(|&s| (s, 0.0, 0.5))
                    .chain([(centre, 1.0, 1.0)]);
                for (target, label, weight) in pairs {
                    let score: f64 = old_v[context].iter().zip(&old_u[target]).map(|(x, y)| x * y).sum();
                    let g = 0.5 * weight * (label - 1.0 / (1.0 + (-score).exp()));
                    for i in 0..3 {
                        v[context][i] += g * old_u[target][i];
                        u[target][i] += g * old_v[context][i];
                    }
                }
            }
            let near = |m: &Matrix, exact: &[Vec<f64>]| {
                m.as_slice().iter().zip(exact.concat()).all(|(&x, y)| (f64::from(x) - y).abs() < 1e-6)
            };
            near(&trained.vectors, &v) && near(&trained.contexts, &u)
        };
        let courses = (0..3).flat_map(|a| (0..3).map(move |b| [a, b]));
        taken.insert(
            courses.into_iter().find(|&course| fits(course)).expect("one of the nine courses was taken"),
        );
    }
    assert!(taken.len() >= 3, "samples are drawn anew each time: {taken:?}");
}

#[test]
fn windows_stop_at_documents() {
    // Nobody has a neighbour: nothing is learnt, whatever the next document holds.
    let documents = vec![vec![0], vec![1], vec![0], vec![1], vec![2]];
    let trained = train_on(&documents, 3, Model::SkipGram, &params(8, 3), 1);
    assert!(trained.contexts.as_slice().iter().all(|&x| x == 0.0));
    let bound = 0.5 / 8.0;
    assert!(
        trained.vectors.as_slice().iter().all(|x| x.abs() <= bound),
        "where it started: uniform on ±1/2d"
    );
    assert!(trained.vectors.as_slice().iter().any(|x| x.abs() > bound / 2.0));
}

#[test]
fn rare_words_are_taken_out_before_windows_are_laid() {
    let sparse = vec![vec![0, 7, 9, 1, 8, 0], vec![2, 9, 0]];
    let dense = vec![vec![0, 1, 0], vec![2, 0]];
    let params = StreamParams { window: 1, ..params(8, 3) };
    assert_eq!(
        bits(&train_on(&sparse, 3, Model::SkipGram, &params, 1)),
        bits(&train_on(&dense, 3, Model::SkipGram, &params, 1))
    );
}

#[test]
fn documents_left_out_leave_no_trace() {
    let documents = vec![vec![0, 1, 2, 0], vec![0, 3, 0], vec![1, 0, 2, 1]];
    let wanted = vec![documents[0].clone(), documents[2].clone()];
    let (corpus, _dir) = encoded(&documents);
    let params = params(8, 2);
    let train = |documents| {
        let on_epoch = &mut |_: &crate::Epoch<'_>| ControlFlow::Continue(());
        let session = Session { state: None, progress: &|_, _| {}, on_epoch };
        sgns_stream::train(&corpus, 4, documents, &params, 1, session)
    };
    let trained = train(Some(&[true, false, true])).expect("it trains");
    assert_eq!(bits(&trained), bits(&train_on(&wanted, 4, Model::SkipGram, &params, 1)));
    assert_eq!(trained.vectors.row(3), [0.0; 8], "a word that does not occur has no vector");
    assert_ne!(trained.vectors.row(2), [0.0; 8]);
    let all = train(None).expect("it trains");
    assert_eq!(bits(&all), bits(&train_on(&documents, 4, Model::SkipGram, &params, 1)));
    assert_ne!(all.vectors.row(3), [0.0; 8]);
}

#[test]
fn subsampling_keeps_that_share() {
    let document: Vec<u32> = (0..20_000).map(|i| u32::from(i % 10 == 0)).collect();
    let documents = [document];
    let text = text(&documents, 2);
    let mut kept = Vec::new();
    let seen = Subsampling::new(&text, 1e-3).keep(&documents[0], &mut stream(1, "test"), &mut kept);
    assert_eq!(seen, 20_000);
    for (word, uses) in [(0, 18_000_u64), (1, 2_000)] {
        let p = keep_probability(uses, 20_000, 1e-3);
        let (expected, deviation) = (p * uses as f64, (p * (1.0 - p) * uses as f64).sqrt());
        let share = kept.iter().filter(|&&id| id == word).count() as f64;
        assert!((share - expected).abs() < 4.0 * deviation, "{share} of word {word}, not about {expected}");
    }
}

#[test]
fn negatives_follow_counts_to_the_three_quarters() {
    // 16^¾ = 8, 1, 0, 81^¾ = 27: of 36.
    let negatives = Negatives::new(&[16, 1, 0, 81]);
    let mut random = stream(1, "negatives");
    let draws = 100_000;
    let mut drawn = [0; 4];
    (0..draws).for_each(|_| drawn[negatives.draw(&mut random) as usize] += 1);
    assert_eq!(drawn[2], 0, "what does not occur is not drawn");
    for (word, share) in [(0, 8.0 / 36.0), (1, 1.0 / 36.0), (3, 27.0 / 36.0)] {
        let deviation = (share * (1.0 - share) * f64::from(draws)).sqrt();
        let off = f64::from(drawn[word]) - share * f64::from(draws);
        assert!(off.abs() < 4.0 * deviation, "word {word} was drawn {} times", drawn[word]);
    }
}

#[test]
fn the_learning_rate_falls_linearly_to_its_floor() {
    assert_eq!(learning_rate(0.025, 0, 999), 0.025);
    assert!((learning_rate(0.025, 500, 999) - 0.0125).abs() < 1e-9);
    assert!((learning_rate(0.025, 999, 999) - 0.025e-3).abs() < 1e-9);
    assert_eq!(learning_rate(0.025, 1_000_000, 1_000_000), 0.025e-4, "word2vec's floor");
}

#[test]
fn chunks_are_whole_documents_in_order() {
    let documents: Vec<Vec<u32>> = [15_000, 5_000, 0, 30_000, 10].iter().map(|&n| vec![0; n]).collect();
    let text = text(&documents, 1);
    assert_eq!(text.chunks, [0..2, 2..4, 4..5]);
    assert_eq!((text.total, &text.counts[..]), (50_010, &[50_010][..]));
    assert_eq!(text.documents(1).len(), 2);
}

#[test]
fn progress_ends_at_all_words() {
    let documents: Vec<Vec<u32>> = (0..60).map(|_| (0..3_000).map(|i| i % 7).collect()).collect();
    let seen = Mutex::new(Vec::new());
    let params = StreamParams { window: 1, negative: 1, ..params(1, 2) };
    let note = |done, all| seen.lock().expect("no thread failed").push((done, all));
    train_text(&text(&documents, 7), Model::SkipGram, &params, 1, &note).expect("it trains");
    let seen = seen.into_inner().expect("no thread failed");
    assert!(seen.iter().all(|&(done, all)| all == 360_000 && done <= all), "{seen:?}");
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.len(), 4, "every 100,000 words, and at the end: {seen:?}");
    assert_eq!(seen[3], (360_000, 360_000));
}

#[test]
fn rows_are_shared_step_by_step() {
    for path in available() {
        let rows = SharedRows::from_matrix(&Matrix::from_vec(2, 3, vec![0.0, 0.0, 0.0, 1.0, 2.0, 3.0]), 16);
        let mut row = Aligned::zeros(16);
        row[..3].fill(0.5);
        rows.add(path, 1, &row);
        rows.load(path, 1, &mut row);
        assert_eq!(row[..4], [1.5, 2.5, 3.5, 0.0]);
        rows.load(path, 0, &mut row);
        assert_eq!(row[..], [0.0; 16]);
        assert!(rows.all_finite());
        row[7] = f32::NAN;
        rows.add(path, 0, &row);
        assert!(!rows.all_finite());
    }
    assert!(available().contains(&best()));
}

#[test]
fn one_step_of_cbow_moves_every_context_by_the_whole_gradient() {
    // A window of 1 with the centre in the middle; what does not occur twice is never drawn against itself.
    let documents = vec![vec![0, 1, 2]];
    let params = StreamParams { window: 1, negative: 1, alpha: 0.5, ..of(Model::Cbow, 4, 1) };
    let text = text(&documents, 3);
    let begun = start(&text, Model::Cbow, &params);
    let trained = train_text(&text, Model::Cbow, &params, 1, &|_, _| {}).expect("it trains");
    // Contexts start at zero: no vector moves at the first centre word, and u_0 becomes rate/2 · v_1. The centre word 1 then
    // moves v_0 and v_2 alike, and the centre word 2 moves v_1 alone.
    let moved = |word: usize| -> Vec<f32> {
        trained.vectors.row(word).iter().zip(begun.vectors.row(word)).map(|(now, then)| now - then).collect()
    };
    for (x, y) in moved(0).iter().zip(moved(2)) {
        assert!((x - y).abs() < 1e-7, "both contexts of the middle word move by the same step");
    }
}

#[test]
fn the_loss_begins_at_chance_and_falls() {
    let documents = two_topics(200);
    for model in MODELS {
        let params = StreamParams { alpha: 0.05, ..of(model, 10, 12) };
        let (trained, states) = train_from(&documents, model, &params, None, 99);
        trained.expect("it trains");
        let losses = &states[11].losses;
        assert_eq!(losses.len(), 12);
        // With contexts of zero every probability is one half; about one sample in 24 hits the centre word and is dropped.
        let chance = 6.0 * 2.0_f64.ln();
        assert!(losses[0] < chance && losses[0] > 0.6 * chance, "{model:?}: {losses:?}");
        assert!(losses[11] < 0.95 * losses[0], "{model:?}: {losses:?}");
    }
}

#[test]
fn going_on_from_any_epoch_gives_the_same_bytes() {
    let documents = two_topics(60);
    for model in MODELS {
        let params = StreamParams { sample: 1e-2, ..of(model, 20, 4) };
        let (whole, states) = train_from(&documents, model, &params, None, 99);
        let whole = bits(&whole.expect("it trains"));
        for last in 1..4 {
            let (stopped, kept) = train_from(&documents, model, &params, None, last);
            assert!(matches!(stopped, Err(TrainError::Stopped { epoch }) if epoch == last));
            assert_eq!(kept[..], states[..last]);
            let (resumed, rest) = train_from(&documents, model, &params, kept.last().cloned(), 99);
            assert_eq!(bits(&resumed.expect("it goes on")), whole, "{model:?} after epoch {last}");
            assert_eq!(rest[..], states[last..]);
        }
        let (finished, none) = train_from(&documents, model, &params, states.last().cloned(), 99);
        assert_eq!(bits(&finished.expect("nothing is left to do")), whole);
        assert!(none.is_empty());
    }
}

#[test]
fn frozen_contexts_stay_and_hold_two_trainings_in_one_space() {
    let documents = two_topics(300);
    for model in MODELS {
        let params = StreamParams { alpha: 0.05, ..of(model, 10, 15) };
        let compass = train_on(&documents, WORDS, model, &params, 1);
        let half = |parity: usize| -> Vec<Vec<u32>> {
            documents
                .iter()
                .enumerate()
                .filter(|(i, _)| i / 2 % 2 == parity)
                .map(|(_, d)| d.clone())
                .collect()
        };
        let trained: Vec<Trained> = (0..2)
            .map(|parity| {
                let half = half(parity);
                let begun = State {
                    contexts: compass.contexts.clone(),
                    ..start(&text(&half, WORDS), model, &params)
                };
                let frozen = StreamParams { freeze_contexts: true, ..params.clone() };
                train_from(&half, model, &frozen, Some(begun), 99).0.expect("it trains")
            })
            .collect();
        for trained in &trained {
            assert_eq!(trained.contexts, compass.contexts);
        }
        let alike =
            |i: usize| isogloss_math::dense::cosine(trained[0].vectors.row(i), trained[1].vectors.row(i));
        let mean = (4..WORDS).map(alike).sum::<f64>() / (WORDS - 4) as f64;
        assert!(mean > 0.8, "no rotation lies between them: {mean}");
    }
}

#[test]
fn a_state_that_does_not_fit_is_refused() {
    let documents = two_topics(5);
    let params = params(8, 2);
    let good = start(&text(&documents, WORDS), Model::SkipGram, &params);
    let mut nan = good.clone();
    nan.contexts.row_mut(3)[2] = f32::NAN;
    for state in [
        State { vectors: Matrix::zeros(WORDS, 9), ..good.clone() },
        State { contexts: Matrix::zeros(3, 8), ..good },
        nan,
    ] {
        let (refused, _) = train_from(&documents, Model::SkipGram, &params, Some(state), 99);
        assert!(matches!(refused, Err(TrainError::State { words: WORDS, numbers: 8 })));
    }
}

#[test]
fn the_corpus_functions_are_the_text_functions() {
    let documents = two_topics(20);
    let by_use = |documents: &[Vec<u32>]| {
        // Ids in `encoded` go by frequency.
        let mut uses = [0; WORDS];
        documents.iter().flatten().for_each(|&id| uses[id as usize] += 1);
        let mut order: Vec<usize> = (0..WORDS).collect();
        order.sort_by_key(|&id| std::cmp::Reverse(uses[id]));
        let mut rank = [0; WORDS];
        order.iter().enumerate().for_each(|(new, &old)| rank[old] = new as u32);
        documents.iter().map(|d| d.iter().map(|&id| rank[id as usize]).collect()).collect::<Vec<Vec<u32>>>()
    };
    let documents = by_use(&documents);
    let (corpus, _dir) = encoded(&documents);
    let settings = StreamParams { dim: 8, epochs: 2, ..StreamParams::cbow() };
    let on_epoch = &mut |_: &crate::Epoch<'_>| ControlFlow::Continue(());
    let state = Some(cbow::start(&corpus, WORDS, None, &settings));
    let session = Session { state, progress: &|_, _| {}, on_epoch };
    let trained = cbow::train(&corpus, WORDS, None, &settings, 1, session).expect("it trains");
    let direct = train_on(&documents, WORDS, Model::Cbow, &settings, 1);
    assert_eq!(bits(&trained), bits(&direct));
}

#[test]
fn too_high_a_learning_rate_is_noticed() {
    let documents = two_topics(20);
    let params = StreamParams { alpha: 1e30, ..params(8, 3) };
    let error = train_text(&text(&documents, WORDS), Model::SkipGram, &params, 1, &|_, _| {})
        .expect_err("it diverges");
    assert!(matches!(error, TrainError::Diverged { epoch: 1, lower: "--alpha" }), "{error}");
}

#[test]
fn fewer_than_two_words_are_refused() {
    for documents in [vec![], vec![vec![]], vec![vec![0, 0, 0]]] {
        let error = train_text(&text(&documents, 5), Model::SkipGram, &params(8, 1), 1, &|_, _| {})
            .expect_err("it is refused");
        assert!(matches!(error, TrainError::TooFewWords { given: 0 | 1, dim: 8 }), "{error}");
    }
}

#[test]
fn parameters_out_of_range_are_named() {
    let documents = two_topics(1);
    let good = params(8, 1);
    let cases = [
        (StreamParams { dim: 0, ..good.clone() }, 1, "--dim = 0 must be at least 1"),
        (StreamParams { window: 0, ..good.clone() }, 1, "--window = 0 must be at least 1"),
        (StreamParams { negative: 0, ..good.clone() }, 1, "--negative = 0 must be at least 1"),
        (StreamParams { epochs: 0, ..good.clone() }, 1, "--epochs = 0 must be at least 1"),
        (StreamParams { sample: -1.0, ..good.clone() }, 1, "--sample = -1 must be 0 (off) or above"),
        (StreamParams { sample: f64::NAN, ..good.clone() }, 1, "--sample = NaN must be 0 (off) or above"),
        (StreamParams { alpha: 0.0, ..good.clone() }, 1, "--alpha = 0 must be above 0"),
        (StreamParams { alpha: f64::INFINITY, ..good.clone() }, 1, "--alpha = inf must be above 0"),
        (good, 0, "--threads = 0 must be at least 1"),
    ];
    for (params, threads, message) in cases {
        let error = train_text(&text(&documents, WORDS), Model::SkipGram, &params, threads, &|_, _| {})
            .expect_err("it is refused");
        assert_eq!(error.to_string(), message);
    }
}
