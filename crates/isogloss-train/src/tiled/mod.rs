//! Word vectors from the company that words keep, by gradient steps on X, tile by tile.
//!
//! word2vec and GloVe read pairs of words in the order of the text or in no order at all: every step fetches two rows from
//! anywhere, and threads race for them. Here X is counted first and cut into tiles, a block of rows by a block of columns whose
//! vectors lie in the cache while the tile is trained. Tiles of one diagonal share no word on either side, so that threads take
//! them without locks and the result is the same for any number of threads. Both losses run on this one engine: [`sgns`],
//! word2vec's skip-gram with negative sampling as a factorisation of X, and [`glove`]. Good for training often (replicates, two
//! halves of a corpus) and for comparing corpora. What it cannot see is the order of the text: a text that changes as it goes
//! on is averaged.
//!
//! # Definition
//! ```text
//! sgns    L = Σ_ij E_ij ln σ(v_i·u_j) + k Σ_i n_i Σ_j P_j ln σ(-v_i·u_j)
//!         E_ij = X_ij p_i p_j,  n_i = Σ_j E_ij,  P_j ∝ count_j^¾,  p_i = min(1, (√(f/tN) + 1) · tN/f) for a word with f of N uses
//! glove   J = Σ_ij f(X_ij) (w_i·w̃_j + b_i + b̃_j − ln X_ij)²,  f(x) = min(1, (x/x_max)^α)
//! ```
//! *Positives*: an epoch is cut into sweeps over the whole grid, each with an equal share of every E_ij, rounded at random
//! without bias (`sgns::draw`): a pair is met in several visits, never in one leap. *Negatives*: in tile (R, C) row i meets
//! k · n_i · P(C) columns drawn from the noise within C, n_i counted over all tiles; k per positive of the tile would fit the PMI
//! within the tile. *Steps*: plain gradient steps from one state of a row on up to 48 targets (`sgns`), the rate falling linearly;
//! AdaGrad, entry by entry (`glove`).
//!
//! # The window
//! word2vec draws a window of 1..=w per word: count X with `Weighting::Dynamic`. It also takes out the words that it does not keep
//! *before* it lays windows, which therefore reach further in the text: about as far as a dynamic window of w divided by the
//! share of tokens kept (w = 5: 6.5 at sample 1e-3, 8.4 at 1e-4 on an encyclopedia). X does not know about that: count it with
//! the wider window, [`SgnsParams::reach`], to have as many pairs, as far apart, as word2vec has on average.
//!
//! # Shapes and units
//! X: (n, n); vectors, contexts: (n, d). State: (n, d) a side for `sgns`; (n, 2d + 2) for `glove`: w, b, then the sum of
//! squared gradients of each. Epochs count from 1.
//!
//! # Invariances
//! number of threads (the same bits); stopping after an epoch and going on from its state (the same bits)
//!
//! # Baseline
//! a rerun with another seed, and a half of the text against the other half
//!
//! # Errors
//! Parameter; TooFewWords where fewer than two words have company; State; Stopped; Diverged
//!
//! # Cost
//! `sgns`: O(epochs · d · Σ n_i · (1 + k)) time and one look at every entry per sweep; `glove`: O(epochs · entries · d). At once in
//! memory, beside the mapped X: 6 (`sgns`) or 10 (`glove`) bytes an entry; 8 bytes for every word and block; per word and side
//! 4 · (d + 15) bytes at most (`glove` 8 · (d + 15) + 64); the result, twice 4 d bytes a word. No more threads are of use than
//! there are blocks (32 or more). The same bits on processors with fused multiply-add (AVX2, AVX-512, NEON: sums run over the same
//! sixteen lanes; only AVX2 was run so far); others round twice and differ. Memory is counted, not measured; blocks may be filled up
//! by a quarter beyond it.
//!
//! # Source
//! Levy & Goldberg 2014 (skip-gram as factorisation); Mikolov et al. 2013, eq. 4; Pennington, Socher & Manning 2014, eqs. 8-9; the
//! grid: Gemulla et al. 2011 (KDD), Zhu et al. 2019 (GraphVite), Lerer et al. 2019 (PyTorch-BigGraph)
//!
//! # Departures
//! From word2vec.c: pairs come by tile and not by place in the text; up to 32 rows share negatives; a negative that happens to be
//! the positive is not skipped; σ is exact to single precision. From Stanford's `glove`: no clipping of gradients; windows of X
//! stop at documents; the inverse root is good to 5e-6.
//!
//! # Not here
//! Counting X (see `isogloss_count`); vectors without iteration (see [`svd`](crate::svd))

mod engine;
mod glove;
mod grid;
mod params;
#[cfg(test)]
mod reference;
mod rows;
mod sgns;
#[cfg(test)]
mod tests;
mod tiles;

pub use params::{GloveParams, SgnsParams};

use crate::session::{self, Passes};
use crate::word2vec::{self, keep_probability};
use crate::{Session, State, TrainError, Trained};
use engine::{Loss, Sum};
use glove::{Glove, weight_and_value};
use grid::{Grid, WIDEST_BLOCK};
use isogloss_count::Cooccurrence;
use isogloss_math::Matrix;
use isogloss_math::simd::ROW_MULTIPLE;
use rayon::prelude::*;
use rows::Rows;
use sgns::Sgns;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tiles::Tiles;

/// Skip-gram with negative sampling, on the threads of the pool that it is called in.
///
/// `counts`: uses of every word of X, from which subsampling and noise are taken. Progress is told in entries seen, of those of all
/// sweeps, after every tile. The loss of an epoch is the mean over its positives, each with its share of the negatives, taken from
/// every sixteenth batch. A word without company has rows of zeros among the vectors.
///
/// # Errors
/// See the module header.
pub fn sgns(
    x: &Cooccurrence,
    counts: &[u64],
    params: &SgnsParams,
    session: Session<'_>,
) -> Result<Trained, TrainError> {
    params.check()?;
    let words = x.words();
    TrainError::unless(counts.len() == words, "counts", counts.len(), "must be as many as X has words")?;
    let total = counts.iter().sum();
    let keep: Vec<f64> = counts.iter().map(|&f| keep_probability(f, total, params.sample)).collect();
    // A target of a row costs about eight times what an entry costs that is not drawn.
    let work = |word: u32| {
        let (columns, values) = x.row(word);
        let expected: f64 = columns.iter().zip(values).map(|(&j, &x)| f64::from(x) * keep[j as usize]).sum();
        expected * keep[word as usize] * (1.0 + params.negative as f64) + columns.len() as f64 / 8.0
    };
    let work: Vec<f64> = (0..words as u32).into_par_iter().map(work).collect();
    let width = params.dim.next_multiple_of(ROW_MULTIPLE);
    let grid = grid(&work, params.dim, params.blocks, width, params.seed)?;
    let expected = |i: u32, j: u32, x: f32| [(f64::from(x) * keep[i as usize] * keep[j as usize]) as f32];
    let tiles = Tiles::new(x, &grid, expected);
    let entries = tiles.len() as u64;
    let loss = Sgns::new(params, tiles, &grid, counts, width);
    let used = vec![Range { start: 0, end: params.dim }];
    let sides = Sides { rows: Rows::zeros(&grid, width), columns: Rows::zeros(&grid, width), used };
    let Session { state, progress, on_epoch } = session;
    let state = state.unwrap_or_else(|| sgns_start(x, params));
    let (seed, sweeps) = (params.seed, loss.sweeps);
    let mut tiled = Tiled { loss, grid, sides, seed, sweeps, done: AtomicU64::new(0), all: 0, progress };
    let losses = tiled.resume(state, entries, params.epochs)?;
    session::run(&mut tiled, losses, params.epochs, "--alpha", on_epoch)?;
    let [vectors, contexts] = tiled.copy();
    Ok(Trained { vectors, contexts })
}

/// What [`sgns`] begins with where it is given no state.
pub fn sgns_start(x: &Cooccurrence, params: &SgnsParams) -> State {
    word2vec::start(&in_company(x), params.dim, params.seed, "tiled sgns start")
}

/// Which words have company.
fn in_company(x: &Cooccurrence) -> Vec<bool> {
    (0..x.words() as u32).map(|word| !x.row(word).0.is_empty()).collect()
}

/// Weighted least squares on `ln X`, on the threads of the pool that it is called in. The vectors that GloVe publishes are
/// [`GloveTrained::sums`].
///
/// Progress as with [`sgns`]. The loss of an epoch is the mean of `½ f e²` over all entries, before each step.
///
/// # Errors
/// See the module header.
pub fn glove(
    x: &Cooccurrence,
    params: &GloveParams,
    session: Session<'_>,
) -> Result<GloveTrained, TrainError> {
    params.check()?;
    let work: Vec<f64> = (0..x.words() as u32).map(|word| x.row(word).0.len() as f64).collect();
    let (dim, width) = (params.dim, params.dim.next_multiple_of(ROW_MULTIPLE));
    let stride = 2 * width + ROW_MULTIPLE;
    let grid = grid(&work, dim, params.blocks, stride, params.seed)?;
    let tiles = Tiles::new(x, &grid, |_, _, x| weight_and_value(params, x));
    let entries = tiles.len() as u64;
    let loss = Glove::new(params, tiles, &grid, stride);
    let used = vec![0..dim, 2 * width..2 * width + 1, width..width + dim, 2 * width + 1..2 * width + 2];
    let side = || {
        // Sums of squares that are filling are divided by, too.
        let mut rows = Rows::zeros(&grid, stride);
        (0..grid.len() as u32).for_each(|word| rows.get_mut(&grid, word)[width..2 * width].fill(1.0));
        rows
    };
    let sides = Sides { rows: side(), columns: side(), used };
    let Session { state, progress, on_epoch } = session;
    let state = state.unwrap_or_else(|| glove_start(x, params));
    let mut tiled =
        Tiled { loss, grid, sides, seed: params.seed, sweeps: 1, done: AtomicU64::new(0), all: 0, progress };
    let losses = tiled.resume(state, entries, params.epochs)?;
    session::run(&mut tiled, losses, params.epochs, "--eta", on_epoch)?;
    let Tiled { grid, sides: Sides { rows, columns, used }, .. } = &tiled;
    let [vectors, contexts] = [rows, columns].map(|side| side.gather(grid, &used[..1]));
    let [biases, context_biases] =
        [rows, columns].map(|side| side.gather(grid, &used[1..2]).as_slice().to_vec());
    Ok(GloveTrained { trained: Trained { vectors, contexts }, biases, context_biases })
}

/// Vectors and biases as Stanford's `glove` starts them, behind them where their sums of squares begin.
fn glove_start(x: &Cooccurrence, params: &GloveParams) -> State {
    let occurs = in_company(x);
    // η g / √(1 + Σ (η g)²) = g / √(1/η² + Σ g²): the rate lies in where the sums begin. Biases have a rate of 1.
    let first = (1.0 / (params.eta * params.eta)) as f32;
    let side = |label| {
        let start = word2vec::uniform(&occurs, params.dim + 1, params.seed, label);
        let mut side = Matrix::zeros(occurs.len(), 2 * params.dim + 2);
        for word in 0..occurs.len() {
            let (numbers, sums) = side.row_mut(word).split_at_mut(params.dim + 1);
            numbers.copy_from_slice(start.row(word));
            sums.fill(first);
            sums[params.dim] = 1.0;
        }
        side
    };
    State { losses: Vec::new(), vectors: side("tiled glove rows"), contexts: side("tiled glove columns") }
}

/// What `glove` finds: `w_i·w̃_j + b_i + b̃_j ≈ ln X_ij`.
#[derive(Clone, Debug)]
pub struct GloveTrained {
    /// w and w̃.
    pub trained: Trained,
    /// b, by word.
    pub biases: Vec<f32>,
    /// b̃, by word.
    pub context_biases: Vec<f32>,
}

impl GloveTrained {
    /// `w + w̃`, what GloVe publishes as the vectors of words.
    pub fn sums(&self) -> Matrix {
        let mut sums = self.trained.vectors.clone();
        for (w, &u) in sums.as_mut_slice().iter_mut().zip(self.trained.contexts.as_slice()) {
            *w += u;
        }
        sums
    }
}

/// Blocks of about this many bytes of parameters.
const BLOCK_BYTES: usize = 1 << 20;
/// At least so many blocks, where there are that many words: tiles of one diagonal are what threads share.
const FEWEST_BLOCKS: usize = 32;

fn grid(work: &[f64], dim: usize, blocks: usize, width: usize, seed: u64) -> Result<Grid, TrainError> {
    let given = work.iter().filter(|&&work| work > 0.0).count();
    if given < 2 {
        return Err(TrainError::TooFewWords { given, dim });
    }
    let words = work.len();
    let by_size = || (words * width * size_of::<f32>()).div_ceil(BLOCK_BYTES).max(FEWEST_BLOCKS);
    let blocks = if blocks > 0 { blocks } else { by_size() };
    Ok(Grid::new(work, blocks.clamp(words.div_ceil(WIDEST_BLOCK), words), seed))
}

/// All parameters.
struct Sides {
    rows: Rows,
    columns: Rows,
    /// The numbers of a row that are not filling, in the order in which they are kept.
    used: Vec<Range<usize>>,
}

/// A training under way.
struct Tiled<'a, L> {
    loss: L,
    grid: Grid,
    sides: Sides,
    seed: u64,
    /// Per epoch.
    sweeps: usize,
    /// Entries seen, and those of all sweeps.
    done: AtomicU64,
    all: u64,
    progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl<L> Tiled<'_, L> {
    /// Goes on from a state; gives the losses of the epochs that are done. `entries`: of X.
    fn resume(&mut self, state: State, entries: u64, epochs: usize) -> Result<Vec<f64>, TrainError> {
        let Sides { rows, columns, used } = &mut self.sides;
        state.check(self.grid.len(), used.iter().map(ExactSizeIterator::len).sum())?;
        rows.scatter(&self.grid, used, &state.vectors);
        columns.scatter(&self.grid, used, &state.contexts);
        let per_epoch = entries * self.sweeps as u64;
        self.done = AtomicU64::new(per_epoch * state.losses.len() as u64);
        self.all = per_epoch * epochs as u64;
        Ok(state.losses)
    }
}

impl<L: Loss> Passes for Tiled<'_, L> {
    fn pass(&mut self, epoch: usize) -> f64 {
        let Self { loss, grid, sides, done, .. } = self;
        let (all, progress) = (self.all, self.progress);
        let progress = |entries| progress(done.fetch_add(entries, Relaxed) + entries, all);
        let mut sum = Sum::default();
        for sweep in (epoch - 1) * self.sweeps..epoch * self.sweeps {
            let (rows, columns) = (&mut sides.rows, &mut sides.columns);
            sum.add(engine::sweep(loss, self.seed, sweep, grid, rows, columns, &progress));
        }
        sum.mean()
    }

    fn all_finite(&self) -> bool {
        self.sides.rows.all_finite() && self.sides.columns.all_finite()
    }

    fn copy(&self) -> [Matrix; 2] {
        [&self.sides.rows, &self.sides.columns].map(|side| side.gather(&self.grid, &self.sides.used))
    }
}
