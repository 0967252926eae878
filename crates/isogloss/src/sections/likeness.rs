//! + Are the spaces alike as a whole, and what shape has each?

use super::Context;
use crate::Error;
use crate::report::{LikenessPair, LikenessSection, Section};
use crate::shared::{SharedWords, Uses};
use isogloss_analyse::AnalyseError;
use isogloss_analyse::isotropy::isotropy;
use isogloss_analyse::likeness::{LikenessParams, likeness};

/// The words of a sample are drawn from so many of the most frequent shared ones.
const AMONG: usize = 20_000;
/// Fewer shared words are no space.
const FEWEST: usize = 10;

/// The shape of each space over the words that all domains share, and per pair of domains how alike they are.
pub fn likeness_section(
    context: &Context<'_>,
    shared: &SharedWords,
) -> Result<Section<LikenessSection>, Error> {
    let settings = context.settings;
    let params = LikenessParams { seed: settings.seed, ..LikenessParams::default() };
    let own = (&params, AMONG, settings.rank_min_count, settings.vectors.last_line);
    let key = context.vectors_key("likeness", own);
    context.folder.value("likeness", &key, || {
        let all: Vec<usize> = (0..context.domains.len()).collect();
        if let Some(reason) = context.without_vectors(&all) {
            return Ok(Section::NotComputable { reason });
        }
        if shared.len() < FEWEST {
            let error = AnalyseError::TooFew { what: "shared words", given: shared.len(), needed: FEWEST };
            return Ok(Section::NotComputable { reason: error.to_string() });
        }
        let mut domains = Vec::new();
        for (d, domain) in context.domains.iter().enumerate() {
            match isotropy(&shared.rows(d, &super::matrix(domain)?)) {
                Ok(shape) => domains.push(shape),
                Err(error) => {
                    return Ok(Section::NotComputable { reason: format!("{}: {error}", domain.name) });
                }
            }
        }
        let mut pairs = Vec::new();
        for (a, b) in context.pairs() {
            match pair(context, a, b, &params)? {
                Ok(pair) => pairs.push(pair),
                Err(error) => return Ok(Section::NotComputable { reason: error.to_string() }),
            }
        }
        Ok(Section::Computed(LikenessSection { domains, pairs }))
    })
}

fn pair(
    context: &Context<'_>,
    a: usize,
    b: usize,
    params: &LikenessParams,
) -> Result<Result<LikenessPair, AnalyseError>, Error> {
    let (of_a, of_b) = (&context.domains[a], &context.domains[b]);
    let shared = SharedWords::of(&[of_a, of_b]);
    let least = context.settings.rank_min_count;
    let last = context.settings.vectors.last_line;
    let uses = shared.uses(0, 1);
    // Rare words have noisy vectors: they are left to the sections that show their noise.
    let frequent = |&i: &usize| match &uses {
        Uses::Counts(counts) => counts[i].0.min(counts[i].1) >= least,
        Uses::Lines(lines) => lines[i].0.max(lines[i].1) <= last,
    };
    let places: Vec<usize> = (0..shared.len()).filter(frequent).take(AMONG).collect();
    let words: Vec<String> = places.iter().map(|&i| shared.words[i].clone()).collect();
    let ids = |side: usize| places.iter().map(|&i| shared.ids[side][i]).collect::<Vec<u32>>();
    let rows_a = super::matrix(of_a)?.gather(&ids(0));
    let rows_b = super::matrix(of_b)?.gather(&ids(1));
    Ok(likeness(&words, &rows_a, &rows_b, params).map(|likeness| LikenessPair { a, b, likeness }))
}
