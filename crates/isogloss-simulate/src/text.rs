//! Documents, token by token.

use crate::SimulateError;
use crate::domain::Domain;
use crate::language::Language;
use crate::noise::{Additions, Noise};
use isogloss_math::stream::{Pcg64, stream};
use rand::RngExt;
use rand_distr::StandardNormal;

/// A run's tokens in one frame, fewest and most: about a window of five words to either side.
const RUN: std::ops::RangeInclusive<usize> = 8..=16;
/// Chance that a document has a second topic, and the share of its runs that the first then has.
const SECOND_TOPIC: f64 = 0.5;
const FIRST_TOPIC_SHARE: f64 = 0.7;
/// A frame's last content words are not repeated: nobody writes a word twice running.
const TOO_RECENT: usize = 4;
/// Standard deviation of the logarithm of a document's length.
const LENGTH_SPREAD: f64 = 0.6;

/// Writes documents until the domain has its tokens; returns how many there are, noise included.
pub(crate) fn write_documents(
    language: &Language,
    domain: &Domain,
    mut each_document: impl FnMut(&str) -> Result<(), SimulateError>,
) -> Result<u64, SimulateError> {
    let mut writer = Writer::new(language, domain);
    let mut line = String::new();
    let mut tokens = 0;
    while tokens < language.params.tokens {
        line.clear();
        tokens += writer.document(&mut line) as u64;
        each_document(&line)?;
    }
    Ok(tokens)
}

struct Writer<'a> {
    language: &'a Language,
    domain: &'a Domain,
    random: Pcg64,
    /// Swaps draw from a stream of their own: without them the text is the same but for the swapped words.
    swaps: Pcg64,
    noise: Noise,
    urns: Urns,
}

impl<'a> Writer<'a> {
    fn new(language: &'a Language, domain: &'a Domain) -> Self {
        let seed = language.params.seed;
        Self {
            language,
            domain,
            random: stream(seed, &format!("text/{}", domain.index)),
            swaps: stream(seed, &format!("swaps/{}", domain.index)),
            noise: Noise::new(&language.params, domain.index),
            urns: Urns::new(language.frames()),
        }
    }

    /// Appends one document and returns its tokens.
    fn document(&mut self, line: &mut String) -> usize {
        self.urns.empty();
        let length = self.length();
        let first = self.domain.topics.draw(&mut self.random).unwrap_or(0);
        let second = if self.random.random_bool(SECOND_TOPIC) {
            self.domain.topics.draw(&mut self.random).unwrap_or(first)
        } else {
            first
        };
        let Additions { mentions, hashtags, urls } = self.noise.additions(length);
        for _ in 0..mentions {
            separate(line);
            self.noise.write_mention(line);
        }
        let mut written = 0;
        while written < length {
            let frame = self.frame(first, second);
            let run = self.random.random_range(RUN).min(length - written);
            for _ in 0..run {
                let word = self.word(frame);
                separate(line);
                self.noise.write_word(&self.language.words[word], line);
            }
            written += run;
        }
        for _ in 0..hashtags {
            separate(line);
            self.noise.write_hashtag(&self.language.hashtags, first, line);
        }
        for _ in 0..urls {
            separate(line);
            self.noise.write_url(line);
        }
        length + mentions + hashtags + urls
    }

    /// Log-normal with the domain's mean, at least one token.
    fn length(&mut self) -> usize {
        let mean = self.language.params.document_length[self.domain.index];
        let normal: f64 = self.random.sample(StandardNormal);
        let length = (mean.ln() - LENGTH_SPREAD * LENGTH_SPREAD / 2.0 + LENGTH_SPREAD * normal).exp();
        (length.round() as usize).max(1)
    }

    /// A frame for the next run: one without a topic at its share of all tokens, else one of the document's
    /// topics.
    fn frame(&mut self, first: usize, second: usize) -> usize {
        let domain = self.domain;
        if self.random.random_bool(domain.free_share) {
            return domain.free.draw(&mut self.random).unwrap_or(0);
        }
        let topic = if self.random.random_bool(FIRST_TOPIC_SHARE) { first } else { second };
        domain.topic_frames[topic].draw(&mut self.random).unwrap_or(0)
    }

    /// The next word of a run, exchanged where the domain swaps it.
    fn word(&mut self, frame: usize) -> usize {
        let drawn = self.domain.frame_words[frame].draw(&mut self.random).unwrap_or(0);
        let meant = if self.language.topic_of[drawn].is_none() {
            drawn
        } else {
            self.urns.repeat_or(frame, drawn, self.language.params.burstiness, &mut self.random)
        };
        match self.domain.partner[meant] {
            Some(partner) if self.swaps.random_bool(self.language.params.swap_share) => partner,
            _ => meant,
        }
    }
}

/// The content words that the document has so far, by frame.
struct Urns {
    by_frame: Vec<Vec<usize>>,
    used: Vec<usize>,
}

impl Urns {
    fn new(frames: usize) -> Self {
        Self { by_frame: vec![Vec::new(); frames], used: Vec::new() }
    }

    /// A new document begins.
    fn empty(&mut self) {
        for frame in self.used.drain(..) {
            self.by_frame[frame].clear();
        }
    }

    /// With this chance a word that is in the frame's urn already, else the one that was drawn; either goes
    /// into the urn.
    ///
    /// Which place of the urn is copied does not depend on the words there, so a copy is as likely to be any
    /// given word as a draw.
    fn repeat_or(&mut self, frame: usize, drawn: usize, chance: f64, random: &mut Pcg64) -> usize {
        let urn = &mut self.by_frame[frame];
        if urn.is_empty() {
            self.used.push(frame);
        }
        let old = urn.len().saturating_sub(TOO_RECENT);
        let repeat = old > 0 && random.random_bool(chance);
        let word = if repeat { urn[random.random_range(0..old)] } else { drawn };
        urn.push(word);
        word
    }
}

fn separate(line: &mut String) {
    if !line.is_empty() {
        line.push(' ');
    }
}
