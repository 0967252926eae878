//! How a long run tells where it is.

use std::time::{Duration, Instant};

/// Hears of a run's stages. All methods may be called from any thread.
pub trait Progress: Sync {
    /// A stage begins.
    fn begin(&self, stage: &str);
    /// `done` of `total` units (`unit`: "bytes", "words", "rows") are through; `note` adds what a reader may want to see.
    fn advance(&self, done: u64, total: u64, unit: &'static str, note: &str);
    /// The stage is done.
    fn end(&self, stage: &str, took: Duration);
    /// The stage stood finished from an earlier run and is used again.
    fn reused(&self, stage: &str);
    /// Something worth a line: the loss of an epoch.
    fn note(&self, message: &str);
    /// Something the user should know, once.
    fn warn(&self, message: &str);
}

/// Tells how far something that starts now is, and how fast: millions of units a second.
pub fn advance_in(progress: &dyn Progress, unit: &'static str) -> impl Fn(u64, u64) + Sync {
    let started = Instant::now();
    move |done, total| {
        let rate = done as f64 / started.elapsed().as_secs_f64().max(1e-9) / 1e6;
        progress.advance(done, total, unit, &format!("{rate:.2} M {unit}/s"));
    }
}

/// Says nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: &str) {}
    fn advance(&self, _: u64, _: u64, _: &'static str, _: &str) {}
    fn end(&self, _: &str, _: Duration) {}
    fn reused(&self, _: &str) {}
    fn note(&self, _: &str) {}
    fn warn(&self, _: &str) {}
}
