//! What are the words of files of vectors, before anything is asked of their vectors?
//!
//! A file's words were cut by somebody else's tokeniser. What two files do not share may be language, and may be case, placeholders or
//! the handling of links: this counts, so that a reader can tell.

use super::Context;
use crate::Error;
use crate::report::{CoverageBand, KindOfWord, VocabularyAudit, VocabularyDomain, VocabularyPair};
use crate::vectors::VectorsFile;
use isogloss_corpus::tokenizer::{TokenClass, classify_token};
use isogloss_math::rank::spearman;
use isogloss_store::Words;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Words of a kind that are shown.
const EXAMPLES: usize = 5;
/// First lines whose coverage is told.
const BANDS: [usize; 4] = [1_000, 10_000, 100_000, usize::MAX];
/// Of the neighbours among the first lines, so many in order make a list alphabetical. (Rare words of one frequency stand in the order
/// of the alphabet in many lists that as a whole are in order of frequency.)
const ALPHABETICAL: f64 = 0.95;
/// So many lines.
const FIRST_LINES: usize = 1_000;
/// The orders of frequency of two corpora agree by more: those of Wikipedia and Twitter by 0.6. A list that is in the order of frequency of a small
/// corpus of one topic, and in none of the vectors', has been met with 0.35.
const AGREEMENT: f64 = 0.4;

/// Over all files; `None` where some domain is text, whose words the report handles in §5.
pub fn vocabulary_audit(context: &Context<'_>) -> Result<Option<VocabularyAudit>, Error> {
    let files: Option<Vec<&VectorsFile>> = context.domains.iter().map(|domain| domain.file()).collect();
    let Some(files) = files else { return Ok(None) };
    let key = context.vectors_key("vocabulary", (EXAMPLES, AGREEMENT));
    context.folder.value("vocabulary", &key, || {
        let domains: Vec<VocabularyDomain> = files.iter().map(|file| of_domain(&file.words)).collect();
        let pair = |(a, b): (usize, usize)| {
            let ordered = !domains[a].alphabetical && !domains[b].alphabetical;
            of_pair((a, &files[a].words), (b, &files[b].words), ordered)
        };
        let pairs = context.pairs().into_iter().map(pair).collect();
        Ok(Some(VocabularyAudit { domains, pairs }))
    })
}

/// Of one list.
pub fn of_domain(words: &Words) -> VocabularyDomain {
    let mut kinds: Vec<KindOfWord> = Vec::new();
    let mut scripts: BTreeMap<&'static str, KindOfWord> = BTreeMap::new();
    let mut places: HashMap<&'static str, usize> = HashMap::new();
    let mut capitalised = 0;
    for word in words.iter() {
        capitalised += usize::from(word.chars().any(char::is_uppercase));
        if let Some(what) = kind_of(word) {
            let place = *places.entry(what).or_insert_with(|| {
                kinds.push(KindOfWord { what: what.to_owned(), words: 0, examples: Vec::new() });
                kinds.len() - 1
            });
            note(&mut kinds[place], word);
        }
        if let Some(script) = word.chars().find(|c| c.is_alphabetic()).map(script) {
            let kind = scripts.entry(script).or_insert_with(|| KindOfWord {
                what: script.to_owned(),
                words: 0,
                examples: Vec::new(),
            });
            note(kind, word);
        }
    }
    kinds.sort_by(|x, y| y.words.cmp(&x.words).then_with(|| x.what.cmp(&y.what)));
    let mut scripts: Vec<KindOfWord> = scripts.into_values().collect();
    scripts.sort_by(|x, y| y.words.cmp(&x.words).then_with(|| x.what.cmp(&y.what)));
    let first = words.iter().take(FIRST_LINES);
    let steps = first.len().saturating_sub(1);
    let rising = first.clone().zip(first.skip(1)).filter(|(x, y)| x < y).count();
    let alphabetical = steps >= 20 && rising as f64 >= ALPHABETICAL * steps as f64;
    VocabularyDomain { words: words.len(), alphabetical, capitalised, kinds, scripts }
}

fn note(kind: &mut KindOfWord, word: &str) {
    kind.words += 1;
    if kind.examples.len() < EXAMPLES {
        kind.examples.push(word.to_owned());
    }
}

/// What a word is besides a word.
fn kind_of(word: &str) -> Option<&'static str> {
    let long = word.chars().count() > 1;
    if long && (word.starts_with("##") || word.ends_with("@@") || word.starts_with(['\u{2581}', '\u{120}'])) {
        return Some("marks of subwords");
    }
    if is_placeholder(word) {
        return Some("placeholders");
    }
    // Between letters or digits `_` is the blank of another time.
    let joined = word.trim_matches('_').contains('_') && word.chars().any(char::is_alphanumeric);
    kind_of_class(classify_token(word)).or(joined.then_some("several words joined by _"))
}

fn kind_of_class(class: TokenClass) -> Option<&'static str> {
    Some(match class {
        TokenClass::Word => return None,
        TokenClass::Number => "numbers",
        TokenClass::Url => "URLs",
        TokenClass::Mention => "@mentions",
        TokenClass::Hashtag => "#hashtags",
        TokenClass::Emoji | TokenClass::Emoticon => "emoji and emoticons",
        TokenClass::Placeholder => "placeholders",
        TokenClass::Punctuation => "punctuation",
    })
}

/// `<unk>`, `</s>`, `[MASK]`, `UNK`.
fn is_placeholder(word: &str) -> bool {
    let inner = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let inner = inner.or_else(|| word.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')));
    let named = |name: &str| {
        let name = name.strip_prefix('/').unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c))
    };
    inner.is_some_and(named) || matches!(word, "UNK" | "PAD" | "CLS" | "SEP" | "MASK" | "EOS" | "BOS")
}

/// The script of a letter, by blocks of Unicode: the usual ones, all others together.
fn script(letter: char) -> &'static str {
    match u32::from(letter) {
        0..0x370 | 0x1e00..0x1f00 | 0x2c60..0x2c80 | 0xa720..0xa800 | 0xff21..0xff5b => "Latin",
        0x370..0x400 | 0x1f00..0x2000 => "Greek",
        0x400..0x530 | 0x1c80..0x1c90 | 0x2de0..0x2e00 | 0xa640..0xa6a0 => "Cyrillic",
        0x590..0x600 => "Hebrew",
        0x600..0x780 | 0x8a0..0x900 | 0xfb50..0xfe00 | 0xfe70..0xff00 => "Arabic",
        0x900..0xe00 => "Indic",
        0xe00..0xe80 => "Thai",
        0x1100..0x1200 | 0x3130..0x3190 | 0xac00..0xd7b0 => "Hangul",
        0x3040..0x3100 | 0x31f0..0x3200 | 0xff66..0xffa0 => "Kana",
        0x3400..0xa000 | 0xf900..0xfb00 | 0x2_0000..0x3_2000 => "Han",
        _ => "other",
    }
}

fn of_pair((a, of_a): (usize, &Words), (b, of_b): (usize, &Words), ordered: bool) -> VocabularyPair {
    let (index_a, index_b) = (of_a.index(), of_b.index());
    let in_b: Vec<Option<usize>> = of_a.iter().map(|word| index_b.get(word)).collect();
    let in_a: Vec<Option<usize>> = of_b.iter().map(|word| index_a.get(word)).collect();
    let share = |found: &[Option<usize>], lines: usize| {
        let first = &found[..lines.min(found.len())];
        first.iter().flatten().count() as f64 / first.len().max(1) as f64
    };
    let longest = of_a.len().max(of_b.len());
    let bands = BANDS
        .into_iter()
        .filter(|&lines| lines < longest || lines == usize::MAX)
        .map(|lines| CoverageBand {
            lines: lines.min(longest),
            of_a: share(&in_b, lines),
            of_b: share(&in_a, lines),
        })
        .collect();
    let (lines_a, lines_b): (Vec<f64>, Vec<f64>) =
        in_b.iter().enumerate().filter_map(|(line, other)| Some((line as f64, (*other)? as f64))).unzip();
    let line_correlation = spearman(&lines_a, &lines_b);
    VocabularyPair {
        a,
        b,
        shared: lines_a.len(),
        bands,
        other_case_a: other_case(of_a, &in_b, of_b),
        other_case_b: other_case(of_b, &in_a, of_a),
        line_correlation,
        lines_tell_frequency: ordered && line_correlation.is_some_and(|r| r >= AGREEMENT),
    }
}

/// Words that the other list has not, but has in another case.
fn other_case(words: &Words, found: &[Option<usize>], others: &Words) -> KindOfWord {
    let lower: HashSet<String> = others.iter().map(str::to_lowercase).collect();
    let mut kind = KindOfWord { what: "in another case only".to_owned(), words: 0, examples: Vec::new() };
    for (word, _) in words.iter().zip(found).filter(|(_, found)| found.is_none()) {
        if lower.contains(&word.to_lowercase()) {
            note(&mut kind, word);
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Words {
        list.iter().collect()
    }

    #[test]
    fn rare_words_in_order_of_the_alphabet_make_no_alphabetical_list() {
        let frequent = (0..500_usize).map(|i| format!("w{:03}", i * 7919 % 500));
        let rare = (0..20_000).map(|i| format!("z{i:05}"));
        let list: Words = frequent.chain(rare.clone()).collect();
        assert!(!of_domain(&list).alphabetical);
        assert!(of_domain(&rare.collect()).alphabetical);
    }

    #[test]
    fn words_are_told_by_kind_and_script() {
        let list = [
            "the",
            "The",
            "<user>",
            "</s>",
            "[MASK]",
            "UNK",
            "#tag",
            "@me",
            "http://a.b",
            "1984",
            ",",
            "new_york",
            "##ing",
            "\u{2581}low",
            "мир",
            "日本",
            "<3",
            "_",
            "don't",
        ];
        let audit = of_domain(&words(&list));
        let kind = |what: &str| {
            audit.kinds.iter().find(|kind| kind.what == what).map(|kind| (kind.words, kind.examples.clone()))
        };
        let some =
            |words: &[&str]| Some((words.len(), words.iter().map(|word| (*word).to_owned()).collect()));
        assert_eq!(kind("placeholders"), some(&["<user>", "</s>", "[MASK]", "UNK"]));
        assert_eq!(kind("#hashtags"), some(&["#tag"]), "a mark of a subword is none");
        assert_eq!(kind("@mentions"), some(&["@me"]));
        assert_eq!(kind("URLs"), some(&["http://a.b"]));
        assert_eq!(kind("numbers"), some(&["1984"]));
        assert_eq!(kind("several words joined by _"), some(&["new_york"]));
        assert_eq!(kind("marks of subwords"), some(&["##ing", "\u{2581}low"]));
        assert_eq!((audit.words, audit.capitalised, audit.alphabetical), (19, 3, false));
        let scripts: Vec<(&str, usize)> = audit.scripts.iter().map(|s| (s.what.as_str(), s.words)).collect();
        assert_eq!(scripts, [("Latin", 13), ("Cyrillic", 1), ("Han", 1)]);
    }

    #[test]
    fn coverage_case_and_order() {
        let a = words(&["the", "of", "Apple", "pear", "Rome"]);
        let b = words(&["of", "the", "apple", "pear"]);
        let pair = of_pair((0, &a), (1, &b), true);
        assert_eq!((pair.shared, pair.bands.len()), (3, 1));
        assert_eq!((pair.bands[0].lines, pair.bands[0].of_a, pair.bands[0].of_b), (5, 0.6, 0.75));
        assert_eq!((pair.other_case_a.words, pair.other_case_a.examples), (1, vec!["Apple".to_owned()]));
        assert_eq!((pair.other_case_b.words, pair.other_case_b.examples), (1, vec!["apple".to_owned()]));
        // Lines 0, 1, 3 against 1, 0, 3: ρ = 1/2.
        assert_eq!(pair.line_correlation, Some(0.5));
        assert!(pair.lines_tell_frequency && !of_pair((0, &a), (1, &b), false).lines_tell_frequency);
        let nothing = of_pair((0, &a), (1, &words(&["x"])), true);
        assert_eq!(
            (nothing.shared, nothing.line_correlation, nothing.lines_tell_frequency),
            (0, None, false)
        );
    }

    #[test]
    fn many_first_lines_are_told_in_bands_and_alphabets_are_seen() {
        let long: Words = (0..20_000).map(|i| format!("w{i:05}")).collect();
        let half: Words = long.iter().take(5_000).collect();
        let pair = of_pair((0, &long), (1, &half), true);
        let bands: Vec<(usize, f64, f64)> = pair.bands.iter().map(|b| (b.lines, b.of_a, b.of_b)).collect();
        assert_eq!(bands, [(1_000, 1.0, 1.0), (10_000, 0.5, 1.0), (20_000, 0.25, 1.0)]);
        assert!(of_domain(&long).alphabetical);
    }
}
