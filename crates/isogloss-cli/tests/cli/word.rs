//! `isogloss word`.

use crate::{corpora, isogloss, path, report, run};

#[test]
fn a_word_is_shown_with_its_company_and_lines() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 100_000, &[]);
    let out = dir.path().join("out");
    run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet", "--no-noise-floor"]);
    let report = report(&out);
    let words = report["sections"]["geometry"]["pairs"][0]["details"].as_array().unwrap();
    let word = words[0]["word"].as_str().unwrap();

    let shown = run(&["word", word, path(&out)]);
    for expected in ["nearest in plain", "nearest in social", "Δ", "per million", "rank 1 of"] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }

    let json = run(&["word", &word.to_uppercase(), path(&out), "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["word"], word, "looked up as the tokeniser writes it");
    for domain in json["domains"].as_array().unwrap() {
        let lines = domain["lines"].as_array().unwrap();
        assert_eq!(lines.len(), 5);
        for line in lines {
            assert_eq!(line["keyword"].as_str().unwrap().to_lowercase(), word);
        }
        assert_eq!(domain["neighbours"].as_array().unwrap().len(), 10);
    }

    let unknown = isogloss().args(["word", "qqqqqq", path(&out)]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).starts_with("isogloss: no domain uses \"qqqqqq\""));

    // The corpus is gone: everything but the lines can still be had.
    std::fs::remove_file(&a).unwrap();
    let shown = run(&["word", word, path(&out)]);
    assert!(shown.contains("no lines: cannot read"), "{shown}");
}

#[test]
fn a_folder_without_a_run_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let output = isogloss().args(["word", "apple", path(dir.path())]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("isogloss compare A B -o"), "{errors}");
}
