//! Tables: whole and in pieces they are cut into the same records; the first two bytes choose how they are asked for.
#![no_main]
use isogloss_corpus::delimited::{Dialect, Forced, Framer, TableError, records, sniff};
use libfuzzer_sys::fuzz_target;

fn cuts(bytes: &[u8], dialect: &Dialect, piece: usize) -> (Vec<usize>, Option<TableError>) {
    let mut framer = Framer::new(dialect, bytes.len());
    let (mut start, mut end, mut cuts) = (0, 0, Vec::new());
    loop {
        match framer.cut(&bytes[start..end], 10, end == bytes.len()) {
            Ok(Some(cut)) => {
                start += cut;
                cuts.push(start);
            }
            Ok(None) if end == bytes.len() => return (cuts, None),
            Ok(None) => end = (end + piece).min(bytes.len()),
            Err(error) => return (cuts, Some(error)),
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    let [kind, piece, table @ ..] = bytes else { return };
    let forced = [None, Some(Forced::Csv), Some(Forced::Tsv)][usize::from(*kind) % 3];
    let text = [None, Some("text"), Some("2")][usize::from(*kind) / 3 % 3];
    let Ok(Some(dialect)) = sniff(&table[..table.len().min(300)], text, None, forced) else { return };
    let body = &table[dialect.start..];
    let found = cuts(body, &dialect, 1 + usize::from(*piece));
    assert_eq!(found, cuts(body, &dialect, bytes.len()));
    let (mut start, mut line, mut pieces) = (0, dialect.start_line, 0);
    for end in found.0 {
        let decoded = records(&body[start..end], &dialect, line, |_| ());
        pieces += decoded.records + decoded.malformed + decoded.blank;
        line += body[start..end].iter().filter(|byte| **byte == b'\n').count() as u64;
        start = end;
    }
    let whole = records(&body[..start], &dialect, dialect.start_line, |_| ());
    assert_eq!(pieces, whole.records + whole.malformed + whole.blank);
});
