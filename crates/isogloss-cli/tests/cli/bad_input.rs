//! A clear line that names the file and what to do; exit status 1, or 2 for usage; nothing half-written.

use crate::{corpora, isogloss, path, report, run};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Status and standard error.
fn fails(args: &[&str]) -> (i32, String) {
    let output = isogloss().args(args).output().unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success(), "isogloss {} succeeds", args.join(" "));
    assert!(!errors.contains("panicked"), "{errors}");
    (output.status.code().expect("no signal"), errors)
}

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
        fails(&["compare", &good, &good, "--name", "a", "--name", "b", "-o", path(&out), "--window", "99"]);
    assert_eq!((status, errors.as_str()), (2, "isogloss: --window 99: must be from 1 to 20\n"));
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
