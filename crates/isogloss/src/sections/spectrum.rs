//! §8 What is the spectrum?

use super::Context;
use crate::Error;
use crate::report::{Section, SpectrumSection};
use crate::shared::SharedWords;
use isogloss_analyse::AnalyseError;
use isogloss_analyse::spectrum::{SpectrumParams, spectrum};
use isogloss_train::ppmi::ppmi;

/// Fewer shared words have no spectrum worth a look.
const FEWEST: usize = 10;

/// Per domain, on the words that all share.
pub fn spectrum_section(context: &Context<'_>) -> Result<Section<SpectrumSection>, Error> {
    let settings = context.settings;
    let params = SpectrumParams { seed: settings.seed, ..SpectrumParams::default() };
    let smoothing = settings.context_distribution_smoothing();
    let own = (&params, settings.spectrum_words, settings.cooccurrence(), settings.min_count, smoothing);
    let key = context.text_key("spectrum", own);
    context.folder.value("spectrum", &key, || {
        let texts = match context.contexts() {
            Ok(texts) => texts,
            Err(reason) => return Ok(Section::NotComputable { reason }),
        };
        let shared = SharedWords::of(&context.domains.iter().collect::<Vec<_>>());
        let words = shared.len().min(settings.spectrum_words);
        if words < FEWEST {
            let error = AnalyseError::TooFew { what: "shared words", given: words, needed: FEWEST };
            return Ok(Section::NotComputable { reason: error.to_string() });
        }
        let mut domains = Vec::new();
        for (d, (domain, text)) in context.domains.iter().zip(texts).enumerate() {
            let matrix = ppmi(&text.cooccurrence()?, smoothing, 1.0, Some(&shared.ids[d][..words]));
            match spectrum(&matrix, &params) {
                Ok(result) => domains.push(result),
                Err(error) => {
                    return Ok(Section::NotComputable { reason: format!("{}: {error}", domain.name) });
                }
            }
            context.folder.progress().advance(d as u64 + 1, context.domains.len() as u64, "domains", "");
        }
        Ok(Section::Computed(SpectrumSection { words, domains }))
    })
}
