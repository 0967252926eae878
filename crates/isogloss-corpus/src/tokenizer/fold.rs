//! What a token is called: case, apostrophes, Form C.
use super::scan::{Kind, Letters};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Folds tokens in buffers that it keeps.
pub(super) struct Folder {
    lowercase: bool,
    folded: String,
    composed: String,
}

impl Folder {
    pub(super) fn new(lowercase: bool) -> Self {
        Self { lowercase, folded: String::new(), composed: String::new() }
    }

    /// Hands out the token that stands for this piece of text.
    #[inline]
    pub(super) fn fold(&mut self, piece: &str, kind: Kind, letters: Letters, each: impl FnOnce(&str)) {
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
        let lowercase = self.lowercase && kind != Kind::Emoji;
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
