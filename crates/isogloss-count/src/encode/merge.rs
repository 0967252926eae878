//! Batches to one corpus.
use super::batch::{CAPITALISED, EncodedBatch};
use super::types::Types;
use super::{DOCUMENT_END, DOCUMENTS_FILE, EncodingReport, IDS_FILE, PLACES_FILE, UNITS_FILE};
use crate::CountError;
use crate::mapped::ArrayWriter;
use hashbrown::HashTable;
use isogloss_corpus::{Format, Place, ReadReport};
use isogloss_math::stream;
use rayon::prelude::*;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Ids in order of first coming, until all counts are known.
pub(crate) const PROVISIONAL_FILE: &str = "ids.provisional.bin";
/// Ids are rewritten in pieces of so many.
const CHUNK_IDS: usize = 1 << 20;
/// Positions are `u32`, and no position is `u32::MAX`.
const POSITION_LIMIT: u64 = u32::MAX as u64;
/// The seed under which records are hashed; names are hashed under 0.
const RECORD_SEED: u64 = 1;
/// Stands for types of a batch of which nothing is left.
const NO_ID: u32 = u32::MAX;

/// Takes batches in file order.
pub(super) struct Merger {
    dir: PathBuf,
    types: Types,
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
    pub(super) fn create(dir: &Path) -> Result<Self, CountError> {
        std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
        let mut merger = Self {
            dir: dir.to_path_buf(),
            types: Types::default(),
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
        self.types.tokens()
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
        let global = self.number(&batch)?;
        let mut starts = Vec::with_capacity(batch.places.len());
        for (position, id) in (first_position..).zip(&mut batch.ids) {
            match *id {
                DOCUMENT_END => starts.push(position + 1),
                local => *id = global[(local & !CAPITALISED) as usize],
            }
        }
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
        // The last dropped document that took a type's document away.
        let mut last = vec![usize::MAX; batch.tallies.len()];
        let (mut document, mut kept) = (0, 0);
        for at in 0..batch.ids.len() {
            let id = batch.ids[at];
            let end = id == DOCUMENT_END;
            if first[document] {
                batch.ids[kept] = id;
                kept += 1;
            } else if !end {
                let index = (id & !CAPITALISED) as usize;
                let tally = &mut batch.tallies[index];
                tally.count -= 1;
                tally.capitalised -= u64::from(id & CAPITALISED != 0);
                if last[index] != document {
                    last[index] = document;
                    tally.documents -= 1;
                }
            }
            document += usize::from(end);
        }
        batch.ids.truncate(kept);
        let mut keep = first.iter();
        batch.places.retain(|_| keep.next().is_none_or(|&first| first));
        let mut keep = first.iter();
        batch.units.retain(|_| keep.next().is_none_or(|&first| first));
    }

    /// Numbers the types of a batch among all: id in the batch -> id so far.
    fn number(&mut self, batch: &EncodedBatch) -> Result<Vec<u32>, CountError> {
        (0u32..)
            .zip(&batch.tallies)
            .map(|(local, tally)| {
                if tally.count == 0 {
                    return Ok(NO_ID);
                }
                self.types.add(batch.words.word(local), tally)
            })
            .collect()
    }

    /// Sorts the types, rewrites the ids.
    pub(super) fn finish(self, format: Format) -> Result<EncodingReport, CountError> {
        let report = EncodingReport {
            format,
            tokens: self.tokens(),
            types: self.types.len() as u64,
            read: self.read.clone(),
        };
        let ranks = self.types.write(&self.dir)?;
        self.documents.finish()?;
        self.places.finish()?;
        self.units.finish()?;
        self.ids.finish()?;
        rewrite(&self.dir.join(PROVISIONAL_FILE), &ranks, self.dir.join(IDS_FILE))?;
        Ok(report)
    }
}

/// Stands for who wrote a record that does not say: its paragraphs are one unit.
fn unit_of_record(place: &Place) -> u64 {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&place.offset.to_le_bytes());
    bytes[8..].copy_from_slice(&place.file.to_le_bytes());
    stream::hash(RECORD_SEED, &bytes)
}

/// Writes the provisional ids under their final names and removes them.
pub(crate) fn rewrite(provisional: &Path, ranks: &[u32], path: PathBuf) -> Result<(), CountError> {
    let mut file = File::open(provisional).map_err(CountError::read(provisional))?;
    let mut left = file.metadata().map_err(CountError::read(provisional))?.len() as usize / size_of::<u32>();
    let mut out = ArrayWriter::create(path)?;
    let mut buffer = vec![0u32; left.min(CHUNK_IDS)];
    while left > 0 {
        let ids = &mut buffer[..left.min(CHUNK_IDS)];
        file.read_exact(bytemuck::cast_slice_mut(ids)).map_err(CountError::read(provisional))?;
        ids.par_chunks_mut(CHUNK_IDS / 64).for_each(|ids| {
            for id in ids.iter_mut().filter(|id| **id != DOCUMENT_END) {
                *id = ranks[*id as usize];
            }
        });
        out.extend(ids)?;
        left -= ids.len();
    }
    out.finish()?;
    std::fs::remove_file(provisional).map_err(CountError::write(provisional))
}
