//! Text to words and counts, without ids.
use super::EncodingReport;
use super::batch::Encoder;
use super::local::LocalTypes;
use super::total::Total;
use crate::CountError;
use crate::ordered::ordered;
use foldhash::quality::FixedState;
use hashbrown::HashTable;
use isogloss_corpus::{Batch, Format, ReadReport, Reader, Tokenizer};
use std::hash::BuildHasher;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Hashes of texts are kept in so many sets, so that threads seldom wait for each other.
const SETS: usize = 64;

/// Counts words into `dir`: only `vocab.tsv`, the same bytes as [`encode()`](super::encode()) writes, in less time: nothing is
/// kept in order. Memory: the types of every thread.
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
    let encoder = Encoder::new(&reader, tokenizer);
    let seen = reader.drops_duplicates().then(Seen::default);
    let next = || {
        let batch = reader.next_batch()?;
        Ok::<_, CountError>(batch.map(|batch| (batch, reader.progress())))
    };
    let work = |(types, ids): &mut (MutexGuard<'_, LocalTypes>, Vec<u32>), (batch, read): (Batch, _)| {
        ids.clear();
        let counted = match format {
            Format::Counts => encoder.count_list(&batch, types),
            _ => count_text(&encoder, &batch, types, ids, seen.as_ref()),
        };
        (counted, read)
    };
    let threads = super::per_thread();
    let (mut read, mut tokens) = (ReadReport::default(), 0u64);
    let finish = |(counted, (done, size)): (Result<(ReadReport, u64), CountError>, _)| {
        let (report, more) = counted?;
        read.add(&report);
        tokens = tokens.saturating_add(more);
        progress(tokens, done, size);
        Ok(())
    };
    let taken = AtomicUsize::new(0);
    ordered(threads.len(), next, || (super::take(&threads, &taken).1, Vec::new()), work, finish)?;
    reader.check(&read)?;
    let total = Total::of(super::into_inner(threads))?;
    if total.types() == 0 {
        return Err(CountError::NoTokens { path: reader.files()[0].clone() });
    }
    total.write(dir)?;
    Ok(EncodingReport { format, read, tokens: total.tokens, types: total.types() })
}

/// Counts the texts of a batch; gives its tokens, too.
fn count_text(
    encoder: &Encoder<'_>,
    batch: &Batch,
    types: &mut LocalTypes,
    ids: &mut Vec<u32>,
    seen: Option<&Seen>,
) -> Result<(ReadReport, u64), CountError> {
    let (mut duplicates, mut tokens) = (0, 0);
    let mut report = batch.documents(|document| {
        if seen.is_some_and(|seen| !seen.is_new(&document.text)) {
            duplicates += 1;
            return;
        }
        tokens += encoder.count_document(&document.text, types, ids);
    });
    types.count_pending(ids);
    types.end_batch(tokens)?;
    report.documents -= duplicates;
    report.duplicates += duplicates;
    Ok((report, tokens))
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
