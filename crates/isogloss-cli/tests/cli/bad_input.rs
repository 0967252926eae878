//! A clear line that names the file and what to do; exit status 1, or 2 for usage; nothing half-written.

use crate::{assert_same_tree, corpora, fails, isogloss, path, report, run};
use std::io::Write;
use std::path::{Path, PathBuf};

struct Place {
    dir: tempfile::TempDir,
    good: PathBuf,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let good = dir.path().join("good.txt");
        std::fs::write(&good, "the cat sat on the mat\nthe dog sat on the log\n".repeat(300)).unwrap();
        Self { dir, good }
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let file = self.dir.path().join(name);
        std::fs::write(&file, bytes).unwrap();
        file
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    /// Compares the good corpus with a bad one, which must fail with status 1 and one line that names the bad one.
    fn refuses(&self, bad: &Path, expected: &str) {
        let (status, errors) =
            fails(&["compare", path(&self.good), path(bad), "-o", path(&self.out()), "--quiet"]);
        assert_eq!(status, 1, "{errors}");
        assert_eq!(errors.lines().count(), 1, "{errors}");
        assert!(errors.starts_with("isogloss: ") && errors.contains(path(bad)), "{errors}");
        assert!(errors.contains(expected), "{errors}");
        assert!(!self.out().join("report.json").exists());
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    place.refuses(&place.dir.path().join("missing.txt"), "does not exist");
    place.refuses(&place.file("empty.txt", b""), "empty");
    place.refuses(&place.file("binary.txt", b"\x7fELF\x02\x01\0\0\0\0\0\0"), "binary");
    place.refuses(&place.file("broken.txt.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03half a member"), "");
    place.refuses(&place.file("blank.txt", b"\n\n \n"), "");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// What a failed count may leave: the settings that it began with, and what marks the folder as its own.
fn holds_no_counts(out: &Path) {
    let names = |dir: &Path| std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(names(out).all(|name| name == "count.toml" || name == ".lock" || name == ".stages"));
    assert_eq!(names(&out.join(".stages")).count(), 0);
}

#[test]
fn cut_and_damaged_compression_leaves_nothing_behind() {
    let place = Place::new();
    let text: String = (0..30_000).map(|i| format!("word{} of line {i}\n", i * 7919 % 104_729)).collect();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, whole) in [("gz", gzip(text.as_bytes())), ("bz2", bzip2(text.as_bytes())), ("zst", zstd)] {
        let half = place.file(&format!("half.{name}"), &whole[..whole.len() / 2]);
        place.refuses(&half, "is cut short: its compressed data end too early; copy or download it again");
        let mut bytes = whole.clone();
        bytes[whole.len() / 2..][..64].fill(0xa5);
        let damaged = place.file(&format!("damaged.{name}"), &bytes);
        for (file, message) in [(half, "is cut short"), (damaged, "copy or download it again")] {
            let out = file.with_extension("out");
            let (status, errors) = fails(&["count", path(&file), "-o", path(&out), "--quiet"]);
            assert!(status == 1 && errors.lines().count() == 1, "{errors}");
            assert!(errors.contains(path(&file)) && errors.contains(message), "{errors}");
            holds_no_counts(&out);
        }
    }
}

#[test]
fn malformed_lines_are_skipped_counted_and_shown() {
    let place = Place::new();
    let lines = |bad: usize| {
        let line =
            |i| if i % 10 == 2 && i < 10 * bad { "{\"text\": broken\n" } else { "{\"text\": \"one two\"}\n" };
        (0..100).map(line).collect::<String>()
    };
    let out = place.out();
    let file = place.file("five.jsonl", lines(5).as_bytes());
    let output = isogloss().args(["count", path(&file), "-o", path(&out), "--json"]).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&errors);
    assert_eq!((&report["read"]["malformed"], &report["tokens"]), (&5.into(), &190.into()));
    assert!(errors.contains("5 records") && errors.contains("lines [3, 13, 23, 33, 43]"), "{errors}");

    let file = place.file("six.jsonl", lines(6).as_bytes());
    place.refuses(&file, "6 of 100 records of");
    for more in [&[][..], &["--vocabulary-only"]] {
        let out = place.dir.path().join("six");
        let mut args = vec!["count", path(&file), "-o", path(&out), "--quiet"];
        args.extend(more);
        let (status, errors) = fails(&args);
        assert_eq!(status, 1);
        assert!(errors.contains("(the first: line 3)") && errors.contains("--lenient"), "{errors}");
        holds_no_counts(&out);
        args.push("--lenient");
        run(&args);
        std::fs::remove_dir_all(&out).unwrap();
    }
}

#[test]
fn what_a_file_unfolds_to_is_bounded() {
    let place = Place::new();
    // Sixty megabytes in a line, from some hundred kilobytes; and a dump whose only page never ends.
    let filling = vec![b'x'; 60_000_000];
    let line = [&b"a line\n".repeat(100)[..], &filling].concat();
    let page = [&b"<mediawiki>\n<page><title>T</title><text>"[..], &filling].concat();
    for (name, bytes, at) in [("line", &line, "line 101"), ("page", &page, "line 2")] {
        let (file, out) = (place.file(name, &gzip(bytes)), place.dir.path().join("bomb"));
        let args = ["count", path(&file), "-o", path(&out), "--quiet", "--max-document", "1M"];
        let (status, errors) = fails(&args);
        assert_eq!((status, errors.lines().count()), (1, 1), "{errors}");
        let expected = format!("the record at {at} of {} is longer than 1048576 bytes", path(&file));
        assert!(errors.contains(&expected) && errors.contains("--max-document"), "{errors}");
        holds_no_counts(&out);
    }
}

#[test]
fn entities_do_not_multiply() {
    let place = Place::new();
    let mut bomb = "<!DOCTYPE mediawiki [<!ENTITY e0 \"bang \">".to_owned();
    for i in 1..40 {
        bomb += &format!("<!ENTITY e{i} \"{}\">", format!("&e{};", i - 1).repeat(10));
    }
    bomb += "]>\n<mediawiki>\n";
    bomb +=
        "<page><title>T</title><ns>0</ns><id>1</id><revision><text>one &e39; two</text></revision></page>\n";
    let file = place.file("bomb.xml", (bomb + "</mediawiki>\n").as_bytes());
    let words =
        run(&["count", path(&file), "-o", path(&place.out()), "--vocabulary-only", "--json", "--quiet"]);
    let report: serde_json::Value = serde_json::from_str(&words).unwrap();
    assert_eq!((&report["read"]["documents"], &report["tokens"]), (&1.into(), &3.into()));
}

#[test]
fn the_same_words_in_every_encoding() {
    let place = Place::new();
    let text = "the café has a \u{1f600}\nand a naïve cat\n".repeat(40);
    let units = |text: &str| format!("\u{feff}{text}").encode_utf16().collect::<Vec<_>>();
    let files = [
        ("plain", text.clone().into_bytes()),
        ("bom", format!("\u{feff}{text}").into_bytes()),
        ("crlf", text.replace('\n', "\r\n").into_bytes()),
        ("little", units(&text).into_iter().flat_map(u16::to_le_bytes).collect()),
        ("big", units(&text.replace('\n', "\r\n")).into_iter().flat_map(u16::to_be_bytes).collect()),
    ];
    let words = files.map(|(name, bytes)| {
        let out = place.dir.path().join(format!("{name}.out"));
        run(&["count", path(&place.file(name, &bytes)), "-o", path(&out), "--vocabulary-only", "--quiet"]);
        std::fs::read_to_string(out.join("vocab.tsv")).unwrap()
    });
    assert!(words[0].contains("café\t40\t40\t"), "{}", words[0]);
    assert!(words.iter().all(|other| *other == words[0]), "{words:?}");
}

/// A run's files that another program cut or lengthened are made anew.
#[test]
fn counts_that_changed_are_counted_again() {
    let place = Place::new();
    let [whole, out] = ["whole", "out"].map(|name| place.dir.path().join(name));
    let count = |out: &Path| run(&["count", path(&place.good), "-o", path(out), "--quiet"]);
    count(&whole);
    count(&out);
    for (name, size) in
        [("ids.bin", 5), ("ids.bin", 1 << 20), ("postings.bin", 0), ("cooccur.values.bin", 1 << 16)]
    {
        std::fs::OpenOptions::new().write(true).open(out.join(name)).unwrap().set_len(size).unwrap();
        count(&out);
        assert_same_tree(&whole, &out, name);
    }
}

#[test]
fn a_missing_field_lists_those_there_are() {
    let place = Place::new();
    place.refuses(&place.file("b.jsonl", b"{\"id\": 1, \"body\": \"no such field\"}\n"), "body");
}

#[test]
fn usage_is_status_2() {
    let place = Place::new();
    let (good, out) = (path(&place.good).to_owned(), place.out());
    assert_eq!(fails(&["compare", &good, &good, "-o", path(&out)]).0, 2, "two domains of one name");
    assert_eq!(fails(&["compare", &good, "-o", path(&out)]).0, 2, "one input");
    assert_eq!(fails(&["compare"]).0, 2);
    let (status, errors) =
        fails(&["compare", &good, &good, "--name", "a", "--name", "b", "-o", path(&out), "--window", "1001"]);
    assert_eq!((status, errors.as_str()), (2, "isogloss: --window must be 1 to 1000, not 1001\n"));
}

#[test]
fn a_folder_that_holds_something_else_is_left_alone() {
    let place = Place::new();
    let out = place.out();
    std::fs::create_dir(&out).unwrap();
    std::fs::write(out.join("thesis.tex"), "years of work").unwrap();
    let (good, b) = (path(&place.good), place.file("b.txt", b"the cat\n"));
    let (status, errors) = fails(&["compare", good, path(&b), "-o", path(&out)]);
    assert_eq!(status, 1);
    assert!(errors.contains("no run of isogloss"), "{errors}");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn another_comparison_is_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 30_000, &[]);
    let out = dir.path().join("out");
    run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet", "--no-noise-floor"]);
    let (status, errors) = fails(&["compare", path(&b), path(&a), "-o", path(&out), "--quiet"]);
    assert_eq!(status, 1);
    assert!(errors.contains("holds a comparison of plain and social"), "{errors}");
}

/// Too little text for anything but counts: the run succeeds, and every section that it cannot fill says why.
#[test]
fn sections_that_cannot_be_computed_say_why() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b, out) = (dir.path().join("a.txt"), dir.path().join("b.txt"), dir.path().join("out"));
    std::fs::write(&a, "one two three two one\n".repeat(20)).unwrap();
    std::fs::write(&b, "uno dos tres dos uno\n".repeat(20)).unwrap();
    let output = isogloss().args(["compare", path(&a), path(&b), "-o", path(&out)]).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("share no word"), "{errors}");
    let report = report(&out);
    for section in ["geometry", "analogy", "spectrum", "summary"] {
        let section = &report["sections"][section];
        assert_eq!(section["status"], "not_computable", "{section}");
        assert!(section["reason"].as_str().unwrap().len() > 10, "{section}");
    }
    let html = std::fs::read_to_string(out.join("report.html")).unwrap();
    assert!(html.contains("</html>"));
}

#[test]
fn invalid_utf8_is_replaced_and_told() {
    let place = Place::new();
    let mut bytes = b"the caf\xe9 sat on the mat\n".to_vec();
    bytes.extend("the cat sat on the mat\nthe dog sat on the log\n".repeat(300).as_bytes());
    let b = place.file("latin1.txt", &bytes);
    let output =
        isogloss().args(["compare", path(&place.good), path(&b), "-o", path(&place.out())]).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    assert!(errors.contains("latin1: 1 records held invalid UTF-8"), "{errors}");
    assert_eq!(report(&place.out())["domains"][1]["read"]["invalid_utf8"], 1);
}

#[test]
fn a_line_of_fifty_megabytes_is_a_document() {
    let place = Place::new();
    let long = place.dir.path().join("long.txt");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&long).unwrap());
    for i in 0..6_500_000 {
        write!(file, "w{:03} so ", i % 50).unwrap();
    }
    file.write_all(b"\n").unwrap();
    drop(file);
    assert!(std::fs::metadata(&long).unwrap().len() > 50_000_000);
    run(&[
        "compare",
        path(&place.good),
        path(&long),
        "-o",
        path(&place.out()),
        "--quiet",
        "--no-noise-floor",
    ]);
    assert_eq!(report(&place.out())["domains"][1]["documents"], 1);
    assert_eq!(report(&place.out())["domains"][1]["tokens"], 13_000_000);
}

/// `/dev/full` stands for a full disk where there is one.
#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_leaves_is_no_failure_and_a_full_disk_is() {
    let place = Place::new();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_isogloss"))
        .args(["simulate", "-o", path(&place.out()), "--tokens", "2000", "--json"])
        .stdout(full)
        .output()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(errors.contains("No space left"), "{errors}");
}
