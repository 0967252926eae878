//! What all domains share: words, topics, frames, and each word's meaning.

use crate::lexicon::Lexicon;
use crate::noise::Hashtags;
use crate::roles::Roles;
use crate::{SimulateError, SimulationParams};
use isogloss_math::stream::{Pcg64, stream};
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_distr::StandardNormal;
use std::ops::Range;

/// Frames of a topic: enough that two words of one topic seldom have the same two.
pub(crate) const TOPIC_FRAMES: usize = 8;
/// Frames of a label, so that its words are no single bag.
const LABEL_FRAMES: usize = 2;
/// Share of a content word's uses in a frame of some other topic: no word of a natural language keeps to its
/// own.
const LEAK: f64 = 0.1;
/// Share of the uses that a role takes from a word's topic.
const RELATION_SHARE: f64 = 0.25;
const LABEL_SHARE: f64 = 0.2;
const MARKER_SHARE: f64 = 0.5;
/// How unevenly function words spread over topics and over frames: standard deviations of log odds.
const FUNCTION_WORD_TOPICS: f64 = 0.4;
const FUNCTION_WORD_FRAMES: f64 = 0.3;

/// What all domains share.
pub(crate) struct Language {
    pub(crate) params: SimulationParams,
    /// Function words, shared content words by rank, then the private words of domain 0, 1, ...
    pub(crate) words: Vec<String>,
    /// `None` for function words.
    pub(crate) topic_of: Vec<Option<usize>>,
    /// A content word's share of uses in each of its frames; they add up to 1. Empty for function words.
    pub(crate) shares: Vec<Vec<(usize, f64)>>,
    /// Function word × frame: how much more at home it is there than elsewhere.
    pub(crate) affinity: Vec<Vec<f64>>,
    pub(crate) roles: Roles,
    /// Words whose rank is the same in all domains.
    pub(crate) fixed: Vec<bool>,
    pub(crate) hashtags: Hashtags,
}

impl Language {
    pub(crate) fn new(params: &SimulationParams) -> Result<Self, SimulateError> {
        params.check()?;
        let roles = Roles::deal(params, &mut stream(params.seed, "roles"));
        let words = make_words(params);
        let topic_of = deal_topics(params, &roles);
        let shares = deal_frames(params, &roles, &topic_of);
        let mut fixed = vec![false; words.len()];
        roles.words().for_each(|w| fixed[w] = true);
        fixed[..params.function_words()].fill(true);
        let hashtags = Hashtags::new(params, &words, &topic_of);
        let affinity = deal_function_words(params);
        Ok(Self { params: params.clone(), words, topic_of, shares, affinity, roles, fixed, hashtags })
    }

    pub(crate) fn frames(&self) -> usize {
        frames(&self.params)
    }

    /// Frames without a topic: they occur in any document.
    pub(crate) fn free_frames(&self) -> Range<usize> {
        self.params.topics * TOPIC_FRAMES..self.frames()
    }

    /// The words that only this domain uses.
    pub(crate) fn private(&self, domain: usize) -> Range<usize> {
        let first = self.params.vocabulary + domain * self.params.private_words;
        first..first + self.params.private_words
    }
}

fn frames(params: &SimulationParams) -> usize {
    params.topics * TOPIC_FRAMES + 2 * params.relations + 2 * LABEL_FRAMES
}

fn relation_frame(params: &SimulationParams, relation: usize, side: usize) -> usize {
    params.topics * TOPIC_FRAMES + 2 * relation + side
}

fn label_frame(params: &SimulationParams, label: usize, which: usize) -> usize {
    params.topics * TOPIC_FRAMES + 2 * params.relations + LABEL_FRAMES * label + which
}

fn make_words(params: &SimulationParams) -> Vec<String> {
    let mut lexicon = Lexicon::new(stream(params.seed, "lexicon"));
    let function_words = params.function_words();
    let mut words: Vec<String> = (0..function_words).map(|_| lexicon.function_word()).collect();
    words.extend((function_words..params.vocabulary).map(|rank| lexicon.content_word(rank)));
    // In the order of domains, so that a further domain changes no word of those before it.
    let private = params.domains * params.private_words;
    words.extend((0..private).map(|_| lexicon.content_word(params.vocabulary / 4)));
    words
}

/// Every run of as many words as there are topics, by rank, has one of each: topics are equally common, and
/// so are neighbours in rank of different topics.
fn deal_topics(params: &SimulationParams, roles: &Roles) -> Vec<Option<usize>> {
    let mut random = stream(params.seed, "topics");
    let mut hand: Vec<usize> = (0..params.topics).collect();
    let mut topic_of = vec![None; params.function_words()];
    let total = params.vocabulary + params.domains * params.private_words;
    while topic_of.len() < total {
        hand.shuffle(&mut random);
        topic_of.extend(hand.iter().take(total - topic_of.len()).map(|&topic| Some(topic)));
    }
    for &(x, y) in &roles.swapped {
        if topic_of[x] == topic_of[y] {
            topic_of[y] = topic_of[x].map(|topic| (topic + 1) % params.topics);
        }
    }
    // The items of a relation lie in different topics as far as there are enough.
    for (r, relation) in roles.relations.iter().enumerate() {
        for (i, &(x, y)) in relation.pairs.iter().enumerate() {
            let topic = (r * params.pairs_per_relation + i) % params.topics;
            topic_of[x] = Some(topic);
            topic_of[y] = Some(topic);
        }
    }
    topic_of
}

fn deal_frames(
    params: &SimulationParams,
    roles: &Roles,
    topic_of: &[Option<usize>],
) -> Vec<Vec<(usize, f64)>> {
    let mut random = stream(params.seed, "frames");
    let mut shares: Vec<Vec<(usize, f64)>> = topic_of
        .iter()
        .map(|topic| topic.map_or(Vec::new(), |t| own_frames(params, t, &mut random)))
        .collect();

    let give = |shares: &mut Vec<(usize, f64)>, frame: usize, share: f64| {
        shares.iter_mut().for_each(|own| own.1 *= 1.0 - share);
        shares.push((frame, share));
    };
    for (r, relation) in roles.relations.iter().enumerate() {
        for (i, &(x, y)) in relation.pairs.iter().enumerate() {
            // x and y of an item have all of their topic's share in one frame, whose words they thus have in
            // common.
            let item = topic_of[x].unwrap_or(0) * TOPIC_FRAMES + (i / params.topics + r) % TOPIC_FRAMES;
            for (side, w) in [x, y].into_iter().enumerate() {
                shares[w] = vec![(item, 1.0)];
                give(&mut shares[w], relation_frame(params, r, side), RELATION_SHARE);
            }
        }
        for (side, markers) in relation.markers.iter().enumerate() {
            markers.iter().for_each(|&w| give(&mut shares[w], relation_frame(params, r, side), MARKER_SHARE));
        }
    }
    for (l, label) in roles.labels.iter().enumerate() {
        for (i, &w) in label.words.iter().enumerate() {
            give(&mut shares[w], label_frame(params, l, i % LABEL_FRAMES), LABEL_SHARE);
        }
        for (i, &w) in label.markers.iter().enumerate() {
            give(&mut shares[w], label_frame(params, l, i % LABEL_FRAMES), MARKER_SHARE);
        }
    }
    shares
}

/// Two frames of the word's topic in proportions of its own, and a little of another topic.
fn own_frames(params: &SimulationParams, topic: usize, random: &mut Pcg64) -> Vec<(usize, f64)> {
    let first = random.random_range(0..TOPIC_FRAMES);
    let second = (first + random.random_range(1..TOPIC_FRAMES)) % TOPIC_FRAMES;
    let other = (topic + random.random_range(1..params.topics)) % params.topics;
    let leak = other * TOPIC_FRAMES + random.random_range(0..TOPIC_FRAMES);
    let share = random.random_range(0.5..0.75) * (1.0 - LEAK);
    let base = topic * TOPIC_FRAMES;
    vec![(base + first, share), (base + second, 1.0 - LEAK - share), (leak, LEAK)]
}

fn deal_function_words(params: &SimulationParams) -> Vec<Vec<f64>> {
    let mut random = stream(params.seed, "function words");
    let mut normal = || random.sample::<f64, _>(StandardNormal);
    (0..params.function_words())
        .map(|_| {
            let topics: Vec<f64> = (0..params.topics).map(|_| FUNCTION_WORD_TOPICS * normal()).collect();
            (0..frames(params))
                .map(|f| {
                    let topic = topics.get(f / TOPIC_FRAMES).copied().unwrap_or(0.0);
                    (topic + FUNCTION_WORD_FRAMES * normal()).exp()
                })
                .collect()
        })
        .collect()
}
