//! The loss `sgns` on one tile.

use super::engine::{Loss, Sum, Visit};
use super::grid::{Grid, shuffle};
use super::params::SgnsParams;
use super::tiles::Tiles;
use isogloss_math::simd::{Gather, Path, best, prefetch};
use isogloss_math::stream::{hash, mix, stream};

/// The exponent of the noise distribution (Mikolov et al. 2013).
const NOISE_POWER: f64 = 0.75;
/// Targets that a row meets at once.
const BATCH: usize = 24;
/// What is left of the learning rate at the end, as in word2vec.c.
const LOWEST_RATE: f64 = 1e-4;
/// Batches between two whose loss is taken.
const LOSS_EVERY: usize = 16;
/// The fractional part of the golden ratio in 64 bits: its multiples fill a circle evenly (Weyl).
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

pub(super) struct Sgns<'a> {
    params: &'a SgnsParams,
    path: Path,
    width: usize,
    sweeps: usize,
    tiles: Tiles<1>,
    /// Expected positives per epoch, by block and place.
    positives: Vec<Vec<f32>>,
    /// And of the whole block.
    block_positives: Vec<f64>,
    /// Noise mass by block and place, and of the whole block; all of them are 1.
    noise: Vec<Vec<f64>>,
    block_noise: Vec<f64>,
    blocks: usize,
    tune: Tune,
}

pub(super) struct Tune { pub batch: usize, pub reuse: f64, pub weight: f64, pub cap: f32 }

impl Tune {
    fn new() -> Self {
        let v = |n: &str, d: f64| std::env::var(n).ok().and_then(|x| x.parse().ok()).unwrap_or(d);
        Self { batch: v("T_BATCH", 24.0) as usize, reuse: v("T_REUSE", 8.0), weight: v("T_WEIGHT", 1.0), cap: v("T_CAP", 4.0) as f32 }
    }
}

/// `(√(f / tN) + 1) · tN / f`, at most 1, for a word with f of N uses and the threshold t; 1 where t is 0.
pub(super) fn keep_probability(f: u64, total: u64, sample: f64) -> f64 {
    if f == 0 || sample == 0.0 {
        return 1.0;
    }
    let expected = sample * total as f64;
    (((f as f64 / expected).sqrt() + 1.0) * expected / f as f64).min(1.0)
}

impl<'a> Sgns<'a> {
    pub(super) fn new(params: &'a SgnsParams, tiles: Tiles<1>, grid: &Grid, counts: &[u64], width: usize) -> Self {
        let positives: Vec<Vec<f32>> = (0..grid.blocks())
            .map(|block| (0..grid.words(block).len()).map(|at| tiles.row_sum(block, at) as f32).collect())
            .collect();
        let mass = |&word: &u32| (counts[word as usize] as f64).powf(NOISE_POWER);
        let all: f64 = (0..grid.len() as u32).map(|word| mass(&word)).sum();
        let noise: Vec<Vec<f64>> =
            (0..grid.blocks()).map(|block| grid.words(block).iter().map(|word| mass(word) / all).collect()).collect();
        Self {
            params,
            path: best(),
            width,
            sweeps: params.epochs * params.sweeps,
            block_positives: positives.iter().map(|p| p.iter().map(|&n| f64::from(n)).sum()).collect(),
            block_noise: noise.iter().map(|p| p.iter().sum()).collect(),
            positives,
            noise,
            tiles,
            blocks: grid.blocks(),
            tune: Tune::new(),
        }
    }

    /// The learning rate of a diagonal: it falls linearly.
    fn rate(&self, visit: Visit) -> f64 {
        let done = visit.sweep as f64 + visit.diagonal as f64 / self.blocks as f64;
        self.params.alpha * (1.0 - done / self.sweeps as f64).max(LOWEST_RATE)
    }
}

/// Buffers of one thread.
#[derive(Default)]
pub(super) struct Scratch {
    order: Vec<u16>,
    /// Negatives of this visit, and how many of them were used.
    dealt: Vec<u32>,
    /// Positives of one row.
    found: Vec<(u32, f32)>,
    plan: Plan,
    gradients: Vec<f32>,
}

/// What comes next.
#[derive(Default)]
struct Plan {
    batches: Vec<Batch>,
    targets: Vec<u32>,
    weights: Vec<f32>,
}

struct Batch {
    row: u32,
    first: u32,
    positives: u32,
    end: u32,
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
        let Visit { sweep, row_block, column_block, .. } = visit;
        let label = format!("tiled sgns {sweep} {row_block} {column_block}");
        let mut random = stream(self.params.seed, &label);
        let seed = hash(self.params.seed, format!("tiled sgns rows {row_block} {column_block}").as_bytes());
        let turn = (sweep as u64).wrapping_mul(GOLDEN);
        let share = 1.0 / self.params.sweeps as f32;
        let rate = self.rate(visit) as f32;
        let positives = &self.positives[row_block];

        let Scratch { order, dealt, found, plan, gradients } = scratch;
        order.clear();
        order.extend((0..positives.len() as u32).filter(|&at| positives[at as usize] > 0.0).map(|at| at as u16));
        shuffle(order, &mut random);

        // Negatives per positive of the row: k times the tile's share of the noise.
        let per_positive = self.params.negative as f64 * self.block_noise[column_block] / self.tune.weight;
        let owed = per_positive * self.block_positives[row_block] * f64::from(share);
        self.deal(column_block, (owed / self.tune.reuse).ceil().max(self.tune.batch as f64), mix(seed ^ turn), dealt);
        shuffle(dealt, &mut random);
        let per_positive = per_positive as f32 * share;
        let advance = 1.0 / self.tune.reuse;
        let mut used = 0.0_f64;

        let mut sum = Sum::default();
        let mut batches_before = 0;
        for &at in order.iter() {
            let total = positives[usize::from(at)];
            let h = mix(seed ^ u64::from(at));
            let mut negatives = (total * per_positive + unit(h.wrapping_add(turn))) as usize;
            let mut level = unit(mix(h).wrapping_add(turn));
            found.clear();
            if self.tiles.sum(row_block, column_block, usize::from(at)) * share + level >= 0.999 {
                let run = self.tiles.run(row_block, column_block, usize::from(at));
                for (&column, &expected) in run.columns.iter().zip(run.numbers[0]) {
                    level += expected * share;
                    if level >= 1.0 {
                        let n = level.floor();
                        level -= n;
                        found.push((u32::from(column), n));
                    }
                }
                // Large counts in several steps.
                let mut first = 0;
                while first < found.len() {
                    let end = found.len();
                    for i in first..end {
                        let (column, n) = found[i];
                        if n > self.tune.cap {
                            found[i].1 = self.tune.cap;
                            found.push((column, n - self.tune.cap));
                        }
                    }
                    first = end;
                }
            }
            let batches = (found.len() + negatives).div_ceil(self.tune.batch);
            let mut done = 0;
            for batch in 0..batches {
                let first = plan.targets.len();
                let until = found.len() * (batch + 1) / batches;
                for &(column, n) in &found[done..until] {
                    plan.targets.push(column);
                    plan.weights.push(rate * n);
                }
                done = until;
                let middle = plan.targets.len();
                let now = negatives / (batches - batch);
                negatives -= now;
                let mut cursor = used as usize % dealt.len();
                for _ in 0..now {
                    plan.targets.push(dealt[cursor]);
                    plan.weights.push(rate * self.tune.weight as f32);
                    cursor += 1;
                    if cursor == dealt.len() {
                        cursor = 0;
                    }
                }
                used += now as f64 * advance;
                plan.batches.push(Batch {
                    row: u32::from(at),
                    first: first as u32,
                    positives: (middle - first) as u32,
                    end: plan.targets.len() as u32,
                });
            }
            if plan.targets.len() >= 512 {
                self.run(plan, rows, columns, gradients, &mut batches_before, rate, &mut sum);
            }
        }
        self.run(plan, rows, columns, gradients, &mut batches_before, rate, &mut sum);
        sum
    }
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

    #[allow(clippy::too_many_arguments)]
    fn run(
        &self,
        plan: &mut Plan,
        rows: &mut [f32],
        columns: &mut [f32],
        gradients: &mut Vec<f32>,
        before: &mut usize,
        rate: f32,
        sum: &mut Sum,
    ) {
        let width = self.width;
        for (i, batch) in plan.batches.iter().enumerate() {
            if let Some(next) = plan.batches.get(i + 1) {
                prefetch(&rows[next.row as usize * width..][..width]);
                for &target in &plan.targets[next.first as usize..][..next.positives as usize] {
                    prefetch(&columns[target as usize * width..][..width]);
                }
            }
            let targets = &plan.targets[batch.first as usize..batch.end as usize];
            let weights = &plan.weights[batch.first as usize..batch.end as usize];
            gradients.clear();
            gradients.resize(targets.len(), 0.0);
            self.path.logistic_gather(Gather {
                input: &mut rows[batch.row as usize * width..][..width],
                table: columns,
                targets,
                positives: batch.positives as usize,
                weights,
                gradients,
            });
            if *before % LOSS_EVERY == 0 {
                for (j, (&g, &w)) in gradients.iter().zip(weights).enumerate() {
                    let n = f64::from(w / rate);
                    // What the step fell short of its weight is the probability of the label.
                    let p = (1.0 - f64::from(g.abs() / w)).max(1e-12);
                    sum.loss -= n * p.ln();
                    if j < batch.positives as usize {
                        sum.weight += n;
                    }
                }
            }
            *before += 1;
        }
        plan.batches.clear();
        plan.targets.clear();
        plan.weights.clear();
    }
}

/// 64 random bits as a number in 0..1.
fn unit(bits: u64) -> f32 {
    (bits >> 40) as f32 / (1_u64 << 24) as f32
}
