//! Along the postings of a word.
use super::accumulator::{Accumulator, Sum};
use super::filter::Kept;
use super::settings::{CooccurrenceSettings, Scale};
use crate::EncodedCorpus;
use crate::encode::DOCUMENT_END;
use isogloss_math::simd::prefetch;
use std::ops::Range;

/// The surroundings of a posting are asked for so many postings ahead: some microseconds, and they fit the fastest cache.
const POSTINGS_AHEAD: usize = 32;

/// All that a walk along the postings of a word needs.
pub(super) struct Walk<'a, S> {
    ids: &'a [u32],
    /// Ids from here on have no row.
    words: u32,
    /// All positions where `None`.
    kept: Option<Kept>,
    /// Weights of the places before a word, nearest last; empty where they do not count.
    before: Vec<S>,
    /// Weights of the places after a word, nearest first; empty where they do not count.
    after: Vec<S>,
    keep_gaps: bool,
}

impl<'a, S: Sum> Walk<'a, S> {
    pub(super) fn new(
        corpus: &'a EncodedCorpus,
        words: usize,
        settings: &CooccurrenceSettings,
        scale: &Scale,
        documents: Option<&[bool]>,
    ) -> Self {
        let weights =
            |there: bool| scale.weights.iter().filter(move |_| there).map(|&weight| S::from_weight(weight));
        Self {
            ids: &corpus.ids,
            words: words as u32,
            kept: documents.map(|documents| Kept::new(corpus, documents)),
            before: weights(settings.context.has_left()).rev().collect(),
            after: weights(settings.context.has_right()).collect(),
            keep_gaps: settings.keep_gaps,
        }
    }

    /// Adds the company that is kept at some of these (within a word ascending) positions.
    pub(super) fn add(&self, positions: &[u32], range: Range<usize>, sums: &mut Accumulator<S>) {
        for (&position, ahead) in positions[range.clone()].iter().zip(range.start + POSTINGS_AHEAD..) {
            // A word's places are far apart.
            if let Some(&ahead) = positions.get(ahead) {
                self.fetch(ahead as usize);
            }
            let position = position as usize;
            if self.kept.as_ref().is_some_and(|kept| !kept.counts(position)) {
                continue;
            }
            self.add_before(position, sums);
            self.add_after(position, sums);
        }
    }

    /// Asks for the surroundings of a posting.
    #[inline]
    fn fetch(&self, position: usize) {
        let end = (position + self.after.len() + 1).min(self.ids.len());
        if let Some(ids) = self.ids.get(position.saturating_sub(self.before.len())..end) {
            prefetch(ids);
            prefetch(&ids[ids.len().saturating_sub(1)..]);
        }
    }

    #[inline]
    fn add_before(&self, position: usize, sums: &mut Accumulator<S>) {
        if let Some(start) = position.checked_sub(self.before.len())
            && self.all_have_rows(&self.ids[start..position])
        {
            return sums.add_all(&self.ids[start..position], &self.before);
        }
        self.add_side(self.ids[..position].iter().rev(), self.before.iter().rev(), sums);
    }

    #[inline]
    fn add_after(&self, position: usize, sums: &mut Accumulator<S>) {
        if let Some(ids) = self.ids.get(position + 1..position + 1 + self.after.len())
            && self.all_have_rows(ids)
        {
            return sums.add_all(ids, &self.after);
        }
        self.add_side(self.ids[position + 1..].iter(), self.after.iter(), sums);
    }

    /// Whether neither a rare word nor the end of the document is among them: so it is in most windows, and then nothing
    /// need be asked of each word.
    #[inline]
    fn all_have_rows(&self, ids: &[u32]) -> bool {
        ids.iter().fold(0, |without, &id| without | u32::from(id >= self.words)) == 0
    }

    /// Adds the words on one side, nearest first.
    fn add_side<'i>(
        &self,
        mut ids: impl Iterator<Item = &'i u32>,
        weights: impl Iterator<Item = &'i S>,
        sums: &mut Accumulator<S>,
    ) where
        S: 'i,
    {
        for &weight in weights {
            loop {
                match ids.next() {
                    None | Some(&DOCUMENT_END) => return,
                    // Words without a row take a place in the window only if gaps are kept.
                    Some(&id) if sums.add(id, weight) || self.keep_gaps => break,
                    Some(_) => {}
                }
            }
        }
    }
}
