//! What a token is called: case, apostrophes, Form C.
use super::class::{Class, Classes};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// A word of digits, and of what stands between them.
    Number,
    Initialism,
    Unspaced,
    Mention,
    Hashtag,
    Url,
    Emoji,
    Emoticon,
    Placeholder,
}

/// What folding a token may have to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    /// ASCII without capitals: nothing.
    Plain,
    /// ASCII: lower-casing.
    Capitals,
    /// Any character.
    Any,
}

/// Folds tokens in buffers that it keeps.
pub(super) struct Folder {
    lowercase: bool,
    elongations: bool,
    classes: Classes,
    folded: String,
    composed: String,
    short: String,
}

impl Folder {
    pub(super) fn new(lowercase: bool, elongations: bool, classes: Classes) -> Self {
        let (folded, composed, short) = Default::default();
        Self { lowercase, elongations, classes, folded, composed, short }
    }

    /// Hands out the token that stands for this piece of text.
    #[inline]
    pub(super) fn fold(&mut self, piece: &str, kind: Kind, letters: Letters, each: impl FnOnce(&str)) {
        if self.elongations && matches!(kind, Kind::Word | Kind::Hashtag) {
            self.fold_elongated(piece, kind, letters, each);
        } else {
            self.fold_case(piece, kind, letters, each);
        }
    }

    /// At most two of the same letter in a row.
    fn fold_elongated(&mut self, piece: &str, kind: Kind, letters: Letters, each: impl FnOnce(&str)) {
        let mut short = std::mem::take(&mut self.short);
        short.clear();
        let classes = self.classes;
        self.fold_case(piece, kind, letters, |token| {
            let (mut last, mut repeats) = (None, 0);
            for c in token.chars() {
                repeats = if last == Some(c) { repeats + 1 } else { 0 };
                last = Some(c);
                if repeats < 2 || !matches!(classes.of(c), Class::Letter | Class::Unspaced) {
                    short.push(c);
                }
            }
        });
        each(&short);
        self.short = short;
    }

    #[inline]
    fn fold_case(&mut self, piece: &str, kind: Kind, letters: Letters, each: impl FnOnce(&str)) {
        match letters {
            Letters::Any => self.fold_any(piece, kind, each),
            Letters::Capitals if self.lowercase => {
                self.folded.clear();
                self.folded.push_str(piece);
                self.folded.make_ascii_lowercase();
                each(&self.folded);
            }
            Letters::Capitals | Letters::Plain => each(piece),
        }
    }

    fn fold_any(&mut self, piece: &str, kind: Kind, each: impl FnOnce(&str)) {
        let lowercase = self.lowercase && !matches!(kind, Kind::Emoji | Kind::Emoticon);
        self.folded.clear();
        if lowercase && piece.contains('Σ') {
            // Which small sigma stands for it depends on its place in the word.
            push_folded(&mut self.folded, &piece.to_lowercase(), kind, false);
        } else {
            push_folded(&mut self.folded, piece, kind, lowercase);
        }
        // Below U+0300 nothing combines and everything is composed.
        let may_combine = self.folded.chars().any(|c| c >= '\u{300}');
        if may_combine && is_nfc_quick(self.folded.chars()) != IsNormalized::Yes {
            self.composed.clear();
            self.composed.extend(self.folded.nfc());
            each(&self.composed);
        } else {
            each(&self.folded);
        }
    }
}

fn push_folded(folded: &mut String, piece: &str, kind: Kind, lowercase: bool) {
    for c in piece.chars() {
        match c {
            '\u{2019}' if kind == Kind::Word => folded.push('\''),
            '\u{2010}' | '\u{2011}' if kind == Kind::Word => folded.push('-'),
            '\u{ad}' if kind == Kind::Word => {}
            _ if lowercase => folded.extend(c.to_lowercase()),
            _ => folded.push(c),
        }
    }
}
