//! §5 Which words belong to a domain?

use super::{Context, confound};
use crate::report::{InformationSection, Section};
use crate::shared::Union;
use crate::text::Text;
use crate::{Error, units};
use isogloss_analyse::information;

/// Characteristic words listed per domain.
const TOP: usize = 40;

/// Over all domains and the union of their types.
pub fn information_section(context: &Context<'_>) -> Result<Section<InformationSection>, Error> {
    let settings = context.settings;
    let key = context.text_key("information", (settings.groups, settings.seed));
    context.folder.value("information", &key, || {
        let (texts, union) = match context.texts().and_then(|texts| Ok((texts, context.union()?))) {
            Ok(both) => both,
            Err(reason) => return Ok(Section::NotComputable { reason }),
        };
        let without = without_groups(context, &texts, union);
        let result =
            information::information(&union.words, &union.counts, &without, TOP).and_then(|information| {
                Ok(InformationSection {
                    information,
                    confound: confound::audit(context, &texts, union, &without)?,
                })
            });
        Ok(super::section(result))
    })
}

/// `[j][d]`: the counts of domain d without its group j. Group j of every domain goes at once: the domains are independent,
/// so the variances of their parts add. A domain of fewer groups than others stays whole for the rest; a domain that is a list of
/// words with counts has none, and then there are none at all.
fn without_groups(context: &Context<'_>, texts: &[&Text], union: &Union<'_>) -> Vec<Vec<Vec<u64>>> {
    let of_domain = |(d, text): (usize, &&Text)| -> Vec<Vec<u64>> {
        let documents: Vec<usize> = (0..text.corpus.len()).collect();
        let (_, without) = units::jackknife_counts(&text.corpus, &documents, context.settings);
        without.iter().map(|counts| union.spread(d, counts)).collect()
    };
    let of_domains: Vec<_> = texts.iter().enumerate().map(of_domain).collect();
    if of_domains.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    let groups = of_domains.iter().map(Vec::len).max().unwrap_or(0);
    let mut rest: Vec<_> = of_domains.into_iter().map(Vec::into_iter).collect();
    let group = |_| -> Vec<Vec<u64>> {
        let each = rest.iter_mut().zip(&union.counts);
        each.map(|(without, whole)| without.next().unwrap_or_else(|| whole.clone())).collect()
    };
    (0..groups).map(group).collect()
}
