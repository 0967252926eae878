//! Text of words and numbers, with a header or without.
#![no_main]
use isogloss_store::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    isogloss_fuzz::vectors(bytes, Some(Format::Glove), &[]);
});
