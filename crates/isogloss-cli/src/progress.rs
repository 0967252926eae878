//! Progress on standard error: a bar where that is a terminal, a line per stage elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use isogloss::Progress;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

/// Shows where a run is.
pub struct Stderr {
    quiet: bool,
    bar: Option<Mutex<ProgressBar>>,
}

impl Stderr {
    /// `quiet`: warnings only.
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal() && !quiet;
        Self { quiet, bar: terminal.then(|| Mutex::new(ProgressBar::hidden())) }
    }

    fn line(&self, text: &str) {
        match self.bar.as_ref().and_then(|bar| bar.lock().ok()) {
            Some(bar) if !bar.is_hidden() => bar.suspend(|| write_line(text)),
            _ => write_line(text),
        }
    }
}

/// The templates are constants; one that were wrong would only look plain.
fn style(bar: &ProgressBar, template: &str) {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
}

/// Progress that nobody reads any more must not stop the run.
fn write_line(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

impl Progress for Stderr {
    fn begin(&self, stage: &str) {
        if let Some(Ok(mut bar)) = self.bar.as_ref().map(Mutex::lock) {
            // Until a stage tells how far it is, all there is to show is that it works.
            *bar = ProgressBar::new_spinner();
            style(&bar, "{prefix:28} {spinner} {elapsed}");
            bar.set_prefix(stage.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
        }
    }

    fn advance(&self, done: u64, total: u64, _unit: &'static str, note: &str) {
        if let Some(Ok(bar)) = self.bar.as_ref().map(Mutex::lock) {
            if bar.length().is_none() {
                style(&bar, "{prefix:28} {bar:24} {percent:>3} %  {msg}  {eta} left");
            }
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(note.to_owned());
        }
    }

    fn end(&self, stage: &str, took: Duration) {
        if let Some(Ok(bar)) = self.bar.as_ref().map(Mutex::lock) {
            bar.finish_and_clear();
        }
        if !self.quiet {
            self.line(&format!("{stage:28} {:>7.1} s", took.as_secs_f64()));
        }
    }

    fn reused(&self, stage: &str) {
        if !self.quiet {
            self.line(&format!("{stage:28}  reused"));
        }
    }

    fn note(&self, message: &str) {
        if !self.quiet {
            self.line(message);
        }
    }

    fn warn(&self, message: &str) {
        self.line(&format!("isogloss: warning: {message}"));
    }
}
