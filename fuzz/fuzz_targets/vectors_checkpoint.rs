//! Checkpoints: a tokenizer, a zero byte, and tensors.
#![no_main]
use isogloss_store::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(end) = bytes.iter().position(|&byte| byte == 0) else { return };
    isogloss_fuzz::vectors(&bytes[end + 1..], Some(Format::Checkpoint), &[("tokenizer.json", &bytes[..end])]);
});
