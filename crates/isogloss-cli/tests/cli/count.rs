//! `isogloss count`: what is counted, the same for any number of threads and any memory.

use crate::{assert_same_tree, corpora, isogloss, path, run};
use serde_json::Value;
use std::path::Path;

fn counted(args: &[&str], out: &Path) -> Value {
    let mut all = vec!["count"];
    all.extend(args);
    all.extend(["-o", path(out), "--json", "--quiet"]);
    serde_json::from_str(&run(&all)).expect("JSON")
}

#[test]
fn threads_and_memory_do_not_change_a_byte() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 120_000, &[]);
    let settings: [&[&str]; 4] = [
        &["--threads", "1"],
        &["--threads", "2"],
        &["--threads", "4"],
        &["--threads", "2", "--memory", "1M"],
    ];
    let outs: Vec<_> = (0..settings.len()).map(|i| dir.path().join(i.to_string())).collect();
    for (out, more) in outs.iter().zip(settings) {
        let mut args = vec![path(&text), "--window", "10", "--glove"];
        args.extend(more);
        counted(&args, out);
    }
    for out in &outs[1..] {
        assert_same_tree(&outs[0], out, "count");
    }
    let sizes = |name: &str| std::fs::metadata(outs[0].join(name)).unwrap().len();
    assert_eq!(sizes("cooccurrence.bin") / 16, sizes("cooccur.columns.bin") / 4);
}

#[test]
fn windows_weights_and_sides() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.txt");
    std::fs::write(&text, "a rare b c\n").unwrap();
    let entries = |name: &str, more: &[&str]| {
        let mut args = vec![path(&text), "--window", "2", "--min-count", "1"];
        args.extend(more);
        counted(&args, &dir.path().join(name))["nonzeros"].as_u64().unwrap()
    };
    // Of four words in a row five pairs are at most two apart.
    assert_eq!(entries("symmetric", &[]), 10);
    assert_eq!(entries("left", &["--context", "left"]), 5);
    assert_eq!(entries("uniform", &["--context", "right", "--weighting", "uniform"]), 5);
}

#[test]
fn words_below_the_cut_leave_no_gap_unless_asked() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.txt");
    std::fs::write(&text, "a rare b\na b\nb a\n").unwrap();
    let report = counted(&[path(&text), "--window", "1", "--min-count", "2"], &dir.path().join("closed"));
    assert_eq!((report["tokens"].as_u64(), report["vocabulary"].as_u64()), (Some(7), Some(2)));
    let closed = std::fs::read(dir.path().join("closed/cooccur.values.bin")).unwrap();
    counted(&[path(&text), "--window", "1", "--min-count", "2", "--keep-gaps"], &dir.path().join("kept"));
    let kept = std::fs::read(dir.path().join("kept/cooccur.values.bin")).unwrap();
    let first = |bytes: &[u8]| f32::from_le_bytes(bytes[..4].try_into().unwrap());
    assert_eq!((first(&closed), first(&kept)), (3.0, 2.0));
}

#[test]
fn the_vocabulary_alone_is_that_of_the_whole_count() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 60_000, &[]);
    let whole = counted(&[path(&text)], &dir.path().join("whole"));
    let alone = counted(&[path(&text), "--vocabulary-only"], &dir.path().join("alone"));
    for field in ["tokens", "types", "vocabulary"] {
        assert_eq!(whole[field], alone[field], "{field}");
    }
    let words = |name: &str| std::fs::read(dir.path().join(name).join("vocab.tsv")).unwrap();
    assert_eq!(words("whole"), words("alone"));
    assert!(!dir.path().join("alone/ids.bin").exists() && alone["nonzeros"].is_null());
}

#[test]
fn pairs_that_stand_together_are_joined() {
    let dir = tempfile::tempdir().unwrap();
    let text = dir.path().join("text.txt");
    let lines: String = (0..400)
        .map(|i| {
            let (x, y) = (i * 7 % 23, i * 5 % 19);
            match i % 4 {
                0 => format!("word{x} new york word{y}\n"),
                1 => format!("word{x} new word{y} word{x}\n"),
                2 => format!("word{y} york word{x} word{y}\n"),
                _ => format!("word{x} word{y} word{y} word{x}\n"),
            }
        })
        .collect();
    std::fs::write(&text, lines).unwrap();
    let out = dir.path().join("out");
    counted(&[path(&text), "--phrases", "npmi", "--phrase-threshold", "0.4"], &out);
    let words = std::fs::read_to_string(out.join("vocab.tsv")).unwrap();
    let line = words.lines().find(|line| line.starts_with("new_york\t")).expect(&words);
    assert!(line.starts_with("new_york\t100\t100\t"), "{line}");
}

#[test]
fn standard_input_is_a_text() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let lines = "one two two\n".repeat(20);
    let output = isogloss()
        .args(["count", "-", "-o", path(&out), "--json", "--quiet"])
        .write_stdin(lines)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((report["tokens"].as_u64(), report["types"].as_u64()), (Some(60), Some(2)));
}
