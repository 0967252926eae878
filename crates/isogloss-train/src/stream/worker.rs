//! One thread's part: documents in, steps on the shared matrices out.

use super::negatives::Negatives;
use super::shared::SharedRows;
use super::text::{Subsampling, Text};
use super::{Model, Params};
use isogloss_math::simd::{Aligned, Path, best};
use isogloss_math::stream::{Pcg64, stream};
use rand::Rng;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// What is left of the learning rate at the end.
const LOWEST_RATE: f64 = 1e-4;
/// Words of a document after which the learning rate is set anew.
const RATE_EVERY: usize = 1_000;
/// The loss is taken at every so many centre words.
const LOSS_EVERY: usize = 8;
/// Words between two reports of progress.
const REPORT_EVERY: u64 = 100_000;

/// What all threads share.
pub(super) struct Run<'a> {
    pub(super) params: &'a Params,
    pub(super) text: &'a Text<'a>,
    pub(super) subsampling: Subsampling,
    pub(super) negatives: Negatives,
    /// Word vectors, word2vec's syn0.
    pub(super) vectors: SharedRows,
    /// Context vectors, word2vec's syn1neg.
    pub(super) contexts: SharedRows,
    /// Context vectors stay as they are.
    pub(super) freeze_contexts: bool,
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
    /// Centre words trained.
    centres: usize,
    loss: Loss,
}

impl<'a> Worker<'a> {
    pub(super) fn new(run: &'a Run<'a>, width: usize) -> Self {
        let (most, slots) = (1 + run.params.negative, 2 * run.params.window + 1);
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
            centres: 0,
            loss: Loss::default(),
        }
    }

    /// Vectors that are in reach at once.
    fn slots(&self) -> usize {
        2 * self.run.params.window + 1
    }

    /// Takes chunks until none is left. Every chunk has random numbers of its own, whichever thread gets it, and writes its loss
    /// and how many steps that is the sum of into `parts`.
    pub(super) fn epoch(&mut self, epoch: usize, next: &AtomicUsize, parts: &Mutex<Vec<(f64, u64)>>) {
        let label = self.run.params.model.label();
        loop {
            let chunk = next.fetch_add(1, Relaxed);
            if chunk >= self.run.text.chunks.len() {
                return;
            }
            self.random = stream(self.run.params.seed, &format!("{label} epoch {epoch} chunk {chunk}"));
            (self.centres, self.loss) = (0, Loss::default());
            for document in self.run.text.documents(chunk) {
                self.document(document);
            }
            if let Ok(mut parts) = parts.lock() {
                parts[chunk] = (self.loss.sum(), self.loss.steps);
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
        for centre in 0..kept.len() {
            if centre > 0 && centre % RATE_EVERY == 0 {
                rate = run.advance(read(centre) - counted);
                counted = read(centre);
            }
            if let Some(gone) = centre.checked_sub(window + 1) {
                self.leave(gone, kept[gone]);
            }
            if let Some(&word) = kept.get(centre + window) {
                self.enter(centre + window, word);
            }
            std::mem::swap(&mut self.now, &mut self.next);
            self.plan(&kept, centre + 1);
            self.train(centre, rate);
        }
        for position in kept.len().saturating_sub(window + 1)..kept.len() {
            self.leave(position, kept[position]);
        }
        run.advance(seen - counted);
        self.kept = kept;
    }

    /// A word comes into reach: a copy of its vector is ours until it leaves.
    fn enter(&mut self, position: usize, word: u32) {
        let at = position % self.slots() * self.width;
        let copy = &mut self.window[at..at + self.width];
        self.run.vectors.load(self.path, word, copy);
        self.window_before[at..at + self.width].copy_from_slice(copy);
    }

    /// A word leaves reach: what it has moved by is added to its vector.
    fn leave(&mut self, position: usize, word: u32) {
        let at = position % self.slots() * self.width;
        let step = &mut self.window_before[at..at + self.width];
        for (step, &now) in step.iter_mut().zip(&self.window[at..at + self.width]) {
            *step = now - *step;
        }
        self.run.vectors.add(self.path, word, step);
    }

    /// Draws what will be trained at a centre word, one word ahead of training: the rows are under way meanwhile.
    fn plan(&mut self, kept: &[u32], centre: usize) {
        let run = self.run;
        self.next.targets.clear();
        let Some(&word) = kept.get(centre) else { return };
        let reach = 1 + below(&mut self.random, run.params.window);
        self.next.span = centre.saturating_sub(reach)..(centre + reach + 1).min(kept.len());
        self.next.targets.push(word);
        for _ in 0..run.params.negative {
            // A sample that hits the centre word is dropped, as in word2vec.
            let target = run.negatives.draw(&mut self.random);
            if target != word {
                self.next.targets.push(target);
            }
        }
        self.next.targets.iter().for_each(|&target| run.contexts.prefetch(target));
        if let Some(&coming) = kept.get(centre + run.params.window + 1) {
            run.vectors.prefetch(coming);
        }
    }

    /// One step at a centre word, its context words all against the same negative samples.
    fn train(&mut self, centre: usize, rate: f32) {
        let (run, width, slots) = (self.run, self.width, self.slots());
        let Plan { span, targets } = &self.now;
        if span.len() < 2 {
            return;
        }
        self.which.clear();
        self.which.extend(span.clone().filter(|&at| at != centre).map(|at| (at % slots) as u32));
        let rows = targets.len();
        let (outputs, steps) = (&mut self.outputs[..rows * width], &mut self.steps[..rows * width]);
        for (&target, output) in targets.iter().zip(outputs.chunks_exact_mut(width)) {
            run.contexts.load(self.path, target, output);
        }
        let batch = match run.params.model {
            Model::SkipGram => self.which.len(),
            Model::Cbow => 1,
        };
        let gradients = &mut self.gradients[..batch * rows];
        match run.params.model {
            Model::SkipGram => {
                self.path.logistic_batch(rate, &mut self.window, &self.which, outputs, steps, gradients);
            }
            Model::Cbow => {
                self.mean.fill(0.0);
                let share = 1.0 / self.which.len() as f32;
                for &slot in &self.which {
                    self.path.axpy(share, &self.window[slot as usize * width..][..width], &mut self.mean);
                }
                self.mean_before.copy_from_slice(&self.mean);
                self.path.logistic_batch(rate, &mut self.mean, &[0], outputs, steps, gradients);
                for (now, &before) in self.mean.iter_mut().zip(&*self.mean_before) {
                    *now -= before;
                }
                for &slot in &self.which {
                    self.path.axpy(1.0, &self.mean, &mut self.window[slot as usize * width..][..width]);
                }
            }
        }
        if !run.freeze_contexts {
            for (&target, step) in targets.iter().zip(steps.chunks_exact(width)) {
                run.contexts.add(self.path, target, step);
            }
        }
        if self.centres.is_multiple_of(LOSS_EVERY) {
            gradients.chunks_exact(rows).for_each(|gradients| self.loss.add(rate, gradients));
        }
        self.centres += 1;
    }
}

/// The sum of `−ln σ` over steps, from their gradients.
#[derive(Default)]
struct Loss {
    sum: f64,
    /// The product of the probabilities whose logarithm has not been taken yet.
    pending: Option<f64>,
    steps: u64,
}

impl Loss {
    /// `|g| / rate` is one minus the probability of what was seen, or of what was drawn not having been seen.
    fn add(&mut self, rate: f32, gradients: &[f32]) {
        let rate = f64::from(rate);
        for &g in gradients {
            // A probability that rounds to 0 is at least that of a score of 80, where σ ends.
            let p = (1.0 - f64::from(g.abs()) / rate).max(1e-35);
            let product = self.pending.unwrap_or(1.0) * p;
            self.pending = if product < 1e-200 {
                self.sum -= product.ln();
                None
            } else {
                Some(product)
            };
        }
        self.steps += 1;
    }

    fn sum(&self) -> f64 {
        self.sum - self.pending.unwrap_or(1.0).ln()
    }
}

/// What is trained at a centre word.
#[derive(Default)]
struct Plan {
    /// The window, the centre word included.
    span: Range<usize>,
    /// The centre word, then the negative samples.
    targets: Vec<u32>,
}

/// The learning rate after this many of all words: it falls linearly, but never below a share of its start.
pub(super) fn learning_rate(alpha: f64, done: u64, all: u64) -> f32 {
    let left = 1.0 - done as f64 / (all + 1) as f64;
    (alpha * left.max(LOWEST_RATE)) as f32
}

/// A random number from `0..n`.
fn below(random: &mut Pcg64, n: usize) -> usize {
    ((u64::from(random.next_u32()) * n as u64) >> 32) as usize
}
