//! §6 Is meaning linear?

use super::Context;
use crate::Error;
use crate::report::{AnalogySection, Section};
use crate::shared::SharedWords;
use isogloss_analyse::analogy;
use isogloss_math::Matrix;

/// Answers are sought among this many of the most frequent shared words.
const CANDIDATES: usize = 50_000;

/// Over the words that all domains share.
pub fn analogy_section(
    context: &Context<'_>,
    shared: &SharedWords,
) -> Result<Section<AnalogySection>, Error> {
    let seed = context.settings.seed;
    let questions = &context.evaluation.questions;
    let key = context.vectors_key("analogy", (CANDIDATES, seed, &questions.sections));
    context.folder.value("analogy", &key, || {
        let all: Vec<usize> = (0..context.domains.len()).collect();
        if let Some(reason) = context.without_vectors(&all) {
            return Ok(Section::NotComputable { reason });
        }
        let mut spaces = Vec::new();
        for (d, domain) in context.domains.iter().enumerate() {
            spaces.push(shared.rows(d, &super::matrix(domain)?));
        }
        let spaces: Vec<&Matrix> = spaces.iter().collect();
        let result = analogy::analogy(&shared.words, &spaces, questions, CANDIDATES, seed);
        Ok(super::section(result.map(|(analogy, differences)| AnalogySection { analogy, differences })))
    })
}
