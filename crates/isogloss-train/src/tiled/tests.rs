use super::engine::{self, diagonals};
use super::glove::{Glove, weight_and_value};
use super::grid::Grid;
use super::params::{GloveParams, SgnsParams};
use super::reference;
use super::rows::Rows;
use super::sgns::{Scratch, Sgns, draw};
use super::tiles::Tiles;
use super::{GloveTrained, glove, sgns};
use crate::testing::{WORDS, assert_topics_apart, company, counts, on_threads, two_topics};
use crate::{Epoch, Session, State, TrainError, Trained};
use isogloss_count::Cooccurrence;
use isogloss_math::Matrix;
use isogloss_math::stream::stream;
use rand::RngExt;
use std::ops::ControlFlow;

fn uses(documents: &[Vec<u32>]) -> Vec<u64> {
    let mut uses = vec![0; WORDS];
    documents.iter().flatten().for_each(|&word| uses[word as usize] += 1);
    uses
}

fn topics(documents: usize) -> (Cooccurrence, Vec<u64>, tempfile::TempDir) {
    let documents = two_topics(documents);
    let (x, dir) = counts(&company(&documents, WORDS, 5));
    (x, uses(&documents), dir)
}

fn sgns_params() -> SgnsParams {
    SgnsParams { dim: 10, epochs: 4, sample: 0.0, blocks: 5, sweeps: 4, ..SgnsParams::default() }
}

fn glove_params() -> GloveParams {
    GloveParams { dim: 10, epochs: 5, blocks: 5, ..GloveParams::default() }
}

fn train_sgns(x: &Cooccurrence, uses: &[u64], params: &SgnsParams) -> Trained {
    heard(None, 99, |session| sgns(x, uses, params, session)).0.expect("it trains")
}

fn train_glove(x: &Cooccurrence, params: &GloveParams) -> GloveTrained {
    heard(None, 99, |session| glove(x, params, session)).0.expect("it trains")
}

/// From a state on; the result, and the states after each epoch, up to and with `last`.
fn heard<T>(
    state: Option<State>,
    last: usize,
    train: impl FnOnce(Session<'_>) -> Result<T, TrainError>,
) -> (Result<T, TrainError>, Vec<State>) {
    let mut states = Vec::new();
    let on_epoch = &mut |epoch: &Epoch<'_>| {
        states.push((epoch.state)());
        if epoch.epoch == last { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let result = train(Session { state, progress: &|_, _| {}, on_epoch });
    (result, states)
}

fn bits(trained: &Trained) -> Vec<u32> {
    let bits = |m: &Matrix| m.as_slice().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    [bits(&trained.vectors), bits(&trained.contexts)].concat()
}

#[test]
fn words_of_one_topic_are_neighbours() {
    let (x, uses, _dir) = topics(400);
    let trained = train_sgns(&x, &uses, &SgnsParams { epochs: 20, ..sgns_params() });
    assert_eq!((trained.vectors.rows(), trained.vectors.columns()), (WORDS, 10));
    assert_topics_apart(&trained.vectors);
    // GloVe sees only what is not zero: words that never meet must have met once.
    let mut table = company(&two_topics(400), WORDS, 5);
    table.iter_mut().flatten().for_each(|x| *x += 1.0);
    let (x, _dir) = counts(&table);
    assert_topics_apart(&train_glove(&x, &GloveParams { epochs: 60, ..glove_params() }).sums());
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let (x, uses, _dir) = topics(100);
    let run = |threads| {
        on_threads(threads, || {
            let glove = train_glove(&x, &glove_params());
            let biases: Vec<u32> =
                glove.biases.iter().chain(&glove.context_biases).map(|b| b.to_bits()).collect();
            (bits(&train_sgns(&x, &uses, &sgns_params())), bits(&glove.trained), biases)
        })
    };
    let one = run(1);
    for threads in [2, 3, 4, 8] {
        assert!(run(threads) == one, "{threads} threads");
    }
}

#[test]
fn the_seed_matters() {
    let (x, uses, _dir) = topics(50);
    let [first, second] =
        [1, 2].map(|seed| bits(&train_sgns(&x, &uses, &SgnsParams { seed, ..sgns_params() })));
    assert_ne!(first, second);
}

#[test]
fn training_goes_on_where_it_stood() {
    let (x, uses, _dir) = topics(60);
    let whole = bits(&train_sgns(&x, &uses, &sgns_params()));
    let whole_glove = bits(&train_glove(&x, &glove_params()).trained);
    for stop in 1..4 {
        let (stopped, states) = heard(None, stop, |session| sgns(&x, &uses, &sgns_params(), session));
        assert!(matches!(stopped, Err(TrainError::Stopped { epoch }) if epoch == stop));
        assert_eq!(states.len(), stop);
        let go_on = heard(states.last().cloned(), 99, |session| sgns(&x, &uses, &sgns_params(), session)).0;
        assert!(bits(&go_on.expect("it trains")) == whole, "stopped after {stop}");

        let (stopped, states) = heard(None, stop, |session| glove(&x, &glove_params(), session));
        assert!(matches!(stopped, Err(TrainError::Stopped { epoch }) if epoch == stop));
        assert_eq!(states[0].vectors.columns(), 22, "w and b, each with its sum of squares");
        let go_on = heard(states.last().cloned(), 99, |session| glove(&x, &glove_params(), session)).0;
        assert!(bits(&go_on.expect("it trains").trained) == whole_glove, "stopped after {stop}");
    }
}

#[test]
fn the_loss_falls() {
    let (x, uses, _dir) = topics(200);
    let params = GloveParams { epochs: 3, ..glove_params() };
    let (_, states) = heard(None, 99, |session| glove(&x, &params, session));
    let losses = &states[2].losses;
    assert!(losses.len() == 3 && losses.is_sorted_by(|a, b| a > b), "{losses:?}");
    let params = SgnsParams { epochs: 8, ..sgns_params() };
    let (_, states) = heard(None, 99, |session| sgns(&x, &uses, &params, session));
    let losses = &states[7].losses;
    // Where nothing is known every target costs ln 2: a positive and five negatives 4.16.
    assert!(losses[7] < losses[0] && losses[0] < 4.5, "{losses:?}");
}

#[test]
fn too_high_a_rate_is_noticed() {
    let (x, uses, _dir) = topics(20);
    let params = SgnsParams { alpha: 1e30, ..sgns_params() };
    let (diverged, _) = heard(None, 99, |session| sgns(&x, &uses, &params, session));
    assert!(matches!(diverged, Err(TrainError::Diverged { epoch: 1, lower: "--alpha" })));
    let params = GloveParams { eta: 1e18, ..glove_params() };
    let (diverged, _) = heard(None, 99, |session| glove(&x, &params, session));
    assert!(matches!(diverged, Err(TrainError::Diverged { epoch: 1, lower: "--eta" })));
}

#[test]
fn what_cannot_be_trained_is_refused() {
    let (empty, _dir) = counts(&vec![vec![0.0; 3]; 3]);
    let (refused, _) = heard(None, 99, |session| sgns(&empty, &[0; 3], &sgns_params(), session));
    assert!(matches!(refused, Err(TrainError::TooFewWords { given: 0, dim: 10 })));
    let (refused, _) = heard(None, 99, |session| glove(&empty, &glove_params(), session));
    assert!(matches!(refused, Err(TrainError::TooFewWords { given: 0, dim: 10 })));
    let (x, uses, _dir) = topics(5);
    let nine = Matrix::zeros(WORDS, 9);
    let other = State { losses: vec![1.0], vectors: nine.clone(), contexts: nine };
    let (refused, _) = heard(Some(other), 99, |session| sgns(&x, &uses, &sgns_params(), session));
    assert!(matches!(refused, Err(TrainError::State { words: WORDS, numbers: 10 })));
    let (refused, _) = heard(None, 99, |session| sgns(&x, &uses[1..], &sgns_params(), session));
    assert!(refused.expect_err("a count is missing").to_string().starts_with("counts = "));
    let zero = SgnsParams { epochs: 0, ..sgns_params() };
    assert_eq!(zero.check().expect_err("no epoch").to_string(), "--epochs = 0 must be at least 1");
    let nan = GloveParams { x_max: f64::NAN, ..glove_params() };
    assert_eq!(nan.check().expect_err("no number").to_string(), "--x-max = NaN must be above 0");
}

#[test]
fn words_are_dealt_by_work() {
    let work: Vec<f64> = (0..1000).map(|word| 1e6 / f64::from(word + 1)).collect();
    let grid = Grid::new(&work, 7, 1);
    let loads: Vec<f64> = (0..7).map(|b| grid.words(b).iter().map(|&w| work[w as usize]).sum()).collect();
    let (least, most) = loads.iter().fold((f64::INFINITY, 0.0_f64), |(l, m), &x| (l.min(x), m.max(x)));
    assert!(most < 1.01 * least, "{loads:?}");
    let mut all: Vec<u32> = (0..7).flat_map(|b| grid.words(b).to_vec()).collect();
    all.sort_unstable();
    assert_eq!(all, (0..1000).collect::<Vec<u32>>());
    assert!((0..7).all(|b| grid.words(b).len() <= grid.size() && grid.size() <= 179));
    assert!((0..1000).all(|w| {
        let place = grid.place(w);
        grid.words(usize::from(place.block))[usize::from(place.at)] == w
    }));
}

#[test]
fn every_entry_lies_in_its_tile() {
    let (x, _, _dir) = topics(30);
    let grid = Grid::new(&[1.0; WORDS], 5, 1);
    let tiles = Tiles::new(&x, &grid, |i, j, x| [x, (i * 100 + j) as f32]);
    assert_eq!(tiles.len(), x.nonzeros());
    for word in 0..WORDS as u32 {
        let place = grid.place(word);
        let (row_block, at) = (usize::from(place.block), usize::from(place.at));
        let mut found = Vec::new();
        for column_block in 0..5 {
            let run = tiles.run(row_block, column_block, at);
            let sum: f32 = run.numbers[0].iter().sum();
            assert_eq!(tiles.sum(row_block, column_block, at), sum);
            for ((&column, &value), &key) in run.columns.iter().zip(run.numbers[0]).zip(run.numbers[1]) {
                let column = grid.words(column_block)[usize::from(column)];
                assert_eq!(key, (word * 100 + column) as f32);
                found.push((column, value));
            }
        }
        found.sort_by_key(|&(column, _)| column);
        let (columns, values) = x.row(word);
        assert_eq!(found, columns.iter().copied().zip(values.iter().copied()).collect::<Vec<_>>());
    }
}

#[test]
fn every_sweep_visits_every_tile_once() {
    for sweep in 0..3 {
        let mut offsets = diagonals(1, sweep, 9);
        offsets.sort_unstable();
        assert_eq!(offsets, (0..9).collect::<Vec<_>>());
    }
    assert_ne!(diagonals(1, 0, 9), diagonals(1, 1, 9));
}

#[test]
fn entries_are_drawn_as_often_as_expected() {
    let mut random = stream(1, "expected");
    let expected: Vec<f32> =
        (0..50).map(|i| random.random_range(0.0..0.3) * if i == 7 { 40.0 } else { 1.0 }).collect();
    let columns: Vec<u16> = (0..50).collect();
    let mut drawn = vec![0.0; 50];
    let rounds = 4000_u64;
    for round in 0..rounds {
        let (mut targets, mut times) = (Vec::new(), Vec::new());
        let level = round.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        draw(&columns, &expected, 0.5, level, &mut targets, &mut times);
        for (&target, &n) in targets.iter().zip(&times) {
            let off = f64::from(n) - 0.5 * f64::from(expected[target as usize]);
            assert!(n >= 1.0 && off.abs() < 1.0, "off by {off}");
            drawn[target as usize] += f64::from(n);
        }
    }
    for (column, &drawn) in drawn.iter().enumerate() {
        // Multiples of the golden ratio are off by less than 1 + log2 n in any interval; an entry has two ends.
        let off = drawn - 0.5 * f64::from(expected[column]) * rounds as f64;
        assert!(off.abs() < 2.0 * (1.0 + (rounds as f64).log2()), "column {column}: off by {off}");
    }
}

#[test]
fn negatives_follow_the_noise_wherever_a_row_has_its_positives() {
    let (x, uses, _dir) = topics(300);
    let params = SgnsParams { epochs: 40, ..sgns_params() };
    let grid = Grid::new(&[1.0; WORDS], 5, 1);
    let tiles = Tiles::new(&x, &grid, |_, _, x| [x]);
    let loss = Sgns::new(&params, tiles, &grid, &uses, 16);
    let (mut positives, mut negatives) = (vec![0.0; WORDS], vec![vec![0.0; WORDS]; WORDS]);
    for sweep in 0..params.epochs * params.sweeps {
        for row_block in 0..5 {
            for column_block in 0..5 {
                let visit = engine::Visit { sweep, diagonal: 0, row_block, column_block };
                loss.plan(visit, &mut Scratch::default(), |plan, dealt| {
                    for batch in &plan.batches {
                        let row = grid.words(row_block)[batch.row as usize] as usize;
                        positives[row] +=
                            plan.times[batch.positives()].iter().map(|&n| f64::from(n)).sum::<f64>();
                        for &target in &dealt[batch.negatives()] {
                            negatives[row][grid.words(column_block)[target as usize] as usize] += 1.0;
                        }
                    }
                });
            }
        }
    }
    let all: f64 = uses.iter().map(|&f| (f as f64).powf(0.75)).sum();
    let sums = x.row_sums();
    for word in 0..WORDS {
        let expected = sums[word] * params.epochs as f64;
        assert!((positives[word] / expected - 1.0).abs() < 0.01, "{} of {expected}", positives[word]);
        for other in 0..WORDS {
            let share = (uses[other] as f64).powf(0.75) / all;
            let expected = 5.0 * expected * share;
            let off = (negatives[word][other] - expected) / expected;
            assert!(off.abs() < 0.1, "{word} met {other} off by {off}");
        }
    }
}

#[test]
fn more_text_is_swept_more_often() {
    let params = SgnsParams::default();
    assert_eq!([1e3, 5e7, 1.6e8].map(|positives| params.sweeps_for(positives)), [4, 5, 16]);
    assert_eq!(SgnsParams { sweeps: 2, ..params }.sweeps_for(1.6e8), 2);
}

/// Two words that stand together ten thousand times in every visit, and others now and then.
#[test]
fn pairs_that_are_drawn_very_often_do_not_overshoot() {
    let mut table = vec![vec![1.0; WORDS]; WORDS];
    table[0][1] = 40_000.0;
    table[1][0] = 40_000.0;
    let (x, _dir) = counts(&table);
    let uses = vec![1000; WORDS];
    let (trained, _) = heard(None, 99, |session| sgns(&x, &uses, &sgns_params(), session));
    let trained = trained.expect("it does not diverge");
    let largest = trained
        .vectors
        .as_slice()
        .iter()
        .chain(trained.contexts.as_slice())
        .fold(0.0_f32, |m, x| m.max(x.abs()));
    assert!(largest < 10.0, "{largest}");
}

#[test]
fn windows_reach_further_where_words_are_left_out() {
    let all = SgnsParams { sample: 0.0, ..SgnsParams::default() };
    assert_eq!(all.reach(&[5, 3, 0], 5), 5);
    assert_eq!(all.reach(&[], 5), 5);
    // Half of the uses are kept with probability 0.11, the other half are of rare words: 0.555 in all.
    let counts: Vec<u64> = [vec![100_000; 5], vec![1; 500_000]].concat();
    let params = SgnsParams { sample: 1e-3, ..all };
    assert_eq!(params.reach(&counts, 5), 9);
}

fn side(grid: &Grid, rows: &Rows, used: &[std::ops::Range<usize>]) -> reference::Side {
    let row = |&word: &u32| {
        let row = rows.get(grid, word);
        used.iter().flat_map(|range| &row[range.clone()]).map(|&x| f64::from(x)).collect()
    };
    (0..grid.blocks()).map(|block| grid.words(block).iter().map(row).collect()).collect()
}

fn largest_difference(a: &reference::Side, b: &reference::Side) -> f64 {
    let flat = |side: &reference::Side| side.iter().flatten().flatten().copied().collect::<Vec<f64>>();
    flat(a).iter().zip(flat(b)).map(|(x, y)| (x - y).abs()).fold(0.0, f64::max)
}

fn random_rows(grid: &Grid, width: usize, dim: usize, label: &str) -> Rows {
    let mut rows = Rows::zeros(grid, width);
    let mut random = stream(5, label);
    for word in 0..WORDS as u32 {
        rows.get_mut(grid, word)[..dim].iter_mut().for_each(|x| *x = random.random_range(-0.3..0.3));
    }
    rows
}

#[test]
fn skip_gram_is_near_the_reference() {
    let (x, uses, _dir) = topics(40);
    let (params, width) = (SgnsParams { epochs: 1, ..sgns_params() }, 16);
    let grid = Grid::new(&[1.0; WORDS], 5, 1);
    let tiles = Tiles::new(&x, &grid, |_, _, x| [x]);
    let loss = Sgns::new(&params, tiles, &grid, &uses, width);
    let (mut rows, mut columns) =
        (random_rows(&grid, width, 10, "rows"), random_rows(&grid, width, 10, "columns"));
    let used = [std::ops::Range { start: 0, end: width }];
    let (mut slow_rows, mut slow_columns) = (side(&grid, &rows, &used), side(&grid, &columns, &used));
    let before = slow_rows.clone();
    for sweep in 0..params.sweeps {
        engine::sweep(&loss, params.seed, sweep, &grid, &mut rows, &mut columns, &|_| {});
        reference::sgns(&loss, params.seed, sweep, &grid, &mut slow_rows, &mut slow_columns);
    }
    assert!(largest_difference(&before, &slow_rows) > 0.1, "something was learnt");
    // Numbers stay below 2, so that a step is off by at most rate · 2 · (its score's width · 4 ulp / 4 + 5e-7), and the number
    // stepped from by an ulp of 2; there are as many steps as positives and negatives of the busiest row.
    let steps = 6.0 * x.row_sums().into_iter().fold(0.0, f64::max);
    let ulp = f64::from(f32::EPSILON);
    let tolerance = steps * (params.alpha * 2.0 * (width as f64 * ulp + 5e-7) + 2.0 * ulp);
    for (fast, slow) in [(&rows, &slow_rows), (&columns, &slow_columns)] {
        let off = largest_difference(&side(&grid, fast, &used), slow);
        assert!(off < tolerance, "off by {off}, more than {tolerance}");
    }
}

#[test]
fn glove_is_near_the_reference() {
    let (x, _, _dir) = topics(40);
    let (params, width) = (glove_params(), 16);
    let stride = 3 * width;
    let grid = Grid::new(&[1.0; WORDS], 5, 1);
    let tiles = Tiles::new(&x, &grid, |_, _, x| weight_and_value(&params, x));
    let loss = Glove::new(&params, tiles, &grid, stride);
    let (mut rows, mut columns) =
        (random_rows(&grid, stride, 10, "rows"), random_rows(&grid, stride, 10, "columns"));
    for word in 0..WORDS as u32 {
        for side in [&mut rows, &mut columns] {
            let row = side.get_mut(&grid, word);
            row[width..2 * width].fill(400.0);
            row[2 * width + 1] = 1.0;
        }
    }
    let used = [0..2 * width, 2 * width..2 * width + 2];
    let (mut slow_rows, mut slow_columns) = (side(&grid, &rows, &used), side(&grid, &columns, &used));
    let before = slow_rows.clone();
    for sweep in 0..3 {
        engine::sweep(&loss, params.seed, sweep, &grid, &mut rows, &mut columns, &|_| {});
        reference::glove(&loss, params.seed, sweep, &grid, &mut slow_rows, &mut slow_columns);
    }
    assert!(largest_difference(&before, &slow_rows) > 0.1, "something was learnt");
    // A step is off by 5e-6 of itself (the inverse root) and by its error's rounding, 3·width ulp of numbers below 8; steps of
    // a row sum to less than 8, each of its WORDS · 3 steps is below 1. Sums of squares, up to some hundreds, are off by as
    // many ulp as there are steps.
    let ulp = f64::from(f32::EPSILON);
    let steps = (3 * WORDS) as f64;
    let tolerance = 8.0 * 5e-6 + steps * 3.0 * width as f64 * 8.0 * ulp + steps * 1000.0 * ulp;
    for (fast, slow) in [(&rows, &slow_rows), (&columns, &slow_columns)] {
        let off = largest_difference(&side(&grid, fast, &used), slow);
        assert!(off < tolerance, "off by {off}, more than {tolerance}");
    }
}

#[test]
fn weights_are_glove_s() {
    let params = GloveParams::default();
    let close = |[f, y]: [f32; 2], [g, z]: [f64; 2]| {
        (f64::from(f) - g).abs() < 1e-6 && (f64::from(y) - z).abs() < 1e-6
    };
    assert!(close(weight_and_value(&params, 100.0), [1.0, 100.0_f64.ln()]));
    assert!(close(weight_and_value(&params, 500.0), [1.0, 500.0_f64.ln()]));
    assert!(close(weight_and_value(&params, 6.25), [0.125, 6.25_f64.ln()]));
}
