//! `isogloss neighbors`, `similarity` and `analogy`: files of vectors in, numbers out.

use crate::real_text::data;
use crate::{fails, isogloss, path, run};
use serde_json::Value;
use std::path::PathBuf;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let file = self.0.path().join(name);
        std::fs::write(&file, text).unwrap();
        file
    }

    /// Capitals lie 1 above their countries.
    fn vectors(&self) -> PathBuf {
        self.file(
            "vectors.txt",
            "7 4\nfrance 1 0 0 0\nparis 1 0 0 1\nitaly 0 2 0 0\nrome 0 2 0 2\nspain 0 0 1 0\nmadrid 0 0 1 1\nParis 1 0 0 0.9\n",
        )
    }
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&run(args)).expect("JSON")
}

#[test]
fn neighbours_of_words() {
    let place = Place::new();
    let vectors = place.vectors();
    let shown = run(&["neighbors", path(&vectors), "paris", "italy", "-k", "2"]);
    let expected = "word   neighbour  cosine\n\
                    paris  Paris      0.9986\n\
                    paris  france     0.7071\n\
                    italy  rome       0.7071\n\
                    italy  france     0.0000\n";
    assert_eq!(shown, expected);
    let json = json(&["neighbors", path(&vectors), "rome", "--csls", "--topn", "1", "--json"]);
    let near = &json["found"][0]["neighbours"][0];
    assert!(near["word"].is_string() && near["csls"].is_number(), "{json}");
    let limited = run(&["neighbors", path(&vectors), "paris", "--limit", "2", "--format", "word2vec"]);
    assert_eq!(limited.lines().count(), 2, "{limited}");
}

#[test]
fn unknown_words_are_told_with_near_spellings() {
    let place = Place::new();
    let vectors = place.vectors();
    let (status, errors) = fails(&["neighbors", path(&vectors), "PARIS"]);
    assert_eq!((status, errors.lines().count()), (1, 1), "{errors}");
    assert!(errors.ends_with("has no word \"PARIS\"; near spellings: \"paris\", \"Paris\"\n"), "{errors}");
    let (status, errors) = fails(&["neighbors", path(&vectors), "frnace", "qqq"]);
    assert_eq!((status, errors.lines().count()), (1, 3), "{errors}");
    assert!(
        errors.contains("near spellings: \"france\"") && errors.contains("none of these words"),
        "{errors}"
    );
    let output = isogloss().args(["neighbors", path(&vectors), "rome", "roma"]).output().unwrap();
    assert!(output.status.success() && String::from_utf8_lossy(&output.stderr).contains("\"rome\""));
}

#[test]
fn the_graph_is_written_whole_or_not_at_all() {
    let place = Place::new();
    let vectors = place.vectors();
    let graph = run(&["neighbors", path(&vectors), "--all", "-k", "1"]);
    assert_eq!(graph.lines().count(), 7);
    assert!(graph.starts_with("france\tParis\t0.743294\nparis\tParis\t0.998618\n"), "{graph}");
    let out = place.0.path().join("graph.tsv");
    run(&["neighbors", path(&vectors), "--all", "-k", "1", "-o", path(&out), "--threads", "3"]);
    assert_eq!(std::fs::read_to_string(&out).unwrap(), graph);
    let (status, errors) = fails(&["neighbors", path(&vectors), "--all", "-o", path(&out)]);
    assert!(status == 1 && errors.contains("--force"), "{errors}");
    run(&["neighbors", path(&vectors), "--all", "--csls", "-o", path(&out), "--force"]);
    let scaled = std::fs::read_to_string(&out).unwrap();
    assert!(scaled.lines().all(|line| line.split('\t').count() == 4), "{scaled}");
    let lines = run(&["neighbors", path(&vectors), "--all", "--json"]);
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (first["word"].as_str(), first["neighbours"].as_array().map(Vec::len)),
        (Some("france"), Some(6))
    );
    let missing = place.0.path().join("no/such/folder.tsv");
    let (status, errors) = fails(&["neighbors", path(&vectors), "--all", "-o", path(&missing)]);
    assert!(status == 1 && errors.contains(path(&missing)), "{errors}");
    let (status, _) = fails(&["neighbors", path(&vectors)]);
    assert_eq!(status, 2);
}

#[test]
fn neighbours_among_the_words_of_another_file() {
    let place = Place::new();
    let vectors = place.vectors();
    let other = place.file("other.txt", "paris 0 0 0 5\nroma 0 1 0 1.1\nparigi 1 0 0 1\n");
    let shown = run(&["neighbors", path(&vectors), "paris", "--among", path(&other), "-k", "1"]);
    assert_eq!(shown.lines().nth(1), Some("paris  parigi     1.0000"));
    let graph = run(&["neighbors", path(&vectors), "--all", "--among", path(&other), "-k", "1"]);
    assert!(graph.contains("rome\troma\t0.99"), "{graph}");
    let scaled = run(&["neighbors", path(&vectors), "rome", "--among", path(&other), "-k", "1", "--csls"]);
    assert!(scaled.lines().nth(1).unwrap().starts_with("rome  roma"), "{scaled}");
    let flat = place.file("flat.txt", "paris 0 0 5\nroma 0 1 1.1\n");
    let (status, errors) = fails(&["neighbors", path(&vectors), "paris", "--among", path(&flat)]);
    assert!(status == 1 && errors.contains("4 dimensions") && errors.contains(" 3"), "{errors}");
}

const PAIRS: &str =
    "word1,word2,score\nfrance,paris,9\nparis,Paris,10\nfrance,italy,1\nparis,madrid,5\nfrance,oslo,3\n";

#[test]
fn similarity_of_pairs() {
    let place = Place::new();
    let (vectors, set) = (place.vectors(), place.file("pairs.csv", PAIRS));
    let result = json(&["similarity", path(&vectors), "--set", path(&set), "--json"]);
    let row = &result["results"][0];
    // Paris is paris unless case matters: cosines 0.71, 1, 0, 0.5 stand in the order of 9, 10, 1, 5.
    assert_eq!(
        (&row["set"], &row["pairs"], &row["known"], &row["used"]),
        (&"pairs".into(), &5.into(), &4.into(), &4.into())
    );
    assert_eq!(row["spearman"]["value"], 1.0);
    assert!(row["spearman"]["method"].as_str().unwrap().contains("bootstrap"));
    let args = [
        "similarity",
        path(&vectors),
        "--set",
        path(&set),
        "--oov",
        "zero",
        "--case-insensitive=false",
        "--json",
    ];
    let row = &json(&args)["results"][0];
    assert_eq!((&row["known"], &row["used"]), (&4.into(), &5.into()));
    let fewer = place.file("fewer.txt", "paris 1 0 0\nfrance 1 0 1\nmadrid 1 1 0\n");
    let both = ["similarity", path(&vectors), path(&fewer), "--set", path(&set), "--oov", "shared", "--json"];
    for row in json(&both)["results"].as_array().unwrap() {
        assert_eq!(row["used"], 3, "{row}");
    }
    place.file("notes.txt", "nothing of the kind\nat all\nreally\n");
    let folder =
        isogloss().args(["similarity", path(&vectors), "--set", path(place.0.path())]).output().unwrap();
    assert!(folder.status.success());
    assert!(String::from_utf8_lossy(&folder.stderr).contains("notes"));
    assert_eq!(String::from_utf8_lossy(&folder.stdout).lines().count(), 2);
}

#[test]
fn similarity_says_what_it_needs() {
    let place = Place::new();
    let vectors = place.vectors();
    let (status, errors) = fails(&["similarity", path(&vectors)]);
    assert!(status == 2 && errors.contains("--set") && errors.contains("WordSim-353"), "{errors}");
    let notes = place.file("notes.txt", "nothing of the kind\nat all\n");
    let (status, errors) = fails(&["similarity", path(&vectors), "--set", path(&notes)]);
    assert!(status == 1 && errors.contains(path(&notes)) && errors.lines().count() == 1, "{errors}");
    let others = place.file("others.txt", "oslo bergen 3\nbern bonn 4\n");
    let (status, errors) = fails(&["similarity", path(&vectors), "--set", path(&others)]);
    assert!(status == 1 && errors.contains("know none of the pairs"), "{errors}");
    let missing = place.0.path().join("missing.txt");
    let (status, errors) = fails(&["similarity", path(&vectors), "--set", path(&missing)]);
    assert!(status == 1 && errors.contains(path(&missing)), "{errors}");
}

#[test]
fn analogies_are_answered() {
    let place = Place::new();
    let vectors = place.vectors();
    let text = ": capital\nfrance paris italy rome\nspain madrid france Paris\nspain madrid norway oslo\n";
    let questions = place.file("questions.txt", text);
    let shown = run(&["analogy", path(&vectors), "--questions", path(&questions), "--method", "3cosadd"]);
    assert!(shown.contains("knows 2 of 3 questions (66.7 %)"), "{shown}");
    let line = |name: &str| shown.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
    assert_eq!(
        line("capital").split_whitespace().collect::<Vec<_>>(),
        ["capital", "3", "2", "2", "1.000", "1.000"]
    );
    let args = ["analogy", path(&vectors), "--questions", path(&questions), "--oov", "wrong", "--json"];
    let result = json(&args);
    let all = &result["results"][0]["all"];
    assert_eq!((&all["asked"], &all["known"]), (&3.into(), &2.into()));
    let accuracy = all["accuracy"].as_array().unwrap();
    assert_eq!(accuracy.len(), 2);
    assert!((accuracy[0]["without_premises"]["value"].as_f64().unwrap() - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(accuracy[1]["method"], "3cosmul");
    let bats = place.0.path().join("bats");
    std::fs::create_dir_all(bats.join("3_Encyclopedic")).unwrap();
    std::fs::write(
        bats.join("3_Encyclopedic/E01 [country - capital].txt"),
        "france\tparis/lutetia\nitaly\tmilan/rome\n",
    )
    .unwrap();
    let shown = run(&["analogy", path(&vectors), "--questions", path(&bats)]);
    assert!(shown.contains("E01 [country - capital]"), "{shown}");
    // Of the project's own questions these vectors know six: three countries and their capitals.
    let own = &json(&["analogy", path(&vectors), "--json"])["results"][0];
    assert_eq!((&own["all"]["known"], &own["sections"][0]["name"]), (&6.into(), &"capital-country".into()));
}

#[test]
fn files_without_questions_are_named() {
    let place = Place::new();
    let vectors = place.vectors();
    let bad = place.file("bad.txt", ": section\none two three\n");
    let (status, errors) = fails(&["analogy", path(&vectors), "--questions", path(&bad)]);
    assert!(status == 1 && errors.contains(path(&bad)), "{errors}");
    let unknown = place.file("unknown.txt", ": section\nbern bonn oslo wien\n");
    let (status, errors) = fails(&["analogy", path(&vectors), "--questions", path(&unknown)]);
    assert!(status == 1 && errors.contains("no question was answered"), "{errors}");
}

/// Of 3,032 questions, by `evaluate_word_analogies` of gensim 4.4.0 (`bench/eval/compare.py`).
const GENSIM_RIGHT: f64 = 1944.0;
/// On 205 pairs of WordSim-353, by its `evaluate_word_pairs`.
const GENSIM_WS353: f64 = 0.538345;

#[test]
fn glove_on_published_sets_as_gensim_measures_it() {
    let Some(data) = data() else { return };
    let vectors = data.join("glove/glove.6B.50d.subset.txt");
    let questions = data.join("eval/questions-words.txt");
    let all =
        &json(&["analogy", path(&vectors), "--questions", path(&questions), "--json"])["results"][0]["all"];
    assert_eq!(all["known"], 3032);
    let right = all["accuracy"][0]["without_premises"]["value"].as_f64().unwrap() * 3032.0;
    assert!((right - GENSIM_RIGHT).abs() <= 1.0, "{right}");
    let set = data.join("eval/EN-WS-353-ALL.txt");
    let row = &json(&["similarity", path(&vectors), "--set", path(&set), "--json"])["results"][0];
    assert_eq!(row["known"], 205);
    let rho = row["spearman"]["value"].as_f64().unwrap();
    assert!((rho - GENSIM_WS353).abs() < 1e-5, "{rho}");
}
