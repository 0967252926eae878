//! Settings of the shift, and where their defaults come from.

use crate::AnalyseError;
use serde::{Deserialize, Serialize};

/// Settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ShiftParams {
    /// Nearest neighbours compared (among the shared words).
    pub neighbours: usize,
    /// Words of like frequency against which Δ is adjusted.
    pub peers: usize,
    /// A word is ranked only if it has this many uses in each domain.
    pub min_count: u64,
    /// A word without counts is ranked only if it stands in the first so many lines of each file.
    pub last_line: u64,
}

impl Default for ShiftParams {
    fn default() -> Self {
        Self {
            // Hamilton, Leskovec & Jurafsky (2016), "Cultural shift or linguistic drift?", compare 25 neighbours.
            neighbours: 25,
            // The standard error of the median of 200 normal values is 9 % of their standard deviation: little beside a
            // ranking that looks at several. Yet 200 of some ten thousand words are still of nearly one frequency.
            peers: 200,
            // A choice: the noise curves of a run show how much of Δ is left at other counts.
            min_count: 100,
            // A choice: what stands further down in the usual files is mostly names, numbers and misspellings.
            last_line: 50_000,
        }
    }
}

impl ShiftParams {
    /// Refuses settings that no computation can use.
    ///
    /// # Errors
    /// Parameter.
    pub fn check(&self) -> Result<(), AnalyseError> {
        if self.neighbours == 0 {
            return Err(AnalyseError::Parameter { name: "neighbours", needs: "must be at least 1" });
        }
        if self.peers < 2 {
            return Err(AnalyseError::Parameter { name: "peers", needs: "must be at least 2" });
        }
        Ok(())
    }
}
