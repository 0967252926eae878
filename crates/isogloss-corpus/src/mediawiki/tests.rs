use super::*;
use proptest::prelude::*;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

/// The sample dump, decompressed, and its size compressed. Skipped with a line where it is absent; under `CI=true` it must be there.
fn sample() -> Option<(Vec<u8>, usize)> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/samples/wiki_dump_sample.xml.bz2");
    let Ok(compressed) = std::fs::read(&path) else {
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "{} must be there when CI=true", path.display());
        eprintln!("SKIPPED: {} is not there", path.display());
        return None;
    };
    let mut dump = Vec::new();
    let mut decoder = crate::bzip2::ParallelDecoder::new(&compressed[..], 1);
    decoder.read_to_end(&mut dump).expect("the sample is sound");
    Some((dump, compressed.len()))
}

/// Marks that no prose has in it, anywhere in a line.
const ANYWHERE: &[&str] = &[
    "{{",
    "}}",
    "[[",
    "]]",
    "|",
    "<!--",
    "-->",
    "''",
    "~~~",
    "-{",
    "}-",
    "[http",
    "&nbsp;",
    "&lt;",
    "&gt;",
    "&amp;",
    "&quot;",
    "&#",
    "&ndash;",
    "&mdash;",
    "__TOC__",
    "__NOTOC__",
    "style=",
    "align=",
    "class=",
    "colspan=",
    "rowspan=",
    "bgcolor=",
    "width=",
    "File:",
    "Image:",
    "Category:",
    "#REDIRECT",
    "cite web",
    "reflist",
    "ref name",
    "accessdate",
    "( )",
    "()",
    "(,",
    ",)",
    "(;",
    " ,",
];
/// Marks at the beginning of a line.
const BEGINNING: &[&str] = &["=", "|", "!", "*", "#", ";", ":", "----", "}", "]"];

/// The markup that is left in a line, or a wound where some was.
fn residue(line: &str) -> Option<String> {
    // Authors write ellipses.
    let line = &line.replace(". . .", "…").replace("...", "…");
    if line.contains(" .") {
        return Some(" .".to_string());
    }
    let found = |mark: &&&str| line.contains(**mark);
    let mark = ANYWHERE.iter().find(found).or_else(|| BEGINNING.iter().find(|mark| line.starts_with(**mark)));
    let tag = || {
        line.match_indices('<').find_map(|(at, _)| {
            let rest = &line[at + 1..];
            let rest = rest.strip_prefix('/').unwrap_or(rest);
            let end = rest.find(['<', '>'])?;
            let named = rest.starts_with(|c: char| c.is_ascii_alphabetic());
            (named && rest[end..].starts_with('>')).then(|| line[at..].chars().take(20).collect())
        })
    };
    mark.map(|mark| (*mark).to_string())
        .or_else(tag)
        .or_else(|| line.ends_with('=').then(|| "= at the end".to_string()))
}

fn page(inside: &str) -> String {
    format!("<page>{inside}</page>")
}

const HEAD: &str = "<title>T</title><ns>0</ns><id>7</id>";

#[track_caller]
fn decoded(inside: &str) -> Page {
    decode_page(page(inside).as_bytes()).expect("the page is sound")
}

#[test]
fn a_page_is_taken_apart() {
    let found = decoded(
        "\n<title>A &amp; B &quot;C&quot; &#233;&#xe9;</title>\n<ns>4</ns>\n<id>7</id>\n<restrictions>x</restrictions>\n\
         <revision><id>99</id><contributor><username>title</username><id>3</id></contributor>\
         <comment>text</comment><model>wikitext</model>\
         <text xml:space=\"preserve\" bytes=\"9\">a &lt;ref&gt;b&lt;/ref&gt; &amp;nbsp; c\n&lt;br&gt;</text></revision>",
    );
    let text = Some("a <ref>b</ref> &nbsp; c\n<br>".to_string());
    let title = "A & B \"C\" éé".to_string();
    assert_eq!(found, Page { title, namespace: 4, id: 7, text, wikitext: true, ..Page::default() });
}

#[test]
fn the_last_revision_with_a_text_counts() {
    let revisions = "<revision><text>one</text></revision><revision><text>two</text></revision>";
    assert_eq!(decoded(&format!("{HEAD}{revisions}")).text.as_deref(), Some("two"));
    let deleted = "<revision><text deleted=\"deleted\" /></revision><revision><text></text></revision>";
    assert_eq!(decoded(&format!("{HEAD}{revisions}{deleted}")).text.as_deref(), Some("two"));
    assert_eq!(decoded(&format!("{HEAD}{deleted}")).text, None);
    assert_eq!(decoded(HEAD).text, None);
}

#[test]
fn what_is_no_article_is_told() {
    let namespaces = Namespaces::default();
    let told = |inside: &str| article(page(inside).as_bytes(), &namespaces);
    let text = "<revision><text>words</text></revision>";
    assert!(matches!(told(&format!("{HEAD}{text}")), Ok(Article::Text { text, .. }) if text == "words"));
    assert_eq!(told(&format!("{HEAD}<redirect title=\"U\" />{text}")), Ok(Article::Redirect));
    assert_eq!(
        told(&format!("{HEAD}<revision><text>#redirect [[U]]</text></revision>")),
        Ok(Article::Redirect)
    );
    assert_eq!(
        told(&format!("{HEAD}<revision><text>#WEITERLEITUNG [[U]]</text></revision>")),
        Ok(Article::Redirect)
    );
    assert_eq!(
        told(&format!("<title>Talk:T</title><ns>1</ns><id>8</id>{text}")),
        Ok(Article::OtherNamespace)
    );
    assert_eq!(told(HEAD), Ok(Article::NoText));
    let script = "<revision><model>Scribunto</model><text>end</text></revision>";
    assert_eq!(told(&format!("{HEAD}{script}")), Ok(Article::NoText));
}

#[test]
fn a_malformed_page_is_an_error_of_one_line() {
    let message = |bytes: &[u8]| decode_page(bytes).expect_err("it is malformed").to_string();
    assert!(message(b"<page><title>T</titel></page>").starts_with("a <page> is malformed at its byte "));
    assert!(message(b"<page><title>T</title>").contains("it has no end"));
    assert!(message(b"").contains("it has no end"));
    assert_eq!(message(b"<page><id>1</id></page>"), "a <page> has no <title>");
    assert_eq!(message(b"<page><title>T</title></page>"), "a <page> has no <id>");
    assert_eq!(
        message(b"<page><title>T</title><ns>x</ns></page>"),
        "the <ns> of a <page> is \"x\", no number"
    );
    let found = decode_page(b"<page><title>T\xff</title><id>1</id></page>").expect("it is sound");
    assert_eq!((found.title.as_str(), found.invalid_utf8), ("T\u{fffd}", true));
}

#[test]
fn entities_do_not_multiply() {
    let bomb = "<!DOCTYPE l [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>";
    let text = "<revision><text>x &b;&b; &unknown; &#0;&#x110000; & y</text></revision>";
    let found =
        decode_page(format!("{bomb}{}", page(&format!("{HEAD}{text}"))).as_bytes()).expect("it is sound");
    assert_eq!(found.text.as_deref(), Some("x &b;&b; &unknown; &#0;&#x110000; & y"));
}

#[test]
fn whole_pages_are_found() {
    let bytes = b"<mediawiki>\n <page>a</page>\n<page>b</page><page>c";
    assert_eq!(pages_end(bytes, 0), Some(bytes.len() - 7));
    assert_eq!(pages_end(&bytes[..20], 0), None);
    // Whatever was there when it was last looked at.
    for searched in 0..bytes.len() - 7 {
        assert_eq!(pages_end(bytes, searched), Some(bytes.len() - 7));
    }
    assert_eq!(pages_end(bytes, bytes.len()), None);
    let found: Vec<_> = pages(bytes).collect();
    assert_eq!(found, [(13, &b"<page>a</page>"[..]), (28, b"<page>b</page>")]);
    assert_eq!(pages(b"c</page><page>d</page>").collect::<Vec<_>>(), [(8, &b"<page>d</page>"[..])]);
}

#[test]
fn a_dump_is_told_by_its_head() {
    assert!(is_dump(b"<mediawiki xmlns=\"x\">"));
    assert!(is_dump(b"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- c -->\n<!DOCTYPE m>\n<mediawiki>"));
    assert!(is_dump(b"<!DOCTYPE m [<!ENTITY a \"b\">\n<!ENTITY c \"&a;&a;\">\n]>\n<mediawiki>"));
    assert!(!is_dump(b"<mediawikis>") && !is_dump(b"<html>") && !is_dump(b"<?xml") && !is_dump(b""));
}

#[test]
fn the_head_names_the_namespaces() {
    let head = "<mediawiki><siteinfo><namespaces><namespace key=\"0\" /><namespace key=\"6\">Fi&amp;l_e</namespace>\
        <namespace key=\"14\" case=\"x\">Kat</namespace></namespaces></siteinfo>\
        <page><namespace key=\"6\">no</namespace></page>";
    let namespaces = Namespaces::from_head(head.as_bytes());
    let shown = |text: &str| plain_text(text, &namespaces).text;
    assert_eq!(
        shown("a [[fi&amp;l e:x.jpg|thumb|b [[c]]]][[kat:d]][[File:e]][[no:f|g]] h [[no_:f|i]]"),
        "a h i"
    );
    let usual = Namespaces::default();
    assert_eq!(Namespaces::from_head(b""), usual);
    assert_eq!(Namespaces::from_head(b"<siteinfo><namespace key=\"6\"></x>"), usual);
}

#[test]
fn the_sample_keeps_no_markup() {
    let Some((dump, _)) = sample() else { return };
    let namespaces = Namespaces::from_head(&dump);
    let (mut articles, mut redirects, mut others, mut lines, mut failing) = (0, 0, 0, 0, 0);
    let mut skipped = Skipped::default();
    for (_, element) in pages(&dump) {
        match article(element, &namespaces).expect("every page of the sample is sound") {
            Article::Text { title, text, skipped: here, .. } => {
                articles += 1;
                skipped.add(&here);
                for line in text.lines() {
                    lines += 1;
                    if let Some(mark) = residue(line) {
                        failing += 1;
                        println!("{title}: {mark:?}: {line}");
                    }
                }
            }
            Article::Redirect => redirects += 1,
            Article::OtherNamespace => others += 1,
            Article::NoText => (),
        }
    }
    println!(
        "{articles} articles, {redirects} redirects, {others} others: {failing} of {lines} lines; {skipped:?}"
    );
    assert_eq!(articles + redirects + others, 206);
    assert!(failing * 200 <= lines, "{failing} of {lines}");
}

/// Speed on one thread; run it in a release build: `--release -- --ignored --nocapture speed`.
#[test]
#[ignore = "measures"]
fn speed() {
    let Some((dump, compressed)) = sample() else { return };
    let namespaces = Namespaces::from_head(&dump);
    let rounds = 20;
    let start = Instant::now();
    let mut found = 0;
    for _ in 0..rounds {
        found += pages(&dump).filter(|(_, element)| article(element, &namespaces).is_ok()).count();
    }
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = |bytes: usize| (rounds * bytes) as f64 / 1e6 / seconds;
    println!(
        "decompressed already: {:.0} pages/s, {:.1} MB/s of XML, {:.1} MB/s of .bz2",
        found as f64 / seconds,
        megabytes(dump.len()),
        megabytes(compressed)
    );
    let start = Instant::now();
    for _ in 0..4 {
        sample();
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("bzip2 on one thread: {:.1} MB/s of .bz2", (4 * compressed) as f64 / 1e6 / seconds);
}

proptest! {
    #[test]
    fn no_page_makes_it_panic(
        text in "(<page>|</page>|<title>|</title>|<id>1</id>|<ns>0</ns>|<revision>|<text>|</text>|&amp;|&x;|&|<|>|<!\\[CDATA\\[|\\]\\]>|[a-c\n]){0,40}",
    ) {
        for (_, element) in pages(text.as_bytes()) {
            if let Err(error) = article(element, &Namespaces::default()) {
                prop_assert!(!error.to_string().contains('\n'));
            }
        }
        _ = (is_dump(text.as_bytes()), Namespaces::from_head(text.as_bytes()));
    }

    #[test]
    fn text_comes_back(title in "[a-z<>&\"']{1,20}", text in "[a-z<>&\"'\n]{1,200}") {
        let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        let inside = format!("<title>{}</title><id>1</id><revision><text>{}</text></revision>", escape(&title), escape(&text));
        let bytes = page(&inside);
        let found: Vec<_> = pages(bytes.as_bytes()).map(|(_, element)| decode_page(element)).collect();
        prop_assert_eq!(found.len(), 1);
        let found = found[0].as_ref().expect("it is sound");
        prop_assert_eq!((&found.title, found.text.as_ref()), (&title, Some(&text)));
    }
}
