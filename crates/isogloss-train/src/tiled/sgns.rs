//! The loss `sgns` on one tile: what is drawn, and the steps that follow.

use super::engine::{Loss, Sum, Visit, rotated};
use super::grid::Grid;
use super::params::SgnsParams;
use super::tiles::Tiles;
use crate::word2vec::{LOWEST_RATE, NOISE_POWER};
use isogloss_math::simd::{Gather, Path, best, prefetch};
use isogloss_math::stream::{hash, mix, stream};
use rand::seq::SliceRandom;

/// Targets that a row meets at once, from one and the same state of its vector.
const BATCH: usize = 48;
/// Rows in a row that meet the same negatives, which stay in the first-level cache meanwhile.
///
/// No row meets a negative twice in one walk over what was dealt. That matters: on 9 million words, 3 epochs, rows that did
/// (each saw one eighth as many distinct negatives) answered 15 % of the analogies, rows that share with others only 20 %, as
/// many as without any sharing.
const SHARING: usize = 32;
/// At least so many negatives are dealt to a tile.
const FEWEST_DEALT: f64 = 2048.0;
/// The largest count that makes one step: the learning rate times a large count would overshoot. So would many such steps from one
/// state of a row towards one target: on 37 million words, where some pairs are drawn a thousand times in a visit, vectors became
/// infinite.
const LARGEST_STEP: f32 = 4.0;
/// Batches between two whose loss is taken.
const LOSS_EVERY: usize = 16;
/// Positives that are planned before they are trained: their rows are under way meanwhile.
const PLANNED: usize = 256;
/// One, in fixed point with 32 bits after it.
const WHOLE: u64 = 1 << 32;
/// The fractional part of the golden ratio in 64 bits: its multiples fill a circle evenly (Weyl 1916).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

pub(super) struct Sgns<'a> {
    params: &'a SgnsParams,
    path: Path,
    width: usize,
    /// Per epoch.
    pub(super) sweeps: usize,
    tiles: Tiles<1>,
    /// Expected positives per epoch, by block and place.
    positives: Vec<Vec<f32>>,
    /// And of the whole block.
    block_positives: Vec<f64>,
    /// Noise mass by block and place, and of the whole block; all of them are 1.
    noise: Vec<Vec<f64>>,
    block_noise: Vec<f64>,
    blocks: usize,
}

impl<'a> Sgns<'a> {
    pub(super) fn new(
        params: &'a SgnsParams,
        tiles: Tiles<1>,
        grid: &Grid,
        counts: &[u64],
        width: usize,
    ) -> Self {
        let positives: Vec<Vec<f32>> = (0..grid.blocks())
            .map(|block| (0..grid.words(block).len()).map(|at| tiles.row_sum(block, at) as f32).collect())
            .collect();
        let block_positives: Vec<f64> =
            positives.iter().map(|p| p.iter().map(|&n| f64::from(n)).sum()).collect();
        let mass = |&word: &u32| (counts[word as usize] as f64).powf(NOISE_POWER);
        let all: f64 = (0..grid.len() as u32).map(|word| mass(&word)).sum();
        let noise: Vec<Vec<f64>> = (0..grid.blocks())
            .map(|block| grid.words(block).iter().map(|word| mass(word) / all).collect())
            .collect();
        Self {
            params,
            path: best(),
            width,
            sweeps: params.sweeps_for(block_positives.iter().sum()),
            block_positives,
            block_noise: noise.iter().map(|p| p.iter().sum()).collect(),
            positives,
            noise,
            tiles,
            blocks: grid.blocks(),
        }
    }

    /// The learning rate of a diagonal: it falls linearly.
    pub(super) fn rate(&self, visit: Visit) -> f64 {
        let done = visit.sweep as f64 + visit.diagonal as f64 / self.blocks as f64;
        self.params.alpha * (1.0 - done / (self.params.epochs * self.sweeps) as f64).max(LOWEST_RATE)
    }
}

/// Buffers of one thread.
#[derive(Default)]
pub(super) struct Scratch {
    /// Negatives of this visit, a ring; its beginning stands once more at its end.
    dealt: Vec<u32>,
    plan: Plan,
}

/// What comes next.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) batches: Vec<Batch>,
    /// Positives and how often they were drawn.
    pub(super) targets: Vec<u32>,
    pub(super) times: Vec<f32>,
}

/// A row meets some of its positives and some negatives.
pub(super) struct Batch {
    pub(super) row: u32,
    /// The first positive in the plan, and one past the last.
    first: u32,
    end: u32,
    /// The first negative in what was dealt.
    negative: u32,
    negatives: u32,
    /// So many of these, at the end, the rows before have not met: their numbers are far away.
    fresh: u32,
}

impl Batch {
    pub(super) fn positives(&self) -> std::ops::Range<usize> {
        self.first as usize..self.end as usize
    }

    pub(super) fn negatives(&self) -> std::ops::Range<usize> {
        self.negative as usize..(self.negative + self.negatives) as usize
    }
}

impl Loss for Sgns<'_> {
    type Scratch = Scratch;

    fn scratch(&self) -> Scratch {
        Scratch::default()
    }

    fn work(&self, row_block: usize, column_block: usize) -> u64 {
        self.tiles.entries(row_block, column_block) as u64
    }

    fn train(&self, visit: Visit, rows: &mut [f32], columns: &mut [f32], scratch: &mut Scratch) -> Sum {
        let rate = self.rate(visit) as f32;
        let mut sum = Sum::default();
        let mut before = 0;
        self.plan(visit, scratch, |plan, dealt| {
            plan.times.iter_mut().for_each(|times| *times *= rate);
            for (i, batch) in plan.batches.iter().enumerate() {
                if let Some(next) = plan.batches.get(i + 1) {
                    self.prefetch(plan, dealt, next, rows, columns);
                }
                let weights = &plan.times[batch.positives()];
                let negatives = &dealt[batch.negatives()];
                let gradients = self.path.logistic_gather(Gather {
                    input: &mut rows[batch.row as usize * self.width..][..self.width],
                    table: columns,
                    positives: &plan.targets[batch.positives()],
                    weights,
                    negatives,
                    negative_weight: rate,
                });
                if before % LOSS_EVERY == 0 {
                    sum.add(loss(rate, weights, &gradients[..weights.len() + negatives.len()]));
                }
                before += 1;
            }
        });
        sum
    }
}

/// The loss of a batch, read off its gradients: each is its rate times what is missing of the probability of the label.
fn loss(rate: f32, weights: &[f32], gradients: &[f32]) -> Sum {
    let of = |missing: f32| -(1.0 - f64::from(missing)).max(1e-12).ln();
    let (positive, negative) = gradients.split_at(weights.len());
    let mut sum = Sum::default();
    for (&g, &weight) in positive.iter().zip(weights) {
        let times = f64::from(weight / rate);
        sum.add(Sum { loss: times * of(g / weight), weight: times });
    }
    sum.loss += negative.iter().map(|g| of(-g / rate)).sum::<f64>();
    sum
}

/// Which entries of a row are positives in this visit, and how often.
///
/// Their expectations are laid end to end on a line from a random `level`, and an entry is drawn as often as it covers a whole
/// number: by its expectation on average, never off by one or more.
pub(super) fn draw(
    columns: &[u16],
    expected: &[f32],
    share: f32,
    level: u64,
    targets: &mut Vec<u32>,
    times: &mut Vec<f32>,
) {
    let first = targets.len();
    targets.resize(first + columns.len(), 0);
    times.resize(first + columns.len(), 0.0);
    let (found, often) = (&mut targets[first..], &mut times[first..]);
    let scale = share * WHOLE as f32;
    let mut level = level >> (64 - WHOLE.trailing_zeros());
    let mut n = 0;
    for (&column, &expected) in columns.iter().zip(expected) {
        level += (expected * scale) as i64 as u64;
        let whole = level / WHOLE;
        level %= WHOLE;
        // Written always and kept if drawn: whether it is drawn cannot be foretold, a branch would often be wrong.
        found[n] = u32::from(column);
        often[n] = whole as i64 as f32;
        n += usize::from(whole > 0);
    }
    targets.truncate(first + n);
    times.truncate(first + n);
}

/// Those of a round that were drawn more often than makes one step come again in the next, with what is left; gives the weight of
/// this round.
fn next_round(round: std::ops::Range<usize>, targets: &mut Vec<u32>, times: &mut Vec<f32>) -> f64 {
    let mut weight = 0.0;
    for i in round {
        if times[i] > LARGEST_STEP {
            targets.push(targets[i]);
            times.push(times[i] - LARGEST_STEP);
            times[i] = LARGEST_STEP;
        }
        weight += f64::from(times[i]);
    }
    weight
}

impl Sgns<'_> {
    /// About `many` columns of a block in proportion to the noise, each as often as it should be, up to one.
    fn deal(&self, block: usize, many: f64, seed: u64, dealt: &mut Vec<u32>) {
        dealt.clear();
        let scale = many / self.block_noise[block];
        let mut level = f64::from(unit(seed));
        for (at, mass) in self.noise[block].iter().enumerate() {
            level += mass * scale;
            while level >= 1.0 {
                level -= 1.0;
                dealt.push(at as u32);
            }
        }
        if dealt.is_empty() {
            dealt.push(0);
        }
    }

    /// Draws what a visit trains, and hands it over by and by: the plan, and the negatives that it points to.
    pub(super) fn plan(&self, visit: Visit, scratch: &mut Scratch, mut run: impl FnMut(&mut Plan, &[u32])) {
        let Visit { sweep, row_block, column_block, .. } = visit;
        let Scratch { dealt, plan } = scratch;
        let mut random = stream(self.params.seed, &format!("tiled sgns {sweep} {row_block} {column_block}"));
        // A row of a tile has one random number for all sweeps, moved on by the golden ratio each time: over the sweeps its
        // entries are drawn as evenly as can be.
        let seed = hash(self.params.seed, format!("tiled sgns rows {row_block} {column_block}").as_bytes());
        let turn = (sweep as u64).wrapping_mul(GOLDEN);
        let share = 1.0 / self.sweeps as f32;
        let positives = &self.positives[row_block];

        // Negatives per positive of the row, wherever it stands: k times the tile's share of the noise.
        let per_positive = self.params.negative as f64 * self.block_noise[column_block] * f64::from(share);
        let owed = per_positive * self.block_positives[row_block];
        self.deal(column_block, (owed / SHARING as f64).max(FEWEST_DEALT), mix(seed ^ turn), dealt);
        dealt.shuffle(&mut random);
        let ring = dealt.len();
        dealt.extend_from_within(..BATCH.min(ring));
        let longest = BATCH.min(ring);

        let (mut start, mut sharing, mut widest) = (0, 0, 0);
        for at in rotated(positives.len(), &mut random).filter(|&at| positives[at] > 0.0) {
            let bits = mix(seed ^ at as u64);
            let owed = positives[at] * per_positive as f32;
            let negatives = (owed + unit(bits.wrapping_add(turn))) as usize;
            let level = mix(bits).wrapping_add(turn);
            let first = plan.targets.len();
            // (With room for rounding: where the sum is just short of a whole number the entries decide.)
            if self.tiles.sum(row_block, column_block, at) * share + unit(level) >= 0.999 {
                let run = self.tiles.run(row_block, column_block, at);
                draw(run.columns, run.numbers[0], share, level, &mut plan.targets, &mut plan.times);
            }
            if sharing == SHARING {
                (start, sharing, widest) = ((start + widest) % ring, 0, 0);
            }
            sharing += usize::from(negatives > 0);
            let (mut next, mut met) = (start, widest);
            widest = widest.max(negatives);
            let whole: f64 = plan.times[first..].iter().map(|&times| f64::from(times)).sum();
            let (mut done, mut weight, mut given) = (first, 0.0, 0);
            // In a round every positive comes once, with its part of the negatives: a step never goes twice towards one target.
            loop {
                let end = plan.targets.len();
                weight += next_round(done..end, &mut plan.targets, &mut plan.times);
                let last = plan.targets.len() == end;
                let until = if last { negatives } else { (negatives as f64 * weight / whole) as usize };
                let mut owed = until - given;
                given = until;
                let mut batches = (end - done + owed).div_ceil(longest);
                while batches > 0 {
                    let (stop, now) = (done + (end - done) / batches, owed / batches);
                    plan.batches.push(Batch {
                        row: at as u32,
                        first: done as u32,
                        end: stop as u32,
                        negative: next as u32,
                        negatives: now as u32,
                        fresh: now.saturating_sub(met) as u32,
                    });
                    met = met.saturating_sub(now);
                    next += now;
                    if next >= ring {
                        next -= ring;
                    }
                    (done, owed, batches) = (stop, owed - now, batches - 1);
                }
                if last {
                    break;
                }
            }
            if plan.targets.len() >= PLANNED {
                run(plan, dealt);
                plan.clear();
            }
        }
        run(plan, dealt);
        plan.clear();
    }

    /// Asks for what a batch will need and the rows before have not.
    fn prefetch(&self, plan: &Plan, dealt: &[u32], batch: &Batch, rows: &[f32], columns: &[f32]) {
        prefetch(&rows[batch.row as usize * self.width..][..self.width]);
        let fresh = &dealt[batch.negatives()][(batch.negatives - batch.fresh) as usize..];
        for &target in plan.targets[batch.positives()].iter().chain(fresh) {
            prefetch(&columns[target as usize * self.width..][..self.width]);
        }
    }
}

impl Plan {
    fn clear(&mut self) {
        self.batches.clear();
        self.targets.clear();
        self.times.clear();
    }
}

/// 64 random bits as a number in 0..1.
fn unit(bits: u64) -> f32 {
    (bits >> 40) as f32 / (1_u64 << 24) as f32
}
