//! §9 What would a Transformer see?

use super::Context;
use crate::Error;
use crate::report::{AttentionSection, PairEstimate, Section};
use crate::text::Text;
use crate::units;
use isogloss_analyse::{attention, difference};
use isogloss_math::stream;

/// Sentences drawn from each domain, one a document.
const SENTENCES: usize = 1_000;
/// Words of each: the same in all domains, for attention spreads with length.
const LENGTH: usize = 16;

/// Per domain, its own sentences under its own vectors.
pub fn attention_section(context: &Context<'_>) -> Result<Section<AttentionSection>, Error> {
    let seed = context.settings.seed;
    let key = context.vectors_key("attention", (SENTENCES, LENGTH, seed));
    context.folder.value("attention", &key, || {
        let texts = match context.texts() {
            Ok(texts) => texts,
            Err(reason) => return Ok(Section::NotComputable { reason }),
        };
        let mut domains = Vec::new();
        for (d, (domain, text)) in context.domains.iter().zip(texts).enumerate() {
            if let Some(reason) = context.without_vectors(&[d]) {
                return Ok(Section::NotComputable { reason });
            }
            let sentences = sentences(text, domain.words, seed);
            match attention::attention(&sentences, &super::matrix(domain)?, seed) {
                Ok(result) => domains.push(result),
                Err(error) => {
                    return Ok(Section::NotComputable { reason: format!("{}: {error}", domain.name) });
                }
            }
        }
        let of_pairs = |estimate: &dyn Fn(&attention::Attention) -> isogloss_math::Estimate| {
            let pair = |(a, b): (usize, usize)| PairEstimate {
                a,
                b,
                estimate: difference::independent(&estimate(&domains[a]), &estimate(&domains[b])),
            };
            context.pairs().into_iter().map(pair).collect()
        };
        let row_entropy = of_pairs(&|attention| attention.as_is.row_entropy.clone());
        let score_norm = of_pairs(&|attention| attention.as_is.score_norm.clone());
        Ok(Section::Computed(AttentionSection { domains, row_entropy, score_norm }))
    })
}

/// A run of [`LENGTH`] consecutive words that have vectors, from a random place in each of some random documents.
fn sentences(text: &Text, words: usize, seed: u64) -> Vec<Vec<u32>> {
    let mut sentences = Vec::new();
    for d in units::shuffled(&text.corpus, seed) {
        let known: Vec<u32> =
            text.corpus.document(d).iter().copied().filter(|&id| (id as usize) < words).collect();
        if known.len() >= LENGTH {
            let places = (known.len() - LENGTH + 1) as u64;
            let start = (stream::hash(seed, &(d as u64).to_be_bytes()) % places) as usize;
            sentences.push(known[start..start + LENGTH].to_vec());
        }
        if sentences.len() == SENTENCES {
            break;
        }
    }
    sentences
}
