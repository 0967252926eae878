//! What a character is to the tokeniser.
use std::sync::LazyLock;
use unicode_properties::emoji::EmojiStatus;
use unicode_properties::{GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};

/// What a character is to the tokeniser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Separates.
    Other,
    /// Part of a word: a letter, or a number that is no decimal digit (`²`, `Ⅳ`).
    Letter,
    /// A decimal digit.
    Digit,
    /// A combining mark: part of the word before it.
    Mark,
    /// A letter of a script that does not mark words.
    Unspaced,
    /// Starts an emoji.
    Emoji,
    /// Starts an emoji if the emoji selector follows, separates if not.
    TextEmoji,
    Apostrophe,
    Hyphen,
    SoftHyphen,
    /// U+200C and U+200D.
    Joiner,
}

impl Class {
    pub(super) fn is_word(self) -> bool {
        matches!(self, Self::Letter | Self::Digit)
    }
}

/// The classes of the first two planes in one table, which is looked up for every character that is not ASCII.
#[derive(Clone, Copy)]
pub(super) struct Classes(&'static [Class]);

const TABLE_LENGTH: u32 = 0x2_0000;
static TABLE: LazyLock<Vec<Class>> = LazyLock::new(|| {
    (0..TABLE_LENGTH).map(|code| char::from_u32(code).map_or(Class::Other, classify)).collect()
});

impl Classes {
    pub(super) fn get() -> Self {
        Self(&TABLE)
    }

    #[inline]
    pub(super) fn of(self, c: char) -> Class {
        self.0.get(c as usize).copied().unwrap_or_else(|| classify(c))
    }
}

impl std::fmt::Debug for Classes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Classes")
    }
}

/// The class of a character, from the properties of Unicode.
pub(super) fn classify(c: char) -> Class {
    match c {
        '\'' | '\u{2019}' => return Class::Apostrophe,
        '-' | '\u{2010}' | '\u{2011}' => return Class::Hyphen,
        '\u{ad}' => return Class::SoftHyphen,
        '\u{200c}' | '\u{200d}' => return Class::Joiner,
        // Variation selectors and the keycap are marks of symbols, not of letters.
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{20e3}' => return Class::Other,
        _ => {}
    }
    if let Some(class) = emoji(c) {
        return class;
    }
    match c.general_category_group() {
        GeneralCategoryGroup::Letter if is_unspaced(c) => Class::Unspaced,
        GeneralCategoryGroup::Letter => Class::Letter,
        GeneralCategoryGroup::Number if c == '\u{3007}' => Class::Unspaced,
        GeneralCategoryGroup::Number if is_decimal(c) => Class::Digit,
        GeneralCategoryGroup::Number => Class::Letter,
        GeneralCategoryGroup::Mark => Class::Mark,
        _ => Class::Other,
    }
}

fn emoji(c: char) -> Option<Class> {
    // ASCII digits, `#` and `*` are emoji by name; they start keycaps, which have a rule of their own.
    if c.is_ascii() {
        return None;
    }
    match c.emoji_status() {
        EmojiStatus::NonEmoji | EmojiStatus::NonEmojiButEmojiComponent => None,
        EmojiStatus::EmojiModifierBase
        | EmojiStatus::EmojiOther
        | EmojiStatus::EmojiOtherAndEmojiComponent => {
            Some(if matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..) {
                Class::Emoji
            } else {
                Class::TextEmoji
            })
        }
        _ => Some(Class::Emoji),
    }
}

fn is_decimal(c: char) -> bool {
    c.general_category() == unicode_properties::GeneralCategory::DecimalNumber
}

/// Letters of Han, Hiragana, Thai, Lao, Khmer and Myanmar. (Katakana is left out: a run of it is mostly one word.)
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}'      // Thai, Lao
        | '\u{1000}'..='\u{109f}'    // Myanmar
        | '\u{1780}'..='\u{17ff}'    // Khmer
        | '\u{3005}'..='\u{3007}'    // Han: iteration mark, zero
        | '\u{3040}'..='\u{309f}'    // Hiragana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'    // Han
        | '\u{a9e0}'..='\u{a9ff}' | '\u{aa60}'..='\u{aa7f}'    // Myanmar, extended
        | '\u{20000}'..='\u{3ffff}'  // Han, further planes
    )
}
