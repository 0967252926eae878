//! Files of others, whole and broken.

use crate::report::Place;
use crate::{FileReport, Format, ReadOptions, Reading, StoreError, Vectors, Words, is_vectors, read};
use isogloss_math::Matrix;
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use std::path::Path;

fn bytes_as(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Reading, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    read(&path, options)
}

fn text(content: &str) -> Result<Reading, StoreError> {
    bytes_as("v", content.as_bytes(), &ReadOptions::default())
}

fn lenient(content: &[u8]) -> Reading {
    bytes_as("v", content, &ReadOptions { lenient: true, ..ReadOptions::default() }).unwrap()
}

fn words(vectors: &Vectors) -> Vec<&str> {
    vectors.words.iter().collect()
}

fn complaint(result: Result<Reading, StoreError>) -> String {
    result.unwrap_err().to_string()
}

fn lines(rows: std::ops::Range<usize>) -> String {
    rows.map(|i| format!("w{i} {i} 0.5 -{i}.25e-1\n")).collect()
}

#[test]
fn text_with_and_without_a_header() {
    for (content, format) in [
        ("2 3\na 1 2 3\nb -.5 1e-3 4\n", Format::Word2vec),
        ("a 1 2 3\nb -.5 1e-3 4\n", Format::Glove),
        // word2vec.c ends lines with a space; others with a carriage return, or not at all.
        ("2 3\na 1 2 3 \nb -.5 1e-3 4 \n", Format::Word2vec),
        ("a\t1\t2\t3\r\nb\t-.5\t1e-3\t4", Format::Glove),
        ("\na 1 2 3\n\nb  -.5 1e-3  4\n\n", Format::Glove),
    ] {
        let Reading { vectors, report } = text(content).unwrap();
        assert_eq!((words(&vectors), report.format), (vec!["a", "b"], format), "{content:?}");
        assert_eq!(
            vectors.matrix,
            Matrix::from_vec(2, 3, vec![1.0, 2.0, 3.0, -0.5, 1e-3, 4.0]),
            "{content:?}"
        );
        assert_eq!((report.rows, report.kept, report.dimensions, report.warnings().len()), (2, 2, 3, 0));
    }
}

#[test]
fn words_may_hold_spaces_and_digits() {
    let content = "the 1 2 3\n. . . 4 5 6\n2003 7 8 9\nat name@domain.com 1 1 1\n\u{a0} 0 0 0\n";
    let Reading { vectors, report } = text(content).unwrap();
    assert_eq!(words(&vectors), ["the", ". . .", "2003", "at name@domain.com", "\u{a0}"]);
    assert_eq!((vectors.matrix.row(1), report.warnings()), ([4.0, 5.0, 6.0].as_slice(), vec![]));
}

#[test]
fn defects_are_told_with_their_places() {
    let mut content = lines(0..200).into_bytes();
    content.extend(
        b"w3 1 2 3\nshort 1 2\nlong 1 2 x 4 5\nx 1 two 3\ny nan 1 2\nz 1 inf 2\n 1 2 3\nb\xff 1 2 3\n",
    );
    let Reading { vectors, report } = bytes_as("v", &content, &ReadOptions::default()).unwrap();
    assert_eq!((report.rows, report.kept, vectors.words.get(200)), (208, 201, "b\u{fffd}"));
    let places = |defects: &crate::report::Defects| defects.first.clone();
    assert_eq!(places(&report.duplicates), [Place::Line(201)]);
    assert_eq!(places(&report.wrong_length), [Place::Line(202), Place::Line(203)]);
    assert_eq!(places(&report.no_number), [Place::Line(204)]);
    assert_eq!(places(&report.not_finite), [Place::Line(205), Place::Line(206)]);
    assert_eq!(places(&report.no_word), [Place::Line(207)]);
    assert_eq!(places(&report.bad_utf8), [Place::Line(208)]);
    let warnings = report.warnings().join("; ");
    assert!(warnings.contains("2 rows of wrong length (line 202, line 203)"), "{warnings}");
}

#[test]
fn of_a_word_that_is_there_twice_the_first_sound_row_is_kept() {
    let Reading { vectors, report } = lenient(b"a nan 1\na 2 3\nb 1 1\na 4 5\n");
    assert_eq!((words(&vectors), vectors.matrix.row(0)), (vec!["a", "b"], [2.0, 3.0].as_slice()));
    assert_eq!(
        (report.duplicates.first, report.not_finite.first),
        (vec![Place::Line(4)], vec![Place::Line(1)])
    );
}

#[test]
fn too_many_defects_are_refused_unless_one_is_lenient() {
    let content = lines(0..20) + "w1 1 2 3\nw2 1 2 3\n";
    let error = complaint(text(&content));
    assert!(error.contains("2 of 22 rows cannot be used (2 duplicate words (line 21, line 22))"), "{error}");
    assert!(error.contains("--lenient"), "{error}");
    assert_eq!(lenient(content.as_bytes()).vectors.words.len(), 20);
    assert_eq!(text(&(lines(0..100) + "w1 1 2 3\n")).unwrap().report.duplicates.count, 1);
}

#[test]
fn a_header_that_lies_is_told() {
    let told = |header: &str| text(&format!("{header}\n{}", lines(0..100))).map(|reading| reading.report);
    assert_eq!(told("100 3").unwrap().warnings(), Vec::<String>::new());
    assert_eq!(told("99 3").unwrap().warnings(), ["its header tells of 99 words, it has 100"]);
    let warnings = told("103 7").unwrap().warnings().join("; ");
    assert!(
        warnings.contains("103 words") && warnings.contains("7 dimensions, its rows have 3"),
        "{warnings}"
    );
    // More than one in twenty is missing: the file is cut.
    assert!(told("200 3").unwrap_err().to_string().contains("100 of 200 rows"));
    assert!(told("18446744073709551615 3").is_err());
}

#[test]
fn what_is_no_file_of_vectors_says_so() {
    for (content, what) in [
        ("", "empty"),
        ("just some text\nand more of it\n", "neither a known binary format"),
        ("word\t12\nother\t3\n", "neither"),
        ("{\"text\": \"a\"}\n", "neither"),
    ] {
        let error = complaint(text(content));
        assert!(error.contains(what), "{error}");
    }
    let pickle = complaint(bytes_as("m", b"\x80\x04\x95abc", &ReadOptions::default()));
    assert!(pickle.contains("pickle") && pickle.contains("save_word2vec_format"), "{pickle}");
    let folder = tempfile::tempdir().unwrap();
    assert!(complaint(read(folder.path(), &ReadOptions::default())).contains("folder"));
}

#[test]
fn text_is_told_from_vectors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    for (content, vectors) in [
        ("a 1 2\nb 2 3\n", true),
        ("2 2\na 1 2\nb 2 3\n", true),
        ("a line of text\nanother line 1 2\n", false),
        ("the\t100\nof\t90\n", false),
        ("{\"text\": 1}", false),
        ("id,text\n1,a\n", false),
        // A table of texts with two figures each.
        ("at the river\t1.5\t2.5\non the hill\t0.5\t1\n", false),
    ] {
        fs::write(&path, content).unwrap();
        assert_eq!(is_vectors(&path).unwrap(), vectors, "{content:?}");
    }
}

#[test]
fn only_the_first_rows_are_read_if_so_wanted() {
    let limit = |content: &[u8], limit: usize| {
        bytes_as("v", content, &ReadOptions { limit: Some(limit), ..ReadOptions::default() }).unwrap()
    };
    for content in [lines(0..50), format!("50 3\n{}", lines(0..50))] {
        for wanted in [1, 7, 50, 90] {
            let Reading { vectors, report } = limit(content.as_bytes(), wanted);
            assert_eq!(vectors.words.len(), wanted.min(50));
            assert_eq!(report.warnings(), Vec::<String>::new());
        }
    }
    let Reading { vectors, report } = limit(&binary(&["a", "b", "c"], true), 2);
    assert_eq!((words(&vectors), report.limited), (vec!["a", "b"], true));
}

#[test]
fn text_of_many_blocks_is_read_in_order() {
    // Blocks end where lines do, wherever that is.
    let n = 700_000;
    let content = format!("{n} 3\n{}", lines(0..n));
    assert!(content.len() > 3 << 22);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| text(&content)).unwrap()
    };
    let one = on(1);
    assert_eq!(one.vectors.words.len(), n);
    assert!((0..n).step_by(997).all(|i| one.vectors.words.get(i) == format!("w{i}")
        && one.vectors.matrix.row(i) == [i as f32, 0.5, format!("-{i}.25e-1").parse().unwrap()]));
    assert_eq!(on(3).vectors, one.vectors);
}

/// word2vec's binary, with word2vec.c's line breaks or without (gensim's).
fn binary(words: &[&str], breaks: bool) -> Vec<u8> {
    let mut bytes = format!("{} 2\n", words.len()).into_bytes();
    for (i, word) in words.iter().enumerate() {
        bytes.extend(word.as_bytes());
        bytes.push(b' ');
        bytes.extend([i as f32, -0.3].iter().flat_map(|x| x.to_le_bytes()));
        bytes.extend(breaks.then_some(b'\n'));
    }
    bytes
}

#[test]
fn binary_of_either_kind_is_read() {
    for breaks in [true, false] {
        let Reading { vectors, report } =
            bytes_as("v", &binary(&["a", "straße", "c"], breaks), &ReadOptions::default()).unwrap();
        assert_eq!((words(&vectors), report.format), (vec!["a", "straße", "c"], Format::Word2vecBinary));
        assert_eq!(vectors.matrix, Matrix::from_vec(3, 2, vec![0.0, -0.3, 1.0, -0.3, 2.0, -0.3]));
    }
}

#[test]
fn a_binary_that_is_cut_or_lies_is_told() {
    let names: Vec<String> = (0..100).map(|i| format!("w{i}")).collect();
    let whole = binary(&names.iter().map(String::as_str).collect::<Vec<_>>(), true);
    let read = |bytes: &[u8]| bytes_as("v", bytes, &ReadOptions::default());
    assert_eq!(
        read(&whole[..whole.len() - 20]).unwrap().report.warnings(),
        ["its header tells of 100 words, it has 98"]
    );
    assert!(complaint(read(&whole[..whole.len() / 2])).contains("of 100 rows"));
    let lying = [b"99999999999999 2\n".as_slice(), &whole[6..]].concat();
    assert!(complaint(read(&lying)).contains("99999999999999"));
    let wide = [b"100 4611686018427387904\n".as_slice(), &whole[6..]].concat();
    complaint(read(&wide));
}

fn compressed(kind: &str, content: &[u8]) -> Vec<u8> {
    match kind {
        "gzip" => {
            let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            out.write_all(content).unwrap();
            out.finish().unwrap()
        }
        "bzip2" => {
            let mut out = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
            out.write_all(content).unwrap();
            out.finish().unwrap()
        }
        "zstd" => {
            let mut out = zstd::Encoder::new(Vec::new(), 1).unwrap();
            out.include_checksum(true).unwrap();
            out.write_all(content).unwrap();
            out.finish().unwrap()
        }
        _ => archive(&[("vectors.txt", content)]),
    }
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn compressed_files_are_read_and_damage_is_told() {
    let content = lines(0..3000);
    let plain = text(&content).unwrap().vectors;
    for kind in ["gzip", "bzip2", "zstd", "zip"] {
        let bytes = compressed(kind, content.as_bytes());
        let Reading { vectors, report } = bytes_as("v", &bytes, &ReadOptions::default()).unwrap();
        assert_eq!((vectors == plain, report.compression.as_deref()), (true, Some(kind)));
        let mut damaged = bytes.clone();
        damaged[bytes.len() / 2] ^= 0x55;
        let error = bytes_as("v", &damaged, &ReadOptions::default());
        assert!(error.is_err(), "{kind}: {:?}", error.map(|reading| reading.report));
        let cut = complaint(bytes_as("v", &bytes[..bytes.len() / 2], &ReadOptions::default()));
        assert!(cut.contains("damaged"), "{kind}: {cut}");
    }
}

#[test]
fn an_archive_of_several_files_wants_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("glove.zip");
    fs::write(&path, archive(&[("a.txt", b"a 1 2\n"), ("b.txt", b"b 1 2\n")])).unwrap();
    let error = complaint(read(&path, &ReadOptions::default()));
    assert!(error.contains("a.txt, b.txt") && error.contains("glove.zip:NAME"), "{error}");
    let member = |name: &str| read(Path::new(&format!("{}:{name}", path.display())), &ReadOptions::default());
    let Reading { vectors, report } = member("b.txt").unwrap();
    assert_eq!((words(&vectors), report.part.as_deref()), (vec!["b"], Some("b.txt")));
    assert!(member("c.txt").is_err());
}

#[test]
fn safetensors_with_more_words_than_vectors_are_malformed_however_many_are_wanted() {
    let header = r#"{"vectors":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]},"words":{"dtype":"U8","shape":[7],"data_offsets":[4,11]}}"#;
    let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &[0; 4], b"a\nb\nc\nd"].concat();
    for limit in [None, Some(1), Some(2)] {
        let options = ReadOptions { limit, ..ReadOptions::default() };
        let error = complaint(bytes_as("v", &bytes, &options));
        assert!(error.contains("4 words but 1 vectors"), "{error}");
    }
}

#[test]
fn an_array_needs_as_many_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.npy");
    let vectors = Vectors {
        words: ["a", "b b", ""].iter().collect(),
        matrix: Matrix::zeros(3, 2),
        ..Vectors::default()
    };
    vectors.save(&path, Format::Npy, false).unwrap();
    assert_eq!(read(&path, &ReadOptions::default()).unwrap().vectors, vectors);
    fs::write(path.with_extension("vocab"), "a\nb\n").unwrap();
    assert!(complaint(read(&path, &ReadOptions::default())).contains("has 3 rows, but"));
    fs::remove_file(path.with_extension("vocab")).unwrap();
    assert!(complaint(read(&path, &ReadOptions::default())).contains("--vocabulary"));
    let elsewhere = folder.path().join("list");
    fs::write(&elsewhere, "x\t12\ny\t3\r\nz").unwrap();
    let options = ReadOptions { vocabulary: Some(elsewhere), ..ReadOptions::default() };
    assert_eq!(words(&read(&path, &options).unwrap().vectors), ["x", "y", "z"]);
}

#[test]
fn what_is_read_beside_an_array_is_one_of_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.npy");
    let vectors =
        Vectors { words: ["a"].iter().collect(), matrix: Matrix::zeros(1, 2), ..Vectors::default() };
    vectors.save(&path, Format::Npy, false).unwrap();
    assert_eq!(crate::files_of(&path).unwrap(), [path.clone(), path.with_extension("vocab")]);
    let zip = folder.path().join("a.zip");
    fs::write(&zip, archive(&[("a.txt", b"a 1 2\n"), ("b.txt", b"b 1 2\n")])).unwrap();
    assert_eq!(crate::files_of(Path::new(&format!("{}:b.txt", zip.display()))).unwrap(), [zip]);
    vectors.save(&folder.path().join("vectors.safetensors"), Format::Safetensors, false).unwrap();
    assert_eq!(crate::files_of(folder.path()).unwrap(), [folder.path().join("vectors.safetensors")]);
    assert!(crate::files_of(&folder.path().join("none")).is_err());
}

#[test]
fn saving_replaces_nothing_unasked_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let vectors =
        Vectors { words: ["a"].iter().collect(), matrix: Matrix::zeros(1, 2), ..Vectors::default() };
    let names = || {
        let mut names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let path = folder.path().join("v.npy");
    fs::write(path.with_extension("vocab"), "mine").unwrap();
    let error = vectors.save(&path, Format::Npy, false).unwrap_err();
    assert!(matches!(error, StoreError::Exists { .. }), "{error}");
    assert_eq!((names().len(), fs::read(path.with_extension("vocab")).unwrap()), (1, b"mine".to_vec()));
    vectors.save(&path, Format::Npy, true).unwrap();
    assert_eq!(names(), ["v.npy", "v.vocab"]);
    let unwritable = Vectors { words: ["a b"].iter().collect(), ..vectors };
    assert!(unwritable.save(&folder.path().join("w.txt"), Format::Word2vec, false).is_err());
    assert_eq!(names().len(), 2);
}

/// A model of fastText with these words, of two dimensions and `buckets` rows for pieces.
fn fasttext(words: &[&str], buckets: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut i32s = |numbers: &[i32]| bytes.extend(numbers.iter().flat_map(|x| x.to_le_bytes()));
    i32s(&[793_712_314, 12, 2, 5, 5, 1, 5, 1, 2, 2, buckets as i32, 3, 3, 100]);
    bytes.extend(1e-4_f64.to_le_bytes());
    bytes.extend([words.len() as i32, words.len() as i32, 0].iter().flat_map(|x| x.to_le_bytes()));
    bytes.extend([9_i64, -1].iter().flat_map(|x| x.to_le_bytes()));
    for word in words {
        bytes.extend(word.as_bytes());
        bytes.push(0);
        bytes.extend(3_i64.to_le_bytes());
        bytes.push(0);
    }
    bytes.push(0);
    let rows = words.len() + buckets;
    bytes.extend([rows as i64, 2].iter().flat_map(|x| x.to_le_bytes()));
    bytes.extend((0..2 * rows).flat_map(|x| (x as f32).to_le_bytes()));
    bytes
}

#[test]
fn a_fasttext_model_gives_words_and_unseen_words() {
    let bytes = fasttext(&["</s>", "ab"], 1);
    let Reading { vectors, report } = bytes_as("m", &bytes, &ReadOptions::default()).unwrap();
    // `<ab` and `ab>` share the only row of pieces, 4 5; `</s>` has none.
    assert_eq!((words(&vectors), report.format), (vec!["</s>", "ab"], Format::Fasttext));
    let mean = |own: f32, pieces: f32| (own + 2.0 * pieces) * (1.0 / 3.0_f32);
    assert_eq!(vectors.matrix.row(0), [0.0, 1.0]);
    assert_eq!(vectors.matrix.row(1), [mean(2.0, 4.0), mean(3.0, 5.0)]);
    let subwords = vectors.subwords.as_ref().unwrap();
    assert_eq!(subwords.vector("unseen").unwrap(), [4.0, 5.0].map(|x: f32| x * 6.0 * (1.0 / 6.0_f32)));
    assert_eq!(subwords.vector(""), None);
    for end in 0..bytes.len() {
        assert!(bytes_as("m", &bytes[..end], &ReadOptions::default()).is_err(), "cut at {end}");
    }
}

fn report_adds_up(report: &FileReport) -> bool {
    let left_out: u64 = report
        .defects()
        .iter()
        .filter(|(what, _)| !what.contains("UTF-8"))
        .map(|(_, defects)| defects.count)
        .sum();
    report.rows == report.kept + left_out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_written_format_reads_back_equal(
        words in prop::collection::hash_set("[^\\s]{1,6}", 1..12),
        d in 2_usize..5,
        bits in prop::collection::vec(any::<u32>(), 60),
    ) {
        let number = |b: &u32| Some(f32::from_bits(*b)).filter(|x| x.is_finite()).unwrap_or(0.5);
        let (n, words) = (words.len(), words.into_iter().collect::<Words>());
        let matrix = Matrix::from_vec(n, d, bits[..n * d].iter().map(number).collect());
        let vectors = Vectors { words, matrix, ..Vectors::default() };
        let folder = tempfile::tempdir().unwrap();
        for format in Format::ALL.into_iter().filter(|format| format.is_written()) {
            let path = folder.path().join("v.npy");
            vectors.save(&path, format, true).unwrap();
            let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
            let back = read(&path, &options).unwrap();
            prop_assert_eq!(&back.vectors, &vectors, "{}", format.name());
            prop_assert!(report_adds_up(&back.report));
        }
    }

    /// Whatever a line holds, it is read or counted.
    #[test]
    fn every_row_is_kept_or_told(lines in prop::collection::vec("[a-c ]{0,3}( [0-9.eE+-]{1,3}){0,4}|nan inf|\\PC{0,9}", 1..30)) {
        let content = format!("x 1 2\ny 1 2\nz 1 2\n{}", lines.join("\n"));
        let options = ReadOptions { lenient: true, format: Some(Format::Glove), ..ReadOptions::default() };
        if let Ok(reading) = bytes_as("v", content.as_bytes(), &options) {
            prop_assert!(report_adds_up(&reading.report), "{:?}", reading.report);
        }
    }

    /// A damaged file is an error or another table, never a panic.
    #[test]
    fn damage_is_no_panic(at in 0_usize..5000, byte: u8, kind in 0_usize..4) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("v.npy");
        let vectors = Vectors { words: ["a", "b"].iter().collect(), matrix: Matrix::zeros(2, 3), ..Vectors::default() };
        let format = [Format::Npy, Format::Parquet, Format::Word2vecBinary, Format::Fasttext][kind];
        let mut bytes = if format == Format::Fasttext {
            fasttext(&["</s>", "ab"], 3)
        } else {
            vectors.save(&path, format, true).unwrap();
            fs::read(&path).unwrap()
        };
        let length = bytes.len();
        bytes[at % length] = byte;
        fs::write(&path, bytes).unwrap();
        // An error, or other vectors.
        drop(read(&path, &ReadOptions { format: Some(format), ..ReadOptions::default() }));
    }
}
