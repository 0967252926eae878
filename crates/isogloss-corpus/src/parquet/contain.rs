//! The format's own code, whose errors and panics become ours.
//!
//! On damaged files the decoder of version 59 panics here and there (an encoding that a dictionary page cannot have, a column
//! that a row group lacks, a page shorter than its header says), where all of our own code gives an error. No panic may be
//! reachable from input, so they are caught, and kept from the standard error: the one line that the user gets says more.
use super::ParquetError;
use ::parquet::errors::ParquetError as FormatError;
use std::path::Path;

/// So much of the decoder's message is shown.
const SHOWN: usize = 200;

/// Runs the format's own code over a file.
pub(super) fn contained<T>(
    path: &Path,
    run: impl FnOnce() -> Result<T, FormatError>,
) -> Result<T, ParquetError> {
    let what = match isogloss_math::contained(run) {
        Some(Ok(done)) => return Ok(done),
        Some(Err(error)) => error.to_string(),
        None => "its decoder gave up".to_string(),
    };
    let what = what.lines().next().unwrap_or_default().chars().take(SHOWN).collect();
    Err(ParquetError::Corrupt { path: path.to_path_buf(), what })
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
    }
}
