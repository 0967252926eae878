//! Pairs of all domains to one list.
use super::{Phrase, PhraseSettings, Phrases};
use crate::words::Words;
use crate::{Context, Cooccurrence, CooccurrenceSettings, CountError, EncodedCorpus, Postings, Weighting};
use std::path::Path;

/// Finds the phrases of several corpora together: every count is the sum over all of them. `memory`: about so many bytes may
/// be taken; `scratch`: a folder that does not exist yet, and does not when this is done.
///
/// # Errors
/// `Parameter` for settings out of range; `Io`.
pub fn detect(
    corpora: &[&EncodedCorpus],
    settings: &PhraseSettings,
    memory: u64,
    scratch: &Path,
) -> Result<Phrases, CountError> {
    settings.check()?;
    let mut pairs = Vec::new();
    for (i, corpus) in corpora.iter().enumerate() {
        pairs.push(count_pairs(corpus, memory, &scratch.join(i.to_string()))?);
    }
    let pool = Pool::new(corpora);
    let found = pool.phrases(&pairs, settings);
    drop(pairs);
    if !corpora.is_empty() {
        std::fs::remove_dir_all(scratch).map_err(CountError::write(scratch))?;
    }
    Ok(Phrases { settings: settings.clone(), tokens: pool.tokens, pairs: found })
}

/// How often each word stands right after each, in one corpus.
fn count_pairs(corpus: &EncodedCorpus, memory: u64, dir: &Path) -> Result<Cooccurrence, CountError> {
    let next = CooccurrenceSettings {
        window: 1,
        weighting: Weighting::Uniform,
        context: Context::Right,
        keep_gaps: true,
    };
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    Postings::build(corpus, corpus.vocabulary.len(), memory, dir)?;
    let postings = Postings::open(dir)?;
    Cooccurrence::count(corpus, &postings, &next, None, memory, dir, &|_, _| {})?;
    Cooccurrence::open(dir)
}

/// The words of all corpora, as numbers.
#[derive(Default)]
struct Pool {
    words: Words,
    counts: Vec<u64>,
    tokens: u64,
    /// By corpus: number of each of its words.
    numbers: Vec<Vec<u32>>,
    /// By corpus: the id of each of all words, where it has it.
    ids: Vec<Vec<Option<u32>>>,
}

impl Pool {
    fn new(corpora: &[&EncodedCorpus]) -> Self {
        let mut pool = Self::default();
        for corpus in corpora {
            let vocabulary = &corpus.vocabulary;
            let mut number = |(word, &count)| {
                let number = pool.words.intern(word);
                if number as usize == pool.counts.len() {
                    pool.counts.push(0);
                }
                pool.counts[number as usize] += count;
                number
            };
            pool.numbers.push(vocabulary.words().zip(vocabulary.counts()).map(&mut number).collect());
            pool.tokens += vocabulary.tokens();
        }
        for numbers in &pool.numbers {
            let mut ids = vec![None; pool.words.len()];
            (0..).zip(numbers).for_each(|(id, &number)| ids[number as usize] = Some(id));
            pool.ids.push(ids);
        }
        pool
    }

    fn phrases(&self, pairs: &[Cooccurrence], settings: &PhraseSettings) -> Vec<Phrase> {
        let mut found = Vec::new();
        // What follows a word, in all corpora.
        let mut next: Vec<(u32, u64)> = Vec::new();
        for (first, &count) in (0..).zip(&self.counts) {
            if count < settings.min_count {
                continue;
            }
            next.clear();
            for ((ids, numbers), pairs) in self.ids.iter().zip(&self.numbers).zip(pairs) {
                let Some(id) = ids[first as usize] else { continue };
                let (columns, values) = pairs.row(id);
                let numbered = columns.iter().map(|&id| numbers[id as usize]);
                next.extend(numbered.zip(values.iter().map(|&value| value as u64)));
            }
            next.sort_unstable();
            for same in next.chunk_by(|a, b| a.0 == b.0) {
                let (second, pair) = (same[0].0, same.iter().map(|(_, count)| count).sum());
                let second_count = self.counts[second as usize];
                if pair < settings.min_count || second_count < settings.min_count {
                    continue;
                }
                let score = settings.score(pair, count, second_count, self.tokens);
                if score > settings.threshold {
                    let word = |number| self.words.word(number).to_string();
                    found.push(Phrase { first: word(first), second: word(second), count: pair, score });
                }
            }
        }
        found.sort_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| (&a.first, &a.second).cmp(&(&b.first, &b.second)))
        });
        found
    }
}
