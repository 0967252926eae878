//! Which of these apostrophes are markup?
//!
//! Two are italics, three bold, five both. Where a line has an odd number of both, one of the three was meant as an apostrophe
//! before italics (`''Titanic'''s`, `l'''Express''`): MediaWiki takes the first after a word of one letter, else the first
//! after a longer word, else the first after a space.

/// The marks of a line so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quotes {
    bold: u32,
    italic: u32,
    /// Places in the output of the first three apostrophes after a word of one letter, after a longer word, after a space.
    after: [Option<usize>; 3],
}

impl Quotes {
    /// Meets so many apostrophes (two at least) at this place in the output, after these characters of the text, the nearest
    /// first; how many of them are apostrophes.
    pub fn meet(&mut self, count: usize, place: usize, before: [Option<char>; 2]) -> usize {
        let (bold, italic) = (count >= 3, count == 2 || count >= 5);
        let literal = count - 3 * usize::from(bold) - 2 * usize::from(italic);
        self.bold += u32::from(bold);
        self.italic += u32::from(italic);
        if count == 3 {
            let kind = match before {
                [Some(' '), _] => 2,
                [_, Some(' ')] => 0,
                _ => 1,
            };
            self.after[kind] = self.after[kind].or(Some(place));
        }
        literal
    }

    /// Where the line's output lacks an apostrophe.
    pub fn missing(&self) -> Option<usize> {
        let odd = self.bold % 2 == 1 && self.italic % 2 == 1;
        self.after.iter().flatten().next().copied().filter(|_| odd)
    }
}
