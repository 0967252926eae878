//! Which character is this entity?

/// The 253 names of HTML 4, without the ampersand, and where each character is.
const NAMED: &str = include_str!("entities.txt");
/// The longest name.
const NAME_BYTES: usize = 10;

/// A numeric entity or one of XML's five, without `&` and `;`.
pub(super) fn predefined(name: &str) -> Option<char> {
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            char::from_u32(number.ok()?).filter(|&character| character != '\0')
        }
    }
}

/// The entity that these bytes of text begin with, and its length: `&nbsp;` is U+00A0 and 6. Without its semicolon it is none.
pub(super) fn at_start(text: &str) -> Option<(char, usize)> {
    let rest = text.strip_prefix('&')?;
    let bytes = rest.as_bytes();
    let length = bytes.iter().take(NAME_BYTES + 2).position(|&byte| byte == b';')?;
    let name = rest.get(..length)?;
    let character = predefined(name).or_else(|| named(name))?;
    Some((character, length + 2))
}

fn named(name: &str) -> Option<char> {
    // A line a letter: a name is looked for among those that begin with the same one.
    let initial = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let line = NAMED.lines().find(|line| line.starts_with(initial))?;
    line.split_ascii_whitespace()
        .filter_map(|entry| entry.split_once('='))
        .find(|(known, _)| *known == name)
        .and_then(|(_, code)| char::from_u32(u32::from_str_radix(code, 16).ok()?))
}
