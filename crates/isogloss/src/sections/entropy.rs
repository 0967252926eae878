//! §2 How many bits does a word carry?

use super::Context;
use crate::report::{EntropySection, PairEstimate, Section};
use crate::text::Text;
use crate::{Error, units};
use isogloss_analyse::{AnalyseError, difference, entropy};

/// Samples of the growth curve: the whole, its half, its quarter, ...
const HALVINGS: u32 = 9;

/// Per domain at full and at matched size, the pairs' differences, and growth curves.
pub fn entropy_section(context: &Context<'_>) -> Result<Section<EntropySection>, Error> {
    let settings = context.settings;
    let key = context.text_key("entropy", (settings.groups, settings.seed));
    context.folder.value("entropy", &key, || {
        Ok(match context.texts() {
            Ok(texts) => super::section(compute(context, &texts)),
            Err(reason) => Section::NotComputable { reason },
        })
    })
}

fn compute(context: &Context<'_>, texts: &[&Text]) -> Result<EntropySection, AnalyseError> {
    let settings = context.settings;
    let smallest = texts.iter().map(|text| text.corpus.vocabulary.tokens()).min().unwrap_or(0);
    let (mut full, mut matched, mut growth) = (Vec::new(), Vec::new(), Vec::new());
    for text in texts {
        let order = units::shuffled(&text.corpus, settings.seed);
        let of = |documents: &[usize]| {
            let (counts, without) = units::jackknife_counts(&text.corpus, documents, settings);
            entropy::entropy(&counts, &without)
        };
        let all = of(&order)?;
        matched.push(if text.corpus.counts_only() {
            let counts = text.corpus.vocabulary.counts();
            entropy::entropy(&units::thinned(counts, smallest, settings.seed), &[])?
        } else {
            let sample = units::up_to(&text.corpus, &order, smallest);
            if sample.len() == order.len() { all.clone() } else { of(&sample)? }
        });
        full.push(all);
        growth.push(growth_curve(text, &order, settings.seed)?);
    }
    let differences = context
        .pairs()
        .into_iter()
        .map(|(a, b)| PairEstimate {
            a,
            b,
            estimate: difference::independent(&matched[a].miller_madow, &matched[b].miller_madow),
        })
        .collect();
    let matched_tokens = matched.iter().map(|sample: &entropy::Entropy| sample.tokens).min().unwrap_or(0);
    Ok(EntropySection { full, matched_tokens, matched, differences, growth })
}

fn growth_curve(text: &Text, order: &[usize], seed: u64) -> Result<Vec<(u64, f64, f64)>, AnalyseError> {
    let tokens = text.corpus.vocabulary.tokens();
    let mut points: Vec<(u64, f64, f64)> = Vec::new();
    for halving in (0..HALVINGS).rev() {
        let corpus = &text.corpus;
        let counts = if corpus.counts_only() {
            units::thinned(corpus.vocabulary.counts(), tokens >> halving, seed)
        } else {
            corpus.count(units::up_to(corpus, order, tokens >> halving).into_iter())
        };
        let sample = entropy::entropy(&counts, &[])?;
        if points.last().is_none_or(|&(before, ..)| before < sample.tokens) {
            points.push((sample.tokens, sample.plug_in, sample.miller_madow.value));
        }
    }
    Ok(points)
}
