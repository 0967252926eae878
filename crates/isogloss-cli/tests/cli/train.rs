//! `isogloss train`: the same bytes where they are promised, losses, checkpoints, and what it refuses.

use crate::{assert_same_tree, corpora, isogloss, path, run};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn trained(text: &Path, out: &Path, more: &[&str]) -> Value {
    let mut args = vec!["train", path(text), "-o", path(out), "--json", "--quiet"];
    args.extend(more);
    serde_json::from_str(&run(&args)).expect("JSON")
}

/// Exit status and standard error of a command.
fn ran(args: &[&str]) -> (Option<i32>, String) {
    let output = isogloss().args(args).output().expect("the command starts");
    (output.status.code(), String::from_utf8(output.stderr).expect("UTF-8"))
}

#[test]
fn svd_is_the_same_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 60_000, &[]);
    let out = |threads: &str| dir.path().join(threads);
    for threads in ["1", "2", "4"] {
        let report =
            trained(&text, &out(threads), &["--threads", threads, "--size", "20", "--negative", "2"]);
        assert_eq!(report["log"]["decomposition"]["singular_values"].as_array().unwrap().len(), 20);
        assert_eq!(report["log"]["reproducible"], true);
    }
    assert_same_tree(&out("1"), &out("2"), "1 and 2 threads");
    assert_same_tree(&out("1"), &out("4"), "1 and 4 threads");
    let record = std::fs::read_to_string(out("1").join("train.toml")).unwrap();
    for line in
        ["algorithm = \"svd\"", "dim = 20", "negative = 2.0", "min_count = 5", "window = 5", "seed = 1"]
    {
        assert!(record.contains(line), "{line} in {record}");
    }
    let text = std::fs::read_to_string(out("1").join("vectors.txt")).unwrap();
    let words = text.lines().count() - 1;
    assert!(text.starts_with(&format!("{words} 20\n")));
}

#[test]
fn counted_pairs_give_the_same_bytes_on_any_number_of_threads() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 60_000, &[]);
    for algorithm in ["sgns", "glove"] {
        let out = |threads: &str| dir.path().join(format!("{algorithm}-{threads}"));
        for threads in ["1", "2", "4"] {
            let settings = ["--algorithm", algorithm, "--threads", threads, "--epochs", "3", "--dim", "20"];
            let report = trained(&text, &out(threads), &settings);
            assert_eq!(report["log"]["reproducible"], true);
            let losses: Vec<f64> =
                report["log"]["loss"].as_array().unwrap().iter().map(|loss| loss.as_f64().unwrap()).collect();
            assert!(losses.len() == 3 && losses[0] > losses[2], "{losses:?}");
        }
        assert_same_tree(&out("1"), &out("2"), "1 and 2 threads");
        assert_same_tree(&out("1"), &out("4"), "1 and 4 threads");
        let record = std::fs::read_to_string(out("1").join("train.toml")).unwrap();
        let window = if algorithm == "glove" { "window = 15" } else { "window = 5" };
        assert!(record.contains(window), "what users know as the default: {record}");
    }
}

#[test]
fn streams_with_one_thread_repeat_themselves_and_lose_less_every_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 60_000, &[]);
    for algorithm in ["sgns-stream", "cbow"] {
        let settings = ["--algorithm", algorithm, "--threads", "1", "--iter", "3", "--vector-size", "24"];
        let [first, second] = ["first", "second"].map(|name| dir.path().join(format!("{algorithm}-{name}")));
        let report = trained(&text, &first, &settings);
        trained(&text, &second, &settings);
        assert_same_tree(&first, &second, algorithm);
        let losses: Vec<f64> =
            report["log"]["loss"].as_array().unwrap().iter().map(|loss| loss.as_f64().unwrap()).collect();
        assert!(losses.len() == 3 && losses[0] > losses[2], "{losses:?}");
        assert_eq!(report["log"]["reproducible"], true);
        assert!(report["log"]["decomposition"].is_null());

        let again =
            isogloss().args(["train", path(&text), "-o", path(&first)]).args(settings).output().unwrap();
        let said = String::from_utf8(again.stderr).unwrap();
        assert!(said.lines().all(|line| line.ends_with("reused")), "{said}");
    }
}

#[test]
fn a_killed_training_goes_on_and_ends_with_the_same_bytes() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 200_000, &[]);
    for (algorithm, epochs) in [("sgns-stream", "8"), ("cbow", "8"), ("sgns", "8"), ("glove", "12")] {
        let settings = ["--algorithm", algorithm, "--threads", "1", "--epochs", epochs, "--window", "3"];
        let whole = dir.path().join(format!("{algorithm}-whole"));
        trained(&text, &whole, &settings);
        let killed = dir.path().join(format!("{algorithm}-killed"));
        let mut child = Command::new(env!("CARGO_BIN_EXE_isogloss"))
            .args(["train", path(&text), "-o", path(&killed), "--quiet", "--checkpoint"])
            .args(settings)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let checkpoint = killed.join(".stages/vectors.checkpoint");
        let started = Instant::now();
        while !checkpoint.exists() && started.elapsed() < Duration::from_secs(120) {
            std::thread::sleep(Duration::from_millis(2));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(checkpoint.exists() && !killed.join("vectors.txt").exists(), "killed while it trained");

        let resumed = isogloss()
            .args(["train", path(&text), "-o", path(&killed), "--resume"])
            .args(settings)
            .output()
            .unwrap();
        let said = String::from_utf8(resumed.stderr).unwrap();
        assert!(resumed.status.success() && said.contains("goes on after epoch"), "{said}");
        assert!(!said.contains("epoch   1 of"), "the first epoch is not trained again: {said}");
        assert_same_tree(&whole, &killed, "an uninterrupted training and a killed one");
    }
}

#[test]
fn a_checkpoint_of_other_settings_is_not_gone_on_from() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 20_000, &[]);
    let out = dir.path().join("out");
    std::fs::create_dir_all(out.join(".stages")).unwrap();
    std::fs::write(out.join(".lock"), "").unwrap();
    std::fs::write(out.join(".stages/vectors.checkpoint"), "of another training").unwrap();
    let settings = ["--algorithm", "cbow", "--epochs", "1", "--resume"];
    let output = isogloss().args(["train", path(&text), "-o", path(&out)]).args(settings).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        output.status.success() && said.contains("it begins anew") && said.contains("epoch   1 of 1"),
        "{said}"
    );
    assert!(!out.join(".stages/vectors.checkpoint").exists());
}

#[test]
fn training_goes_on_from_vectors() {
    let dir = tempfile::tempdir().unwrap();
    let [text, other] = corpora(dir.path(), 40_000, &[]);
    let [compass, moved] = ["compass", "moved"].map(|name| dir.path().join(name));
    trained(&text, &compass, &["--algorithm", "sgns-stream", "--dim", "16", "--epochs", "2"]);
    let file = compass.join("vectors.safetensors");
    let go_on = |algorithm: &str, more: &[&str]| {
        let mut args = vec!["train", path(&other), "-o", path(&moved), "--algorithm", algorithm];
        args.extend(["--initial-vectors", path(&file)]);
        args.extend(more);
        ran(&args)
    };
    for algorithm in ["sgns-stream", "cbow", "sgns"] {
        let (status, said) = go_on(algorithm, &["--dim", "16"]);
        assert!(status == Some(0) && said.contains("words go on from given vectors"), "{said}");
    }
    let (status, said) = go_on("sgns-stream", &["--dim", "16", "--freeze-contexts"]);
    assert_eq!(status, Some(0), "{said}");
    let record = std::fs::read_to_string(moved.join("train.toml")).unwrap();
    assert!(record.contains("freeze_contexts = true") && record.contains("[initial]"), "{record}");

    let (status, said) = go_on("sgns-stream", &[]);
    assert!(status == Some(2) && said.contains("give --dim 16"), "{said}");
    for algorithm in ["svd", "glove"] {
        let (status, said) = go_on(algorithm, &[]);
        assert!(status == Some(2) && said.contains("does not go on from vectors"), "{said}");
    }
    let (status, said) = go_on("sgns", &["--freeze-contexts"]);
    assert!(status == Some(2) && said.contains("belongs to --algorithm sgns-stream and cbow"), "{said}");
    let (status, _) = ran(&["train", path(&other), "-o", path(&moved), "--freeze-contexts"]);
    assert_eq!(status, Some(2));
}

#[test]
fn parameters_that_cannot_be_are_usage_errors() {
    let dir = tempfile::tempdir().unwrap();
    let [text, _] = corpora(dir.path(), 5_000, &[]);
    let out = dir.path().join("out");
    let cases: [(&[&str], &str); 13] = [
        (&["--dim", "0"], "--dim = 0 must be at least 1"),
        (&["--dim", "20000"], "--dim 20000: must be at most 10000"),
        (&["--cds", "1.5"], "--cds = 1.5 must be from 0 to 1"),
        (&["--negative", "0"], "--negative = 0 must be at least 1"),
        (&["--epochs", "3"], "--epochs: belongs to --algorithm sgns, sgns-stream, cbow, glove"),
        (&["--min-count", "0"], "--min-count 0: must be at least 1"),
        (&["--algorithm", "cbow", "--cds", "1"], "--cds: belongs to --algorithm svd"),
        (&["--algorithm", "cbow", "--alpha", "0"], "--alpha = 0 must be above 0"),
        (&["--algorithm", "sgns-stream", "--sample=-1"], "--sample = -1 must be 0 (off) or above"),
        (&["--algorithm", "sgns-stream", "--window", "0"], "--window = 0 must be at least 1"),
        (&["--algorithm", "sgns", "--epochs", "0"], "--epochs = 0 must be at least 1"),
        (&["--algorithm", "glove", "--x-max", "0"], "--x-max = 0 must be above 0"),
        (
            &["--algorithm", "glove", "--negative", "5"],
            "--negative: belongs to --algorithm svd, sgns, sgns-stream, cbow",
        ),
    ];
    for (settings, message) in cases {
        let mut args = vec!["train", path(&text), "-o", path(&out)];
        args.extend(settings);
        let (status, said) = ran(&args);
        assert_eq!(status, Some(2), "{settings:?}: {said}");
        assert!(said.contains(message), "{settings:?}: {said}");
        assert!(!out.exists(), "{settings:?}: nothing is written");
    }
    let (status, said) = ran(&["train", path(&text), "-o", path(&out), "--dim", "9000", "--quiet"]);
    assert!(status == Some(1) && said.contains("words are too few for 9000 dimensions"), "{said}");
}
