//! One file per section of the report: what each takes from the domains and hands to the analyses.

pub mod analogy;
pub mod attention;
pub mod company;
pub mod confound;
pub mod cooccurrence;
pub mod entropy;
pub mod geometry;

pub mod information;
pub mod likeness;
pub mod spectrum;
pub mod summary;
pub mod transfer;
pub mod vocabulary;
pub mod zipf;

use crate::domain::Domain;
use crate::folder::{Key, RunFolder};
use crate::report::Section;
use crate::settings::{EvaluationSets, Settings};
use crate::shared::{Union, Uses};
use crate::text::Text;
use isogloss_analyse::AnalyseError;
use isogloss_math::Matrix;
use std::cell::OnceCell;

/// What every section starts from.
pub struct Context<'a> {
    /// The run's folder.
    pub folder: &'a RunFolder<'a>,
    /// The settings.
    pub settings: &'a Settings,
    /// What vectors are judged by.
    pub evaluation: &'a EvaluationSets,
    /// The domains in the order of the arguments.
    pub domains: &'a [Domain],
    union: OnceCell<Union<'a>>,
}

impl<'a> Context<'a> {
    /// What every section starts from.
    pub fn new(
        folder: &'a RunFolder<'a>,
        settings: &'a Settings,
        evaluation: &'a EvaluationSets,
        domains: &'a [Domain],
    ) -> Self {
        Self { folder, settings, evaluation, domains, union: OnceCell::new() }
    }

    /// The domains' texts, or why one has none.
    pub fn texts(&self) -> Result<Vec<&'a Text>, String> {
        self.domains.iter().map(Domain::text).collect()
    }

    /// Every type of any domain, made when a section first asks; or why there is no text to have types.
    pub fn union(&self) -> Result<&Union<'a>, String> {
        let texts = self.texts()?;
        Ok(self.union.get_or_init(|| Union::of(&texts)))
    }

    /// Every pair of domains, in order.
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let n = self.domains.len();
        (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b))).collect()
    }

    /// Stands for all texts (what has none stands for itself), and for a section's own settings.
    pub fn text_key(&self, section: &str, settings: impl serde::Serialize) -> Key {
        let key = |domain: &'a Domain| domain.text().map_or(&domain.vectors_key, |text| &text.key);
        let texts: Vec<_> = self.domains.iter().map(|domain| (&domain.name, key(domain))).collect();
        Key::new(&(section, texts, settings))
    }

    /// Stands for all vectors (and so all texts), and for a section's own settings.
    pub fn vectors_key(&self, section: &str, settings: impl serde::Serialize) -> Key {
        let vectors: Vec<_> = self.domains.iter().map(|domain| (&domain.name, &domain.vectors_key)).collect();
        Key::new(&(section, vectors, settings))
    }

    /// The texts in which contexts can be counted; the reason why there are none, where some domain is a file of vectors or a list of
    /// words with counts.
    pub fn contexts(&self) -> Result<Vec<&'a Text>, String> {
        let texts = self.texts()?;
        match self.domains.iter().zip(&texts).find(|(_, text)| text.corpus.counts_only()) {
            Some((list, _)) => Err(list.vectors.as_ref().err().cloned().unwrap_or_default()),
            None => Ok(texts),
        }
    }

    /// The reason why some domain of these has no vectors, where one has none.
    pub fn without_vectors(&self, domains: &[usize]) -> Option<String> {
        domains.iter().find_map(|&d| self.domains[d].vectors.as_ref().err().cloned())
    }
}

/// A result, or the reason why there is none.
pub fn section<T>(result: Result<T, AnalyseError>) -> Section<T> {
    match result {
        Ok(result) => Section::Computed(result),
        Err(error) => Section::NotComputable { reason: error.to_string() },
    }
}

/// The rows whose words are to hold the rotation between two domains, and the rule in words.
pub fn anchors_of(uses: &Uses, settings: &Settings) -> (Vec<u32>, String) {
    let most = settings.vectors.anchors;
    match uses {
        Uses::Counts(counts) => anchors(counts, settings.rank_min_count, settings.training.dim()),
        // Shared words are in the order of their lines.
        Uses::Lines(lines) if lines.len() > most => {
            ((0..most as u32).collect(), format!("the {most} shared words that come first in both files"))
        }
        Uses::Lines(lines) => ((0..lines.len() as u32).collect(), "all shared words".to_owned()),
    }
}

/// The rows whose words are frequent enough on both sides to hold a rotation, and the rule in words.
pub fn anchors(counts: &[(u64, u64)], min_count: u64, dim: usize) -> (Vec<u32>, String) {
    let all = 0..counts.len() as u32;
    let frequent: Vec<u32> =
        all.clone().filter(|&i| counts[i as usize].0.min(counts[i as usize].1) >= min_count).collect();
    if frequent.len() >= 2 * dim {
        (frequent, format!("all shared words with at least {min_count} uses on each side"))
    } else {
        (all.collect(), format!("all shared words (too few have {min_count} uses on each side)"))
    }
}

/// Reads a domain's vectors; sections ask [`Context::without_vectors`] first.
pub fn matrix(domain: &Domain) -> Result<Matrix, crate::Error> {
    match domain.open_vectors()? {
        Ok(vectors) => Ok(vectors.matrix),
        Err(what) => Err(crate::Error::Damaged { path: domain.dir().to_owned(), what }),
    }
}
