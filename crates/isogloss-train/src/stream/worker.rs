//! One thread's part: documents in, steps on the shared matrices out.

use super::SgnsStreamParams;
use super::negatives::Negatives;
use super::shared::{Aligned, SharedRows};
use super::text::{Subsampling, Text};
use isogloss_math::simd::{Path, best};
use isogloss_math::stream::{Pcg64, stream};
use rand::Rng;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// What is left of the learning rate at the end.
const LOWEST_RATE: f64 = 1e-4;
/// Words of a document after which the learning rate is set anew.
const RATE_EVERY: usize = 1_000;
/// Words between two reports of progress.
const REPORT_EVERY: u64 = 100_000;

/// What all threads share.
pub(super) struct Run<'a> {
    pub(super) params: &'a SgnsStreamParams,
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
    input: Aligned,
    outputs: Aligned,
    outputs_before: Aligned,
    gradients: Vec<f32>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(run: &'a Run<'a>, width: usize) -> Self {
        let most = 1 + run.params.negative;
        Self {
            run,
            path: best(),
            width,
            random: stream(0, ""),
            kept: Vec::new(),
            now: Plan::default(),
            next: Plan::default(),
            input: Aligned::zeros(width),
            outputs: Aligned::zeros(most * width),
            outputs_before: Aligned::zeros(most * width),
            gradients: vec![0.0; most],
        }
    }

    /// Takes chunks until none is left. Every chunk has random numbers of its own, whichever thread gets it.
    pub(super) fn epoch(&mut self, epoch: usize, next: &AtomicUsize) {
        loop {
            let chunk = next.fetch_add(1, Relaxed);
            if chunk >= self.run.text.chunks.len() {
                return;
            }
            self.random = stream(self.run.params.seed, &format!("sgns-stream epoch {epoch} chunk {chunk}"));
            for document in self.run.text.documents(chunk) {
                self.document(document);
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
        self.plan(&kept, 0);
        for centre in 0..kept.len() {
            if centre > 0 && centre % RATE_EVERY == 0 {
                rate = run.advance(read(centre) - counted);
                counted = read(centre);
            }
            std::mem::swap(&mut self.now, &mut self.next);
            self.plan(&kept, centre + 1);
            self.train(&kept, centre, rate);
        }
        run.advance(seen - counted);
        self.kept = kept;
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
        if let Some(&coming) = kept.get(centre + run.params.window) {
            run.vectors.prefetch(coming);
        }
    }

    /// Trains the context words of one centre word, all against the same negative samples.
    fn train(&mut self, kept: &[u32], centre: usize, rate: f32) {
        let (run, width, plan) = (self.run, self.width, &self.now);
        if plan.span.len() < 2 {
            return;
        }
        let rows = plan.targets.len();
        let outputs = &mut self.outputs[..rows * width];
        for (&target, output) in plan.targets.iter().zip(outputs.chunks_exact_mut(width)) {
            run.contexts.load(target, output);
        }
        self.outputs_before[..rows * width].copy_from_slice(outputs);
        for context in plan.span.clone().filter(|&context| context != centre) {
            let word = kept[context];
            run.vectors.load(word, &mut self.input);
            self.path.logistic_step(rate, &mut self.input, outputs, &mut self.gradients[..rows]);
            run.vectors.store(word, &self.input);
        }
        let steps = self.outputs_before.chunks_exact(width).zip(outputs.chunks_exact(width));
        for (&target, (before, after)) in plan.targets.iter().zip(steps) {
            run.contexts.add_step(target, before, after, &mut self.input);
        }
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
