//! Tweets: statuses of Twitter's interfaces and of users' archives.
//!
//! # What is read
//! A record is a status of the interface v1.1 (streams and searches; `text`, or `full_text`, or that of `extended_tweet`), a
//! status of v2 (`text`, or that of `note_tweet`), a page of these (`{"data": [...], "includes": {...}}`), or an item of an
//! archive (`{"tweet": {...}}`). Notices of a stream (`delete`, `limit`) and pages without tweets count as empty.
//!
//! Character references are decoded. The unit is the author's id, else the screen name; in a page without authors each tweet
//! is one by its own id; an archive that names nobody is its owner's, one unit per file.
//!
//! A retweet has a `retweeted_status`, a `retweeted` among its `referenced_tweets`, or begins with `RT @`. Where retweets are
//! kept, the text of one is `RT @name: ` and the original's, as far as that is there: what stands in the retweet is cut short.
use super::fields::{Name, Objects, Person};
use super::{Columns, name_at};
use crate::reader::batch::{Decode, Malformed};
use crate::reader::document::{RETWEET, Sink};
use crate::reader::entities;
use crate::reader::settings::ReaderSettings;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// Fields that, beside a text, make a tweet of an object.
const MARKS: [&str; 7] = [
    "id_str",
    "full_text",
    "author_id",
    "edit_history_tweet_ids",
    "entities",
    "retweeted_status",
    "extended_tweet",
];

/// Whether an object is a tweet, a page of tweets or an archive's item.
pub(in crate::reader) fn is_tweet(object: &Map<String, Value>) -> bool {
    let has = |name: &str| object.contains_key(name);
    let is_status = (has("text") || has("full_text"))
        && (MARKS.iter().any(|mark| has(mark)) || has("id") && has("created_at"));
    let inner = |name: &str| match object.get(name) {
        Some(Value::Object(inner)) => Some(inner),
        Some(Value::Array(list)) => list.first()?.as_object(),
        _ => None,
    };
    // A page may name no more of its tweets than id and text.
    let in_page = |inner: &Map<String, Value>| {
        is_tweet(inner) || inner.contains_key("id") && inner.contains_key("text")
    };
    is_status || inner("tweet").is_some_and(is_tweet) || inner("data").is_some_and(in_page)
}

/// Takes the texts out of tweets.
#[derive(Debug)]
pub(in crate::reader) struct Tweets {
    /// Where the text is, if not where it usually is.
    columns: Option<Columns>,
    /// Where the author is, if only that is not where it usually is.
    unit: Option<String>,
    /// The file is a user's archive.
    archive: bool,
}

impl Tweets {
    pub(in crate::reader) fn new(settings: &ReaderSettings, archive: bool) -> Self {
        let columns = Columns::named(settings);
        match settings.text_column {
            Some(_) => Self { columns, unit: None, archive },
            None => Self { columns: None, unit: columns.and_then(|columns| columns.unit), archive },
        }
    }

    /// Hands out a tweet; `named`: whom the record names where the settings say; `page`: the others that came with its page, if it is of one.
    fn tweet(
        &self,
        status: &Status<'_>,
        named: Option<&str>,
        page: Option<&[Status<'_>]>,
        sink: &mut Sink<'_>,
    ) -> Result<(), Malformed> {
        let text = status.text().ok_or(Malformed)?;
        if !sink.handling.retweets && status.is_retweet(text) {
            sink.retweet();
            return Ok(());
        }
        let whole = status.whole_retweet(text, page.unwrap_or_default());
        let text = whole.map_or(Cow::Borrowed(text), Cow::Owned);
        let own_id = page.and(status.id_str.0.as_deref().or(status.id.0.as_deref()));
        let unit = match named.or(status.author()).or(own_id) {
            Some(name) => Some(Cow::Borrowed(name)),
            None => self.archive.then(|| Cow::Owned(format!("archive {}", sink.file()))),
        };
        sink.text(entities::decode(text), unit, status.lang.0.as_deref());
        Ok(())
    }
}

impl Decode for Tweets {
    fn documents(&self, record: &str, sink: &mut Sink<'_>) -> Result<(), Malformed> {
        if let Some(columns) = &self.columns {
            return columns.find(record, |text, unit, language| {
                if !sink.handling.retweets && text.starts_with(RETWEET) {
                    sink.retweet();
                } else {
                    sink.text(entities::decode(Cow::Borrowed(text)), unit.map(Cow::Owned), language);
                }
            });
        }
        if !record.trim_start().starts_with('{') {
            return Err(Malformed);
        }
        let named = match &self.unit {
            Some(column) => name_at(record, column),
            None => None,
        };
        let named = named.as_deref();
        let record: Status<'_> = serde_json::from_str(record).map_err(|_| Malformed)?;
        if let Some(tweet) = record.tweet.all.first() {
            return self.tweet(tweet, named, None, sink);
        }
        if !record.data.all.is_empty() {
            let others = record.includes.all.first().map_or(&[][..], |includes| &includes.tweets.all);
            let mut outcome = Ok(());
            for tweet in &record.data.all {
                if self.tweet(tweet, named, Some(others), sink).is_err() {
                    sink.skip();
                    outcome = Err(Malformed);
                }
            }
            return outcome;
        }
        let notice = record.delete.is_some() || record.limit.is_some() || record.meta.is_some();
        if notice && record.text().is_none() {
            sink.report.empty += 1;
            return Ok(());
        }
        self.tweet(&record, named, None, sink)
    }
}

/// The fields of statuses, pages and items that matter.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Status<'a> {
    id_str: Name<'a>,
    id: Name<'a>,
    text: Name<'a>,
    full_text: Name<'a>,
    extended_tweet: Objects<Long<'a>>,
    note_tweet: Objects<Long<'a>>,
    retweeted_status: Objects<Status<'a>>,
    referenced_tweets: Objects<Reference<'a>>,
    user: Person<'a>,
    author: Person<'a>,
    author_id: Name<'a>,
    screen_name: Name<'a>,
    lang: Name<'a>,
    // Of an item:
    tweet: Objects<Status<'a>>,
    // Of a page:
    data: Objects<Status<'a>>,
    includes: Objects<Includes<'a>>,
    meta: Option<IgnoredAny>,
    // Of a notice:
    delete: Option<IgnoredAny>,
    limit: Option<IgnoredAny>,
}

/// A text that is longer than tweets once were.
#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Long<'a> {
    full_text: Name<'a>,
    text: Name<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Reference<'a> {
    r#type: Name<'a>,
    id: Name<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
struct Includes<'a> {
    tweets: Objects<Status<'a>>,
}

impl Status<'_> {
    /// The longest of its texts.
    fn text(&self) -> Option<&str> {
        let note = self.note_tweet.all.first().and_then(|note| note.text.0.as_deref());
        let extended = self.extended_tweet.all.first().and_then(|extended| extended.full_text.0.as_deref());
        note.or(extended).or(self.full_text.0.as_deref()).or(self.text.0.as_deref())
    }

    fn author(&self) -> Option<&str> {
        let names = [
            &self.author_id.0,
            &self.user.id,
            &self.author.id,
            &self.user.name,
            &self.author.name,
            &self.screen_name.0,
        ];
        names.into_iter().find_map(Option::as_deref)
    }

    fn is_retweet(&self, text: &str) -> bool {
        !self.retweeted_status.all.is_empty() || self.retweeted().is_some() || text.starts_with(RETWEET)
    }

    /// The reference to the tweet that this one repeats.
    fn retweeted(&self) -> Option<&Reference<'_>> {
        self.referenced_tweets.all.iter().find(|reference| reference.r#type.0.as_deref() == Some("retweeted"))
    }

    /// `RT @name: ` and the original's text, if the original came along.
    fn whole_retweet(&self, text: &str, page: &[Status<'_>]) -> Option<String> {
        if let Some(original) = self.retweeted_status.all.first() {
            let (name, text) =
                (original.user.name.as_deref().or(original.screen_name.0.as_deref())?, original.text()?);
            return Some(format!("{RETWEET}{name}: {text}"));
        }
        let id = self.retweeted()?.id.0.as_deref()?;
        let original = page.iter().find(|other| other.id.0.as_deref() == Some(id))?.text()?;
        let (name, _) = text.strip_prefix(RETWEET)?.split_once(": ")?;
        Some(format!("{RETWEET}{name}: {original}"))
    }
}
