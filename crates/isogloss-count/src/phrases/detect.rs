//! Pairs that stand together more often than their words' counts would have it.
use super::{Phrase, PhraseSettings, Phrases};
use crate::words::Words;
use crate::{Context, Cooccurrence, CooccurrenceSettings, CountError, EncodedCorpus, Postings, Weighting};
use rayon::prelude::*;
use std::path::Path;

/// Finds the pairs to be joined, in all corpora together. `scratch`: a folder for the bigrams, gone when this returns.
///
/// # Errors
/// `Parameter`; `Io`.
pub fn detect(
    corpora: &[&EncodedCorpus],
    settings: &PhraseSettings,
    memory: u64,
    scratch: &Path,
) -> Result<Phrases, CountError> {
    settings.check()?;
    let mut bigrams = Vec::new();
    for (number, corpus) in corpora.iter().enumerate() {
        bigrams.push(count_bigrams(corpus, memory, &scratch.join(number.to_string()))?);
    }
    let pooled = Pooled::new(corpora);
    let frequent = |word: &u32| pooled.counts[*word as usize] >= settings.min_count;
    let firsts: Vec<u32> = (0..pooled.counts.len() as u32).filter(frequent).collect();
    let mut pairs: Vec<Phrase> =
        firsts.par_iter().flat_map_iter(|&first| pooled.phrases_of(first, &bigrams, settings)).collect();
    pairs.par_sort_by(|x, y| {
        let words = || (&x.first, &x.second).cmp(&(&y.first, &y.second));
        y.score.total_cmp(&x.score).then_with(words)
    });
    drop(bigrams);
    std::fs::remove_dir_all(scratch).map_err(CountError::write(scratch))?;
    Ok(Phrases { pairs })
}

/// How often each word stands directly after each other: every type has its row, a rare word may be frequent elsewhere.
fn count_bigrams(corpus: &EncodedCorpus, memory: u64, dir: &Path) -> Result<Cooccurrence, CountError> {
    let settings = CooccurrenceSettings {
        window: 1,
        weighting: Weighting::Uniform,
        context: Context::Right,
        keep_gaps: true,
    };
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    Postings::build(corpus, corpus.vocabulary.len(), memory, dir)?;
    Cooccurrence::count(corpus, &Postings::open(dir)?, &settings, None, memory, dir, &|_, _| {})?;
    Cooccurrence::open(dir)
}

/// The words of all corpora.
struct Pooled {
    words: Words,
    counts: Vec<u64>,
    tokens: u64,
    /// `of[d][id]`: which of all words it is.
    of: Vec<Vec<u32>>,
    /// `ids[d][word]`: its id in corpus d.
    ids: Vec<Vec<Option<u32>>>,
}

impl Pooled {
    fn new(corpora: &[&EncodedCorpus]) -> Self {
        let (mut words, mut counts, mut of) = (Words::default(), Vec::new(), Vec::new());
        for corpus in corpora {
            let vocabulary = &corpus.vocabulary;
            let number = |(word, &count): (&str, &u64)| {
                let number = words.intern(word);
                if number as usize == counts.len() {
                    counts.push(0);
                }
                counts[number as usize] += count;
                number
            };
            of.push(vocabulary.words().zip(vocabulary.counts()).map(number).collect::<Vec<u32>>());
        }
        let ids = of.iter().map(|numbers| {
            let mut ids = vec![None; counts.len()];
            (0u32..).zip(numbers).for_each(|(id, &number)| ids[number as usize] = Some(id));
            ids
        });
        let ids = ids.collect();
        let tokens = corpora.iter().map(|corpus| corpus.vocabulary.tokens()).sum();
        Self { words, counts, tokens, of, ids }
    }

    fn phrases_of(&self, first: u32, bigrams: &[Cooccurrence], settings: &PhraseSettings) -> Vec<Phrase> {
        let mut seconds: Vec<(u32, u64)> = Vec::new();
        for ((ids, of), counts) in self.ids.iter().zip(&self.of).zip(bigrams) {
            let Some(id) = ids[first as usize] else { continue };
            let (columns, values) = counts.row(id);
            seconds.extend(columns.iter().zip(values).map(|(&id, &n)| (of[id as usize], n as u64)));
        }
        seconds.sort_unstable();
        let pooled = seconds.chunk_by(|x, y| x.0 == y.0);
        let phrase = |same: &[(u32, u64)]| {
            let (second, count) = (same[0].0, same.iter().map(|(_, n)| n).sum());
            let of_second = self.counts[second as usize];
            if count < settings.min_count || of_second < settings.min_count {
                return None;
            }
            let score = settings.score(self.counts[first as usize], of_second, count, self.tokens);
            let word = |number| self.words.word(number).to_owned();
            (score > settings.threshold).then(|| Phrase {
                first: word(first),
                second: word(second),
                count,
                score,
            })
        };
        pooled.filter_map(phrase).collect()
    }
}
