//! Text to words and counts, without ids.
use super::EncodingReport;
use super::batch::{is_capitalised, listed};
use super::types::{Tally, Types};
use crate::CountError;
use crate::ordered::ordered;
use crate::words::Words;
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use isogloss_corpus::{Batch, Format, ReadReport, Reader, Tokenizer};
use std::hash::BuildHasher;
use std::path::Path;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Hashes of texts are kept in so many sets, so that threads seldom wait for each other.
const SETS: usize = 64;

/// Counts words into `dir`: only `vocab.tsv`, the same bytes as [`encode()`](super::encode()) writes, in less time: every
/// thread counts for itself, and nothing is kept in order. Memory: the types of every thread.
/// `progress(tokens so far, bytes read, bytes in all)` is called now and then from the calling thread.
///
/// # Errors
/// Those of `encode()`; there is no limit to the number of tokens.
pub fn count_vocabulary(
    mut reader: Reader,
    tokenizer: &Tokenizer,
    dir: &Path,
    progress: &mut dyn FnMut(u64, u64, u64),
) -> Result<EncodingReport, CountError> {
    let format = reader.format();
    std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
    let threads = rayon::current_num_threads();
    let counters: Vec<_> = (0..threads).map(|_| Mutex::new(Counter::default())).collect();
    let free = AtomicUsize::new(0);
    let seen = reader.drops_duplicates().then(Seen::default);
    let tokens = AtomicU64::new(0);
    let next = || {
        let batch = reader.next_batch()?;
        Ok::<_, CountError>(batch.map(|batch| (batch, reader.progress())))
    };
    // A counter for each thread: nobody waits for it.
    let take = || {
        counters[free.fetch_add(1, Ordering::Relaxed) % threads]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    };
    let work = |counter: &mut std::sync::MutexGuard<'_, Counter>, (batch, read): (Batch, _)| {
        let report = match format {
            Format::Counts => counter.add_list(&batch, tokenizer),
            _ => counter.add_text(&batch, tokenizer, seen.as_ref()),
        };
        tokens.fetch_add(std::mem::take(&mut counter.tokens), Ordering::Relaxed);
        (report, read)
    };
    let mut read = ReadReport::default();
    let finish = |(report, (done, size))| {
        read.add(&report);
        progress(tokens.load(Ordering::Relaxed), done, size);
        Ok(())
    };
    ordered(threads, next, take, work, finish)?;
    reader.check(&read)?;
    let types = merge(counters)?;
    if types.tokens() == 0 {
        return Err(CountError::NoTokens { path: reader.files()[0].clone() });
    }
    types.write(&types.order(), dir)?;
    Ok(EncodingReport { format, read, tokens: types.tokens(), types: types.len() as u64 })
}

/// What one thread counted.
#[derive(Default)]
struct Counter {
    words: Words,
    counts: Vec<Count>,
    /// Documents so far.
    documents: u64,
    /// Tokens that nobody was told of yet.
    tokens: u64,
}

/// All that a token touches beside its word: half a cache line.
struct Count {
    tally: Tally,
    /// The last document in which it was met, from 1.
    last: u64,
}

impl Counter {
    fn add_text(&mut self, batch: &Batch, tokenizer: &Tokenizer, seen: Option<&Seen>) -> ReadReport {
        let lowercase = tokenizer.settings().lowercase;
        let mut duplicates = 0;
        let mut report = batch.documents(|document| {
            let text: &str = &document.text;
            if seen.is_some_and(|seen| !seen.is_new(text)) {
                duplicates += 1;
                return;
            }
            self.documents += 1;
            tokenizer.tokens(text, |token, range| {
                self.tokens += 1;
                let capitalised = lowercase && is_capitalised(token, &text[range]);
                let document = self.documents;
                let count = self.count(token);
                count.tally.count += 1;
                count.tally.capitalised += u64::from(capitalised);
                count.tally.documents += u64::from(count.last != document);
                count.last = document;
            });
        });
        report.documents -= duplicates;
        report.duplicates += duplicates;
        report
    }

    fn add_list(&mut self, batch: &Batch, tokenizer: &Tokenizer) -> ReadReport {
        listed(batch, tokenizer, |word, count, capitalised| {
            let tally = &mut self.count(word).tally;
            tally.count = tally.count.saturating_add(count);
            tally.capitalised = tally.capitalised.saturating_add(if capitalised { count } else { 0 });
        })
    }

    #[inline]
    fn count(&mut self, word: &str) -> &mut Count {
        let index = self.words.intern(word) as usize;
        if index == self.counts.len() {
            self.counts.push(Count { tally: Tally::default(), last: 0 });
        }
        &mut self.counts[index]
    }
}

/// Sums the counters: sums, and so the file, do not depend on who counted what.
fn merge(counters: Vec<Mutex<Counter>>) -> Result<Types, CountError> {
    let mut types = Types::default();
    for counter in counters {
        let counter = counter.into_inner().unwrap_or_else(PoisonError::into_inner);
        for (id, count) in (0..).zip(&counter.counts) {
            types.add(counter.words.word(id), &count.tally)?;
        }
    }
    Ok(types)
}

/// Hashes of the texts so far. Which of several equal texts is counted makes no difference to the sums.
struct Seen([Mutex<HashTable<u64>>; SETS]);

impl Default for Seen {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Seen {
    fn is_new(&self, text: &str) -> bool {
        let hash = FixedState::with_seed(0).hash_one(text);
        let mut set = self.0[hash as usize % SETS].lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = set.find(hash, |&other| other == hash).is_none();
        if is_new {
            set.insert_unique(hash, hash, |&other| other);
        }
        is_new
    }
}
