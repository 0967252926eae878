//! WikiExtractor's tagged text: damaged files are errors or malformed records; a text that is put between tags comes out.
#![no_main]
use isogloss_corpus::Format;
use isogloss_fuzz::{read, settings};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let [kind, bits, body @ ..] = bytes else { return };
    if kind % 2 == 0 {
        let _ = read(&[b"<doc id=", body].concat(), &settings(Some(Format::WikiExtractor), *bits));
        return;
    }
    let text = String::from_utf8_lossy(body);
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    let file = format!("<doc id=\"1\" url=\"u\" title=\"T\">\nT\n{escaped}</doc>\n").repeat(2);
    let Ok((found, report)) = read(file.as_bytes(), &settings(None, 0)) else {
        assert!(text.contains('\0') || file.len() > 1 << 16);
        return;
    };
    let expected = if text.trim().is_empty() { vec![] } else { vec![text.trim_end(); 2] };
    assert!(expected.iter().eq(found.iter().map(|(text, _)| text)), "{expected:?}\n{found:?}");
    assert_eq!(report.malformed, 0);
});
