//! One thread's part: documents in, steps on the shared matrices out.

use super::negatives::Negatives;
use super::shared::SharedRows;
use super::text::{Subsampling, Text};
use super::{Model, StreamParams};
use crate::word2vec::LOWEST_RATE;
use isogloss_math::simd::{Aligned, LogisticBatch, Path, best};
use isogloss_math::stream::{Pcg64, stream};
use rand::RngExt;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// Words of a document after which the learning rate is set anew.
const RATE_EVERY: usize = 1_000;
/// The loss is taken at every so many groups of centre words.
const LOSS_EVERY: usize = 8;
/// Centre words that share their negative samples and make one step of skip-gram. On 9.4 million words, 3 epochs, sample 1e-4,
/// groups of 1, 2 and 4 with 5 samples each, and of 4 with 8, gave WordSim-353 0.588, 0.597, 0.601, 0.599, SimLex-999 0.268,
/// 0.274, 0.273, 0.258 and analogies 16.4, 16.2, 15.5 and 16.4 %, in 100, 69, 59 and 74 % of the time.
const GROUP: usize = 4;
/// Samples of a group in place of five for each of its words: every one counts so much the less.
const SAMPLES_PER_FIVE: usize = 8;
/// Words between two reports of progress.
const REPORT_EVERY: u64 = 100_000;

/// What all threads share.
pub(super) struct Run<'a> {
    pub(super) model: Model,
    pub(super) params: &'a StreamParams,
    pub(super) text: &'a Text<'a>,
    pub(super) subsampling: Subsampling,
    pub(super) negatives: Negatives,
    /// Word vectors, word2vec's syn0.
    pub(super) vectors: SharedRows,
    /// Context vectors, word2vec's syn1neg.
    pub(super) contexts: SharedRows,
    /// Words read, over all epochs.
    pub(super) done: AtomicU64,
    pub(super) progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl Run<'_> {
    /// All words of all epochs.
    pub(super) fn all(&self) -> u64 {
        self.text.total * self.params.epochs as u64
    }

    /// Counts words as read; returns the learning rate from here on.
    fn advance(&self, words: u64) -> f32 {
        let before = self.done.fetch_add(words, Relaxed);
        if before / REPORT_EVERY != (before + words) / REPORT_EVERY {
            (self.progress)(before + words, self.all());
        }
        learning_rate(self.params.alpha, before + words, self.all())
    }
}

/// A thread's own buffers.
pub(super) struct Worker<'a> {
    run: &'a Run<'a>,
    path: Path,
    width: usize,
    random: Pcg64,
    /// The words of a document that subsampling kept.
    kept: Vec<u32>,
    /// What is trained now, and next.
    now: Plan,
    next: Plan,
    /// The vectors of the words in reach of the centre, by position modulo [`Worker::slots`].
    window: Aligned,
    /// The same as they were when they came into reach.
    window_before: Aligned,
    /// Slots of the context words at work.
    which: Vec<u32>,
    /// The mean of the context words, and what it was before its step.
    mean: Aligned,
    mean_before: Aligned,
    outputs: Aligned,
    steps: Aligned,
    gradients: Vec<f32>,
    weights: Vec<f32>,
    /// Room for inputs on their way.
    moved: Aligned,
    /// Centre words of a group.
    group: usize,
    /// Negative samples of a group.
    samples: usize,
    /// Vectors that are in reach at once.
    slots: usize,
    /// Groups trained.
    groups: usize,
    loss: Loss,
}

impl<'a> Worker<'a> {
    pub(super) fn new(run: &'a Run<'a>, width: usize) -> Self {
        let (group, samples) = match run.model {
            Model::SkipGram => (GROUP, (run.params.negative * SAMPLES_PER_FIVE).div_ceil(5)),
            Model::Cbow => (1, run.params.negative),
        };
        let (most, slots) = (group + samples, 2 * run.params.window + group);
        Self {
            run,
            path: best(),
            width,
            random: stream(0, ""),
            kept: Vec::new(),
            now: Plan::default(),
            next: Plan::default(),
            window: Aligned::zeros(slots * width),
            window_before: Aligned::zeros(slots * width),
            which: Vec::with_capacity(slots),
            mean: Aligned::zeros(width),
            mean_before: Aligned::zeros(width),
            outputs: Aligned::zeros(most * width),
            steps: Aligned::zeros(most * width),
            gradients: vec![0.0; most * slots],
            weights: Vec::with_capacity(most * slots),
            moved: Aligned::zeros(slots * width),
            group,
            samples,
            slots,
            groups: 0,
            loss: Loss::default(),
        }
    }

    /// Takes chunks until none is left. Every chunk has random numbers of its own, whichever thread gets it, and writes its loss
    /// and how many steps that is the sum of into `parts`.
    pub(super) fn epoch(&mut self, epoch: usize, next: &AtomicUsize, parts: &Mutex<Vec<(f64, u64)>>) {
        let label = self.run.model.label();
        loop {
            let chunk = next.fetch_add(1, Relaxed);
            if chunk >= self.run.text.chunks.len() {
                return;
            }
            self.random = stream(self.run.params.seed, &format!("{label} epoch {epoch} chunk {chunk}"));
            (self.groups, self.loss) = (0, Loss::default());
            for document in self.run.text.documents(chunk) {
                self.document(document);
            }
            if let Ok(mut parts) = parts.lock() {
                parts[chunk] = (self.loss.sum, self.loss.pairs);
            }
        }
    }

    fn document(&mut self, document: &[u32]) {
        let run = self.run;
        let mut kept = std::mem::take(&mut self.kept);
        let seen = run.subsampling.keep(document, &mut self.random, &mut kept);
        // Words are counted as read in proportion to how far training is in what was kept of the document.
        let read = |centre: usize| (seen as u128 * centre as u128 / kept.len().max(1) as u128) as u64;
        let mut counted = 0;
        let mut rate = run.advance(0);
        let window = run.params.window;
        (0..window.min(kept.len())).for_each(|position| self.enter(position, kept[position]));
        self.plan(&kept, 0);
        let mut since = 0;
        for first in (0..kept.len()).step_by(self.group) {
            if since >= RATE_EVERY {
                rate = run.advance(read(first) - counted);
                (counted, since) = (read(first), 0);
            }
            since += self.group;
            for centre in first..(first + self.group).min(kept.len()) {
                if let Some(&word) = kept.get(centre + window) {
                    self.enter(centre + window, word);
                }
            }
            std::mem::swap(&mut self.now, &mut self.next);
            self.plan(&kept, first + self.group);
            self.train(first, rate);
            for centre in first..(first + self.group).min(kept.len()) {
                if let Some(gone) = centre.checked_sub(window) {
                    self.leave(gone, kept[gone]);
                }
            }
        }
        let left = kept.len().saturating_sub(window);
        for (position, &word) in kept.iter().enumerate().skip(left) {
            self.leave(position, word);
        }
        run.advance(seen - counted);
        self.kept = kept;
    }

    /// A word comes into reach: a copy of its vector is ours until it leaves.
    fn enter(&mut self, position: usize, word: u32) {
        let at = position % self.slots * self.width;
        let copy = &mut self.window[at..at + self.width];
        self.run.vectors.load(self.path, word, copy);
        self.window_before[at..at + self.width].copy_from_slice(copy);
    }

    /// A word leaves reach: what it has moved by is added to its vector.
    fn leave(&mut self, position: usize, word: u32) {
        let at = position % self.slots * self.width;
        let step = &mut self.window_before[at..at + self.width];
        for (step, &now) in step.iter_mut().zip(&self.window[at..at + self.width]) {
            *step = now - *step;
        }
        self.run.vectors.add(self.path, word, step);
    }

    /// Draws what will be trained at a group of centre words, one group ahead of training: the rows are under way meanwhile.
    fn plan(&mut self, kept: &[u32], first: usize) {
        let run = self.run;
        let window = run.params.window;
        let Plan { spans, targets } = &mut self.next;
        spans.clear();
        targets.clear();
        let end = (first + self.group).min(kept.len());
        for centre in first..end {
            let reach = self.random.random_range(1..=window);
            spans.push(centre.saturating_sub(reach)..(centre + reach + 1).min(kept.len()));
            targets.push(kept[centre]);
        }
        if targets.is_empty() {
            return;
        }
        for _ in 0..self.samples {
            // A sample that hits its centre word is dropped, as in word2vec; it may still serve the others of the group.
            let target = run.negatives.draw(&mut self.random);
            if kept[first..end].iter().any(|&word| word != target) {
                targets.push(target);
            }
        }
        targets.iter().for_each(|&target| run.contexts.prefetch(target));
        for &coming in kept.iter().skip(end + window).take(self.group) {
            run.vectors.prefetch(coming);
        }
    }

    /// One step at a group of centre words, their context words all against the same negative samples.
    fn train(&mut self, first: usize, rate: f32) {
        let (run, width, slots) = (self.run, self.width, self.slots);
        let Plan { spans, targets } = &self.now;
        let (centres, k) = (spans.len(), targets.len());
        let reach = spans.iter().map(|span| span.start).min().unwrap_or(first)
            ..spans.iter().map(|span| span.end).max().unwrap_or(first);
        self.which.clear();
        self.weights.clear();
        // What the samples of a group stand for: so many for each centre word and context.
        let share = run.params.negative as f32 / self.samples as f32;
        for at in reach {
            let before = self.weights.len();
            let mut pairs = 0.0;
            for (centre, span) in (first..).zip(spans) {
                let pair = if at != centre && span.contains(&at) { 1.0 } else { 0.0 };
                self.weights.push(pair);
                pairs += pair;
            }
            if pairs == 0.0 {
                self.weights.truncate(before);
                continue;
            }
            let (words, samples) = targets.split_at(centres);
            for target in samples {
                let hit = |(&word, &pair): (&u32, &f32)| if word == *target { pair } else { 0.0 };
                let hits: f32 = words.iter().zip(&self.weights[before..]).map(hit).sum();
                self.weights.push((pairs - hits) * share);
            }
            self.which.push((at % slots) as u32);
        }
        if self.which.is_empty() {
            return;
        }
        let (outputs, steps) = (&mut self.outputs[..k * width], &mut self.steps[..k * width]);
        for (&target, output) in targets.iter().zip(outputs.chunks_exact_mut(width)) {
            run.contexts.load(self.path, target, output);
        }
        let gradients = match run.model {
            Model::SkipGram => {
                let gradients = &mut self.gradients[..self.weights.len()];
                let (which, weights) = (&self.which[..], &self.weights[..]);
                let batch = LogisticBatch { rate, which, positives: centres, weights, outputs };
                self.path.logistic_batch(&batch, &mut self.window, &mut self.moved, steps, gradients);
                gradients
            }
            Model::Cbow => {
                self.mean.fill(0.0);
                let share = 1.0 / self.which.len() as f32;
                for &slot in &self.which {
                    self.path.axpy(share, &self.window[slot as usize * width..][..width], &mut self.mean);
                }
                self.mean_before.copy_from_slice(&self.mean);
                self.weights.clear();
                self.weights.resize(k, 1.0);
                let gradients = &mut self.gradients[..k];
                let batch =
                    LogisticBatch { rate, which: &[0], positives: 1, weights: &self.weights, outputs };
                self.path.logistic_batch(&batch, &mut self.mean, &mut self.moved, steps, gradients);
                for (now, &before) in self.mean.iter_mut().zip(&*self.mean_before) {
                    *now -= before;
                }
                for &slot in &self.which {
                    self.path.axpy(1.0, &self.mean, &mut self.window[slot as usize * width..][..width]);
                }
                gradients
            }
        };
        if !run.params.freeze_contexts {
            for (&target, step) in targets.iter().zip(steps.chunks_exact(width)) {
                run.contexts.add(self.path, target, step);
            }
        }
        if self.groups.is_multiple_of(LOSS_EVERY) {
            for (gradients, weights) in gradients.chunks_exact(k).zip(self.weights.chunks_exact(k)) {
                self.loss.add(rate, gradients, weights, centres);
            }
        }
        self.groups += 1;
    }
}

/// The sum of `−ln σ` over pairs, from their gradients.
#[derive(Default)]
struct Loss {
    sum: f64,
    pairs: u64,
}

impl Loss {
    /// `|g| / (rate · weight)` is one minus the probability of what was seen, or of what was drawn not having been seen.
    fn add(&mut self, rate: f32, gradients: &[f32], weights: &[f32], positives: usize) {
        let rate = f64::from(rate);
        for (&g, &weight) in gradients.iter().zip(weights).filter(|&(_, &weight)| weight > 0.0) {
            let weight = f64::from(weight);
            // A probability that rounds to 0 is at least that of a score of 80, where σ ends.
            let p = (1.0 - f64::from(g.abs()) / (rate * weight)).max(1e-35);
            self.sum -= weight * p.ln();
        }
        self.pairs += weights[..positives].iter().filter(|&&weight| weight > 0.0).count() as u64;
    }
}

/// What is trained at a group of centre words.
#[derive(Default)]
struct Plan {
    /// Their windows, they themselves included.
    spans: Vec<Range<usize>>,
    /// The centre words, then the negative samples.
    targets: Vec<u32>,
}

/// The learning rate after this many of all words: it falls linearly, but never below a share of its start.
pub(super) fn learning_rate(alpha: f64, done: u64, all: u64) -> f32 {
    let left = 1.0 - done as f64 / (all + 1) as f64;
    (alpha * left.max(LOWEST_RATE)) as f32
}
