//! A corpus with pairs joined.
use super::Phrases;
use crate::encode::{DOCUMENT_END, DOCUMENTS_FILE, IDS_FILE, PLACES_FILE, UNITS_FILE, VOCABULARY_FILE};
use crate::mapped::ArrayWriter;
use crate::{CountError, EncodedCorpus, vocabulary};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// A corpus after pairs were joined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Tokens that are left.
    pub tokens: u64,
    /// Types that are left.
    pub types: u64,
}

/// Writes the corpus into `dir` again, its pairs joined from left to right; a word goes into one pair only. Documents, places
/// and units stay. Nobody knows any more how often the words of a pair held a capital: a joined word counts as never, and of
/// a word that was joined no more than its occurrences that are left.
///
/// # Errors
/// `Io`.
pub fn apply(corpus: &EncodedCorpus, phrases: &Phrases, dir: &Path) -> Result<Joined, CountError> {
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    let types = Types::new(corpus, phrases);
    let (counts, documents) = types.count(corpus);
    let order = types.order(&counts);
    types.write_vocabulary(&order, &counts, &documents, dir)?;
    let mut ranks = vec![DOCUMENT_END; counts.len()];
    (0u32..).zip(&order).for_each(|(rank, &id)| ranks[id as usize] = rank);
    write_ids(corpus, &types, &ranks, dir)?;
    let mut places = ArrayWriter::create(dir.join(PLACES_FILE))?;
    places.extend(&corpus.places)?;
    places.finish()?;
    let mut units = ArrayWriter::create(dir.join(UNITS_FILE))?;
    units.extend(&corpus.units)?;
    units.finish()?;
    Ok(Joined { tokens: counts.iter().sum(), types: order.len() as u64 })
}

/// The words that there were, and behind them those that pairs become.
struct Types<'a> {
    corpus: &'a EncodedCorpus,
    joined: Vec<String>,
    /// What the pair of two ids becomes.
    pairs: HashMap<(u32, u32), u32>,
    /// Whether an id is the first of some pair.
    is_first: Vec<bool>,
}

impl<'a> Types<'a> {
    fn new(corpus: &'a EncodedCorpus, phrases: &Phrases) -> Self {
        let words = &corpus.vocabulary;
        let mut types =
            Self { corpus, joined: Vec::new(), pairs: HashMap::new(), is_first: vec![false; words.len()] };
        let mut known: HashMap<String, u32> = HashMap::new();
        for phrase in &phrases.pairs {
            let (Some(first), Some(second)) = (words.id(&phrase.first), words.id(&phrase.second)) else {
                continue;
            };
            // The text may hold the joined word already.
            let joined = phrase.joined();
            let next = (words.len() + types.joined.len()) as u32;
            let id = words.id(&joined).or(known.get(&joined).copied()).unwrap_or(next);
            if id == next {
                known.insert(joined.clone(), id);
                types.joined.push(joined);
            }
            types.pairs.insert((first, second), id);
            types.is_first[first as usize] = true;
        }
        types
    }

    /// Hands out the ids of a document, its pairs joined.
    fn each(&self, document: &[u32], mut each: impl FnMut(u32)) {
        let mut at = 0;
        while let Some(&id) = document.get(at) {
            let second = document.get(at + 1).filter(|_| self.is_first[id as usize]);
            let pair = second.and_then(|&second| self.pairs.get(&(id, second)));
            each(pair.copied().unwrap_or(id));
            at += if pair.is_some() { 2 } else { 1 };
        }
    }

    /// Counts and document frequencies.
    fn count(&self, corpus: &EncodedCorpus) -> (Vec<u64>, Vec<u64>) {
        let types = self.is_first.len() + self.joined.len();
        let (mut counts, mut documents, mut last) = (vec![0; types], vec![0; types], vec![usize::MAX; types]);
        for d in 0..corpus.len() {
            self.each(corpus.document(d), |id| {
                let id = id as usize;
                counts[id] += 1;
                documents[id] += u64::from(last[id] != d);
                last[id] = d;
            });
        }
        (counts, documents)
    }

    fn word(&self, id: u32) -> &str {
        match self.joined.get((id as usize).wrapping_sub(self.is_first.len())) {
            Some(joined) => joined,
            None => self.corpus.vocabulary.word(id),
        }
    }

    /// Types that are left, by count (descending), then by bytes.
    fn order(&self, counts: &[u64]) -> Vec<u32> {
        let mut order: Vec<u32> = (0..counts.len() as u32).filter(|&id| counts[id as usize] > 0).collect();
        order.sort_unstable_by(|&x, &y| {
            counts[y as usize].cmp(&counts[x as usize]).then_with(|| self.word(x).cmp(self.word(y)))
        });
        order
    }

    fn write_vocabulary(
        &self,
        order: &[u32],
        counts: &[u64],
        documents: &[u64],
        dir: &Path,
    ) -> Result<(), CountError> {
        let path = dir.join(VOCABULARY_FILE);
        let capitalised = self.corpus.vocabulary.capitalised();
        let write = || -> std::io::Result<()> {
            let mut out = BufWriter::new(File::create(&path)?);
            for &id in order {
                let index = id as usize;
                let count = counts[index];
                let capitals = capitalised.get(index).copied().unwrap_or(0).min(count);
                vocabulary::write_line(&mut out, self.word(id), count, documents[index], capitals)?;
            }
            out.flush()
        };
        write().map_err(CountError::write(&path))
    }
}

fn write_ids(corpus: &EncodedCorpus, types: &Types<'_>, ranks: &[u32], dir: &Path) -> Result<(), CountError> {
    let mut ids = ArrayWriter::create(dir.join(IDS_FILE))?;
    let mut starts = ArrayWriter::create(dir.join(DOCUMENTS_FILE))?;
    ids.push(DOCUMENT_END)?;
    starts.push(1)?;
    let mut buffer = Vec::new();
    for d in 0..corpus.len() {
        buffer.clear();
        types.each(corpus.document(d), |id| buffer.push(ranks[id as usize]));
        buffer.push(DOCUMENT_END);
        ids.extend(&buffer)?;
        starts.push(ids.len() as u64)?;
    }
    ids.finish()?;
    starts.finish()
}
