//! The company of single positions.
use super::settings::{CooccurrenceSettings, Scale};
use crate::encode::DOCUMENT_END;
use crate::{CountError, EncodedCorpus};

/// What [`super::Cooccurrence`] sums, one position at a time: for whoever counts only some of the positions of a word, or each
/// under a name of its own.
pub struct Windows<'a> {
    ids: &'a [u32],
    /// Ids from here on have no row.
    words: u32,
    settings: CooccurrenceSettings,
    scale: Scale,
}

impl<'a> Windows<'a> {
    /// Windows over the first `words` words of the vocabulary.
    ///
    /// # Errors
    /// `Parameter` for settings out of range.
    pub fn new(
        corpus: &'a EncodedCorpus,
        words: usize,
        settings: &CooccurrenceSettings,
    ) -> Result<Self, CountError> {
        settings.check()?;
        Ok(Self {
            ids: &corpus.ids,
            words: words as u32,
            settings: settings.clone(),
            scale: settings.scale(),
        })
    }

    /// What a weight of 1 is.
    pub fn unit(&self) -> u64 {
        self.scale.unit
    }

    /// Hands over every neighbour of a position with its weight, a multiple of 1/[`Self::unit`].
    ///
    /// # Panics
    /// If there is no such position.
    #[inline]
    pub fn around(&self, position: u32, mut each: impl FnMut(u32, u64)) {
        let position = position as usize;
        if self.settings.context.has_left() {
            self.side(self.ids[..position].iter().rev(), &mut each);
        }
        if self.settings.context.has_right() {
            self.side(self.ids[position + 1..].iter(), &mut each);
        }
    }

    /// The neighbours on one side, nearest first.
    fn side<'i>(&self, mut ids: impl Iterator<Item = &'i u32>, each: &mut impl FnMut(u32, u64)) {
        for &weight in &self.scale.weights {
            loop {
                match ids.next() {
                    None | Some(&DOCUMENT_END) => return,
                    Some(&id) if id < self.words => {
                        each(id, weight);
                        break;
                    }
                    // Words without a row take a place in the window only if gaps are kept.
                    Some(_) if self.settings.keep_gaps => break,
                    Some(_) => {}
                }
            }
        }
    }
}
