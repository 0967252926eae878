//! The tokeniser of Stanford's Twitter vectors: its promises, whatever the settings, which it does not heed.
#![no_main]
use isogloss_corpus::{TokenizerKind, TokenizerSettings};
use isogloss_fuzz::{tokenise, tokens};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let kind = TokenizerKind::GloveTwitter;
    let Some((text, _, found)) = tokenise(kind, bytes) else { return };
    assert_eq!(tokens(&text, &TokenizerSettings { kind, ..Default::default() }), found);
});
