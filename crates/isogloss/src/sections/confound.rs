//! §5 How much of the difference did the tokeniser make?

use super::Context;
use crate::shared::Union;
use crate::text::Text;
use isogloss_analyse::AnalyseError;
use isogloss_analyse::confound::{self, Confound, Handling, LEFT_OUT};
use isogloss_corpus::tokenizer::{TokenClass, classify_token};
use std::collections::HashMap;

/// What tweets are full of and articles are not: what it is called, and which tokens it is.
const KINDS: [(&str, &[TokenClass]); 5] = [
    ("URLs", &[TokenClass::Url]),
    ("mentions", &[TokenClass::Mention]),
    ("numbers", &[TokenClass::Number]),
    ("hashtags", &[TokenClass::Hashtag]),
    ("emoji and emoticons", &[TokenClass::Emoji, TokenClass::Emoticon]),
];
/// Left out only: what a placeholder stands for is known to the run that made it.
const PLACEHOLDERS: [TokenClass; 1] = [TokenClass::Placeholder];

/// Each kind of token as one word and left out, hashtags as the words in them, all together, and upper case apart.
pub fn audit(
    context: &Context<'_>,
    texts: &[&Text],
    union: &Union<'_>,
    without: &[Vec<Vec<u64>>],
) -> Result<Confound, AnalyseError> {
    let classes: Vec<TokenClass> = union.words.iter().map(|word| classify_token(word)).collect();
    let handlings = handlings(&union.words, &classes, !context.settings.tokenizer.lowercase);
    let mut audit = confound::confound(&union.counts, without, &handlings)?;
    let capitalised: Vec<Vec<u64>> = texts
        .iter()
        .enumerate()
        .map(|(d, text)| union.spread(d, text.corpus.vocabulary.capitalised()))
        .collect();
    if capitalised.iter().flatten().any(|&capitals| capitals > 0) {
        audit.effects.insert(0, confound::case_kept(&union.counts, &capitalised)?);
    }
    Ok(audit)
}

fn handlings(words: &[&str], classes: &[TokenClass], cased: bool) -> Vec<Handling> {
    let mut handlings = Vec::new();
    let mut add = |what: &str, how: &str, to: Vec<u32>| {
        // A kind of token that nobody uses has nothing to say.
        if (0u32..).zip(&to).any(|(w, &to)| w != to) {
            handlings.push(Handling { what: what.to_owned(), how: how.to_owned(), to });
        }
    };
    if cased {
        add("upper and lower case", "as one", by_name(words, |word| Some(word.to_lowercase())));
    }
    for (what, kind) in KINDS {
        if what == "hashtags" {
            let bare = |word: &str| word.strip_prefix('#').map(str::to_owned);
            add(what, "as the word after #", by_name(words, bare));
        }
        add(what, "all as one word", as_one(classes, kind));
        add(what, "left out", left_out(classes, kind));
    }
    let all: Vec<TokenClass> =
        KINDS.iter().flat_map(|(_, kind)| kind.iter()).chain(&PLACEHOLDERS).copied().collect();
    add("all of these", "left out", left_out(classes, &all));
    handlings
}

/// Every token of a kind is counted as the first of them.
fn as_one(classes: &[TokenClass], kind: &[TokenClass]) -> Vec<u32> {
    let first = classes.iter().position(|class| kind.contains(class)).unwrap_or(0) as u32;
    (0u32..).zip(classes).map(|(w, class)| if kind.contains(class) { first } else { w }).collect()
}

fn left_out(classes: &[TokenClass], kind: &[TokenClass]) -> Vec<u32> {
    (0u32..).zip(classes).map(|(w, class)| if kind.contains(class) { LEFT_OUT } else { w }).collect()
}

/// Types whose other name is a type are counted as that; those of one other name that is none, as the first of them.
fn by_name(words: &[&str], name: impl Fn(&str) -> Option<String>) -> Vec<u32> {
    let mut of_name: HashMap<String, u32> =
        (0u32..).zip(words).map(|(w, word)| ((*word).to_owned(), w)).collect();
    (0u32..)
        .zip(words)
        .map(|(w, word)| match name(word) {
            Some(name) if name != *word => *of_name.entry(name).or_insert(w),
            _ => w,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_folded_and_left_out() {
        let words = ["cat", "#cat", "#dog", "@x", "@y", "7", "http://a.b"];
        let classes: Vec<TokenClass> = words.iter().map(|word| classify_token(word)).collect();
        let handlings = handlings(&words, &classes, false);
        let to = |what: &str, how: &str| {
            let found = handlings.iter().find(|handling| handling.what == what && handling.how == how);
            found.map(|handling| handling.to.clone())
        };
        const OUT: u32 = LEFT_OUT;
        assert_eq!(to("mentions", "all as one word"), Some(vec![0, 1, 2, 3, 3, 5, 6]));
        assert_eq!(to("mentions", "left out"), Some(vec![0, 1, 2, OUT, OUT, 5, 6]));
        assert_eq!(to("hashtags", "as the word after #"), Some(vec![0, 0, 2, 3, 4, 5, 6]));
        // One number is one word already, and no emoji stands here.
        assert_eq!((to("numbers", "all as one word"), to("emoji and emoticons", "left out")), (None, None));
        assert_eq!(to("all of these", "left out"), Some(vec![0, OUT, OUT, OUT, OUT, OUT, OUT]));
    }

    #[test]
    fn case_is_folded_onto_the_small_word_where_there_is_one() {
        assert_eq!(by_name(&["The", "the", "NASA", "Nasa"], |word| Some(word.to_lowercase())), [1, 1, 2, 2]);
    }
}
