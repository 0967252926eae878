//! The word explorer: a search box over the words whose neighbourhoods the report holds.
//!
//! The data stand in the page as JSON; `assets/report.js` shows them, by `textContent` only.

use super::parts::Builder;
use crate::escape::{json_in_html, plain_word};
use crate::number;
use isogloss::report::{GeometryPair, WordDetail};
use isogloss_analyse::geometry::ShiftedWord;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Neighbours on a side, at most.
const NEIGHBOURS: usize = 25;
/// The paper's own examples.
const EXAMPLES: [&str; 2] = ["apple", "viral"];

/// The search box, the empty card and the data.
pub fn explorer(page: &mut Builder<'_>, pairs: &[GeometryPair]) {
    if pairs.iter().all(|pair| pair.details.is_empty()) {
        return;
    }
    page.heading("Look a word up");
    let budget = page.detail.explorer / pairs.len().max(1);
    let data: Vec<Value> = pairs.iter().map(|pair| pair_data(page, pair, budget)).collect();
    let examples: Vec<&str> = EXAMPLES
        .into_iter()
        .filter(|word| pairs.iter().any(|p| p.details.iter().any(|d| d.word == *word)))
        .collect();
    let shown: usize = data.iter().map(|p| p["details"].as_array().map_or(0, Vec::len)).sum();
    let all: usize = pairs.iter().map(|p| p.details.len()).sum();

    let mut choice = String::new();
    if pairs.len() > 1 {
        choice.push_str("<label for=\"pair\">between</label> <select id=\"pair\">");
        for (i, pair) in pairs.iter().enumerate() {
            let name = |d: usize| crate::escape::Text(page.names.get(d)).to_string();
            choice.push_str(&format!("<option value=\"{i}\">{} and {}</option>", name(pair.a), name(pair.b)));
        }
        choice.push_str("</select> ");
    }
    let mut chips = String::new();
    for word in &examples {
        chips.push_str(&format!(
            "<button type=\"button\" class=\"look example\" data-word=\"{word}\">{word}</button> "
        ));
    }
    if !chips.is_empty() {
        chips = format!("<span class=\"examples\">Try {chips}</span>");
    }
    page.push(&format!(
        "<div class=\"explorer\" id=\"explorer\">\n<div class=\"ask\">{choice}<label for=\"word\">Word</label>\
         <span class=\"combo\"><input id=\"word\" type=\"search\" role=\"combobox\" aria-expanded=\"false\" aria-controls=\"found\" aria-autocomplete=\"list\" \
         autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" placeholder=\"type a word\"><ul id=\"found\" role=\"listbox\" aria-label=\"Words\" hidden></ul></span>\
         {chips}</div>\n<p class=\"note\" id=\"said\" role=\"status\">{}</p>\n<div id=\"card\" class=\"card\" aria-live=\"polite\"></div>\n\
         <noscript><p class=\"note\">The search needs JavaScript; the tables above do not.</p></noscript>\n</div>\n",
        if shown < all { format!("{} of {} words can be looked up here.", number::grouped(shown as u64), number::grouped(all as u64)) } else { format!("{} words can be looked up.", number::grouped(shown as u64)) }
    ));
    let text = serde_json::to_string(&json!({ "names": names(page), "pairs": data })).unwrap_or_default();
    page.push(&format!("<script type=\"application/json\" id=\"words\">{}</script>\n", json_in_html(&text)));
}

fn names<'a>(page: &'a Builder<'_>) -> Vec<&'a str> {
    (0..page.names.len()).map(|d| page.names.get(d)).collect()
}

/// One pair's words, as many as the budget holds, and always the examples.
fn pair_data(page: &Builder<'_>, pair: &GeometryPair, budget: usize) -> Value {
    let stats: HashMap<&str, &ShiftedWord> = pair.shift.words.iter().map(|w| (w.word.as_str(), w)).collect();
    let tokens = [pair.a, pair.b].map(|d| {
        let text = page.report.domains.get(d).and_then(|domain| domain.text.as_ref());
        text.map_or(0, |text| text.tokens)
    });
    let mut words = Dictionary::default();
    let mut details: Vec<Value> = Vec::new();
    let mut spent = 0;
    let (examples, others): (Vec<&WordDetail>, Vec<_>) =
        pair.details.iter().partition(|d| EXAMPLES.contains(&d.word.as_str()));
    for detail in examples.into_iter().chain(others) {
        let before = words.bytes;
        let record = detail_data(detail, stats.get(detail.word.as_str()).copied(), tokens, &mut words);
        // Measured, not estimated: words of any length and script keep to the budget.
        spent += json_in_html(&record.to_string()).len() + words.bytes - before;
        if spent > budget && !details.is_empty() {
            break;
        }
        details.push(record);
    }
    json!({ "a": pair.a, "b": pair.b, "words": words.list, "details": details })
}

fn detail_data(
    detail: &WordDetail,
    stats: Option<&ShiftedWord>,
    tokens: [u64; 2],
    words: &mut Dictionary,
) -> Value {
    // Index and cosine in thousandths, one after the other.
    let side = |list: &[(String, f32)], words: &mut Dictionary| -> Vec<i64> {
        let pairs = list.iter().take(NEIGHBOURS);
        pairs
            .flat_map(|(word, cosine)| {
                [words.index(word) as i64, (f64::from(*cosine) * 1000.0).round() as i64]
            })
            .collect()
    };
    let mut record = json!({
        "w": words.index(&detail.word),
        "a": side(&detail.neighbours_a, words),
        "b": side(&detail.neighbours_b, words),
        "s": detail.shared.iter().take(NEIGHBOURS).map(|w| words.index(w)).collect::<Vec<_>>(),
    });
    if let (Some(w), Value::Object(fields)) = (stats, &mut record) {
        let per_million = |count: u64, tokens: u64| number::figure(1e6 * count as f64 / tokens.max(1) as f64);
        let rank = w.rank.map_or("unranked".to_owned(), |r| format!("rank {}", number::grouped(r as u64)));
        fields.insert("r".to_owned(), json!(rank));
        if let (Some(a), Some(b)) = (w.count_a, w.count_b) {
            fields.insert("pm".to_owned(), json!([per_million(a, tokens[0]), per_million(b, tokens[1])]));
            fields.insert("n".to_owned(), json!([number::count(a), number::count(b)]));
        }
        if let (Some(a), Some(b)) = (w.line_a, w.line_b) {
            fields.insert("l".to_owned(), json!([number::grouped(a), number::grouped(b)]));
        }
        if let Some((low, high)) = w.anchor_interval {
            fields.insert(
                "i".to_owned(),
                json!(format!("{} to {}", number::fixed(low, 2), number::fixed(high, 2))),
            );
        }
        fields.insert("d".to_owned(), json!(number::figure(w.shift)));
        fields.insert("z".to_owned(), json!(w.noise.map(number::figure)));
        fields.insert("j".to_owned(), json!(number::fixed(w.adjusted, 1)));
        fields.insert("o".to_owned(), json!(number::percent(w.overlap)));
    }
    record
}

/// Words by their index: most stand in many neighbourhoods.
#[derive(Default)]
struct Dictionary {
    list: Vec<String>,
    index: HashMap<String, usize>,
    bytes: usize,
}

impl Dictionary {
    fn index(&mut self, word: &str) -> usize {
        let word = plain_word(word);
        if let Some(index) = self.index.get(&word) {
            return *index;
        }
        let index = self.list.len();
        self.bytes += json_in_html(&Value::from(word.as_str()).to_string()).len() + 1;
        self.list.push(word.clone());
        self.index.insert(word, index);
        index
    }
}
