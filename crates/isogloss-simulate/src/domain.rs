//! One domain: how often it uses each word, and each word in each frame.

use crate::categorical::Categorical;
use crate::language::{Language, TOPIC_FRAMES};
use crate::{Law, SimulateError};
use isogloss_math::stream::stream;
use rand::RngExt;
use rand_distr::StandardNormal;

/// One domain's probabilities, ready for drawing.
pub(crate) struct Domain {
    pub(crate) index: usize,
    /// `p(w)` by word of the language, 0 for the private words of other domains.
    pub(crate) law: Vec<f64>,
    /// A word's partner where this domain swaps it.
    pub(crate) partner: Vec<Option<usize>>,
    /// Share of all tokens that are drawn from frames without a topic.
    pub(crate) free_share: f64,
    pub(crate) free: Categorical,
    pub(crate) topics: Categorical,
    /// The frames of each topic.
    pub(crate) topic_frames: Vec<Categorical>,
    /// The words of each frame.
    pub(crate) frame_words: Vec<Categorical>,
    /// `P(f)`.
    frame_mass: Vec<f64>,
}

impl Domain {
    pub(crate) fn new(language: &Language, index: usize) -> Result<Self, SimulateError> {
        let params = &language.params;
        if index >= params.domains {
            let needed = format!("the domains are numbered from 0 to {}", params.domains - 1);
            return Err(SimulateError::Parameter { name: "domain", value: index.to_string(), needed });
        }
        let law = law_of_words(language, index);
        let frame_words = frame_words(language, &law);
        let frame_mass: Vec<f64> = frame_words.iter().map(Categorical::total).collect();
        let topic_frames: Vec<Categorical> = (0..params.topics)
            .map(|t| Categorical::new((t * TOPIC_FRAMES..(t + 1) * TOPIC_FRAMES).map(|f| (f, frame_mass[f]))))
            .collect();
        let free = Categorical::new(language.free_frames().map(|f| (f, frame_mass[f])));
        let topics = Categorical::new(topic_frames.iter().enumerate().map(|(t, frames)| (t, frames.total())));
        let free_share = free.total() / (free.total() + topics.total());
        let mut partner = vec![None; language.words.len()];
        if index + 1 == params.domains {
            for &(x, y) in &language.roles.swapped {
                partner[x] = Some(y);
                partner[y] = Some(x);
            }
        }
        Ok(Self { index, law, partner, free_share, free, topics, topic_frames, frame_words, frame_mass })
    }

    /// What the relative frequency of every word tends to, summed over frames and with the swaps in.
    pub(crate) fn expected(&self, language: &Language) -> Vec<f64> {
        let mut drawn = vec![0.0; self.law.len()];
        for (words, mass) in self.frame_words.iter().zip(&self.frame_mass) {
            for (w, weight) in words.weights() {
                drawn[w] += mass * (weight / words.total());
            }
        }
        let share = language.params.swap_share;
        (0..drawn.len())
            .map(|w| self.partner[w].map_or(drawn[w], |v| (1.0 - share) * drawn[w] + share * drawn[v]))
            .collect()
    }
}

/// Ranks the domain's words and gives each the law's probability for its rank.
fn law_of_words(language: &Language, index: usize) -> Vec<f64> {
    let params = &language.params;
    let mut random = stream(params.seed, &format!("drift/{index}"));
    let mut normal = || random.sample::<f64, _>(StandardNormal);
    // Half of the variance is the topic's, half the word's own.
    let scale = params.drift * 0.5_f64.sqrt();
    let topics: Vec<f64> = (0..params.topics).map(|_| scale * normal()).collect();
    let mut order: Vec<(f64, usize)> = (0..params.vocabulary)
        .map(|w| {
            let own = scale * normal();
            let topic = language.topic_of[w].map_or(0.0, |t| topics[t]);
            let drift = if language.fixed[w] { 0.0 } else { own + topic };
            (((w + 1) as f64).ln() + drift, w)
        })
        .collect();
    // Private words lie evenly over the ranks from behind the function words to the middle of the vocabulary.
    let first = params.function_words();
    let step = (params.vocabulary / 2).saturating_sub(first) as f64 / params.private_words.max(1) as f64;
    let spread = |i: usize| (first as f64 + (i as f64 + 0.5) * step + 1.0).ln();
    order.extend(language.private(index).enumerate().map(|(i, w)| (spread(i), w)));
    // Function words stay in front, whatever drifts.
    order[first..].sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));

    let law = Law::new(order.len(), params.alpha[index]);
    let mut by_word = vec![0.0; language.words.len()];
    for (&(_, w), &p) in order.iter().zip(law.probabilities()) {
        by_word[w] = p;
    }
    by_word
}

/// `p(w) a(f|w)` for every frame: content words by their shares, function words in proportion to a frame's
/// content and their affinity to it.
fn frame_words(language: &Language, law: &[f64]) -> Vec<Categorical> {
    let mut weights: Vec<Vec<(usize, f64)>> = vec![Vec::new(); language.frames()];
    for (w, shares) in language.shares.iter().enumerate() {
        for &(frame, share) in shares.iter().filter(|_| law[w] > 0.0) {
            weights[frame].push((w, law[w] * share));
        }
    }
    let content: Vec<f64> = weights.iter().map(|words| words.iter().map(|word| word.1).sum()).collect();
    for (w, affinity) in language.affinity.iter().enumerate() {
        let total: f64 = content.iter().zip(affinity).map(|(c, a)| c * a).sum();
        for (f, (c, a)) in content.iter().zip(affinity).enumerate().filter(|(_, (c, _))| **c > 0.0) {
            weights[f].push((w, law[w] * c * a / total));
        }
    }
    weights.into_iter().map(Categorical::new).collect()
}
