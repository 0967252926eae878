//! The same bytes: for any number of threads, and after any number of kills.

use crate::{assert_same_tree, corpora, isogloss, path, run};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn the_number_of_threads_changes_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 60_000, &[]);
    let out = |threads: &str| dir.path().join(format!("threads-{threads}"));
    for threads in ["1", "2", "4"] {
        run(&["compare", path(&a), path(&b), "-o", path(&out(threads)), "--threads", threads, "--quiet"]);
    }
    assert_same_tree(&out("1"), &out("2"), "1 and 2 threads");
    assert_same_tree(&out("1"), &out("4"), "1 and 4 threads");
}

#[test]
fn a_second_run_uses_what_stands_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 30_000, &[]);
    let out = dir.path().join("out");
    let arguments = ["compare", path(&a), path(&b), "-o", path(&out), "--no-noise-floor"];
    run(&arguments);
    let before = crate::tree(&out);
    let second = isogloss().args(arguments).output().unwrap();
    let said = String::from_utf8(second.stderr).unwrap();
    assert!(said.lines().all(|line| line.ends_with("reused")), "{said}");
    assert!(said.contains("plain: vectors"), "{said}");
    assert_eq!(before, crate::tree(&out));

    let other = isogloss().args(arguments).args(["--dim", "50"]).output().unwrap();
    let said = String::from_utf8(other.stderr).unwrap();
    let line = |stage: &str| said.lines().find(|line| line.starts_with(stage)).unwrap().to_owned();
    assert!(line("plain: cooccurrence").ends_with("reused"), "counts do not depend on --dim: {said}");
    assert!(!line("plain: vectors").ends_with("reused"), "vectors do: {said}");
}

#[test]
fn twenty_kills_change_no_byte() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 60_000, &[]);
    let whole = dir.path().join("whole");
    let started = Instant::now();
    run(&["compare", path(&a), path(&b), "-o", path(&whole), "--quiet"]);
    let took = started.elapsed();

    // Moments spread over the run by a fixed irrational step, from right at the start.
    let moments: Vec<f64> = (0..20).map(|i| (f64::from(i) * 0.618_033_988_75).fract()).collect();
    let killed = dir.path().join("killed");
    let mut kills = 0;
    for (i, moment) in moments.iter().enumerate() {
        if i % 5 == 0 && killed.exists() {
            std::fs::remove_dir_all(&killed).unwrap();
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_isogloss"))
            .args(["compare", path(&a), path(&b), "-o", path(&killed), "--quiet"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // A run that goes on where the last one stopped has less before it.
        let share = moment / (1 + i % 5) as f64;
        std::thread::sleep(Duration::from_secs_f64(took.as_secs_f64() * share));
        kills += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let finals = ["report.json", "report.html"].map(|name| killed.join(name));
        for file in finals.iter().filter(|file| file.exists()) {
            let name = file.file_name().unwrap();
            assert_eq!(
                std::fs::read(file).unwrap(),
                std::fs::read(whole.join(name)).unwrap(),
                "half-written {name:?}"
            );
        }
        if i % 5 == 4 {
            run(&["compare", path(&a), path(&b), "-o", path(&killed), "--quiet"]);
            assert_same_tree(&whole, &killed, "after kills");
        }
    }
    assert!(kills >= 10, "only {kills} of 20 runs were still going when they were to be killed");
}
