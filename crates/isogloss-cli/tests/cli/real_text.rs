//! The main job on a slice of real text: Wikipedia and Twitter from `../shared/data`, beside the checkout.
//!
//! Skipped with a line where the data is absent; under `CI=true` it must be there.

use crate::{path, report, run};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The folder of the data, if it is there.
pub fn data() -> Option<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.join("wiki.jsonl.zst").is_file() {
        return Some(data);
    }
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    assert!(!ci, "{} must be there when CI=true", data.display());
    eprintln!("SKIPPED: {} is not there", data.display());
    None
}

/// The first lines of a compressed corpus up to some bytes, as a .gz.
fn slice(from: &Path, to: &Path, bytes: usize) {
    let mut decoder = zstd::Decoder::new(std::fs::File::open(from).unwrap()).unwrap();
    decoder.window_log_max(27).unwrap();
    let mut reader = BufReader::new(decoder);
    let file = std::fs::File::create(to).unwrap();
    let mut writer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    let (mut taken, mut line) = (0, Vec::new());
    while taken < bytes {
        line.clear();
        if reader.read_until(b'\n', &mut line).unwrap() == 0 {
            break;
        }
        writer.write_all(&line).unwrap();
        taken += line.len();
    }
    writer.finish().unwrap();
}

#[test]
fn wikipedia_against_twitter() {
    let Some(data) = data() else { return };
    let dir = tempfile::tempdir().unwrap();
    let (wiki, twitter) = (dir.path().join("wiki.jsonl.gz"), dir.path().join("twitter.jsonl.gz"));
    slice(&data.join("wiki.jsonl.zst"), &wiki, 9_000_000);
    slice(&data.join("twitter.jsonl.zst"), &twitter, 12_000_000);
    let out = dir.path().join("out");
    run(&["compare", path(&wiki), path(&twitter), "-o", path(&out), "--quiet"]);

    let report = report(&out);
    assert_eq!(report["domains"][0]["name"], "wiki");
    let sections = report["sections"].as_object().unwrap();
    assert_eq!(sections.len(), 11);
    for (name, section) in sections {
        assert_eq!(section["status"], "computed", "{name}: {}", section["reason"]);
    }
    // Most tweets of this collection name their user: units are fewer than documents.
    let twitter = &report["domains"][1];
    assert!(twitter["units"].as_u64().unwrap() < twitter["documents"].as_u64().unwrap() / 10, "{twitter}");
    let top = &report["sections"]["information"]["information"]["characteristic"][1];
    let top: Vec<&str> =
        top.as_array().unwrap().iter().filter_map(|word| word["word"].as_str()).take(12).collect();
    assert!(top.contains(&"i") && top.contains(&"you"), "most characteristic of Twitter: {top:?}");
    let geometry = &report["sections"]["geometry"]["pairs"][0]["shift"];
    assert!(geometry["shared_words"].as_u64().unwrap() > 3_000);
    assert!(geometry["alignment"]["held_out_residual"].as_f64().unwrap() < 1.4);
}

#[test]
fn vectors_of_wikipedia_against_vectors_of_twitter() {
    let Some(data) = data() else { return };
    let (wiki, twitter) = ("glove/glove.6B.50d.subset.txt", "glove/glove.twitter.27B.25d.subset12k.txt");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let (wiki, twitter) = (data.join(wiki), data.join(twitter));
    run(&["compare", path(&wiki), path(&twitter), "-o", path(&out), "--quiet"]);

    let report = report(&out);
    assert_eq!(report["vocabulary"]["pairs"][0]["shared"], 4_570);
    assert_eq!(report["vocabulary"]["pairs"][0]["lines_tell_frequency"], true);
    let words = report["sections"]["geometry"]["pairs"][0]["shift"]["words"].as_array().unwrap();
    let rank =
        |wanted: &str| words.iter().find(|word| word["word"] == wanted).unwrap()["rank"].as_u64().unwrap();
    // A possessive and a swear word there; pits and dykes here.
    assert!(rank("mine") < 50 && rank("dam") < 50 && rank("dating") < 50);
    assert!(rank("eat") > 4_000 && rank("smith") > 4_000);
    let likeness = &report["sections"]["likeness"]["pairs"][0]["likeness"];
    for measure in ["rsa", "cka"] {
        let value = likeness[measure]["value"].as_f64().unwrap();
        assert!((0.4..0.7).contains(&value), "{likeness}");
    }
}
