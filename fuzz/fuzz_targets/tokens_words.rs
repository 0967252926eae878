//! The `words` tokeniser is the Annex's segments between white space, those with a letter or a number.
#![no_main]
use isogloss_corpus::TokenizerKind;
use isogloss_fuzz::tokenise;
use libfuzzer_sys::fuzz_target;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

fuzz_target!(|bytes: &[u8]| {
    let Some((text, settings, found)) = tokenise(TokenizerKind::Words, bytes) else { return };
    if settings.fold_elongations {
        return;
    }
    let pieces = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words = pieces.flat_map(str::split_word_bounds).filter(|word| word.contains(char::is_alphanumeric));
    let name = |word: &str| -> String {
        let cased = if settings.lowercase { word.to_lowercase() } else { word.to_owned() };
        cased.replace('\u{2019}', "'").replace('\u{ad}', "").nfc().collect()
    };
    assert!(words.map(name).eq(found.into_iter().map(|(token, _)| token)));
});
