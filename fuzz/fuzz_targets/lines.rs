//! Lines in UTF-8 and UTF-16, with and without a byte order mark, are the lines of the text.
#![no_main]
use isogloss_corpus::Format;
use isogloss_fuzz::{read, settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [kind, bits, body @ ..] = bytes else { return };
    // Anything: compressed, of any format.
    let _ = read(body, &settings(None, *bits));
    let mut text = format!("a{}", String::from_utf8_lossy(body));
    if kind % 5 == 2 {
        text = text.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    let units = || "\u{feff}".encode_utf16().chain(text.encode_utf16());
    let file = match kind % 5 {
        0 => [b"a", body].concat(),
        1 => [b"\xEF\xBB\xBFa", body].concat(),
        2 => text.clone().into_bytes(),
        3 => units().flat_map(u16::to_le_bytes).collect(),
        _ => units().flat_map(u16::to_be_bytes).collect(),
    };
    let Ok((found, report)) = read(&file, &settings(Some(Format::Lines), 0)) else {
        assert!(text.contains('\0') || text.len() > 1 << 16);
        return;
    };
    let strip = |line| -> String { str::strip_suffix(line, '\r').unwrap_or(line).to_owned() };
    let lines: Vec<String> = text.split('\n').map(strip).filter(|line| !line.trim().is_empty()).collect();
    assert!(lines.iter().eq(found.iter().map(|(text, _)| text)), "{lines:?}\n{found:?}");
    assert_eq!(report.malformed, 0);
});
