//! The definitions, slow and plain, on words.
use super::{PhraseScore, PhraseSettings};
use std::collections::BTreeMap;

/// Score of every phrase.
pub(super) fn detect(texts: &[Vec<&str>], settings: &PhraseSettings) -> BTreeMap<(String, String), f64> {
    let (mut words, mut pairs) = (BTreeMap::new(), BTreeMap::new());
    let mut tokens = 0.0;
    for text in texts {
        for word in text {
            *words.entry(*word).or_insert(0.0) += 1.0;
            tokens += 1.0;
        }
        for pair in text.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_insert(0.0) += 1.0;
        }
    }
    let least = settings.min_count as f64;
    let mut found = BTreeMap::new();
    for ((a, b), count) in pairs {
        let score = match settings.score {
            PhraseScore::Word2vec => (count - settings.delta) * tokens / (words[a] * words[b]),
            PhraseScore::Npmi => {
                let [p_ab, p_a, p_b] = [count, words[a], words[b]].map(|count: f64| count / tokens);
                (p_ab / (p_a * p_b)).ln() / -p_ab.ln()
            }
        };
        if words[a] >= least && words[b] >= least && count >= least && score > settings.threshold {
            found.insert((a.to_string(), b.to_string()), score);
        }
    }
    found
}

/// The texts with their phrases joined.
pub(super) fn apply(texts: &[Vec<&str>], phrases: &[(String, String)]) -> Vec<Vec<String>> {
    let join = |text: &Vec<&str>| {
        let (mut joined, mut i) = (Vec::new(), 0);
        while i < text.len() {
            let is_phrase =
                i + 1 < text.len() && phrases.contains(&(text[i].to_string(), text[i + 1].to_string()));
            joined.push(if is_phrase { format!("{}_{}", text[i], text[i + 1]) } else { text[i].to_string() });
            i += if is_phrase { 2 } else { 1 };
        }
        joined
    };
    texts.iter().map(join).collect()
}
