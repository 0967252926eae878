//! Text to words and counts, without ids.
use super::EncodingReport;
use super::batch::{is_capitalised, listed};
use super::lines;
use super::short_words::ShortWords;
use super::types::{Tally, Types};
use crate::CountError;
use crate::ordered::ordered;
use crate::words::{Key, Words};
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use isogloss_corpus::{Batch, Format, ReadReport, Reader, Tokenizer};
use std::hash::BuildHasher;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Hashes of texts are kept in so many sets, so that threads seldom wait for each other.
const SETS: usize = 64;
/// Tokens are counted so many at a time.
const PENDING: usize = 64;
/// All threads together count so many tokens, or documents, in 32 bits. (And what one batch has beyond: far less than that.)
#[cfg(not(test))]
const NARROW: u64 = 1 << 31;
/// Small enough for the texts of the tests to reach it.
#[cfg(test)]
const NARROW: u64 = 1 << 16;

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
    let work = |counter: &mut MutexGuard<'_, Counter>, (batch, read): (Batch, _)| {
        let counted = match format {
            Format::Counts => counter.add_list(&batch, tokenizer),
            _ => counter.widen(threads).map(|()| counter.add_text(&batch, tokenizer, seen.as_ref())),
        };
        (counted, read)
    };
    let (mut read, mut tokens) = (ReadReport::default(), 0u64);
    let finish = |(counted, (done, size)): (Result<(ReadReport, u64), CountError>, _)| {
        let (report, more) = counted?;
        read.add(&report);
        tokens = tokens.saturating_add(more);
        progress(tokens, done, size);
        Ok(())
    };
    ordered(threads, next, take, work, finish)?;
    reader.check(&read)?;
    let (short, others) = merge(counters)?;
    let narrow: u64 = short.tallies().map(|(_, tally)| tally.count).sum();
    let tokens = others.tokens().checked_add(narrow).ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
    if tokens == 0 {
        return Err(CountError::NoTokens { path: reader.files()[0].clone() });
    }
    let mut lines = others.lines();
    lines.reserve_exact(short.len());
    lines.extend(short.lines());
    drop(short);
    lines::sort(&mut lines, &others.words);
    lines::write(&lines, &others.words, dir)?;
    Ok(EncodingReport { format, read, tokens, types: lines.len() as u64 })
}

/// What one thread counted.
///
/// The counts of a word are far from the processor, unless it is frequent. So tokens are collected, and their places in the
/// table are fetched together.
#[derive(Default)]
struct Counter {
    short: ShortWords,
    /// Longer words, one token in fifty.
    long: Words,
    long_counts: Vec<LongCount>,
    /// What does not fit 32 bits, and what lists say.
    wide: Types,
    /// Tokens that are not counted yet.
    pending: Vec<Pending>,
    /// Documents and tokens in `short`, and longer ones.
    documents: u32,
    tokens: u64,
}

#[derive(Clone, Copy)]
struct Pending {
    word: Key,
    document: u32,
    capitalised: bool,
}

#[derive(Clone, Copy, Default)]
struct LongCount {
    tally: Tally,
    /// The last document in which it was met, from 1.
    last: u32,
}

impl Counter {
    /// Counts a batch; returns its tokens, too.
    fn add_text(&mut self, batch: &Batch, tokenizer: &Tokenizer, seen: Option<&Seen>) -> (ReadReport, u64) {
        let lowercase = tokenizer.settings().lowercase;
        let (mut duplicates, mut tokens) = (0, 0);
        let mut report = batch.documents(|document| {
            let text: &str = &document.text;
            if seen.is_some_and(|seen| !seen.is_new(text)) {
                duplicates += 1;
                return;
            }
            self.documents += 1;
            tokenizer.tokens(text, |token, range| {
                tokens += 1;
                let capitalised = lowercase && is_capitalised(token, &text[range]);
                let word = Key::of(token.as_bytes());
                if word.is_long() {
                    return self.count_long(token, capitalised);
                }
                self.pending.push(Pending { word, document: self.documents, capitalised });
                if self.pending.len() == PENDING {
                    self.count_pending();
                }
            });
        });
        self.count_pending();
        self.tokens += tokens;
        report.documents -= duplicates;
        report.duplicates += duplicates;
        (report, tokens)
    }

    fn add_list(&mut self, batch: &Batch, tokenizer: &Tokenizer) -> Result<(ReadReport, u64), CountError> {
        let before = self.wide.tokens();
        let mut result = Ok(());
        let report = listed(batch, tokenizer, |word, count, capitalised| {
            // A word that comes not once is no word of the list.
            if count > 0 && result.is_ok() {
                let capitalised = if capitalised { count } else { 0 };
                result = self.wide.add(word, &Tally { count, documents: 0, capitalised }).map(drop);
            }
        });
        result.map(|()| (report, self.wide.tokens() - before))
    }

    fn count_pending(&mut self) {
        let touched = self.pending.iter().fold(0, |touched, token| touched ^ self.short.touch(token.word));
        std::hint::black_box(touched);
        for token in &self.pending {
            self.short.count(token.word, token.document, token.capitalised);
        }
        self.pending.clear();
    }

    fn count_long(&mut self, word: &str, capitalised: bool) {
        let index = self.long.intern(word) as usize;
        self.long_counts.resize(self.long.len(), LongCount::default());
        let LongCount { tally, last } = &mut self.long_counts[index];
        tally.count += 1;
        tally.capitalised += u64::from(capitalised);
        tally.documents += u64::from(*last != self.documents);
        *last = self.documents;
    }

    /// Begins anew where one of several threads has counted as much as 32 bits are sure to hold when all are summed.
    fn widen(&mut self, threads: usize) -> Result<(), CountError> {
        if self.tokens.max(u64::from(self.documents)) < NARROW / threads as u64 {
            return Ok(());
        }
        for (word, tally) in self.short.tallies() {
            word.with_word(|word| self.wide.add(word, &tally))?;
        }
        self.widen_long()?;
        (self.short, self.long, self.long_counts) = Default::default();
        (self.documents, self.tokens) = (0, 0);
        Ok(())
    }

    fn widen_long(&mut self) -> Result<(), CountError> {
        for (id, count) in (0..).zip(&self.long_counts) {
            self.wide.add(self.long.word(id), &count.tally)?;
        }
        Ok(())
    }
}

/// Sums the counters: sums, and so the file, do not depend on who counted what. A word is in one of the two.
fn merge(counters: Vec<Mutex<Counter>>) -> Result<(ShortWords, Types), CountError> {
    let (mut short, mut others) = (ShortWords::default(), Types::default());
    let mut widened = false;
    for counter in counters {
        let mut counter = counter.into_inner().unwrap_or_else(PoisonError::into_inner);
        widened |= counter.wide.len() > 0;
        counter.widen_long()?;
        for (word, tally) in counter.wide.all() {
            others.add(word, tally)?;
        }
        // The larger one stays where it is.
        let (mut larger, smaller) =
            if counter.short.len() > short.len() { (counter.short, short) } else { (short, counter.short) };
        larger.add_all(&smaller);
        short = larger;
    }
    if widened {
        for (word, tally) in std::mem::take(&mut short).tallies() {
            word.with_word(|word| others.add(word, &tally))?;
        }
    }
    Ok((short, others))
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
