//! One corpus with its phrases joined.
use super::{JOINT, Phrases};
use crate::encode::merge::{PROVISIONAL_FILE, rewrite};
use crate::encode::types::{Tally, Types};
use crate::encode::{DOCUMENT_END, DOCUMENTS_FILE, IDS_FILE, PLACES_FILE, UNITS_FILE};
use crate::mapped::ArrayWriter;
use crate::{CountError, EncodedCorpus};
use foldhash::fast::FixedState;
use std::collections::HashMap;
use std::path::Path;

/// What a corpus came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Tokens, a phrase being one.
    pub tokens: u64,
    /// Types that are left, and phrases that are met.
    pub types: u64,
}

/// Writes the corpus into `dir` with every phrase as one token, `first_second`: from the left, so that of "a b c", where both
/// pairs are phrases, the first is joined. Documents, their places and units stay as they are.
///
/// Which tokens were capitalised is not kept one by one: the share of a word's tokens is taken to be the same inside and outside
/// of phrases, and that of a phrase to be the larger one of its two words.
///
/// # Errors
/// `Io`.
pub fn apply(corpus: &EncodedCorpus, phrases: &Phrases, dir: &Path) -> Result<Joined, CountError> {
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    let joints = Joints::new(corpus, phrases);
    let (counts, frequencies) = joints.join(corpus, dir)?;
    let mut types = Types::default();
    let mut ids = vec![0; counts.len()];
    for (old, id) in (0u32..).zip(&mut ids) {
        let (count, documents) = (counts[old as usize], frequencies[old as usize]);
        if count > 0 {
            let capitalised = (joints.capitalised(corpus, old) * count as f64).round() as u64;
            *id = types.add(joints.word(corpus, old), &Tally { count, documents, capitalised })?;
        }
    }
    let ranks = types.write(dir)?;
    // A type that is gone has no id left to be rewritten.
    let ranks: Vec<u32> =
        ids.into_iter().map(|id: u32| ranks.get(id as usize).copied().unwrap_or(0)).collect();
    let pieces = std::iter::once((types.tokens() as usize + corpus.len() + 1, &ranks[..]));
    rewrite(&dir.join(PROVISIONAL_FILE), pieces, &dir.join(IDS_FILE))?;
    let mut places = ArrayWriter::create(dir.join(PLACES_FILE))?;
    places.extend(&corpus.places)?;
    places.finish()?;
    let mut units = ArrayWriter::create(dir.join(UNITS_FILE))?;
    units.extend(&corpus.units)?;
    units.finish()?;
    Ok(Joined { tokens: types.tokens(), types: types.len() as u64 })
}

/// The phrases whose words a corpus has, in its ids. Phrases that are no word of it have ids after those of its words.
struct Joints {
    /// Both words in one number -> the phrase.
    pairs: HashMap<u64, u32, FixedState>,
    /// Whether a word begins a phrase.
    begins: Vec<bool>,
    /// The phrases that are no words of the corpus, with their two words.
    new: Vec<(String, [u32; 2])>,
}

impl Joints {
    fn new(corpus: &EncodedCorpus, phrases: &Phrases) -> Self {
        let vocabulary = &corpus.vocabulary;
        let mut joints = Self {
            pairs: HashMap::with_hasher(FixedState::with_seed(0)),
            begins: vec![false; vocabulary.len()],
            new: Vec::new(),
        };
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for phrase in &phrases.pairs {
            let (Some(first), Some(second)) = (vocabulary.id(&phrase.first), vocabulary.id(&phrase.second))
            else {
                continue;
            };
            let word = format!("{}{JOINT}{}", phrase.first, phrase.second);
            // Two phrases may be spelt alike, and so may a phrase and a word.
            let id = vocabulary.id(&word).or_else(|| numbers.get(&word).copied()).unwrap_or_else(|| {
                let id = (vocabulary.len() + joints.new.len()) as u32;
                joints.new.push((word.clone(), [first, second]));
                numbers.insert(word, id);
                id
            });
            joints.pairs.insert(key(first, second), id);
            joints.begins[first as usize] = true;
        }
        joints
    }

    /// Writes the documents with phrases joined; counts of types and of the documents in which they stand.
    fn join(&self, corpus: &EncodedCorpus, dir: &Path) -> Result<(Vec<u64>, Vec<u64>), CountError> {
        let types = self.begins.len() + self.new.len();
        let (mut counts, mut frequencies) = (vec![0; types], vec![0; types]);
        // The last document in which a type was met, from 1.
        let mut last = vec![0; types];
        let mut ids = ArrayWriter::create(dir.join(PROVISIONAL_FILE))?;
        let mut documents = ArrayWriter::create(dir.join(DOCUMENTS_FILE))?;
        ids.push(DOCUMENT_END)?;
        documents.push(1)?;
        let mut joined = Vec::new();
        for d in 0..corpus.len() {
            self.join_document(corpus.document(d), &mut joined);
            for &id in &joined {
                let id = id as usize;
                counts[id] += 1;
                frequencies[id] += u64::from(last[id] != d + 1);
                last[id] = d + 1;
            }
            joined.push(DOCUMENT_END);
            ids.extend(&joined)?;
            documents.push(ids.len() as u64)?;
        }
        ids.finish()?;
        documents.finish()?;
        Ok((counts, frequencies))
    }

    fn join_document(&self, document: &[u32], joined: &mut Vec<u32>) {
        joined.clear();
        let mut rest = document;
        while let [id, others @ ..] = rest {
            let begins = self.begins.get(*id as usize).is_some_and(|&begins| begins);
            let phrase = match others {
                [next, ..] if begins => self.pairs.get(&key(*id, *next)),
                _ => None,
            };
            joined.push(*phrase.unwrap_or(id));
            rest = if phrase.is_some() { &others[1..] } else { others };
        }
    }

    fn word<'a>(&'a self, corpus: &'a EncodedCorpus, id: u32) -> &'a str {
        match self.new.get((id as usize).wrapping_sub(self.begins.len())) {
            Some((word, _)) => word,
            None => corpus.vocabulary.word(id),
        }
    }

    /// The share of tokens that lower-casing changed.
    fn capitalised(&self, corpus: &EncodedCorpus, id: u32) -> f64 {
        let vocabulary = &corpus.vocabulary;
        let share = |id: u32| {
            let (part, all) = (vocabulary.capitalised()[id as usize], vocabulary.counts()[id as usize]);
            part as f64 / all.max(1) as f64
        };
        match self.new.get((id as usize).wrapping_sub(self.begins.len())) {
            Some((_, [first, second])) => share(*first).max(share(*second)),
            None => share(id),
        }
    }
}

fn key(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}
