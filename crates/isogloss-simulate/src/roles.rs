//! Which words are given a role: to be swapped, to answer an analogy, to carry a label.
//!
//! Roles go to words of the middle: frequent enough that their contexts can be learnt, too rare to be in
//! every document. No word has two roles.

use crate::SimulationParams;
use isogloss_math::stream::Pcg64;
use rand::seq::SliceRandom;
use std::ops::Range;

/// Words, by index, and what was planted on them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    /// Pairs that exchange contexts in the last domain.
    pub(crate) swapped: Vec<(usize, usize)>,
    /// Relations for analogies.
    pub(crate) relations: Vec<Relation>,
    /// Positive words, negative words.
    pub(crate) labels: [Marked; 2],
}

/// Pairs (x, y): all x keep company with the first markers, all y with the second.
#[derive(Clone, Debug)]
pub(crate) struct Relation {
    pub(crate) pairs: Vec<(usize, usize)>,
    pub(crate) markers: [Vec<usize>; 2],
}

/// Words of a label, and the words without a label that keep them company.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marked {
    pub(crate) words: Vec<usize>,
    pub(crate) markers: Vec<usize>,
}

/// Markers of each side of a relation and of each label.
const MARKERS: usize = 12;

/// Roles are given to at most half of the words of this part of the vocabulary, its upper quarter.
fn middle(params: &SimulationParams) -> Range<usize> {
    let first = params.function_words();
    first..first + (params.vocabulary - first) / 4
}

/// The smallest vocabulary whose middle has room for all roles.
pub(crate) fn vocabulary_needed(params: &SimulationParams) -> usize {
    let per_relation = params.pairs_per_relation.saturating_add(MARKERS).saturating_mul(2);
    let labels = if params.labelled_words == 0 { 0 } else { 2 * (params.labelled_words + MARKERS) };
    let words = params
        .relations
        .saturating_mul(per_relation)
        .saturating_add(2 * params.swapped_pairs)
        .saturating_add(labels);
    // A quarter of the vocabulary, half of its words, and a twentieth of function words before it.
    words.saturating_mul(2 * 4).saturating_mul(20) / 19 + if words == 0 { 0 } else { 20 }
}

impl Roles {
    /// Deals the roles: relations take the commoner half, whose contexts are known best.
    pub(crate) fn deal(params: &SimulationParams, random: &mut Pcg64) -> Self {
        let band = middle(params);
        let mut common: Vec<(usize, usize)> =
            band.clone().step_by(2).map(|w| (w, w + 1)).filter(|pair| pair.1 < band.end).collect();
        let mut rest = common.split_off(common.len() / 2);
        common.shuffle(random);
        let relation_pairs = params.relations * params.pairs_per_relation;
        let mut pairs: Vec<_> = common.drain(..relation_pairs.min(common.len())).collect();
        rest.append(&mut common);
        rest.shuffle(random);
        let swapped = rest.drain(..params.swapped_pairs.min(rest.len())).collect();
        let mut singles = rest.into_iter().flat_map(|(x, y)| [x, y]);
        let mut take = |n: usize| -> Vec<usize> { singles.by_ref().take(n).collect() };

        let relations = (0..params.relations)
            .map(|_| Relation {
                pairs: pairs.drain(..params.pairs_per_relation.min(pairs.len())).collect(),
                markers: [take(MARKERS), take(MARKERS)],
            })
            .collect();
        let markers = if params.labelled_words == 0 { 0 } else { MARKERS };
        let labels = [(); 2].map(|()| Marked { words: take(params.labelled_words), markers: take(markers) });
        Self { swapped, relations, labels }
    }

    /// All words that have a role, markers included.
    pub(crate) fn words(&self) -> impl Iterator<Item = usize> + '_ {
        let swapped = self.swapped.iter().flat_map(|&(x, y)| [x, y]);
        let related = self.relations.iter().flat_map(|relation| {
            relation.pairs.iter().flat_map(|&(x, y)| [x, y]).chain(relation.markers.iter().flatten().copied())
        });
        let labelled = self.labels.iter().flat_map(|label| label.words.iter().chain(&label.markers).copied());
        swapped.chain(related).chain(labelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use isogloss_math::stream::stream;
    use std::collections::HashSet;

    #[test]
    fn the_smallest_vocabulary_has_room_for_every_role_and_no_word_has_two() {
        let cases =
            [(40, 4, 12, 100), (1, 0, 0, 0), (0, 30, 10, 0), (0, 0, 0, 500), (300, 1, 200, 3), (5, 20, 1, 1)];
        for (swapped_pairs, relations, pairs_per_relation, labelled_words) in cases {
            let mut params = SimulationParams {
                swapped_pairs,
                relations,
                pairs_per_relation,
                labelled_words,
                ..SimulationParams::default()
            };
            params.vocabulary = vocabulary_needed(&params);
            let roles = Roles::deal(&params, &mut stream(1, "roles"));
            assert_eq!(roles.swapped.len(), swapped_pairs);
            assert_eq!(roles.relations.len(), relations);
            assert!(roles.relations.iter().all(|r| r.pairs.len() == pairs_per_relation));
            assert!(roles.relations.iter().all(|r| r.markers.iter().all(|m| m.len() == MARKERS)));
            assert!(roles.labels.iter().all(|label| label.words.len() == labelled_words));
            let words: Vec<_> = roles.words().collect();
            assert_eq!(words.iter().collect::<HashSet<_>>().len(), words.len());
            assert!(words.iter().all(|w| middle(&params).contains(w)));
        }
    }
}
