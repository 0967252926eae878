//! Parquet files: damaged ones are errors.
#![no_main]
use isogloss_corpus::parquet::{Rows, texts_at};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let path = std::env::temp_dir().join(format!("isogloss-fuzz-{}.parquet", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let Ok(mut rows) = Rows::open(&path, None, None, 1 << 16) else { return };
    let mut found = 0;
    while let (Ok(Some(batch)), true) = (rows.next_batch(), found < 1 << 17) {
        batch.rows(|row| found = row.row + 1);
    }
    let _ = texts_at(&path, None, 1 << 16, &[0, 0, 5, found / 2 + 5, found + 5]);
});
