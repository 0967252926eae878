//! §7 Does what is learnt in one domain hold in the other?

use super::Context;
use crate::Error;
use crate::report::{Section, TransferPair, TransferSection};
use crate::shared::SharedWords;
use isogloss_analyse::divergence::divergence;
use isogloss_analyse::geometry::align;
use isogloss_analyse::transfer::{self, Transfer};

/// Per pair of domains.
pub fn transfer_section(context: &Context<'_>) -> Result<Section<TransferSection>, Error> {
    let settings = context.settings;
    let labels = &context.evaluation.labels;
    let key = context.vectors_key(
        "transfer",
        (
            settings.seed,
            settings.rank_min_count,
            settings.vectors.anchors,
            &labels.positive,
            &labels.negative,
        ),
    );
    context.folder.value("transfer", &key, || {
        let mut pairs = Vec::new();
        for (a, b) in context.pairs() {
            let divergence = match context.union() {
                Ok(union) => super::section(divergence(&union.counts[a], &union.counts[b])),
                Err(reason) => Section::NotComputable { reason },
            };
            pairs.push(TransferPair { a, b, divergence, classifier: classifier(context, a, b)? });
        }
        Ok(Section::Computed(TransferSection { pairs }))
    })
}

fn classifier(context: &Context<'_>, a: usize, b: usize) -> Result<Section<Transfer>, Error> {
    if let Some(reason) = context.without_vectors(&[a, b]) {
        return Ok(Section::NotComputable { reason });
    }
    let settings = context.settings;
    let shared = SharedWords::of(&[&context.domains[a], &context.domains[b]]);
    let (anchors, rule) = super::anchors_of(&shared.uses(0, 1), settings);
    let of_a = shared.rows(0, &super::matrix(&context.domains[a])?);
    let of_b = shared.rows(1, &super::matrix(&context.domains[b])?);
    let result = align(&of_a, &of_b, &anchors, &rule).and_then(|aligned| {
        transfer::transfer(&shared.words, &aligned.a, &aligned.b, &context.evaluation.labels, settings.seed)
    });
    Ok(super::section(result))
}
