//! One thread's part: documents in, steps on the shared matrices out.

use super::SgnsStreamParams;
use super::negatives::Negatives;
use super::shared::SharedRows;
use super::text::{Subsampling, Text};
use isogloss_math::simd::{Path, ROW_MULTIPLE, best};
use isogloss_math::stream::{Pcg64, stream};
use rand::Rng;
use std::ops::{Deref, DerefMut, Range};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

/// The learning rate never falls below this share of where it started.
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

    /// The learning rate after this many words.
    fn rate(&self, done: u64) -> f32 {
        let left = 1.0 - done as f64 / (self.all() + 1) as f64;
        (self.params.alpha * left.max(LOWEST_RATE)) as f32
    }

    /// Counts words as read; returns the learning rate from here on.
    fn advance(&self, words: u64) -> f32 {
        let before = self.done.fetch_add(words, Relaxed);
        if before / REPORT_EVERY != (before + words) / REPORT_EVERY {
            (self.progress)(before + words, self.all());
        }
        self.rate(before + words)
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
    /// The centre word, then the negative samples.
    targets: Vec<u32>,
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
            targets: Vec::with_capacity(most),
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
        for centre in 0..kept.len() {
            if centre > 0 && centre % RATE_EVERY == 0 {
                rate = run.advance(read(centre) - counted);
                counted = read(centre);
            }
            let reach = 1 + below(&mut self.random, run.params.window);
            self.window(&kept, centre, centre.saturating_sub(reach)..(centre + reach + 1).min(kept.len()), rate);
        }
        run.advance(seen - counted);
        self.kept = kept;
    }

    /// Trains the context words of one centre word, all against the same negative samples.
    fn window(&mut self, kept: &[u32], centre: usize, span: Range<usize>, rate: f32) {
        if span.len() < 2 {
            return;
        }
        let (run, width) = (self.run, self.width);
        self.draw_targets(kept[centre]);
        let rows = self.targets.len();
        let outputs = &mut self.outputs[..rows * width];
        for (&target, output) in self.targets.iter().zip(outputs.chunks_exact_mut(width)) {
            run.contexts.load(target, output);
        }
        self.outputs_before[..rows * width].copy_from_slice(outputs);
        for context in span.filter(|&context| context != centre) {
            let word = kept[context];
            run.vectors.load(word, &mut self.input);
            self.path.logistic_step(rate, &mut self.input, outputs, &mut self.gradients[..rows]);
            run.vectors.store(word, &self.input);
        }
        let steps = self.outputs_before.chunks_exact(width).zip(outputs.chunks_exact(width));
        for (&target, (before, after)) in self.targets.iter().zip(steps) {
            run.contexts.add_step(target, before, after);
        }
    }

    /// The centre word and the negative samples; a sample that hits the centre word is dropped, as in word2vec.
    fn draw_targets(&mut self, centre: u32) {
        self.targets.clear();
        self.targets.push(centre);
        for _ in 0..self.run.params.negative {
            let target = self.run.negatives.draw(&mut self.random);
            if target != centre {
                self.targets.push(target);
            }
        }
    }
}

/// A random number from `0..n`.
fn below(random: &mut Pcg64, n: usize) -> usize {
    ((u64::from(random.next_u32()) * n as u64) >> 32) as usize
}

/// Zeros that start at a cache line: registers of AVX-512 are one line wide, and a load across two costs double.
struct Aligned {
    data: Vec<f32>,
    start: usize,
    length: usize,
}

impl Aligned {
    fn zeros(length: usize) -> Self {
        let data = vec![0.0; length + ROW_MULTIPLE];
        // `align_offset` may give up, and then any start will do.
        let start = Some(data.as_ptr().align_offset(64)).filter(|&o| o <= ROW_MULTIPLE).unwrap_or(0);
        Self { data, start, length }
    }
}

impl Deref for Aligned {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.data[self.start..self.start + self.length]
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.data[self.start..self.start + self.length]
    }
}
