//! Anything: compressed, of any format.
#![no_main]
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    isogloss_fuzz::vectors(bytes, None, &[]);
});
