//! The `whitespace` tokeniser is the library's own `split`.
#![no_main]
use isogloss_corpus::TokenizerKind;
use isogloss_fuzz::tokenise;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((text, settings, found)) = tokenise(TokenizerKind::Whitespace, bytes) else { return };
    let pieces = text.split([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']).filter(|piece| !piece.is_empty());
    let name = |piece: &str| if settings.lowercase { piece.to_lowercase() } else { piece.to_owned() };
    assert!(pieces.map(name).eq(found.into_iter().map(|(token, _)| token)));
});
