//! Lists of words with counts: what is handed out is a word, and can be had again from its offset.
#![no_main]
use isogloss_corpus::counts::{entries, is_counts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    is_counts(bytes);
    let mut found = Vec::new();
    entries(bytes, 1, |entry| found.push((entry.offset, entry.count)));
    for (offset, count) in found.into_iter().take(100) {
        let line = bytes[offset..].split(|byte| *byte == b'\n').next().unwrap();
        entries(line, 2, |entry| assert!(!entry.word.is_empty() && entry.count == count));
    }
});
