use crate::{Format, StoreError, Vectors, Words};
use isogloss_math::Matrix;
use proptest::prelude::*;
use std::fs;

fn list(words: &[&str]) -> Words {
    words.iter().collect()
}

fn small() -> Vectors {
    Vectors {
        words: list(&["straße", "#näh", "<b>"]),
        matrix: Matrix::from_vec(3, 2, vec![1.0, -0.1, 3.402_823_5e38, 1e-45, 0.0, -2.5e-10]),
        contexts: Some(Matrix::from_vec(3, 2, vec![0.5, 1.5, 2.5, 3.5, 4.5, 5.5])),
        subwords: None,
        provenance: [("seed", "1"), ("algorithm", "sgns"), ("note", "\"quoted\"\n")]
            .map(|(k, v)| (k.to_owned(), v.to_owned()))
            .into(),
    }
}

/// What reading gives for a file of these bytes.
fn read(bytes: &[u8]) -> Result<Vectors, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.safetensors");
    fs::write(&path, bytes).unwrap();
    Vectors::read_safetensors(&path)
}

fn written(vectors: &Vectors) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.safetensors");
    vectors.write(&path, Format::Safetensors).unwrap();
    fs::read(&path).unwrap()
}

fn text(vectors: &Vectors) -> Result<String, StoreError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v.txt");
    vectors.write(&path, Format::Word2vec)?;
    Ok(fs::read_to_string(&path).unwrap())
}

/// A file with this header, followed by `data`.
fn file(header: &str, data: &[u8]) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), data].concat()
}

fn complaint(bytes: &[u8]) -> String {
    match read(bytes) {
        Err(StoreError::Malformed { what, .. }) => what,
        other => panic!("{other:?} where the file is malformed"),
    }
}

#[test]
fn safetensors_come_back_and_their_bytes_are_settled() {
    let vectors = small();
    let bytes = written(&vectors);
    assert_eq!(read(&bytes).unwrap(), vectors);
    for _ in 0..5 {
        assert_eq!(written(&vectors.clone()), bytes);
    }
    let header_length = u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    let header = std::str::from_utf8(&bytes[8..8 + header_length]).unwrap();
    assert_eq!(
        header.trim_end(),
        concat!(
            r#"{"__metadata__":{"algorithm":"sgns","note":"\"quoted\"\n","seed":"1"},"#,
            r#""vectors":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"#,
            r#""contexts":{"dtype":"F32","shape":[3,2],"data_offsets":[24,48]},"#,
            r#""words":{"dtype":"U8","shape":[17],"data_offsets":[48,65]}}"#
        )
    );
    assert_eq!(header_length % 8, 0);
}

#[test]
fn other_readers_accept_the_file() {
    let bytes = written(&small());
    let tensors = ::safetensors::SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(tensors.tensor("vectors").unwrap().shape(), [3, 2]);
    assert_eq!(tensors.tensor("words").unwrap().data(), "straße\n#näh\n<b>".as_bytes());
    let (_, metadata) = ::safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    assert_eq!(metadata.metadata().as_ref().unwrap()["algorithm"], "sgns");
}

#[test]
fn tables_without_words_or_dimensions_come_back() {
    let no_words = Vectors { matrix: Matrix::zeros(0, 7), ..Vectors::default() };
    let no_dimensions =
        Vectors { words: list(&["a", ""]), matrix: Matrix::zeros(2, 0), ..Vectors::default() };
    let one_empty_word = Vectors { words: list(&[""]), matrix: Matrix::zeros(1, 1), ..Vectors::default() };
    for vectors in [no_words, no_dimensions, one_empty_word, Vectors::default()] {
        assert_eq!(read(&written(&vectors)).unwrap(), vectors);
    }
}

#[test]
fn every_truncation_is_malformed() {
    let bytes = written(&small());
    for end in 0..bytes.len() {
        complaint(&bytes[..end]);
    }
    complaint(&[bytes.as_slice(), b"x"].concat());
}

#[test]
fn what_is_wrong_is_said() {
    let one = 1.0_f32.to_le_bytes();
    let words = r#""words":{"dtype":"U8","shape":[1],"data_offsets":[4,5]}"#;
    let vectors = r#""vectors":{"dtype":"F32","shape":[1,1],"data_offsets":[0,4]}"#;
    let good = format!("{{{vectors},{words}}}");
    assert_eq!(read(&file(&good, &[one.as_slice(), b"a"].concat())).unwrap().words, list(&["a"]));

    assert!(complaint(&file(&good, &[one.as_slice(), &[0xff]].concat())).contains("UTF-8"));
    assert!(complaint(&file(&good, &[one.as_slice(), b"\n"].concat())).contains("2 words but 1 vectors"));
    assert!(complaint(&file(&good, &[f32::NAN.to_le_bytes().as_slice(), b"a"].concat())).contains("NaN"));
    assert!(complaint(&file("{}", b"")).contains("`vectors`"));
    assert!(complaint(&file(&format!("{{{vectors}}}"), &one)).contains("`words`"));
    assert!(complaint(&file("nonsense", b"")).contains("header is broken"));
    assert!(complaint(&u64::MAX.to_le_bytes()).contains("bytes long"));
    let flat = good.replace("[1,1]", "[1]");
    assert!(complaint(&file(&flat, &[one.as_slice(), b"a"].concat())).contains("F32 [1]"));
    let integers = good.replace("F32", "I32");
    assert!(complaint(&file(&integers, &[one.as_slice(), b"a"].concat())).contains("I32"));
    let huge = good.replace("[1,1]", "[4611686018427387904,4611686018427387904]");
    complaint(&file(&huge, &[one.as_slice(), b"a"].concat()));
    let twice = Vectors { words: list(&["a", "b"]), matrix: Matrix::zeros(2, 1), ..Vectors::default() };
    let mut bytes = written(&twice);
    *bytes.last_mut().unwrap() = b'a';
    assert!(complaint(&bytes).contains("twice"));
}

#[test]
fn missing_files_and_folders_are_io_errors() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    assert!(matches!(Vectors::read_safetensors(&missing), Err(StoreError::Io { action: "read", .. })));
    assert!(matches!(
        small().write(folder.path(), Format::Safetensors),
        Err(StoreError::Io { action: "write", .. })
    ));
    assert!(matches!(
        small().write(folder.path(), Format::Word2vec),
        Err(StoreError::Io { action: "write", .. })
    ));
}

#[test]
fn tables_that_could_not_be_read_back_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("v");
    let refused = |vectors: Vectors| {
        let error = vectors.write(&path, Format::Safetensors).unwrap_err();
        assert!(matches!(error, StoreError::Unwritable { .. }), "{error}");
        assert!(vectors.write(&path, Format::Word2vec).is_err());
        assert!(!path.exists());
        error.to_string()
    };
    let with_word = |word: &str| Vectors { words: list(&["a", word, "c"]), ..small() };
    assert!(refused(with_word("b\nb")).contains("white space"));
    assert!(refused(with_word("a")).contains("twice"));
    assert!(refused(Vectors { words: Words::default(), ..small() }).contains("0 words but 3 vectors"));
    assert!(
        refused(Vectors { contexts: Some(Matrix::zeros(3, 1)), ..small() }).contains("contexts of shape")
    );
    let mut infinite = Matrix::zeros(3, 2);
    infinite.row_mut(1)[1] = f32::INFINITY;
    let complaint = refused(Vectors { contexts: Some(infinite), ..small() });
    assert!(complaint.contains("context vector of \"#näh\""), "{complaint}");
}

#[test]
fn text_is_word2vecs() {
    let mut vectors = small();
    vectors.matrix = Matrix::from_vec(3, 2, vec![1.0, -0.1, 0.333_333_34, 1e-7, 0.0, -2.5e-10]);
    let expected = "3 2\nstraße 1 -0.1\n#näh 0.33333334 0.0000001\n<b> 0 -0.00000000025\n";
    assert_eq!(text(&vectors).unwrap(), expected);
    for word in ["", "a b", "a\tb", "a\u{a0}b"] {
        let vectors = Vectors { words: list(&[word, "b", "c"]), ..small() };
        assert!(matches!(text(&vectors), Err(StoreError::Unwritable { .. })));
    }
}

#[test]
fn text_of_many_rows_is_whole_for_any_number_of_threads() {
    let n = 256 * 32 + 300;
    let vectors = Vectors {
        words: (0..n).map(|i| format!("w{i}")).collect(),
        matrix: Matrix::from_vec(n, 3, (0..n * 3).map(|i| (i as f32).sin()).collect()),
        ..Vectors::default()
    };
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| text(&vectors)).unwrap()
    };
    let one = on(1);
    assert_eq!(one, on(2));
    let mut lines = one.lines();
    assert_eq!(lines.next(), Some(format!("{n} 3").as_str()));
    for (i, line) in lines.enumerate() {
        let mut fields = line.split(' ');
        assert_eq!(fields.next(), Some(vectors.words.get(i)));
        let numbers: Vec<f32> = fields.map(|x| x.parse().unwrap()).collect();
        assert_eq!(numbers, vectors.matrix.row(i));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn round_trip(
        words in prop::collection::hash_set("[^\n]{0,6}", 0..12),
        d in 0_usize..5,
        bits in prop::collection::vec(any::<u32>(), 120),
        provenance in prop::collection::btree_map(".{0,4}", ".{0,9}", 0..4),
        with_contexts: bool,
    ) {
        let number = |b: &u32| Some(f32::from_bits(*b)).filter(|x| x.is_finite()).unwrap_or(0.5);
        let size = words.len() * d;
        let matrix = |from: usize| {
            Matrix::from_vec(words.len(), d, bits[from..from + size].iter().map(number).collect())
        };
        let contexts = with_contexts.then(|| matrix(60));
        let vectors = Vectors { matrix: matrix(0), contexts, words: words.into_iter().collect(), provenance, subwords: None };
        let back = read(&written(&vectors)).unwrap();
        prop_assert_eq!(back, vectors);
    }

    /// A damaged file is an error or another table, never a panic.
    #[test]
    fn damage_is_no_panic(at in 0_usize..1000, byte: u8) {
        let mut bytes = written(&small());
        let length = bytes.len();
        bytes[at % length] = byte;
        if let Err(error) = read(&bytes) {
            prop_assert!(matches!(error, StoreError::Malformed { .. }), "{error}");
        }
    }
}
