//! The format's own code, whose errors and panics become ours.
//!
//! On damaged files the decoder of version 59 panics here and there (an encoding that a dictionary page cannot have, a column
//! that a row group lacks, a page shorter than its header says), where all of our own code gives an error. No panic may be
//! reachable from input, so they are caught, and kept from the standard error: the one line that the user gets says more.
//! What was being read is not used again.
use super::ParquetError;
use ::parquet::errors::ParquetError as FormatError;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::path::Path;
use std::sync::Once;

/// So much of the decoder's message is shown.
const SHOWN: usize = 200;

thread_local! {
    /// This thread is in `contained`.
    static CONTAINED: Cell<bool> = const { Cell::new(false) };
}

/// Runs the format's own code over a file.
pub(super) fn contained<T>(
    path: &Path,
    run: impl FnOnce() -> Result<T, FormatError>,
) -> Result<T, ParquetError> {
    keep_quiet();
    CONTAINED.set(true);
    let result = catch_unwind(AssertUnwindSafe(run));
    CONTAINED.set(false);
    let what = match result {
        Ok(Ok(done)) => return Ok(done),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "its decoder gave up".to_string(),
    };
    let what = what.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    Err(ParquetError::Corrupt { path: path.to_path_buf(), what })
}

/// The hook that was there still gets every panic but those that are caught here.
fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let hook = take_hook();
        set_hook(Box::new(move |panic| {
            if !CONTAINED.get() {
                hook(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_panics_become_one_line() {
        let path = Path::new("x.parquet");
        assert!(matches!(contained(path, || Ok(1)), Ok(1)));
        let two_lines = || Err::<(), _>(FormatError::General("one\ntwo".to_string()));
        let error = contained(path, two_lines).expect_err("it fails").to_string();
        assert_eq!(
            error,
            "x.parquet is no Parquet file that can be read (Parquet error: one); copy or download it again"
        );
        let panics = || -> Result<(), FormatError> { panic!("not shown") };
        let error = contained(path, panics).expect_err("it panics").to_string();
        assert!(error.contains("(its decoder gave up)"), "{error}");
        assert!(!CONTAINED.get());
    }
}
