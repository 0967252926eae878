//! JSON and tweets: in lines, in an array and one after the other, objects are the same.
#![no_main]
use isogloss_corpus::Format;
use isogloss_fuzz::{read, settings};
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};

fuzz_target!(|bytes: &[u8]| {
    let [kind, bits, body @ ..] = bytes else { return };
    let format = [None, Some(Format::Json), Some(Format::Tweets)][usize::from(*kind) % 3];
    let settings = settings(format, *bits);
    let whole = read(body, &settings);
    let text = String::from_utf8_lossy(body);
    let objects: Vec<&str> = text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_object = |line: &&str| serde_json::from_str::<Map<String, Value>>(line).is_ok();
    if objects.is_empty() || text.len() > 1 << 15 || !objects.iter().all(is_object) {
        return;
    }
    let texts = |file: String| {
        let (found, report) = read(file.as_bytes(), &settings).ok()?;
        Some((found.into_iter().map(|(text, _)| text).collect::<Vec<_>>(), report.malformed))
    };
    let lines = texts(objects.join("\n"));
    assert_eq!(lines.is_some(), whole.is_ok());
    assert_eq!(texts(format!("[{}]", objects.join(",\n"))), lines);
    assert_eq!(texts(format!("{}\n", objects.join(" "))), lines);
});
