//! §4 What is the geometry, and which words moved?

use super::Context;
use crate::domain::{Domain, train_on};
use crate::folder::{Key, read_json, write_json};
use crate::report::{GeometryPair, GeometrySection, Section, WordDetail};
use crate::shared::{SharedWords, Uses};
use crate::text::Text;
use crate::{Error, units};
use isogloss_analyse::geometry::{
    self, Aligned, NoisePoint, ShiftParams, ShiftedWord, align, anchor_intervals,
};
use isogloss_math::Matrix;
use isogloss_store::nearest;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Words whose neighbourhoods can be looked up in the report: the first of the ranking, ...
const DETAILED_TOP: usize = 800;
/// ... and the last, the most stable.
const DETAILED_STABLE: usize = 100;
/// Neighbours listed on each side.
const LISTED: usize = 10;
/// Points of each control in the figure.
const CONTROL_POINTS: usize = 1_500;
/// The paper's own examples, always shown where both domains know them.
pub const PAPER_WORDS: [&str; 2] = ["apple", "viral"];

/// What one domain's two halves say about noise.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Noise {
    curve: Vec<NoisePoint>,
    control: Vec<(f64, f64)>,
}

/// Per pair of domains, every shared word.
pub fn geometry_section(context: &Context<'_>) -> Result<Section<GeometrySection>, Error> {
    let settings = context.settings;
    let all: Vec<usize> = (0..context.domains.len()).collect();
    let computable = context.without_vectors(&all).is_none();
    let mut noises = Vec::new();
    for domain in context.domains {
        // Where there is no text, there is nothing to halve.
        noises.push(match domain.text() {
            Ok(text) if settings.noise_floor && computable => noise(context, domain, text)?,
            _ => Noise::default(),
        });
    }
    let params = ShiftParams {
        neighbours: settings.neighbours,
        min_count: settings.rank_min_count,
        last_line: settings.vectors.last_line,
        ..ShiftParams::default()
    };
    let own = (&params, settings.noise_floor, settings.seed, &settings.vectors);
    let key = context.vectors_key("geometry", own);
    context.folder.value("geometry", &key, || {
        if let Some(reason) = context.without_vectors(&all) {
            return Ok(Section::NotComputable { reason });
        }
        let mut pairs = Vec::new();
        for (a, b) in context.pairs() {
            match pair(context, a, b, &noises, &params)? {
                Section::Computed(pair) => pairs.push(pair),
                Section::NotComputable { reason } => return Ok(Section::NotComputable { reason }),
            }
        }
        Ok(Section::Computed(GeometrySection { pairs }))
    })
}

fn pair(
    context: &Context<'_>,
    a: usize,
    b: usize,
    noises: &[Noise],
    params: &ShiftParams,
) -> Result<Section<GeometryPair>, Error> {
    let (of_a, of_b) = (&context.domains[a], &context.domains[b]);
    let shared = SharedWords::of(&[of_a, of_b]);
    let uses = shared.uses(0, 1);
    let (anchors, rule) = super::anchors_of(&uses, context.settings);
    let (vectors_a, vectors_b) = (super::matrix(of_a)?, super::matrix(of_b)?);
    let (frequencies, noise_a, noise_b) = (uses.frequencies(), &noises[a].curve, &noises[b].curve);
    let result = align(&shared.rows(0, &vectors_a), &shared.rows(1, &vectors_b), &anchors, &rule).and_then(
        |aligned| {
            let mut shift = geometry::shift(&shared.words, frequencies, &aligned, noise_a, noise_b, params)?;
            let looked_up = looked_up(&shift.words);
            if let Uses::Lines(_) = &uses {
                let (resamples, seed) = (context.settings.vectors.resamples, context.settings.seed);
                let intervals = anchor_intervals(&aligned, &anchors, &looked_up, resamples, seed)?;
                for (&i, interval) in looked_up.iter().zip(intervals) {
                    shift.words[i as usize].anchor_interval = Some(interval);
                }
            }
            Ok((shift, looked_up))
        },
    );
    let (shift, looked_up) = match result {
        Ok(found) => found,
        Err(error) => {
            let reason = format!("{} and {}: {error}", of_a.name, of_b.name);
            return Ok(Section::NotComputable { reason });
        }
    };
    let lists_a = neighbourhoods(of_a, &vectors_a, &shared.ids[0], &looked_up, params.neighbours);
    let lists_b = neighbourhoods(of_b, &vectors_b, &shared.ids[1], &looked_up, params.neighbours);
    let details = looked_up
        .iter()
        .zip(lists_a.into_iter().zip(lists_b))
        .map(|(&i, (in_a, in_b))| detail(&shared.words[i as usize], in_a, in_b))
        .collect();
    Ok(Section::Computed(GeometryPair {
        a,
        b,
        shift,
        details,
        control_a: noises[a].control.clone(),
        control_b: noises[b].control.clone(),
    }))
}

/// Rows of the words that can be looked up: the ranking's top, the paper's own words, the ranking's end.
fn looked_up(words: &[ShiftedWord]) -> Vec<u32> {
    let mut ranked: Vec<(usize, u32)> =
        words.iter().enumerate().filter_map(|(i, word)| Some((word.rank?, i as u32))).collect();
    ranked.sort_unstable();
    let stable = ranked.iter().skip(ranked.len().saturating_sub(DETAILED_STABLE).max(DETAILED_TOP));
    let own = (0..words.len() as u32).filter(|&i| PAPER_WORDS.contains(&words[i as usize].word.as_str()));
    let rows = ranked.iter().take(DETAILED_TOP).map(|&(_, i)| i).chain(own).chain(stable.map(|&(_, i)| i));
    let mut seen = HashSet::new();
    rows.filter(|&i| seen.insert(i)).collect()
}

/// The nearest words, among all of a domain's words, to some of the shared ones.
fn neighbourhoods(
    domain: &Domain,
    vectors: &Matrix,
    ids: &[u32],
    rows: &[u32],
    k: usize,
) -> Vec<Vec<(String, f32)>> {
    let unit = vectors.unit_rows();
    let own: Vec<u32> = rows.iter().map(|&i| ids[i as usize]).collect();
    let lists = nearest(&unit.gather(&own), &unit, k, Some(&own));
    let named = |list: Vec<isogloss_store::neighbors::Neighbor>| {
        list.into_iter().map(|n| (domain.word(n.index).to_owned(), n.cosine)).collect()
    };
    lists.into_iter().map(named).collect()
}

fn detail(word: &str, in_a: Vec<(String, f32)>, in_b: Vec<(String, f32)>) -> WordDetail {
    let mut shared: Vec<(usize, &str)> = in_a
        .iter()
        .enumerate()
        .filter_map(|(i, (near, _))| {
            let j = in_b.iter().position(|(other, _)| other == near)?;
            Some((i + j, near.as_str()))
        })
        .collect();
    shared.sort_unstable();
    let shared = shared.into_iter().map(|(_, near)| near.to_owned()).take(LISTED).collect();
    let listed = |list: &[(String, f32)]| list.iter().take(LISTED).cloned().collect();
    WordDetail { word: word.to_owned(), neighbours_a: listed(&in_a), neighbours_b: listed(&in_b), shared }
}

/// Trains on two halves of a domain's units and lays them on each other: what they differ by is noise.
fn noise(context: &Context<'_>, domain: &Domain, text: &Text) -> Result<Noise, Error> {
    let settings = context.settings;
    let key = Key::new(&("noise", &domain.vectors_key, settings.rank_min_count, settings.seed));
    context.folder.stage(&domain.name, "noise", &key, |dir| {
        write_json(&dir.join("noise.json"), &halves(context, domain, text, dir)?)
    })?;
    read_json(&text.dir.join("noise.json"))
}

fn halves(
    context: &Context<'_>,
    domain: &Domain,
    text: &Text,
    dir: &std::path::Path,
) -> Result<Noise, Error> {
    let settings = context.settings;
    let half_of = units::deal(&text.corpus, 2, settings.seed);
    let mut counts = Vec::new();
    let mut vectors = Vec::new();
    for half in 0..2 {
        let documents: Vec<bool> = half_of.iter().map(|&h| h == half).collect();
        counts.push(text.corpus.count((0..documents.len()).filter(|&d| documents[d])));
        let scratch = dir.join("scratch");
        match train_on(context.folder, text, domain.words, settings, Some(&documents), &scratch) {
            Ok((trained, _)) => vectors.push(trained.vectors),
            Err(Error::Train(error)) => {
                let name = &domain.name;
                context
                    .folder
                    .progress()
                    .warn(&format!("{name}: no noise floor, its halves are too small ({error})"));
                return Ok(Noise::default());
            }
            Err(error) => return Err(error),
        }
    }
    let enough = |&id: &u32| counts.iter().all(|half: &Vec<u64>| half[id as usize] >= settings.min_count);
    let ids: Vec<u32> = (0..domain.words as u32).filter(enough).collect();
    let pairs: Vec<(u64, u64)> =
        ids.iter().map(|&id| (counts[0][id as usize], counts[1][id as usize])).collect();
    let (anchors, rule) = super::anchors(&pairs, settings.rank_min_count, settings.training.dim());
    let Ok(aligned) = align(&vectors[0].gather(&ids), &vectors[1].gather(&ids), &anchors, &rule) else {
        return Ok(Noise::default());
    };
    Ok(Noise { curve: geometry::noise(&aligned, &pairs), control: control(&aligned, &pairs) })
}

/// An even sample, by frequency, of `(harmonic mean count, Δ)`.
fn control(aligned: &Aligned, counts: &[(u64, u64)]) -> Vec<(f64, f64)> {
    let step = counts.len().div_ceil(CONTROL_POINTS).max(1);
    let point = |i: usize| {
        let (x, y) = (counts[i].0 as f64, counts[i].1 as f64);
        let difference =
            aligned.a.row(i).iter().zip(aligned.b.row(i)).map(|(&p, &q)| f64::from(p - q).powi(2));
        (2.0 / (1.0 / x + 1.0 / y), difference.sum::<f64>().sqrt())
    };
    (0..counts.len()).step_by(step).map(point).collect()
}
