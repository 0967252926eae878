//! The `social` tokeniser: its promises, and settings change names, never ranges.
#![no_main]
use isogloss_corpus::{TokenizerKind, TokenizerSettings};
use isogloss_fuzz::{tokenise, tokens};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((text, _, found)) = tokenise(TokenizerKind::Social, bytes) else { return };
    let plain = tokens(&text, &TokenizerSettings { lowercase: false, ..Default::default() });
    assert!(plain.iter().map(|token| &token.1).eq(found.iter().map(|token| &token.1)));
});
