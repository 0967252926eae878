//! §3 Whose company differs most?
//!
//! Three walks over the words that both domains use often, a word at a time on any core: its uses in halves of the documents (divergence);
//! its whole rows of X (plug-in divergence, pairs that may differ); of the pairs that may, the meetings in each group of units.
//! In memory: per thread one word's rows and uses, in all the words' results and 3,000 pairs per direction.

use super::Context;
use crate::report::{CooccurrencePair, Section};
use crate::shared::SharedWords;
use crate::text;
use crate::units::{self, GroupOf};
use crate::{Error, Settings};
use isogloss_analyse::AnalyseError;
use isogloss_analyse::company::{
    Association, Company, CompanyPair, CompanyWord, Contrast, Debiased, PairCounts, Samples, SharedContext,
    Side, contrast, screen,
};
use isogloss_count::{Cooccurrence, Postings, Windows};
use isogloss_math::rank::spearman;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Changes whenever the section's results do.
pub const KEY: &str = "company 2";
/// Fewest words to compare.
const FEWEST_WORDS: usize = 10;
/// Fewest uses in each half of a domain's documents.
const FEWEST_USES: usize = 25;
/// Most of them that are looked at: more would change D by less than its interval.
const MOST_USES: usize = 5_000;
/// First ranks whose contexts are told.
const TOP_WORDS: usize = 100;
/// Contexts told on either side.
const TOP_CONTEXTS: usize = 5;
/// Pairs per direction whose meetings are counted by group, those that are surest by their counts alone.
const CANDIDATES: usize = 3_000;
/// No place.
const NONE: u32 = u32::MAX;
/// Bits by which a pair's association surely differs, at least: among a hundred thousand pairs some intervals miss 0 by chance,
/// but hardly by a factor of two.
const LEAST_DIFFERENCE: f64 = 1.0;
/// Of the candidates, those told.
const TOP_PAIRS: usize = 100;
/// Pairs that meet less often, by weight, in both domains are no candidates.
const FEWEST_MEETINGS: f64 = 5.0;
/// Words between two selections of candidates.
const CHUNK: usize = 512;

/// What is known of one domain.
struct Text<'a> {
    postings: Postings,
    windows: Windows<'a>,
    group_of: GroupOf<'a>,
    x: Cooccurrence,
    /// By own id: the place among the shared words, or their number for all others.
    context: Vec<u32>,
    /// Row sums of X by shared word, and the sum of all.
    margins: Vec<f64>,
    total: f64,
}

/// A pair that may differ: shared words, first the rarer one, and what screened it.
#[derive(Clone, Copy)]
struct Candidate {
    first: u32,
    second: u32,
    counts: [PairCounts; 2],
    surely: f64,
}

/// The company of the words that two domains share.
pub fn company_of(
    context: &Context<'_>,
    texts: &[&text::Text],
    a: usize,
    b: usize,
) -> Result<CooccurrencePair, Error> {
    let (of_a, of_b) = (&context.domains[a], &context.domains[b]);
    let shared = SharedWords::of(&[of_a, of_b]);
    let frequent =
        |&i: &u32| shared.counts.iter().all(|counts| counts[i as usize] >= context.settings.rank_min_count);
    let words: Vec<u32> = (0..shared.len() as u32).filter(frequent).collect();
    if words.len() < FEWEST_WORDS {
        let what = "shared words that are frequent enough in both domains";
        let error = AnalyseError::TooFew { what, given: words.len(), needed: FEWEST_WORDS };
        let company = Section::NotComputable { reason: error.to_string() };
        return Ok(CooccurrencePair { a, b, company });
    }
    let texts = [
        Text::open(texts[a], of_a.words, &shared.ids[0], context.settings)?,
        Text::open(texts[b], of_b.words, &shared.ids[1], context.settings)?,
    ];
    let task = Task { shared: &shared, texts: &texts, words: &words, settings: context.settings };
    Ok(CooccurrencePair { a, b, company: Section::Computed(task.company()) })
}

impl<'a> Text<'a> {
    fn open(text: &'a text::Text, words: usize, ids: &[u32], settings: &Settings) -> Result<Self, Error> {
        let x = text.cooccurrence()?;
        let sums = x.row_sums();
        let mut context = vec![ids.len() as u32; words];
        (0u32..).zip(ids).for_each(|(i, &id)| context[id as usize] = i);
        let corpus = &text.corpus;
        let groups = units::deal(corpus, settings.groups, settings.seed);
        Ok(Self {
            postings: text.postings()?,
            windows: Windows::new(corpus, words, &settings.cooccurrence())?,
            group_of: GroupOf::new(corpus, groups),
            margins: ids.iter().map(|&id| sums[id as usize]).collect(),
            total: sums.iter().sum(),
            x,
            context,
        })
    }
}

struct Task<'a> {
    shared: &'a SharedWords,
    texts: &'a [Text<'a>; 2],
    /// The words to compare, as shared words.
    words: &'a [u32],
    settings: &'a Settings,
}

/// Two rows of X, `(context, X in a, X in b)`, and room to make the next of.
struct Rows {
    sums: Vec<(f64, f64)>,
    rows: Vec<(u32, f64, f64)>,
}

impl Task<'_> {
    fn company(&self) -> Company {
        let divergences = self.divergences();
        let (plug_ins, candidates) = self.rows();
        let mut words: Vec<(u32, CompanyWord)> = Vec::new();
        for ((&i, found), plug_in) in self.words.iter().zip(divergences).zip(plug_ins) {
            let (Some((uses, divergence)), Some(plug_in)) = (found, plug_in) else { continue };
            let [count_a, count_b] = self.counts(i);
            let word = self.shared.words[i as usize].clone();
            let (contexts_a, contexts_b) = (Vec::new(), Vec::new());
            let rank = 0;
            let word = CompanyWord {
                word,
                count_a,
                count_b,
                plug_in,
                uses,
                divergence,
                rank,
                contexts_a,
                contexts_b,
            };
            words.push((i, word));
        }
        let surely = |word: &CompanyWord| word.divergence.low.unwrap_or(word.divergence.value);
        words.sort_by(|(i, x), (j, y)| surely(y).total_cmp(&surely(x)).then(i.cmp(j)));
        for (rank, (_, word)) in words.iter_mut().enumerate() {
            word.rank = rank + 1;
        }
        words.par_iter_mut().take(TOP_WORDS).for_each_init(
            || Rows::new(self.shared.len()),
            |rows, (i, word)| {
                self.fill(rows, *i);
                let Some(contrast) = self.contrast(rows, *i, TOP_CONTEXTS) else { return };
                word.contexts_a = self.named(&contrast.larger_in_a);
                word.contexts_b = self.named(&contrast.larger_in_b);
            },
        );
        let log_count: Vec<f64> =
            words.iter().map(|(_, word)| (word.count_a.min(word.count_b) as f64).ln()).collect();
        let correlation = |of: fn(&CompanyWord) -> f64| {
            spearman(&log_count, &words.iter().map(|(_, word)| of(word)).collect::<Vec<_>>())
        };
        let [pairs_a, pairs_b] = candidates.map(|candidates| self.pairs(&candidates));
        Company {
            contexts: self.shared.len(),
            min_count: self.settings.rank_min_count,
            compared: words.len(),
            left_out: self.words.len() - words.len(),
            frequency_correlation: correlation(|word| word.divergence.value),
            plug_in_frequency_correlation: correlation(|word| word.plug_in),
            words: words.into_iter().map(|(_, word)| word).collect(),
            pairs_a,
            pairs_b,
        }
    }

    fn counts(&self, i: u32) -> [u64; 2] {
        [0, 1].map(|d| self.shared.counts[d][i as usize])
    }

    fn named(&self, contexts: &[(u32, f64, f64)]) -> Vec<SharedContext> {
        let named = |&(i, share_a, share_b): &(u32, f64, f64)| SharedContext {
            word: self.shared.words[i as usize].clone(),
            share_a,
            share_b,
        };
        contexts.iter().map(named).collect()
    }

    /// Uses in a sample and divergence of every word; `None` where it cannot be had.
    fn divergences(&self) -> Vec<Option<(usize, Debiased)>> {
        self.words
            .par_iter()
            .map_init(
                || Samples::new(self.shared.len() + 1, self.settings.groups),
                |samples, &i| self.divergence(samples, i),
            )
            .collect()
    }

    fn divergence(&self, samples: &mut Samples, i: u32) -> Option<(usize, Debiased)> {
        // (position, group) of each use, by sample: even groups are one half of a domain, odd ones the other.
        let mut uses: [Vec<(u32, u16)>; 4] = Default::default();
        for (d, text) in self.texts.iter().enumerate() {
            for &position in text.postings.positions(self.shared.ids[d][i as usize]) {
                let group = text.group_of.of(position);
                uses[2 * d + usize::from(group % 2)].push((position, group));
            }
        }
        let kept = uses.iter().map(Vec::len).min().unwrap_or(0).min(MOST_USES);
        if kept < FEWEST_USES {
            return None;
        }
        for (sample, uses) in uses.iter().enumerate() {
            let text = &self.texts[sample / 2];
            // Evenly over the documents.
            for k in 0..kept {
                let (position, group) = uses[k * uses.len() / kept];
                samples.add_use(sample, group);
                text.windows.around(position, |id, weight| {
                    samples.add_neighbour(text.context[id as usize], weight as f64);
                });
            }
        }
        Some((kept, samples.divergence()?))
    }

    /// The plug-in divergence of every word, and the pairs that may differ: more together in a, and in b.
    fn rows(&self) -> (Vec<Option<f64>>, [Vec<Candidate>; 2]) {
        let mut compared = vec![false; self.shared.len()];
        self.words.iter().for_each(|&i| compared[i as usize] = true);
        let mut plug_ins = Vec::with_capacity(self.words.len());
        let mut candidates = [Vec::new(), Vec::new()];
        for chunk in self.words.chunks(CHUNK) {
            let found: Vec<_> = chunk
                .par_iter()
                .map_init(
                    || Rows::new(self.shared.len()),
                    |rows, &i| {
                        self.fill(rows, i);
                        let plug_in = self.contrast(rows, i, 0).map(|contrast| contrast.plug_in);
                        (plug_in, self.candidates(rows, i, &compared))
                    },
                )
                .collect();
            for (plug_in, found) in found {
                plug_ins.push(plug_in);
                candidates.iter_mut().zip(found).for_each(|(all, found)| all.extend(found));
            }
            candidates.iter_mut().for_each(surest);
        }
        (plug_ins, candidates)
    }

    /// Fills `rows` with those of a word.
    fn fill(&self, rows: &mut Rows, i: u32) {
        rows.rows.clear();
        for (d, text) in self.texts.iter().enumerate() {
            let (columns, values) = text.x.row(self.shared.ids[d][i as usize]);
            for (&id, &value) in columns.iter().zip(values) {
                let context = text.context[id as usize];
                let sums = &mut rows.sums[context as usize];
                if *sums == (0.0, 0.0) {
                    rows.rows.push((context, 0.0, 0.0));
                }
                let sum = if d == 0 { &mut sums.0 } else { &mut sums.1 };
                *sum += f64::from(value);
            }
        }
        for row in &mut rows.rows {
            (row.1, row.2) = std::mem::take(&mut rows.sums[row.0 as usize]);
        }
    }

    /// X of a pair in both domains, and what margins make it.
    fn pair_counts(&self, i: u32, j: u32, x: [f64; 2]) -> [PairCounts; 2] {
        [0, 1].map(|d: usize| {
            let text = &self.texts[d];
            let expected = text.margins[i as usize] * text.margins[j as usize] / text.total;
            PairCounts { x: x[d], expected }
        })
    }

    /// The two rows of a word held against each other.
    fn contrast(&self, rows: &Rows, i: u32, top: usize) -> Option<Contrast> {
        contrast(&rows.rows, top, |&(j, x_a, x_b)| {
            // The bin of all other words is told of by no name.
            if j as usize == self.shared.len() {
                return 0.0;
            }
            let [a, b] = self.pair_counts(i, j, [x_a, x_b]);
            screen(a, b).0
        })
    }

    /// The pairs of a word with more frequent ones that may differ, by direction.
    fn candidates(&self, rows: &Rows, i: u32, compared: &[bool]) -> [Vec<Candidate>; 2] {
        let mut found = [Vec::new(), Vec::new()];
        for &(j, x_a, x_b) in &rows.rows {
            // Shared words are in order of frequency: every pair is met from its rarer word.
            if j > i || x_a.max(x_b) < FEWEST_MEETINGS || !compared[j as usize] {
                continue;
            }
            let counts = self.pair_counts(i, j, [x_a, x_b]);
            let (difference, surely) = screen(counts[0], counts[1]);
            if surely > 0.0 {
                found[usize::from(difference > 0.0)].push(Candidate { first: i, second: j, counts, surely });
            }
        }
        found.iter_mut().for_each(surest);
        found
    }

    /// The candidates whose difference stands when whole groups of units are left out, surest first.
    fn pairs(&self, candidates: &[Candidate]) -> Vec<CompanyPair> {
        let mut by_word: BTreeMap<u32, Vec<Candidate>> = BTreeMap::new();
        candidates.iter().for_each(|pair| by_word.entry(pair.first).or_default().push(*pair));
        let by_word: Vec<Vec<Candidate>> = by_word.into_values().collect();
        let sizes: [Vec<f64>; 2] = [0, 1].map(|d: usize| self.texts[d].group_of.sizes(self.settings.groups));
        let found: Vec<Vec<(Candidate, Association)>> = by_word
            .par_iter()
            .map_init(
                || vec![NONE; self.shared.len() + 1],
                |places, pairs| self.associations(places, pairs, &sizes),
            )
            .collect();
        let mut found: Vec<_> = found.into_iter().flatten().collect();
        found.retain(|(_, association)| association.surely() >= LEAST_DIFFERENCE);
        found.sort_by(|(x, of_x), (y, of_y)| {
            of_y.surely().total_cmp(&of_x.surely()).then((x.first, x.second).cmp(&(y.first, y.second)))
        });
        let named = |(pair, association): (Candidate, Association)| CompanyPair {
            first: self.shared.words[pair.first as usize].clone(),
            second: self.shared.words[pair.second as usize].clone(),
            x: (pair.counts[0].x, pair.counts[1].x),
            expected: (pair.counts[0].expected, pair.counts[1].expected),
            association,
        };
        found.into_iter().take(TOP_PAIRS).map(named).collect()
    }

    /// Associations of the pairs of one word. `places`: by shared word, all `NONE`.
    fn associations(
        &self,
        places: &mut [u32],
        pairs: &[Candidate],
        sizes: &[Vec<f64>; 2],
    ) -> Vec<(Candidate, Association)> {
        let groups = self.settings.groups;
        (0u32..).zip(pairs).for_each(|(k, pair)| places[pair.second as usize] = k);
        let by_group = [0, 1].map(|d: usize| {
            let text = &self.texts[d];
            let mut sums = vec![0.0; pairs.len() * groups];
            for &position in text.postings.positions(self.shared.ids[d][pairs[0].first as usize]) {
                let mut group = None;
                text.windows.around(position, |id, weight| {
                    let place = places[text.context[id as usize] as usize];
                    if place != NONE {
                        let group = *group.get_or_insert_with(|| usize::from(text.group_of.of(position)));
                        sums[place as usize * groups + group] += weight as f64;
                    }
                });
            }
            let unit = text.windows.unit() as f64;
            sums.iter_mut().for_each(|sum| *sum /= unit);
            sums
        });
        pairs.iter().for_each(|pair| places[pair.second as usize] = NONE);
        let side = |k: usize, d: usize, pair: &Candidate| Side {
            counts: pair.counts[d],
            by_group: by_group[d][k * groups..(k + 1) * groups].to_vec(),
            sizes: sizes[d].clone(),
        };
        let association =
            |(k, pair): (usize, &Candidate)| (*pair, Association::of(&side(k, 0, pair), &side(k, 1, pair)));
        pairs.iter().enumerate().map(association).collect()
    }
}

impl Rows {
    fn new(shared: usize) -> Self {
        Self { sums: vec![(0.0, 0.0); shared + 1], rows: Vec::new() }
    }
}

/// Leaves the [`CANDIDATES`] that are surest.
fn surest(candidates: &mut Vec<Candidate>) {
    if candidates.len() > CANDIDATES {
        candidates.sort_by(|x, y| {
            y.surely.total_cmp(&x.surely).then((x.first, x.second).cmp(&(y.first, y.second)))
        });
        candidates.truncate(CANDIDATES);
    }
}
