//! What was planted is found; where nothing was planted, nothing is.

use crate::{corpora, path, report, run};
use serde_json::Value;

const SECTIONS: [&str; 10] = [
    "zipf",
    "entropy",
    "cooccurrence",
    "geometry",
    "information",
    "analogy",
    "transfer",
    "spectrum",
    "attention",
    "summary",
];

#[test]
fn the_demo_finds_what_was_planted() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("demo");
    let printed = run(&["demo", "-o", path(&out), "--tokens", "300000", "--json", "--quiet"]);
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let found = &printed["found"];
    let number = |name: &str| found[name].as_u64().unwrap();
    assert!(number("ranked") >= 20, "{found}");
    assert!(number("in_top_decile") * 10 >= number("ranked") * 9, "swaps are in the top decile: {found}");
    for domain in found["topic_recovery"].as_array().unwrap() {
        assert!(domain[1].as_f64().unwrap() > 0.8, "topics are recovered: {found}");
    }

    let report = report(&out);
    assert_eq!(report, printed["report"], "--json prints what report.json holds");
    assert_eq!(report["schema"], "isogloss-report/4");
    for section in SECTIONS {
        assert_eq!(report["sections"][section]["status"], "computed", "{section}");
    }
    for file in
        ["run.toml", "report.html", "plain/vectors.safetensors", "social/vectors.txt", "tables/claims.csv"]
    {
        assert!(out.join(file).is_file(), "{file}");
    }
    let accuracy = &report["sections"]["analogy"]["analogy"]["domains"][0]["accuracy"]["value"];
    assert!(accuracy.as_f64().unwrap() > 0.5, "planted analogies: {accuracy}");
    let company = &report["sections"]["cooccurrence"]["pairs"][0]["company"];
    assert_eq!(company["status"], "computed", "{company}");
    assert_eq!(company["words"][0]["rank"], 1);
    assert!(!company["words"][0]["contexts_a"].as_array().unwrap().is_empty());
    assert!(std::fs::metadata(out.join("report.html")).unwrap().len() < 5_000_000);
}

/// The noise of rare words must not rank them: two samples of one domain.
#[test]
fn adjusted_shift_does_not_follow_frequency_where_nothing_shifted() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 300_000, &["--alike"]);
    let out = dir.path().join("out");
    run(&["compare", path(&a), path(&b), "-o", path(&out), "--quiet", "--rank-min-count", "20"]);
    let report = report(&out);
    let shift = &report["sections"]["geometry"]["pairs"][0]["shift"];
    let adjusted = shift["adjusted_frequency_correlation"].as_f64().unwrap();
    assert!(adjusted.abs() < 0.1, "Spearman of adjusted Δ with log frequency: {adjusted}");
    let raw = shift["frequency_correlation"].as_f64().unwrap();
    assert!(raw < -0.2, "without adjustment it does follow frequency: {raw}");
    let company = &report["sections"]["cooccurrence"]["pairs"][0]["company"];
    let of = |name: &str| -> Vec<f64> {
        let words = company["words"].as_array().unwrap();
        words.iter().map(|word| word.pointer(name).unwrap().as_f64().unwrap()).collect()
    };
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (divergence, plug_in) = (of("/divergence/value"), of("/plug_in"));
    assert!(divergence.len() > 100, "{}", divergence.len());
    assert!(mean(&plug_in) > 0.1, "as it is, company differs: {}", mean(&plug_in));
    assert!(mean(&divergence).abs() < 0.01, "debiased, it does not: {}", mean(&divergence));
    let above = of("/divergence/low").iter().filter(|&&low| low > 0.0).count();
    assert!(above * 10 <= divergence.len(), "intervals hold 0: {above} of {} do not", divergence.len());
    let pairs = |name: &str| company[name].as_array().unwrap().len();
    assert!(pairs("pairs_a") + pairs("pairs_b") <= 3, "no pair differs by a factor of two");
    let information = &report["sections"]["information"]["information"]["mutual_information"];
    assert!(
        information["low"].as_f64().unwrap() < 0.0,
        "nothing to find, documents clump or not: {information}"
    );
    assert!(information["value"].as_f64().unwrap().abs() < 0.01, "{information}");
}

/// What one order of the arguments supports, the other refutes.
#[test]
fn exchanging_the_domains_exchanges_the_verdicts() {
    let dir = tempfile::tempdir().unwrap();
    let [a, b] = corpora(dir.path(), 100_000, &[]);
    let claims = |first: &std::path::Path, second: &std::path::Path, name: &str| {
        let out = dir.path().join(name);
        run(&["compare", path(first), path(second), "-o", path(&out), "--quiet", "--no-noise-floor"]);
        report(&out)["claims"].as_array().unwrap().clone()
    };
    let (forward, backward) = (claims(&a, &b, "forward"), claims(&b, &a, "backward"));
    let mut exchanged = 0;
    for (x, y) in forward.iter().zip(&backward) {
        assert_eq!(x["id"], y["id"]);
        let expected = match (x["id"].as_str().unwrap().ends_with("-in-b"), x["verdict"].as_str().unwrap()) {
            (true, "supported") => "refuted",
            (true, "refuted") => "supported",
            (_, same) => same,
        };
        exchanged += usize::from(expected != x["verdict"]);
        assert_eq!(y["verdict"], expected, "{}", x["id"]);
    }
    assert!(exchanged >= 1, "the flatter domain has the higher entropy: {forward:?}");
}

#[test]
fn three_domains_make_three_pairs() {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("corpora");
    run(&[
        "simulate",
        "-o",
        path(&to),
        "--domains",
        "3",
        "--tokens",
        "60000",
        "--zipf",
        "1.05,0.95,1",
        "--document-length",
        "400,20,100",
    ]);
    let out = dir.path().join("out");
    let mut files: Vec<_> = std::fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    assert_eq!(files.len(), 3);
    run(&[
        "compare",
        path(&files[0]),
        path(&files[1]),
        path(&files[2]),
        "-o",
        path(&out),
        "--quiet",
        "--no-noise-floor",
    ]);
    let report = report(&out);
    assert_eq!(report["sections"]["geometry"]["pairs"].as_array().unwrap().len(), 3);
    assert_eq!(
        report["sections"]["information"]["information"]["characteristic"].as_array().unwrap().len(),
        3
    );
}
