//! What several targets do: a corpus through the reader, vectors through theirs, and what every tokeniser promises.
use isogloss_corpus::{
    CorpusError, Format, Place, ReadReport, Reader, ReaderSettings, Tokenizer, TokenizerKind,
    TokenizerSettings,
};
use isogloss_store::ReadOptions;
use std::ops::Range;
use std::path::PathBuf;

/// The texts of a corpus with their places, and what reading met.
pub type Found = (Vec<(String, Place)>, ReadReport);

/// Settings of this format; the bits choose the rest.
pub fn settings(format: Option<Format>, bits: u8) -> ReaderSettings {
    ReaderSettings {
        format,
        paragraphs: bits & 1 != 0,
        lenient: bits & 2 != 0,
        retweets: Some(bits & 4 != 0),
        duplicates: None,
        text_column: (bits & 24 == 24).then(|| "a.b".to_owned()),
        unit_column: (bits & 32 != 0).then(|| "user.id".to_owned()),
        language: (bits & 192 == 192).then(|| "en".to_owned()),
        max_document: 1 << 16,
    }
}

/// Reads a file with these bytes. The report counts what was handed out, and every text comes back from its place.
pub fn read(bytes: &[u8], settings: &ReaderSettings) -> Result<Found, CorpusError> {
    let path: PathBuf = std::env::temp_dir().join(format!("isogloss-fuzz-{}.corpus", std::process::id()));
    std::fs::write(&path, bytes).unwrap();
    let files = [path];
    let mut reader = Reader::open(&files, settings)?;
    let (mut found, mut report) = (Vec::new(), ReadReport::default());
    while let Some(batch) = reader.next_batch()? {
        report.add(&batch.documents(|document| found.push((document.text.into_owned(), document.place))));
    }
    assert_eq!(found.len() as u64, report.documents);
    assert!(found.is_sorted_by(|a, b| a.1.key() < b.1.key()), "places ascend");
    let some = &found[..found.len().min(40)];
    let places: Vec<Place> = some.iter().map(|(_, place)| *place).collect();
    let again = Reader::texts_at(&files, settings, &places).expect("they are there");
    assert!(again.iter().eq(some.iter().map(|(text, _)| text)), "{again:?}");
    Ok((found, report))
}

/// Reads a file of vectors with these bytes, beside files of these names: what comes of it is sound and adds up.
pub fn vectors(bytes: &[u8], format: Option<isogloss_store::Format>, beside: &[(&str, &[u8])]) {
    let folder = std::env::temp_dir().join(format!("isogloss-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (name, content) in beside {
        std::fs::write(folder.join(name), content).unwrap();
    }
    let path = folder.join("v.npy");
    std::fs::write(&path, bytes).unwrap();
    let lenient = bytes.len() % 2 == 0;
    let limit = (bytes.len() % 3 == 0).then_some(2);
    let options = ReadOptions { format, lenient, limit, vocabulary: None };
    let Ok(reading) = isogloss_store::read(&path, &options) else { return };
    let (vectors, report) = (reading.vectors, reading.report);
    assert_eq!(vectors.words.len(), vectors.matrix.rows());
    assert_eq!(vectors.words.first_duplicate(), None);
    assert_eq!(vectors.matrix.first_not_finite(), None);
    let defects = report.defects();
    let left_out = defects.iter().filter(|(what, _)| !what.contains("UTF-8")).map(|(_, defects)| defects.count);
    assert_eq!(report.rows, report.kept + left_out.sum::<u64>(), "{report:?}");
    if let Some(subwords) = &vectors.subwords {
        let unseen = subwords.vector("unseen").unwrap_or_default();
        assert!(unseen.len() <= vectors.matrix.columns());
    }
}

/// Every token and its range.
pub fn tokens(text: &str, settings: &TokenizerSettings) -> Vec<(String, Range<usize>)> {
    let mut tokens = Vec::new();
    Tokenizer::new(settings.clone()).tokens(text, |token, range| tokens.push((token.to_owned(), range)));
    tokens
}

/// Cuts a text as the first byte says and holds the tokens to what every tokeniser promises; what was cut, how, into what.
pub fn tokenise(
    kind: TokenizerKind,
    bytes: &[u8],
) -> Option<(String, TokenizerSettings, Vec<(String, Range<usize>)>)> {
    let (bits, text) = bytes.split_first()?;
    let text = String::from_utf8_lossy(text).into_owned();
    let settings = TokenizerSettings {
        kind,
        lowercase: bits & 1 != 0,
        fold_elongations: bits & 2 != 0,
        placeholders: bits & 4 != 0,
    };
    let found = tokens(&text, &settings);
    let mut end = 0;
    for (token, range) in &found {
        assert!(
            !token.is_empty() && end <= range.start && range.start <= range.end && range.end <= text.len()
        );
        let mark =
            kind == TokenizerKind::GloveTwitter && ["<elong>", "<allcaps>", "<repeat>"].contains(&&**token);
        assert!(!range.is_empty() || mark, "{token:?}");
        assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
        let separates = |c: char| match kind {
            TokenizerKind::Whitespace => matches!(c, ' ' | '\t'..='\r'),
            _ => c.is_whitespace() || c.is_control(),
        };
        assert!(!token.contains(separates), "{token:?}");
        let again: Vec<String> = tokens(token, &settings).into_iter().map(|(token, _)| token).collect();
        assert_eq!(again, std::slice::from_ref(token));
        end = range.end;
    }
    // A line knows nothing of the next: here one that no fast path for ASCII takes.
    let mut longer = tokens(&format!("{text}\né"), &settings);
    assert_eq!(longer.pop().map(|(token, _)| token).as_deref(), Some("é"));
    assert_eq!(longer, found);
    Some((text, settings, found))
}
