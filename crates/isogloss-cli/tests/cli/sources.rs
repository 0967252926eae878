//! What people have: dumps, archives, tables, lists of counts.

use crate::real_text::data;
use crate::{isogloss, path, report, run};
use serde_json::Value;
use std::path::Path;

/// Format and figures of reading of a text.
fn read(files: &[&str], more: &[&str]) -> Value {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let mut args = vec!["count", "--vocabulary-only", "--json", "--quiet", "-o", path(&out)];
    args.extend(files);
    args.extend(more);
    serde_json::from_str(&run(&args)).expect("JSON")
}

fn documents(report: &Value) -> u64 {
    report["read"]["documents"].as_u64().unwrap()
}

#[test]
fn folders_patterns_and_several_files_are_one_text() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("text");
    std::fs::create_dir(&folder).unwrap();
    for (name, text) in [("a.txt", "one\ntwo\n"), ("b.txt", "three\n"), ("c.jsonl", "{\"text\": \"four\"}\n")]
    {
        std::fs::write(folder.join(name), text).unwrap();
    }
    let file = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    assert_eq!(documents(&read(&[path(&folder)], &[])), 4);
    assert_eq!(documents(&read(&[&file("*.txt")], &[])), 3);
    assert_eq!(documents(&read(&[&file("a.txt"), &file("c.jsonl")], &[])), 3);
    assert_eq!(documents(&read(&[&format!("{},{}", file("b.txt"), file("c.jsonl"))], &[])), 2);
}

#[test]
fn lists_of_counts_compare_without_contexts() {
    let dir = tempfile::tempdir().unwrap();
    let list = |name: &str, step: u64| {
        let lines: String =
            (1..400_u64).map(|i| format!("word{i}\t{}\n", 90_000 / (i + i * step % 7))).collect();
        let file = dir.path().join(name);
        std::fs::write(&file, lines).unwrap();
        file
    };
    let (a, b) = (list("a.tsv", 1), list("b.tsv", 3));
    let out = dir.path().join("out");
    run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet"]);
    let report = report(&out);
    assert_eq!(report["domains"][0]["format"], "counts");
    let sections = &report["sections"];
    for computed in ["zipf", "entropy", "information"] {
        assert_eq!(sections[computed]["status"], "computed", "{computed}: {}", sections[computed]["reason"]);
    }
    for absent in ["cooccurrence", "geometry", "analogy", "spectrum", "attention", "summary"] {
        assert_eq!(sections[absent]["status"], "not_computable", "{absent}");
        let reason = sections[absent]["reason"].as_str().unwrap();
        assert!(reason.contains("list of words with counts"), "{absent}: {reason}");
    }
    // Without documents nothing says how sure a figure is.
    assert!(sections["zipf"]["domains"][0]["alpha"]["low"].is_null());
    let words = run(&["word", "word1", path(&out)]);
    assert!(words.contains("it is a list of words with counts"), "{words}");
}

#[test]
fn flags_may_be_given_once_per_input() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let file = dir.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    };
    let sentence = |i: usize| format!("the cat number{} sat on the mat with the dog", i % 9);
    let json: String = (0..400).map(|i| format!("{{\"body\": \"{}\"}}\n", sentence(i))).collect();
    let table: String = (0..400).map(|i| format!("{i},\"{}\"\n", sentence(i))).collect();
    let (a, b) = (file("a.jsonl", &json), file("b.csv", &format!("id,words\n{table}")));
    let out = dir.path().join("out");
    let run_dir = path(&out);
    run(&[
        "compare",
        path(&a),
        path(&b),
        "-o",
        run_dir,
        "--quiet",
        "--dim",
        "4",
        "--text-column",
        "body",
        "--text-column",
        "words",
    ]);
    let report = report(&out);
    let formats: Vec<_> = (0..2).map(|d| report["domains"][d]["format"].as_str().unwrap()).collect();
    assert_eq!(formats, ["json", "csv"]);
    let tokens = |d: usize| report["domains"][d]["tokens"].as_u64();
    assert_eq!(tokens(0), tokens(1));
    // A column that is not there is an error that lists those there are.
    let output = isogloss()
        .args(["count", path(&b), "--text-column", "body", "-o", path(&dir.path().join("x"))])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && errors.contains("id, words"), "{errors}");
}

/// Documents of each sample, as counted by other programs.
#[test]
fn real_samples() {
    let Some(data) = data() else { return };
    let sample = |name: &str| data.join("samples").join(name);
    let read = |file: &Path, more: &[&str]| read(&[path(file)], more);
    let archive = read(&sample("grailbird_2012_05.js"), &["--retweets", "keep", "--duplicates", "keep"]);
    let dump = read(&sample("wiki_dump_sample.xml.bz2"), &[]);
    let read_of = |report: &Value, field: &str| report["read"][field].as_u64().unwrap();
    assert_eq!(documents(&dump) + read_of(&dump, "redirects") + read_of(&dump, "other_namespaces"), 206);
    assert!(documents(&archive) > 0);
}
