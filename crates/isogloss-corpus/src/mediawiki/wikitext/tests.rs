use super::*;

#[track_caller]
fn becomes(wikitext: &str, text: &str) {
    assert_eq!(plain_text(wikitext, &Namespaces::default()).text, text, "{wikitext}");
}

#[test]
fn smoke() {
    becomes("'''Earth''' is a [[planet]].", "Earth is a planet.");
}
