//! §10 In one number each.

use super::Context;
use crate::Error;
use crate::report::{GeometrySection, Section, SummaryPair, SummarySection};
use crate::shared::SharedWords;
use isogloss_analyse::summary;

/// Random pairs of shared words in s̄.
const PAIRS: usize = 200_000;

/// Per pair of domains; Δ comes from the geometry section.
pub fn summary_section(
    context: &Context<'_>,
    geometry: &Section<GeometrySection>,
) -> Result<Section<SummarySection>, Error> {
    let settings = context.settings;
    let key = context
        .vectors_key("summary", (PAIRS, settings.seed, settings.rank_min_count, settings.vectors.anchors));
    context.folder.value("summary", &key, || {
        let geometry = match geometry.as_result() {
            Ok(geometry) => geometry,
            Err(reason) => return Ok(Section::NotComputable { reason: reason.to_owned() }),
        };
        let mut pairs = Vec::new();
        for pair in &geometry.pairs {
            let (a, b) = (&context.domains[pair.a], &context.domains[pair.b]);
            let shared = SharedWords::of(&[a, b]);
            let (of_a, of_b) = (shared.rows(0, &super::matrix(a)?), shared.rows(1, &super::matrix(b)?));
            let shifts: Vec<f64> = pair.shift.words.iter().map(|word| word.shift).collect();
            match summary::summary(&of_a, &of_b, &shifts, PAIRS, settings.seed) {
                Ok(summary) => pairs.push(SummaryPair { a: pair.a, b: pair.b, summary }),
                Err(error) => return Ok(Section::NotComputable { reason: error.to_string() }),
            }
        }
        Ok(Section::Computed(SummarySection { pairs }))
    })
}
