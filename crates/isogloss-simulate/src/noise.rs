//! What social media add to words: hashtags, mentions, URLs, and words drawn ouuut.

use crate::categorical::Categorical;
use crate::{Law, SimulationParams};
use isogloss_math::stream::{Pcg64, stream};
use rand::RngExt;

const HASHTAGS_PER_TOPIC: usize = 6;
/// Hashtags are made of a topic's commonest words.
const HASHTAG_WORDS: usize = 20;
const USERS: usize = 2_000;

/// The hashtags of each topic, the first ones commonest.
pub(crate) struct Hashtags {
    by_topic: Vec<Vec<String>>,
    choice: Categorical,
}

impl Hashtags {
    /// Half of them one word, half two written together.
    pub(crate) fn new(params: &SimulationParams, words: &[String], topic_of: &[Option<usize>]) -> Self {
        let mut random = stream(params.seed, "hashtags");
        let mut common: Vec<Vec<&str>> = vec![Vec::new(); params.topics];
        for (word, topic) in words.iter().zip(topic_of).take(params.vocabulary) {
            if let Some(list) = topic.map(|t| &mut common[t]).filter(|list| list.len() < HASHTAG_WORDS) {
                list.push(word);
            }
        }
        let mut tag = |list: &[&str]| {
            if list.is_empty() {
                return "#all".to_owned();
            }
            let mut pick = || list[random.random_range(0..list.len())];
            let first = format!("#{}", pick());
            let second = pick();
            if random.random_bool(0.5) { first + second } else { first }
        };
        let by_topic =
            common.iter().map(|list| (0..HASHTAGS_PER_TOPIC).map(|_| tag(list)).collect()).collect();
        Self { by_topic, choice: zipfian(HASHTAGS_PER_TOPIC) }
    }

    fn draw(&self, topic: usize, random: &mut Pcg64) -> Option<&str> {
        let chosen = self.choice.draw(random)?;
        self.by_topic.get(topic)?.get(chosen).map(String::as_str)
    }
}

/// Adds noise to the documents of a domain at the shares that were asked for.
pub(crate) struct Noise {
    random: Pcg64,
    users: Categorical,
    /// Chances per token of the document that one of these is added, or that it is drawn out.
    hashtag: f64,
    mention: f64,
    url: f64,
    elongation: f64,
}

/// What is added to one document: mentions before its text, hashtags and URLs after it.
#[derive(Default)]
pub(crate) struct Additions {
    pub(crate) mentions: usize,
    pub(crate) hashtags: usize,
    pub(crate) urls: usize,
}

impl Noise {
    /// Only the last domain has noise.
    pub(crate) fn new(params: &SimulationParams, domain: usize) -> Self {
        let last = domain + 1 == params.domains;
        let (hashtags, noise) =
            if last { (params.hashtag_share, params.noise_share / 3.0) } else { (0.0, 0.0) };
        // Shares are of all tokens, chances per token of the text, which is the rest: hashtags, mentions and
        // URLs come in addition.
        let text = 1.0 - hashtags - 2.0 * noise;
        Self {
            random: stream(params.seed, &format!("noise/{domain}")),
            users: zipfian(USERS),
            hashtag: hashtags / text,
            mention: noise / text,
            url: noise / text,
            elongation: noise / text,
        }
    }

    /// What a document of so many tokens gets.
    pub(crate) fn additions(&mut self, tokens: usize) -> Additions {
        let mut added = Additions::default();
        for _ in 0..tokens {
            added.mentions += usize::from(self.random.random_bool(self.mention));
            added.hashtags += usize::from(self.random.random_bool(self.hashtag));
            added.urls += usize::from(self.random.random_bool(self.url));
        }
        added
    }

    /// Writes a word, drawn out now and then: its last letter, a vowel, three to five times.
    pub(crate) fn write_word(&mut self, word: &str, out: &mut String) {
        out.push_str(word);
        if self.random.random_bool(self.elongation) {
            let times = self.random.random_range(2..=4);
            out.extend(
                word.chars().next_back().into_iter().flat_map(|last| std::iter::repeat_n(last, times)),
            );
        }
    }

    pub(crate) fn write_mention(&mut self, out: &mut String) {
        let user = self.users.draw(&mut self.random).unwrap_or(0);
        out.push_str(&format!("@user{user}"));
    }

    pub(crate) fn write_hashtag(&mut self, hashtags: &Hashtags, topic: usize, out: &mut String) {
        out.push_str(hashtags.draw(topic, &mut self.random).unwrap_or("#all"));
    }

    pub(crate) fn write_url(&mut self, out: &mut String) {
        out.push_str("https://example.org/");
        out.extend((0..8).map(|_| char::from(b'a' + self.random.random_range(0..26_u8))));
    }
}

fn zipfian(items: usize) -> Categorical {
    Categorical::new(Law::new(items, 1.0).probabilities().iter().copied().enumerate())
}
