//! numpy's arrays, with as many words as the first byte says.
#![no_main]
use isogloss_store::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [words, array @ ..] = bytes else { return };
    let words: String = (0..*words).map(|word| format!("w{word}\n")).collect();
    isogloss_fuzz::vectors(array, Some(Format::Npy), &[("vocab.txt", words.as_bytes())]);
});
