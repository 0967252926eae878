//! `isogloss convert` and `isogloss info`.

use crate::{isogloss, path, run};
use std::fs;

const VECTORS: &str = "the 1 2 3\nApple 4 5 6\n<user> 3 4 0\n. . . 1 1 1\nтест 0 0 2\n";

/// Standard output, standard error and exit status.
fn said(args: &[&str]) -> (String, String, i32) {
    let output = isogloss().args(args).output().expect("the command starts");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    (text(output.stdout), text(output.stderr), output.status.code().expect("it ended by itself"))
}

#[test]
fn a_file_goes_through_every_format_and_comes_back() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let first = dir.path().join("a.glove");
    fs::write(&first, VECTORS.replace(". . .", "...")).expect("it can be written");
    let mut from = first.clone();
    for name in ["b.txt", "c.bin", "d.safetensors", "e.npy", "f.parquet", "g.glove"] {
        let to = dir.path().join(name);
        let out = run(&["convert", path(&from), path(&to)]);
        assert!(out.contains("5 words, 3 dimensions"), "{out}");
        from = to;
    }
    assert_eq!(fs::read(&first).ok(), fs::read(&from).ok());
    assert_eq!(
        fs::read_to_string(dir.path().join("e.vocab")).ok().as_deref(),
        Some("the\nApple\n<user>\n...\nтест\n")
    );
}

#[test]
fn nothing_is_overwritten_unasked_and_a_name_must_tell_the_format() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (from, to) = (dir.path().join("a.txt"), dir.path().join("b.bin"));
    fs::write(&from, VECTORS).expect("it can be written");
    fs::write(&to, "mine").expect("it can be written");
    let (_, errors, status) = said(&["convert", path(&from), path(&to)]);
    assert!(errors.contains("is there already; --force replaces it"), "{errors}");
    assert_eq!((status, fs::read(&to).ok()), (1, Some(b"mine".to_vec())));
    let (_, errors, status) = said(&["convert", path(&from), path(&dir.path().join("c.xyz"))]);
    assert!(errors.contains("--to") && errors.contains("c.xyz"), "{errors}");
    assert_eq!(status, 2);
    // A word of several pieces has no place in the format; that is told.
    let (out, errors, status) = said(&["convert", path(&from), path(&to), "--force"]);
    assert!(out.contains("4 words") && errors.contains("1 words with white space"), "{out}{errors}");
    assert_eq!(status, 0);
    let (_, errors, status) = said(&["convert", path(&dir.path().join("none")), path(&to), "--force"]);
    assert!(errors.contains("cannot read") && errors.lines().count() == 1, "{errors}");
    assert_eq!(status, 1);
}

#[test]
fn info_says_what_is_in_a_file() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("a.txt");
    let more: String = (0..40).map(|i| format!("w{i} 0 1 {i}\n")).collect();
    fs::write(&file, format!("46 3\n{VECTORS}{more}the 9 9 9\n")).expect("it can be written");
    let text = run(&["info", path(&file)]);
    for line in [
        "word2vec",
        "dimensions",
        "lengths",
        "placeholders",
        "<user>",
        "Cyrillic",
        "1 duplicate words (line 47)",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let json: serde_json::Value = serde_json::from_str(&run(&["info", path(&file), "--json"])).expect("JSON");
    let info = &json[0]["info"];
    assert_eq!(info["file"]["kept"], 45);
    assert_eq!(info["file"]["duplicates"]["first"][0]["line"], 47);
    assert_eq!(info["norms"]["least"], 1.0);
    assert_eq!(info["vocabulary"]["capitalised"], 1);
    let limited: serde_json::Value =
        serde_json::from_str(&run(&["info", path(&file), "--json", "--limit", "2"])).expect("JSON");
    assert_eq!(
        (&limited[0]["info"]["file"]["kept"], &limited[0]["info"]["file"]["limited"]),
        (&2.into(), &true.into())
    );
}
