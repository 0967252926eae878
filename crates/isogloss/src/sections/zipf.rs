//! §2 How steeply do the frequencies of words fall?

use super::Context;
use crate::report::{PairEstimate, Section, ZipfSection};
use crate::text::Text;
use crate::{Error, units};
use isogloss_analyse::{AnalyseError, difference, zipf};

/// Per domain on all its text, and the pairs' differences.
pub fn zipf_section(context: &Context<'_>) -> Result<Section<ZipfSection>, Error> {
    let settings = context.settings;
    let key = context.text_key("zipf", (settings.groups, settings.seed));
    context.folder.value("zipf", &key, || {
        Ok(match context.texts() {
            Ok(texts) => super::section(compute(context, &texts)),
            Err(reason) => Section::NotComputable { reason },
        })
    })
}

fn compute(context: &Context<'_>, texts: &[&Text]) -> Result<ZipfSection, AnalyseError> {
    let mut domains = Vec::new();
    for text in texts {
        let documents: Vec<usize> = (0..text.corpus.len()).collect();
        let (counts, without) = units::jackknife_counts(&text.corpus, &documents, context.settings);
        domains.push(zipf::zipf(&counts, &without, &zipf::ZipfParams::default())?);
    }
    let differences = context
        .pairs()
        .into_iter()
        .map(|(a, b)| PairEstimate {
            a,
            b,
            estimate: difference::independent(&domains[a].alpha, &domains[b].alpha),
        })
        .collect();
    Ok(ZipfSection { domains, differences })
}
