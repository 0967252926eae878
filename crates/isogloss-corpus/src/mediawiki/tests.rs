use super::*;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

/// The text of the sample dump, decompressed; `None`, said aloud, where it is not there (but not on CI).
fn sample() -> Option<(Vec<u8>, usize)> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/samples/wiki_dump_sample.xml.bz2");
    let Ok(compressed) = std::fs::read(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{} is not there", path.display());
        eprintln!("skipped: {} is not there", path.display());
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
    "{|",
    "|}",
    "||",
    "|-",
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
    "thumb|",
    "|thumb",
    "|right",
    "|left",
    "px|",
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
    " .",
];
/// Marks at the beginning of a line.
const BEGINNING: &[&str] = &["=", "|", "!", "*", "#", ";", ":", "----", "}", "]"];

/// The markup that is left in a line.
fn residue(line: &str) -> Option<String> {
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
                if let Some(folder) = std::env::var_os("ISOGLOSS_WIKI_OUT") {
                    let name = title.replace('/', "_");
                    std::fs::write(Path::new(&folder).join(name), text).expect("the folder can be written");
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
