//! §5 Which words belong to a domain?

use super::Context;
use crate::report::{InformationSection, Section};
use crate::shared::Union;
use crate::{Error, units};
use isogloss_analyse::information;

/// Characteristic words listed per domain.
const TOP: usize = 40;

/// Over all domains and the union of their types.
pub fn information_section(context: &Context<'_>) -> Result<Section<InformationSection>, Error> {
    let settings = context.settings;
    let key = context.text_key("information", (settings.groups, settings.seed));
    context.folder.value("information", &key, || {
        let union = Union::of(context.domains);
        let group_of: Vec<_> = context
            .domains
            .iter()
            .map(|domain| units::deal(&domain.corpus, settings.groups, settings.seed))
            .collect();
        // Group j of every domain at once: the domains are independent, so the variances of their parts add.
        let without = |j: usize| -> Vec<Vec<u64>> {
            let each = context.domains.iter().enumerate();
            each.map(|(d, domain)| {
                let documents = (0..domain.corpus.len()).filter(|&doc| usize::from(group_of[d][doc]) != j);
                union.spread(d, &domain.corpus.count(documents))
            })
            .collect()
        };
        let without: Vec<_> = (0..settings.groups).map(without).collect();
        let result = information::information(&union.words, &union.counts, &without, TOP);
        Ok(super::section(result.map(|information| InformationSection { information })))
    })
}
