//! How text is read and cut: the flags that every command takes which reads text.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use isogloss::{Error, Input, PhraseScore, PhraseSettings, ReaderSettings, TokenizerSettings};
use serde::de::DeserializeOwned;
use serde::de::value::{Error as NotNamed, StrDeserializer};
use std::path::PathBuf;

/// A text of one domain, and the folder for what comes of it.
#[derive(clap::Args)]
pub struct OneTextArgs {
    /// Files, folders or patterns of one text; - is standard input.
    #[arg(required = true, num_args = 1..)]
    files: Vec<String>,
    /// The folder for the results: new, empty, or of an earlier run of this command.
    #[arg(long, short)]
    pub output: PathBuf,
    /// Fewer uses: no vector, no company, no place in a window [default: 5]
    #[arg(long, value_name = "N")]
    pub min_count: Option<u64>,
    #[command(flatten)]
    reader: ReaderArgs,
    #[command(flatten)]
    pub tokenizer: TokenizerArgs,
}

impl OneTextArgs {
    /// The text.
    pub fn input(&self) -> Result<Input, Error> {
        let mut files = Vec::new();
        for argument in &self.files {
            files.extend(isogloss::expand(argument)?);
        }
        Ok(Input {
            name: "text".to_owned(),
            kind: isogloss::InputKind::Text,
            files,
            reader: self.reader.resolve(0),
        })
    }
}

/// How inputs are read. Flags that may be given several times follow the order of the inputs; the last holds for the rest.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Reading")]
pub struct ReaderArgs {
    /// What the inputs are [default: told by content]. May be given once per input
    #[arg(long, value_name = "FORMAT", value_parser = named::<isogloss::Format>(&["lines", "json", "tweets", "csv", "tsv", "mediawiki", "wikiextractor", "parquet", "counts"]))]
    format: Vec<isogloss::Format>,
    /// The column or JSON field that holds the text (a.b: field b of a); a number, from 1: of a table without a header. May be
    /// given once per input
    #[arg(long, value_name = "NAME|N")]
    text_column: Vec<String>,
    /// The column or field that says who wrote it, the unit of resampling. May be given once per input
    #[arg(long, value_name = "NAME|N")]
    unit_column: Vec<String>,
    /// A document per paragraph (a line of a text) instead of one per text; windows do not cross its end
    #[arg(long)]
    paragraphs: bool,
    /// Retweets [default: skip for tweets, keep elsewhere]
    #[arg(long, value_name = "keep|skip", value_parser = choice("keep", "skip"))]
    retweets: Option<bool>,
    /// Exact duplicates of an earlier document [default: drop for tweets, keep elsewhere]
    #[arg(long, value_name = "keep|drop", value_parser = choice("keep", "drop"))]
    duplicates: Option<bool>,
    /// Leave out documents that are surely in another language than this (ISO 639-1: en); advisory: short texts stay
    #[arg(long, value_name = "CODE")]
    lang: Option<String>,
    /// Go on however many records are malformed (else more than 5 % are an error)
    #[arg(long)]
    lenient: bool,
    /// The longest document [default: 256M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    max_document: Option<u64>,
}

impl ReaderArgs {
    /// The settings of the i-th input.
    pub fn resolve(&self, i: usize) -> ReaderSettings {
        let defaults = ReaderSettings::default();
        ReaderSettings {
            format: of_input(&self.format, i),
            text_column: of_input(&self.text_column, i),
            unit_column: of_input(&self.unit_column, i),
            paragraphs: self.paragraphs,
            retweets: self.retweets,
            duplicates: self.duplicates,
            language: self.lang.clone(),
            lenient: self.lenient,
            max_document: self.max_document.map_or(defaults.max_document, |size| size as usize),
        }
    }
}

/// The flag's value for the i-th input: the last given holds for the rest.
fn of_input<T: Clone>(given: &[T], i: usize) -> Option<T> {
    given.get(i).or(given.last()).cloned()
}

/// How text is cut into words.
#[derive(clap::Args, Default)]
#[command(next_help_heading = "Words")]
pub struct TokenizerArgs {
    /// social: words, #hashtags, @mentions, URLs, emoji. words: UAX #29. whitespace: as it stands. glove-twitter: as
    /// Stanford's Twitter vectors [default: social]
    #[arg(long, value_name = "NAME", value_parser = named::<isogloss::TokenizerKind>(&["social", "words", "whitespace", "glove-twitter"]))]
    tokenizer: Option<isogloss::TokenizerKind>,
    /// Keep upper and lower case apart
    #[arg(long)]
    keep_case: bool,
    /// Count every URL as <url>, every mention as <user>, every number as <number>
    #[arg(long)]
    placeholders: bool,
    /// Count `soooo` as `soo`: a letter that is repeated three or more times, as two
    #[arg(long)]
    fold_elongations: bool,
    /// Join pairs of words that stand together more often than by chance, the same pairs in all domains: word2vec's score
    /// (Mikolov et al. 2013) or normalised PMI (Bouma 2009)
    #[arg(long, value_name = "SCORE", value_parser = named::<PhraseScore>(&["word2vec", "npmi"]))]
    phrases: Option<PhraseScore>,
    /// Pairs that score above this are joined [default: 100 for word2vec, 0.5 for npmi]
    #[arg(long, value_name = "X", requires = "phrases")]
    phrase_threshold: Option<f64>,
}

impl TokenizerArgs {
    /// The library's defaults, where the command line does not say otherwise.
    pub fn resolve(&self) -> TokenizerSettings {
        let defaults = TokenizerSettings::default();
        TokenizerSettings {
            kind: self.tokenizer.unwrap_or(defaults.kind),
            lowercase: defaults.lowercase && !self.keep_case,
            placeholders: self.placeholders,
            fold_elongations: self.fold_elongations,
        }
    }

    /// Which pairs of words are joined, if any are.
    pub fn phrases(&self) -> Option<PhraseSettings> {
        self.phrases.map(|score| {
            let defaults = PhraseSettings::new(score);
            PhraseSettings { threshold: self.phrase_threshold.unwrap_or(defaults.threshold), ..defaults }
        })
    }
}

/// A value by the name that the library's own files have for it.
pub fn named<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    names: &'static [&'static str],
) -> impl TypedValueParser<Value = T> {
    PossibleValuesParser::new(names).try_map(|name| T::deserialize(StrDeserializer::<NotNamed>::new(&name)))
}

/// True for the first of two words.
fn choice(yes: &'static str, no: &'static str) -> impl TypedValueParser<Value = bool> {
    PossibleValuesParser::new([yes, no]).map(move |word| word == yes)
}

/// Bytes: `512M`, `4G`, `65536`; K, M, G, T are powers of 1,024.
pub fn size(text: &str) -> Result<u64, String> {
    let wrong = || format!("\"{text}\" is no size: give bytes, or a number with K, M, G or T, such as 512M");
    let upper = text.trim().to_ascii_uppercase();
    let upper = upper.strip_suffix('B').unwrap_or(&upper);
    let upper = upper.strip_suffix('I').unwrap_or(upper);
    let (digits, shift) = match upper.char_indices().last() {
        Some((at, 'K')) => (&upper[..at], 10),
        Some((at, 'M')) => (&upper[..at], 20),
        Some((at, 'G')) => (&upper[..at], 30),
        Some((at, 'T')) => (&upper[..at], 40),
        _ => (upper, 0),
    };
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).filter(|&bytes| bytes > 0).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(
            ["1", "512M", "4g", "64KiB", "2TB"].map(size),
            [Ok(1), Ok(512 << 20), Ok(4 << 30), Ok(64 << 10), Ok(2 << 40)]
        );
        for wrong in ["", "M", "-1", "1.5G", "x", "0", "99999999999T"] {
            assert!(size(wrong).is_err_and(|why| why.contains("512M")), "{wrong}");
        }
    }

    #[test]
    fn the_last_flag_holds_for_the_rest() {
        assert_eq!([0, 1, 2].map(|i| of_input(&["a", "b"], i)), [Some("a"), Some("b"), Some("b")]);
        assert_eq!(of_input::<u8>(&[], 0), None);
    }
}
