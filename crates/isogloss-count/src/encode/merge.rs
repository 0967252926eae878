//! Batches to one corpus.
use super::batch::EncodedBatch;
use super::{
    DOCUMENT_END, DOCUMENTS_FILE, EncodingReport, IDS_FILE, OFFSETS_FILE, UNITS_FILE, VOCABULARY_FILE,
};
use crate::mapped::ArrayWriter;
use crate::{CountError, vocabulary, words::Words};
use isogloss_corpus::{Format, ReadReport};
use isogloss_math::stream;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Ids in order of first coming, until all counts are known.
const PROVISIONAL_FILE: &str = "ids.provisional.bin";
/// Ids are rewritten in pieces of so many.
const CHUNK_IDS: usize = 1 << 20;
/// Positions are `u32`, and no position is `u32::MAX`.
const POSITION_LIMIT: u64 = u32::MAX as u64;
/// The seed under which numbers of documents are hashed; names are hashed under 0.
const NUMBER_SEED: u64 = 1;

/// Takes batches in file order.
pub(super) struct Merger {
    dir: PathBuf,
    words: Words,
    counts: Vec<u64>,
    document_frequencies: Vec<u64>,
    ids: ArrayWriter<u32>,
    documents: ArrayWriter<u64>,
    offsets: ArrayWriter<u64>,
    units: ArrayWriter<u64>,
    read: ReadReport,
}

impl Merger {
    pub(super) fn create(dir: &Path) -> Result<Self, CountError> {
        std::fs::create_dir_all(dir).map_err(CountError::write(dir))?;
        let mut merger = Self {
            dir: dir.to_path_buf(),
            words: Words::default(),
            counts: Vec::new(),
            document_frequencies: Vec::new(),
            ids: ArrayWriter::create(dir.join(PROVISIONAL_FILE))?,
            documents: ArrayWriter::create(dir.join(DOCUMENTS_FILE))?,
            offsets: ArrayWriter::create(dir.join(OFFSETS_FILE))?,
            units: ArrayWriter::create(dir.join(UNITS_FILE))?,
            read: ReadReport::default(),
        };
        merger.ids.push(DOCUMENT_END)?;
        merger.documents.push(1)?;
        Ok(merger)
    }

    pub(super) fn tokens(&self) -> u64 {
        (self.ids.len() - self.documents.len()) as u64
    }

    pub(super) fn read_report(&self) -> &ReadReport {
        &self.read
    }

    /// Appends a batch.
    pub(super) fn add(&mut self, mut batch: EncodedBatch) -> Result<(), CountError> {
        let first_position = self.ids.len() as u64;
        if first_position + batch.ids.len() as u64 > POSITION_LIMIT {
            return Err(CountError::TooManyTokens { limit: POSITION_LIMIT });
        }
        let global = self.number(&batch);
        let mut starts = Vec::with_capacity(batch.offsets.len());
        for (position, id) in (first_position..).zip(&mut batch.ids) {
            match *id {
                DOCUMENT_END => starts.push(position + 1),
                local => *id = global[local as usize],
            }
        }
        let first_document = self.offsets.len() as u64;
        let units: Vec<u64> = (first_document..)
            .zip(&batch.units)
            .map(|(number, unit)| unit.unwrap_or_else(|| stream::hash(NUMBER_SEED, &number.to_le_bytes())))
            .collect();
        self.ids.extend(&batch.ids)?;
        self.documents.extend(&starts)?;
        self.offsets.extend(&batch.offsets)?;
        self.units.extend(&units)?;
        self.read.add(&batch.report);
        Ok(())
    }

    /// Numbers the types of a batch among all: id in the batch -> id so far.
    fn number(&mut self, batch: &EncodedBatch) -> Vec<u32> {
        (0..batch.words.len() as u32)
            .map(|local| {
                let id = self.words.intern_hashed(batch.words.hash_of(local), batch.words.word(local));
                let (index, local) = (id as usize, local as usize);
                if index == self.counts.len() {
                    self.counts.push(0);
                    self.document_frequencies.push(0);
                }
                self.counts[index] += batch.counts[local];
                self.document_frequencies[index] += batch.document_frequencies[local];
                id
            })
            .collect()
    }

    /// Sorts the types, rewrites the ids.
    pub(super) fn finish(self, format: Format) -> Result<EncodingReport, CountError> {
        let report = EncodingReport {
            format,
            tokens: self.tokens(),
            types: self.words.len() as u64,
            read: self.read.clone(),
        };
        let order = self.order();
        self.write_vocabulary(&order)?;
        let mut ranks = vec![0; order.len()];
        (0u32..).zip(&order).for_each(|(rank, &id)| ranks[id as usize] = rank);
        self.documents.finish()?;
        self.offsets.finish()?;
        self.units.finish()?;
        self.ids.finish()?;
        rewrite(&self.dir.join(PROVISIONAL_FILE), &ranks, self.dir.join(IDS_FILE))?;
        Ok(report)
    }

    /// Ids by count (descending), then by bytes.
    fn order(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..self.words.len() as u32).collect();
        order.par_sort_unstable_by(|&a, &b| {
            let counts = self.counts[b as usize].cmp(&self.counts[a as usize]);
            counts.then_with(|| self.words.word(a).cmp(self.words.word(b)))
        });
        order
    }

    fn write_vocabulary(&self, order: &[u32]) -> Result<(), CountError> {
        let path = self.dir.join(VOCABULARY_FILE);
        let write = || -> std::io::Result<()> {
            let mut out = BufWriter::new(File::create(&path)?);
            for &id in order {
                let index = id as usize;
                let (count, documents) = (self.counts[index], self.document_frequencies[index]);
                vocabulary::write_line(&mut out, self.words.word(id), count, documents)?;
            }
            out.flush()
        };
        write().map_err(CountError::write(&path))
    }
}

/// Writes the provisional ids under their final names and removes them.
fn rewrite(provisional: &Path, ranks: &[u32], path: PathBuf) -> Result<(), CountError> {
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
