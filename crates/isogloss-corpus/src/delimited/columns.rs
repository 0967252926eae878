//! The names that columns of texts, writers and languages go by.

/// Names of columns that hold a text, best first: an untruncated tweet before a truncated one.
pub(crate) const TEXT: &[&str] = &[
    "full_text",
    "text",
    "tweet_text",
    "tweet",
    "content",
    "body",
    "message",
    "comment",
    "sentence",
    "review",
];

/// Names of columns that say who wrote it, best first. Any of them tells writers apart; `name` is last, as it may be the
/// name of anything.
pub(crate) const UNIT: &[&str] = &[
    "user",
    "username",
    "user_name",
    "screen_name",
    "user_screen_name",
    "author",
    "author_id",
    "author_name",
    "author_username",
    "user_id",
    "userid",
    "user_id_str",
    "handle",
    "account",
    "name",
];

/// Names of columns that hold the language.
pub(crate) const LANGUAGE: &[&str] = &["lang", "language", "tweet_lang", "tweet_language"];

/// Names of columns that say whether it is a retweet. (`retweeted` is not among them: in Twitter's interface it says whether
/// the asking user has retweeted it.)
pub(crate) const RETWEET: &[&str] = &["retweet", "is_retweet", "isretweet"];

/// So many names are listed in an error.
const LISTED: usize = 40;

/// The place of the first of the known names among those that the table has, whatever their case. A dot in a name, of a
/// nested field, counts as an underscore: `user.screen_name` is `user_screen_name`.
pub(crate) fn known<S: AsRef<str>>(names: &[S], known: &[&str]) -> Option<usize> {
    known.iter().find_map(|known| names.iter().position(|name| is_known(name.as_ref(), known)))
}

fn is_known(name: &str, known: &str) -> bool {
    let plain = |byte: u8| if byte == b'.' { b'_' } else { byte.to_ascii_lowercase() };
    name.len() == known.len() && name.bytes().map(plain).eq(known.bytes())
}

/// The place of the name asked for: the same name, else the first that differs in case only.
pub(crate) fn named<S: AsRef<str>>(names: &[S], asked: &str) -> Option<usize> {
    let same = names.iter().position(|name| name.as_ref() == asked);
    same.or_else(|| {
        names.iter().position(|name| name.as_ref().trim().to_lowercase() == asked.trim().to_lowercase())
    })
}

/// Whether a record of a table says yes or no. No word, or another, says neither.
pub(crate) fn yes_or_no(value: &[u8]) -> Option<bool> {
    match value.trim_ascii().to_ascii_lowercase().as_slice() {
        b"1" | b"true" | b"t" | b"yes" | b"y" => Some(true),
        b"0" | b"false" | b"f" | b"no" | b"n" => Some(false),
        _ => None,
    }
}

/// Names for an error, on one line.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    if names.is_empty() {
        return "(none)".to_string();
    }
    let name = |name: &S| match name.as_ref() {
        "" => "(no name)".to_string(),
        name => name.chars().take(LISTED).collect::<String>().escape_debug().to_string(),
    };
    let mut list = names.iter().take(LISTED).map(name).collect::<Vec<_>>().join(", ");
    if names.len() > LISTED {
        list += &format!(", and {} more", names.len() - LISTED);
    }
    list
}
