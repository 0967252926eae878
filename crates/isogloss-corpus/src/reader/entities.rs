//! `&amp;` to `&`: the character references of HTML that stand in tweets and in extracted text.
use std::borrow::Cow;

/// The longest reference that is looked for, without `&` and `;`.
const LONGEST: usize = 8;

/// Replaces references, once: `&amp;lt;` becomes `&lt;`. What is no reference stays as it is.
pub(crate) fn decode(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return text };
    let mut decoded = String::with_capacity(text.len());
    let (mut rest, mut next) = (&text[..], Some(first));
    while let Some(start) = next {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        match reference(rest) {
            Some((character, length)) => {
                decoded.push(character);
                rest = &rest[length..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
        next = memchr::memchr(b'&', rest.as_bytes());
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The character for which the reference stands with which this text begins, and the reference's length.
fn reference(text: &str) -> Option<(char, usize)> {
    let body = text.as_bytes().get(1..)?;
    let length = memchr::memchr(b';', &body[..body.len().min(LONGEST + 1)])?;
    let name = text.get(1..1 + length)?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => number(name.strip_prefix('#')?)?,
    };
    Some((character, length + 2))
}

fn number(digits: &str) -> Option<char> {
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u32::from_str_radix(digits, 16)
        }
        None if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse(),
        _ => return None,
    };
    char::from_u32(code.ok()?).filter(|&c| c != '\0')
}

#[cfg(test)]
mod tests {
    use super::decode;
    use std::borrow::Cow;

    #[test]
    fn references_become_characters_once() {
        for (text, expected) in [
            ("a &amp; b &lt;3 &gt;_&lt; &quot;x&quot; it&#39;s it&apos;s", "a & b <3 >_< \"x\" it's it's"),
            ("&amp;lt;", "&lt;"),
            ("&#x1F600;&#128512;&#xe9;", "\u{1f600}\u{1f600}é"),
            (
                "AT&T & &; &unknown; &#0; &#xD800; &#+1; &#99999999; &é; &am",
                "AT&T & &; &unknown; &#0; &#xD800; &#+1; &#99999999; &é; &am",
            ),
            ("&&amp;&", "&&&"),
        ] {
            assert_eq!(decode(Cow::Borrowed(text)), expected);
        }
        assert!(matches!(decode(Cow::Borrowed("plain")), Cow::Borrowed(_)));
    }
}
