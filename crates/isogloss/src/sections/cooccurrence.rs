//! §3 Who keeps company with whom, and do the vectors predict it?

use super::{Context, company};
use crate::domain::Domain;
use crate::report::{CooccurrenceDomain, CooccurrenceSection, Section};
use crate::text::Text;
use crate::{Error, Settings};
use isogloss_analyse::cooccurrence::{CooccurrenceFit, Pair, fit};
use isogloss_count::Cooccurrence;
use isogloss_math::stream;

/// Nonzeros on which the fit is judged.
const PAIRS: usize = 200_000;

/// Per domain and per pair of domains.
pub fn cooccurrence_section(context: &Context<'_>) -> Result<Section<CooccurrenceSection>, Error> {
    let settings = context.settings;
    let key = context.vectors_key(
        "cooccurrence",
        (PAIRS, company::KEY, settings.rank_min_count, settings.groups, settings.seed),
    );
    context.folder.value("cooccurrence", &key, || {
        let texts = match context.contexts() {
            Ok(texts) => texts,
            Err(reason) => return Ok(Section::NotComputable { reason }),
        };
        let mut domains = Vec::new();
        for (domain, text) in context.domains.iter().zip(&texts) {
            let x = text.cooccurrence()?;
            domains.push(CooccurrenceDomain {
                words: x.words(),
                nonzeros: x.nonzeros() as u64,
                fit: fit_of(domain, text, &x, settings)?,
            });
        }
        let pairs = context.pairs().into_iter().map(|(a, b)| company::company_of(context, &texts, a, b));
        let pairs = pairs.collect::<Result<_, Error>>()?;
        Ok(Section::Computed(CooccurrenceSection { window: settings.training.window(), domains, pairs }))
    })
}

fn fit_of(
    domain: &Domain,
    text: &Text,
    x: &Cooccurrence,
    settings: &Settings,
) -> Result<Section<CooccurrenceFit>, Error> {
    let vectors = match domain.open_vectors()? {
        Ok(vectors) => vectors,
        Err(reason) => return Ok(Section::NotComputable { reason }),
    };
    let Some(contexts) = vectors.contexts else {
        return Ok(Section::NotComputable {
            reason: "these vectors come without context vectors".to_owned(),
        });
    };
    let words = match settings.training.words_alone(vectors.matrix, &contexts) {
        Ok(words) => words,
        Err(reason) => return Ok(Section::NotComputable { reason }),
    };
    let log_margins: Vec<f64> =
        x.row_sums().iter().map(|&sum| if sum > 0.0 { sum.ln() } else { 0.0 }).collect();
    let pairs = sample(x, settings.seed);
    Ok(super::section(fit(
        &pairs,
        &log_margins,
        &text.corpus.vocabulary.counts()[..domain.words],
        &words,
        &contexts,
        settings.seed,
    )))
}

/// About [`PAIRS`] nonzeros, each kept by a seeded hash of its pair: every nonzero has the same chance.
fn sample(x: &Cooccurrence, seed: u64) -> Vec<Pair> {
    let keep = (PAIRS as f64 / x.nonzeros().max(1) as f64).min(1.0);
    let threshold = (keep * u64::MAX as f64) as u64;
    let mut pairs = Vec::new();
    for i in 0..x.words() as u32 {
        let (columns, values) = x.row(i);
        for (&j, &value) in columns.iter().zip(values) {
            if stream::mix(seed ^ (u64::from(i) << 32 | u64::from(j))) <= threshold {
                pairs.push(Pair { i, j, log_x: f64::from(value).ln() });
            }
        }
    }
    pairs
}
