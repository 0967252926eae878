//! Batches to one corpus.
use super::batch::{CAPITALISED, EncodedBatch};
use super::local::LocalTypes;
use super::total::Total;
use super::types::Tally;
use super::{DOCUMENT_END, DOCUMENTS_FILE, EncodingReport, IDS_FILE, PLACES_FILE, UNITS_FILE};
use crate::CountError;
use crate::mapped::ArrayWriter;
use hashbrown::HashTable;
use isogloss_corpus::{Format, Place, ReadReport};
use isogloss_math::stream;
use rayon::prelude::*;
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Ids of the threads, until all counts are known.
pub(crate) const PROVISIONAL_FILE: &str = "ids.provisional.bin";
/// Ids are rewritten in parts of so many, and so many parts at a time.
const PART_IDS: usize = 1 << 14;
const PARTS_AT_A_TIME: usize = 64;
/// Positions are `u32`, and no position is `u32::MAX`.
const POSITION_LIMIT: u64 = u32::MAX as u64;
/// The seed under which records are hashed; names are hashed under 0.
const RECORD_SEED: u64 = 1;

/// Takes batches in file order.
pub(super) struct Merger {
    dir: PathBuf,
    /// For each batch the thread whose ids it is written in, and how many they are.
    batches: Vec<(usize, usize)>,
    /// What documents that were dropped take back, by thread and id.
    dropped: Vec<Vec<Tally>>,
    tokens: u64,
    ids: ArrayWriter<u32>,
    documents: ArrayWriter<u64>,
    places: ArrayWriter<Place>,
    units: ArrayWriter<u64>,
    /// Hashes of all texts so far, where duplicates are to be dropped: 64 bits, so that among 10⁸ different texts two share
    /// one with a probability of 3·10⁻⁴. 9 to 18 bytes a document.
    seen: HashTable<u64>,
    read: ReadReport,
}

impl Merger {
    pub(super) fn create(dir: &Path, threads: usize) -> Result<Self, CountError> {
        std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
        let mut merger = Self {
            dir: dir.to_path_buf(),
            batches: vec![(0, 1)],
            dropped: vec![Vec::new(); threads],
            tokens: 0,
            ids: ArrayWriter::create(dir.join(PROVISIONAL_FILE))?,
            documents: ArrayWriter::create(dir.join(DOCUMENTS_FILE))?,
            places: ArrayWriter::create(dir.join(PLACES_FILE))?,
            units: ArrayWriter::create(dir.join(UNITS_FILE))?,
            seen: HashTable::new(),
            read: ReadReport::default(),
        };
        merger.ids.push(DOCUMENT_END)?;
        merger.documents.push(1)?;
        Ok(merger)
    }

    pub(super) fn tokens(&self) -> u64 {
        self.tokens
    }

    pub(super) fn read_report(&self) -> &ReadReport {
        &self.read
    }

    /// Appends a batch.
    pub(super) fn add(&mut self, mut batch: EncodedBatch) -> Result<(), CountError> {
        if !batch.hashes.is_empty() {
            self.drop_duplicates(&mut batch);
        }
        let first_position = self.ids.len() as u64;
        if first_position + batch.ids.len() as u64 > POSITION_LIMIT {
            return Err(CountError::TooManyTokens { limit: POSITION_LIMIT });
        }
        self.tokens =
            self.tokens.checked_add(batch.tokens).ok_or(CountError::TooManyTokens { limit: u64::MAX })?;
        self.batches.push((batch.thread, batch.ids.len()));
        let starts: Vec<u64> = batch.ends.iter().map(|&end| first_position + end as u64 + 1).collect();
        let units: Vec<u64> = batch
            .places
            .iter()
            .zip(&batch.units)
            .map(|(place, unit)| unit.unwrap_or_else(|| unit_of_record(place)))
            .collect();
        self.ids.extend(&batch.ids)?;
        self.documents.extend(&starts)?;
        self.places.extend(&batch.places)?;
        self.units.extend(&units)?;
        self.read.add(&batch.report);
        Ok(())
    }

    /// Takes documents out of a batch whose text an earlier document has: nothing of them is left.
    fn drop_duplicates(&mut self, batch: &mut EncodedBatch) {
        let seen = &mut self.seen;
        let first: Vec<bool> = batch
            .hashes
            .iter()
            .map(|&hash| {
                let entry = seen.entry(hash, |&other| other == hash, |&other| other);
                let first = matches!(entry, hashbrown::hash_table::Entry::Vacant(_));
                entry.or_insert(hash);
                first
            })
            .collect();
        let dropped = first.iter().filter(|&&first| !first).count();
        if dropped == 0 {
            return;
        }
        batch.report.documents -= dropped as u64;
        batch.report.duplicates += dropped as u64;
        let (mut start, mut kept) = (0, 0);
        for (&is_first, end) in first.iter().zip(&mut batch.ends) {
            let document = start..*end;
            start = *end + 1;
            if is_first {
                let length = document.len() + 1;
                batch.ids.copy_within(document.start..start, kept);
                kept += length;
                *end = kept - 1;
            } else {
                batch.tokens -= document.len() as u64;
                add_dropped(&mut self.dropped[batch.thread], &mut batch.ids[document]);
            }
        }
        batch.ids.truncate(kept);
        retain(&mut batch.ends, &first);
        retain(&mut batch.places, &first);
        retain(&mut batch.units, &first);
    }

    /// Sums and sorts the types of all threads, rewrites the ids.
    pub(super) fn finish(
        self,
        format: Format,
        mut threads: Vec<LocalTypes>,
    ) -> Result<EncodingReport, CountError> {
        for (types, dropped) in threads.iter_mut().zip(&self.dropped) {
            types.take_back(dropped);
        }
        let total = Total::of(threads)?;
        total.write(&self.dir)?;
        self.documents.finish()?;
        self.places.finish()?;
        self.units.finish()?;
        self.ids.finish()?;
        let report = EncodingReport { format, tokens: total.tokens, types: total.types(), read: self.read };
        let ranks = total.into_ranks();
        let pieces = self.batches.iter().map(|&(thread, length)| (length, &ranks[thread][..]));
        rewrite(&self.dir.join(PROVISIONAL_FILE), pieces, &self.dir.join(IDS_FILE))?;
        Ok(report)
    }
}

/// Adds what a dropped document had of each type.
fn add_dropped(dropped: &mut Vec<Tally>, ids: &mut [u32]) {
    ids.sort_unstable_by_key(|id| id & !CAPITALISED);
    for uses in ids.chunk_by(|a, b| (a ^ b) & !CAPITALISED == 0) {
        let id = (uses[0] & !CAPITALISED) as usize;
        if id >= dropped.len() {
            dropped.resize(id + 1, Tally::default());
        }
        let capitalised = uses.iter().filter(|&&id| id & CAPITALISED != 0).count() as u64;
        dropped[id].add(&Tally { count: uses.len() as u64, documents: 1, capitalised });
    }
}

/// Leaves the items whose place says so.
fn retain<T>(items: &mut Vec<T>, keep: &[bool]) {
    let mut keep = keep.iter();
    items.retain(|_| keep.next().is_none_or(|&keep| keep));
}

/// Stands for who wrote a record that does not say: its paragraphs are one unit.
fn unit_of_record(place: &Place) -> u64 {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&place.offset.to_le_bytes());
    bytes[8..].copy_from_slice(&place.file.to_le_bytes());
    stream::hash(RECORD_SEED, &bytes)
}

/// Makes the provisional ids the final ones, in place, and gives their file its name. `pieces`: how many ids come next, and
/// their ranks.
pub(crate) fn rewrite<'r>(
    provisional: &Path,
    pieces: impl Iterator<Item = (usize, &'r [u32])>,
    path: &Path,
) -> Result<(), CountError> {
    let file = File::options().read(true).write(true).open(provisional);
    let mut file = file.map_err(CountError::read(provisional))?;
    let mut parts = pieces.flat_map(|(length, ranks)| {
        (0..length).step_by(PART_IDS).map(move |start| (PART_IDS.min(length - start), ranks))
    });
    let mut buffer = Vec::new();
    loop {
        let parts: Vec<(usize, &[u32])> = parts.by_ref().take(PARTS_AT_A_TIME).collect();
        if parts.is_empty() {
            break;
        }
        buffer.resize(parts.iter().map(|(length, _)| length).sum(), 0u32);
        file.read_exact(bytemuck::cast_slice_mut(&mut buffer)).map_err(CountError::read(provisional))?;
        let mut rest = &mut buffer[..];
        let cut = |(length, ranks)| (rest.split_off_mut(..length).unwrap_or_default(), ranks);
        let parts: Vec<(&mut [u32], &[u32])> = parts.into_iter().map(cut).collect();
        parts.into_par_iter().for_each(|(ids, ranks)| {
            for id in ids.iter_mut().filter(|id| **id != DOCUMENT_END) {
                *id = ranks[(*id & !CAPITALISED) as usize];
            }
        });
        let bytes: &[u8] = bytemuck::cast_slice(&buffer);
        file.seek_relative(-(bytes.len() as i64)).map_err(CountError::write(provisional))?;
        file.write_all(bytes).map_err(CountError::write(provisional))?;
    }
    std::fs::rename(provisional, path).map_err(CountError::write(path))
}
