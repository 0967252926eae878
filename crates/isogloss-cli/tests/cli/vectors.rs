//! `isogloss compare` and `isogloss word` on files of vectors.

use crate::{assert_same_tree, isogloss, path, report, run, tree};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Numbers that look random and are the same on every machine, about normal.
fn noise(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        let mut sum = -6.0;
        for _ in 0..12 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sum += (state >> 33) as f64 / (1_u64 << 31) as f64;
        }
        sum
    }
}

const WORDS: usize = 300;
/// Places whose words go round in b: each takes the next one's vector.
const MOVED: [usize; 4] = [40, 80, 120, 160];

fn word(i: usize) -> String {
    match i {
        0 => "The".to_owned(),
        1 => "<unk>".to_owned(),
        // In no alphabetical order.
        _ => format!("word{}", i * 37 % WORDS),
    }
}

/// Two files of one space: b is a's turned by a quarter in every plane, a few words moved, its lines in another order, its numbers with
/// `more` dimensions beside that hold little. Words and header differ in format only.
fn two_files(dir: &Path, more: usize) -> [PathBuf; 2] {
    const DIM: usize = 8;
    let mut number = noise(1);
    let rows: Vec<Vec<f64>> = (0..WORDS).map(|_| (0..DIM).map(|_| number()).collect()).collect();
    let mut glove = String::new();
    let mut word2vec = format!("{WORDS} {}\n", DIM + more);
    for (i, row) in rows.iter().enumerate() {
        write!(glove, "{}", word(i)).unwrap();
        row.iter().for_each(|x| write!(glove, " {x:.6}").unwrap());
        glove.push('\n');
    }
    for i in 0..WORDS {
        // Neighbouring lines change places: a word is matched by what it is, not by where it stands.
        let i = i ^ 1;
        let from = MOVED.iter().position(|&moved| moved == i).map_or(i, |at| MOVED[(at + 1) % MOVED.len()]);
        write!(word2vec, "{}", if i == 0 { "the".to_owned() } else { word(i) }).unwrap();
        for plane in rows[from].chunks(2) {
            write!(word2vec, " {:.6} {:.6}", -plane[1], plane[0]).unwrap();
        }
        (0..more).for_each(|_| write!(word2vec, " {:.6}", 0.02 * number()).unwrap());
        word2vec.push('\n');
    }
    let files = [dir.join("one.glove.txt"), dir.join("other.vec")];
    fs::write(&files[0], glove).unwrap();
    fs::write(&files[1], word2vec).unwrap();
    files
}

/// The words that come first in the ranking, in alphabetical order.
fn first(report: &serde_json::Value, n: usize) -> Vec<String> {
    let words = report["sections"]["geometry"]["pairs"][0]["shift"]["words"].as_array().unwrap();
    let ranked = words.iter().filter(|word| word["rank"].as_u64().is_some_and(|rank| rank <= n as u64));
    let mut words: Vec<String> = ranked.map(|word| word["word"].as_str().unwrap().to_owned()).collect();
    words.sort();
    words
}

#[test]
fn planted_words_come_first_and_nothing_is_called_more_than_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = two_files(dir.path(), 0);
    let out = dir.path().join("out");
    let printed = run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet"]);
    assert!(printed.contains("relative to other words of like rank"), "{printed}");
    let report = report(&out);
    assert_eq!(report["schema"], "isogloss-report/4");
    let mut moved: Vec<String> = MOVED.iter().map(|&i| word(i)).collect();
    moved.sort();
    assert_eq!(first(&report, 4), moved);
    let words = report["sections"]["geometry"]["pairs"][0]["shift"]["words"].as_array().unwrap();
    for word in words {
        let shift = word["shift"].as_f64().unwrap();
        let is_moved = moved.iter().any(|moved| word["word"] == moved.as_str());
        assert!(is_moved || shift < 0.15, "{word}");
        assert!(word["count_a"].is_null() && word["line_a"].is_u64() && word["noise"].is_null());
    }
    let likeness = &report["sections"]["likeness"]["pairs"][0]["likeness"];
    for measure in ["rsa", "cka"] {
        assert!(likeness[measure]["value"].as_f64().unwrap() > 0.9, "{likeness}");
        assert!(likeness[measure]["null_high"].as_f64().unwrap() < 0.3, "{likeness}");
    }
    // What needs text says so, and names the file.
    for section in ["zipf", "entropy", "cooccurrence", "information", "spectrum", "attention"] {
        let section = &report["sections"][section];
        assert_eq!(section["status"], "not_computable");
        assert_eq!(section["reason"], "needs text: one.glove.txt is a file of vectors");
    }
    for claim in report["claims"].as_array().unwrap() {
        let verdict = claim["verdict"].as_str().unwrap();
        assert!(["not_tested", "not_computable"].contains(&verdict), "{claim}");
        assert!(!claim["note"].as_str().unwrap().is_empty());
    }
    let audit = &report["vocabulary"];
    assert_eq!(audit["pairs"][0]["shared"], WORDS - 1);
    assert_eq!(audit["pairs"][0]["other_case_a"]["examples"][0], "The");
    assert_eq!(audit["domains"][0]["kinds"][0]["examples"][0], "<unk>");
    assert_eq!(audit["pairs"][0]["lines_tell_frequency"], true);
    for (name, bytes) in tree(&out) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(!text.contains("significan"), "{} speaks of what no test has shown", name.display());
    }
}

#[test]
fn files_of_different_width_are_compared_and_each_stage_is_done_once() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = two_files(dir.path(), 3);
    let (out, again) = (dir.path().join("out"), dir.path().join("again"));
    run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet", "--threads", "1"]);
    let report = report(&out);
    let reduction = &report["sections"]["geometry"]["pairs"][0]["shift"]["alignment"]["reduction"];
    assert_eq!(
        (&reduction["side"], &reduction["from"], &reduction["to"]),
        (&1.into(), &11.into(), &8.into())
    );
    assert!(reduction["kept"].as_f64().unwrap() > 0.99);
    let mut moved: Vec<String> = MOVED.iter().map(|&i| word(i)).collect();
    moved.sort();
    assert_eq!(first(&report, 4), moved);
    run(&["compare", path(&a), path(&b), "-o", path(&again), "--quiet", "--threads", "3"]);
    assert_same_tree(&out, &again, "another number of threads");

    let output = isogloss().args(["compare", path(&a), path(&b), "-o", path(&out)]).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.contains("one: vectors"), "{errors}");
    assert_same_tree(&out, &again, "a second run");
    let record = fs::read_to_string(out.join("run.toml")).unwrap();
    assert!(record.contains("kind = \"vectors\"") && record.contains("sha256"), "{record}");
    // A run's folder has the vectors: the files may go.
    fs::remove_file(&a).unwrap();
    let shown = run(&["word", &word(40), path(&out)]);
    for expected in [
        "nearest in one",
        "nearest in other",
        "line",
        "relative to words of like rank",
        "no lines: it is a file",
    ] {
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
    assert!(!shown.contains("per million"), "{shown}");
    let unknown = isogloss().args(["word", "WORD400", path(&out)]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("did you mean word40"));
}

#[test]
fn three_files_make_three_pairs() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = two_files(dir.path(), 0);
    let c = dir.path().join("third.txt");
    fs::copy(&a, &c).unwrap();
    let out = dir.path().join("out");
    run(&["compare", path(&a), path(&b), path(&c), "-o", path(&out), "--quiet", "--limit", "200"]);
    let report = report(&out);
    assert_eq!(report["sections"]["geometry"]["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(report["sections"]["likeness"]["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(report["domains"][2]["file"]["limited"], true);
    assert_eq!(report["domains"][2]["vocabulary"], 200);
    let same = &report["sections"]["likeness"]["pairs"][1]["likeness"];
    assert!(same["rsa"]["value"].as_f64().unwrap() > 0.9999, "a file and its copy: {same}");
}

#[test]
fn files_without_a_shared_word_or_with_one_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str, words: &[&str]| {
        let to = dir.path().join(name);
        let line = |(i, word): (usize, &&str)| format!("{word} {i} 1.5 -2.25\n");
        fs::write(&to, words.iter().enumerate().map(line).collect::<String>()).unwrap();
        to
    };
    let a = file("a.txt", &["apple", "pear", "plum"]);
    let none = file("b.txt", &["Apfel", "Birne", "Pflaume"]);
    let one = file("c.txt", &["apple"]);
    for (other, shared) in [(&none, 0), (&one, 1)] {
        let out = dir.path().join(format!("out-{shared}"));
        let output = isogloss()
            .args(["compare", path(&a), path(other), "-o", path(&out), "--quiet"])
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let report = report(&out);
        assert_eq!(report["vocabulary"]["pairs"][0]["shared"], shared);
        for section in ["geometry", "likeness", "analogy", "summary"] {
            let section = &report["sections"][section];
            assert_eq!(section["status"], "not_computable");
            assert!(section["reason"].as_str().unwrap().contains("needed"), "{section}");
        }
    }
}

#[test]
fn text_beside_vectors_is_a_mistake_of_usage() {
    let dir = tempfile::tempdir().unwrap();
    let [a, _] = two_files(dir.path(), 0);
    let text = dir.path().join("text.txt");
    fs::write(&text, "apples and pears\n".repeat(50)).unwrap();
    let out = dir.path().join("out");
    let compare = |more: &[&str]| {
        let mut args = vec!["compare", path(&text), path(&a), "-o", path(&out), "--quiet"];
        args.extend(more);
        let output = isogloss().args(args).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, errors) = compare(&[]);
    assert_eq!((status, errors.lines().count()), (Some(2), 1), "{errors}");
    assert!(errors.contains("isogloss train") && errors.contains("--as text"), "{errors}");
    assert!(!out.exists());
    let (status, errors) = compare(&["--as", "vectors"]);
    assert_eq!((status, errors.lines().count()), (Some(1), 1), "{errors}");
    assert!(errors.contains("text.txt is no file of word vectors"), "{errors}");
    let (status, errors) = compare(&["--as", "vectors", "--limit", "0"]);
    assert_eq!((status, errors.lines().count()), (Some(2), 1), "{errors}");
    let missing = isogloss()
        .args(["compare", path(&a), "nowhere.vec", "-o", path(&out), "--as", "vectors"])
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&missing.stderr);
    assert!(missing.status.code() == Some(1) && errors.contains("cannot read nowhere.vec"), "{errors}");
}

#[test]
fn a_file_that_is_not_in_order_of_frequency_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = two_files(dir.path(), 0);
    let mut lines: Vec<String> = fs::read_to_string(&a).unwrap().lines().map(str::to_owned).collect();
    lines.sort();
    let sorted = dir.path().join("sorted.txt");
    fs::write(&sorted, lines.join("\n") + "\n").unwrap();
    let out = dir.path().join("out");
    let printed = run(&["compare", path(&sorted), path(&b), "-o", path(&out), "--quiet"]);
    assert!(printed.contains("of like line number"), "{printed}");
    let report = report(&out);
    assert_eq!(report["vocabulary"]["pairs"][0]["lines_tell_frequency"], false);
    assert!(fs::read_to_string(out.join("report.html")).unwrap().contains("not both in order of frequency"));
}

#[test]
fn an_array_whose_words_were_changed_is_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let [one, other] = two_files(dir.path(), 0);
    let array = dir.path().join("array.npy");
    run(&["convert", path(&one), path(&array)]);
    let out = dir.path().join("out");
    let shared = || {
        run(&["compare", path(&array), path(&other), "-o", path(&out), "--quiet"]);
        report(&out)["vocabulary"]["pairs"][0]["shared"].as_u64()
    };
    let before = shared();
    let vocabulary = array.with_extension("vocab");
    let words = fs::read_to_string(&vocabulary).unwrap().replace("<unk>", "<pad>");
    fs::write(&vocabulary, words).unwrap();
    assert_eq!(shared(), before.map(|n| n - 1));
}

#[test]
fn folders_with_vectors_are_compared() {
    let dir = tempfile::tempdir().unwrap();
    let files = two_files(dir.path(), 0);
    let folders = ["left", "right"].map(|name| dir.path().join(name));
    for (file, folder) in files.iter().zip(&folders) {
        fs::create_dir(folder).unwrap();
        run(&["convert", path(file), path(&folder.join("vectors.safetensors"))]);
    }
    let out = dir.path().join("out");
    run(&["compare", path(&folders[0]), path(&folders[1]), "-o", path(&out), "--quiet"]);
    assert_eq!(report(&out)["domains"][1]["file"]["format"], "safetensors");
}
