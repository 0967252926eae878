//! Real files from `../shared/data/samples`, beside the checkout: totals that were counted by other means.
//!
//! Skipped with a line where the data is absent; under `CI=true` it must be there.

use isogloss_corpus::{Format, Place, ReadReport, Reader, ReaderSettings};
use std::collections::HashSet;
use std::path::{Path, PathBuf};

type Failure = Box<dyn std::error::Error>;

fn sample(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/samples").join(name);
    if path.is_file() {
        return Some(path);
    }
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{} must be there when CI=true", path.display());
    eprintln!("SKIPPED: {} is not there", path.display());
    None
}

/// What a file holds; tokens are those between white space.
#[derive(Default)]
struct Found {
    texts: Vec<String>,
    places: Vec<Place>,
    units: HashSet<Option<String>>,
    tokens: usize,
    characters: usize,
}

fn read(path: &Path, format: Format, settings: &ReaderSettings) -> Result<(Found, ReadReport), Failure> {
    let files = [path.to_path_buf()];
    let mut reader = Reader::open(&files, settings)?;
    assert_eq!(reader.format(), format);
    let (mut found, mut report) = (Found::default(), ReadReport::default());
    while let Some(batch) = reader.next_batch()? {
        report.add(&batch.documents(|document| {
            found.tokens += document.text.split_whitespace().count();
            found.characters += document.text.chars().count();
            found.places.push(document.place);
            found.units.insert(document.unit.map(Into::into));
            found.texts.push(document.text.into_owned());
        }));
    }
    assert_eq!((report.malformed, report.invalid_utf8), (0, 0));
    assert_eq!(Reader::texts_at(&files, settings, &found.places)?, found.texts);
    Ok((found, report))
}

#[test]
fn statuses_of_the_interface() -> Result<(), Failure> {
    let Some(path) = sample("twitter_raw_sample.jsonl") else { return Ok(()) };
    let (found, report) = read(&path, Format::Tweets, &ReaderSettings::default())?;
    assert_eq!((report.records, report.documents, report.retweets), (900, 900, 0));
    assert_eq!((found.tokens, found.characters, found.units.len()), (12_669, 89_590, 666));
    Ok(())
}

#[test]
fn statuses_of_archives() -> Result<(), Failure> {
    let Some(path) = sample("twitter_archive_raw_sample.jsonl") else { return Ok(()) };
    let (found, report) = read(&path, Format::Tweets, &ReaderSettings::default())?;
    assert_eq!((report.records, report.documents, report.retweets), (1_000, 1_000, 0));
    assert_eq!((found.tokens, found.characters, found.units.len()), (14_006, 87_297, 67));
    Ok(())
}

#[test]
fn a_month_of_an_archive() -> Result<(), Failure> {
    let Some(path) = sample("grailbird_2012_05.js") else { return Ok(()) };
    let (found, report) = read(&path, Format::Tweets, &ReaderSettings::default())?;
    assert_eq!((report.records, report.documents, report.retweets), (104, 82, 22));
    assert_eq!((found.tokens, found.characters, found.units.len()), (1_326, 7_766, 1));
    let settings = ReaderSettings { retweets: Some(true), ..ReaderSettings::default() };
    let (found, report) = read(&path, Format::Tweets, &settings)?;
    assert_eq!((found.tokens, report.documents, report.retweets), (1_682, 104, 0));
    Ok(())
}

#[test]
fn tagged_text() -> Result<(), Failure> {
    let Some(path) = sample("wikiextractor_wiki_00") else { return Ok(()) };
    let (found, report) = read(&path, Format::WikiExtractor, &ReaderSettings::default())?;
    assert_eq!((report.records, report.documents, found.tokens), (37, 37, 159_866));
    let settings = ReaderSettings { paragraphs: true, ..ReaderSettings::default() };
    let (found, report) = read(&path, Format::WikiExtractor, &settings)?;
    assert_eq!((report.documents, found.tokens), (1_911, 159_866));
    Ok(())
}
