//! Dumps: damaged ones are errors or malformed pages; wikitext becomes folded paragraphs, in a page as without one.
#![no_main]
use isogloss_corpus::Format;
use isogloss_corpus::mediawiki::{
    Article, Namespaces, article, decode_page, is_dump, pages, pages_end, plain_text,
};
use isogloss_fuzz::{read, settings};
use libfuzzer_sys::fuzz_target;

fn wikitext(text: &str) {
    let plain = plain_text(text, &Namespaces::default());
    for line in plain.text.split('\n').filter(|_| !plain.text.is_empty()) {
        assert!(line.split_whitespace().eq(line.split(' ')), "{line:?}");
    }
    // What XML does not hold, or changes.
    if text.chars().any(|c| c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}')) {
        return;
    }
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let page = format!("<page><title>T</title><id>1</id><revision><text>{escaped}</text></revision></page>");
    match article(page.as_bytes(), &Namespaces::default()).unwrap() {
        Article::Text { text, .. } => assert_eq!(text, plain.text),
        Article::NoText => assert!(text.is_empty()),
        Article::Redirect => assert!(text.trim_start().starts_with('#')),
        other => panic!("{other:?}"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let [kind, bits, body @ ..] = bytes else { return };
    if kind % 2 == 0 {
        return wikitext(&String::from_utf8_lossy(body));
    }
    is_dump(body);
    assert_eq!(pages_end(body, 0).is_some(), body.windows(7).any(|tag| tag == b"</page>"));
    for (offset, element) in pages(body) {
        assert!(body[offset..].starts_with(element));
        let _ = decode_page(element);
    }
    let head = &b"<mediawiki>"[..];
    let _ = read(
        &[if kind % 4 == 1 { head } else { b"" }, body].concat(),
        &settings(Some(Format::MediaWiki), *bits),
    );
});
