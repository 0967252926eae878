//! One pass over the text, with a stack of what is open.
mod elements;
mod lines;
mod links;
mod templates;

use super::super::namespaces::Namespaces;
use super::Skipped;
use super::quotes::Quotes;
use super::rules::Rule;
use super::tags::Closers;
use links::is_address;
use memchr::memchr;

/// Bytes that may be markup; the others are copied.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let bytes = b"\n\r{}[]<&'|=_~-";
    let mut at = 0;
    while at < bytes.len() {
        special[bytes[at] as usize] = true;
        at += 1;
    }
    special
};

/// So much may be open at a time. MediaWiki itself stops at a hundred templates; this bounds the memory that a text of braces takes.
const MOST_OPEN: usize = 10_000;

/// What the current line is.
#[derive(Clone, Copy, Default)]
struct Line {
    /// Something stands in it; before that, marks of lists and the like count.
    begun: bool,
    /// It is part of a paragraph, which the next line may go on with.
    paragraph: bool,
    quotes: Quotes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `{{`, or `{{{` with three braces.
    Template,
    /// `[[`
    Link,
    /// `[http:`
    External,
    /// `{|`
    Table,
    /// A line of cells.
    Cells,
    /// `<table>`
    Html,
}

/// Something that is open.
struct Frame {
    kind: Kind,
    /// What becomes of its content; told by its name, which ends at the first bar.
    rule: Option<Rule>,
    braces: u8,
    /// Where it starts in the output, and in the text; where its first bar is there.
    start: usize,
    source: usize,
    bar: usize,
    /// Where its current argument starts in the output; which it is, from 1; 0 is the name.
    part: usize,
    argument: u32,
    /// The argument had its first equals sign, and is none of those that are numbered.
    equals: bool,
    named: bool,
    /// It has what it needs: further arguments are cut.
    full: bool,
    /// The line at its beginning.
    line: Line,
}

/// A heading whose section has not ended.
struct Section {
    level: usize,
    start: usize,
    end: usize,
    apparatus: bool,
}

pub(super) struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    namespaces: &'a Namespaces,
    /// A heading: no line of it begins with a mark.
    heading: bool,
    out: String,
    frames: Vec<Frame>,
    /// How many frames are templates, tables, tables of HTML.
    templates: usize,
    tables: usize,
    html: usize,
    sections: Vec<Section>,
    line: Line,
    closers: Closers,
    /// The next `}-`, once looked for.
    variant_end: Option<usize>,
    skipped: Skipped,
}

impl<'a> Scanner<'a> {
    pub fn new(text: &'a str, namespaces: &'a Namespaces) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: 0,
            namespaces,
            heading: false,
            out: String::with_capacity(text.len() / 2),
            frames: Vec::new(),
            templates: 0,
            tables: 0,
            html: 0,
            sections: Vec::new(),
            line: Line::default(),
            closers: Closers::default(),
            variant_end: None,
            skipped: Skipped::default(),
        }
    }

    /// Reads a part of the text that is one line, as a heading is.
    fn nested(&mut self, part: &str) -> String {
        let mut scanner = Scanner::new(part, self.namespaces);
        scanner.heading = true;
        scanner.line.begun = true;
        let (text, skipped) = scanner.run();
        self.skipped.add(&skipped);
        text
    }

    pub fn run(mut self) -> (String, Skipped) {
        while self.at < self.bytes.len() {
            if !self.line.begun {
                self.line_start();
            }
            let rest = &self.bytes[self.at..];
            let plain = rest.iter().position(|&byte| SPECIAL[usize::from(byte)]).unwrap_or(rest.len());
            if plain > 0 {
                self.copy(plain);
            } else if !rest.is_empty() {
                self.special(rest);
            }
        }
        self.finish();
        (self.out, self.skipped)
    }

    /// The byte so far ahead; 0 at the end.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// How often the byte that is next is repeated.
    fn repeated(&self) -> usize {
        let rest = &self.bytes[self.at..];
        rest.iter().take_while(|&byte| byte == &rest[0]).count()
    }

    /// Copies so many bytes of text.
    fn copy(&mut self, length: usize) {
        self.push(&self.text[self.at..self.at + length]);
        self.at += length;
    }

    fn push(&mut self, text: &str) {
        self.begin();
        self.out.push_str(text);
    }

    /// Something that is to be read stands in the line.
    fn begin(&mut self) {
        self.line.paragraph |= !self.line.begun;
        self.line.begun = true;
    }

    /// The output from there on.
    fn since(&self, from: usize) -> &str {
        self.out.get(from..).unwrap_or("")
    }

    /// Cuts the output. What had begun behind that place has not.
    fn cut(&mut self, place: usize) {
        if self.out.is_char_boundary(place) {
            self.out.truncate(place);
        }
        while self.sections.last().is_some_and(|section| section.start > self.out.len()) {
            self.sections.pop();
        }
    }

    fn special(&mut self, rest: &[u8]) {
        let next = self.peek(1);
        match rest[0] {
            b'\n' => self.newline(),
            b'\r' => self.at += 1,
            b'{' if next == b'{' => self.open_templates(),
            b'}' if next == b'}' => self.close_template(),
            b'[' if next == b'[' => self.open_link(),
            b'[' if is_address(&rest[1..]) => self.open_external(),
            b']' if next == b']' || self.top() == Some(Kind::External) => self.close_link(),
            b'<' => self.tag(),
            b'&' => self.entity(),
            b'\'' if next == b'\'' => self.quotes(),
            b'|' => self.bar(),
            b'=' if self.top() == Some(Kind::Template) => self.equals(),
            b'_' if next == b'_' => self.magic_word(),
            b'~' if rest.starts_with(b"~~~") => {
                self.at += self.repeated();
                self.removed();
            }
            b'-' if next == b'{' && self.peek(2) != b'{' => self.variant(),
            _ => self.copy(1),
        }
    }

    fn top(&self) -> Option<Kind> {
        self.frames.last().map(|frame| frame.kind)
    }

    /// Opens something, but not more than so much: what nests deeper is no article.
    fn open(&mut self, kind: Kind, source: usize) {
        if self.frames.len() >= MOST_OPEN {
            return;
        }
        match kind {
            Kind::Template => self.templates += 1,
            Kind::Table => self.tables += 1,
            Kind::Html => self.html += 1,
            _ => (),
        }
        let place = self.out.len();
        self.frames.push(Frame {
            kind,
            rule: None,
            braces: 2,
            start: place,
            source,
            bar: source,
            part: place,
            argument: 0,
            equals: false,
            named: false,
            full: false,
            line: self.line,
        });
    }

    /// Takes the last frame away; its content stays.
    fn pop(&mut self) -> Option<Frame> {
        let frame = self.frames.pop()?;
        match frame.kind {
            Kind::Template => self.templates -= 1,
            Kind::Table => self.tables -= 1,
            Kind::Html => self.html -= 1,
            _ => (),
        }
        Some(frame)
    }

    /// Takes frames away to the last one of this kind, which there must be, and gives it.
    fn pop_to(&mut self, kind: Kind) -> Option<Frame> {
        loop {
            let frame = self.pop()?;
            if frame.kind == kind {
                return Some(frame);
            }
        }
    }

    /// Drops the content of a frame that was taken away.
    fn drop_content(&mut self, frame: &Frame) {
        self.cut(frame.start);
        while self.sections.last().is_some_and(|section| section.start >= frame.start) {
            self.sections.pop();
        }
        self.line = frame.line;
        self.removed();
    }

    /// Mends what stands around something that was dropped here: a space before a stop, `( )`, `(, 1 May`, `1 May, )`, `x, , y`.
    fn removed(&mut self) {
        // What was written before the current argument is none of its business.
        let floor = self.frames.last().map_or(0, |frame| frame.part);
        loop {
            let ahead = &self.bytes[self.at..];
            let blanks = ahead.iter().take(8).take_while(|&&byte| byte == b' ').count();
            let next = ahead.get(blanks).copied().unwrap_or(0);
            let written = self.since(floor).as_bytes();
            let end = written.len() - written.iter().rev().take(8).take_while(|&&byte| byte == b' ').count();
            let (end, last) = (floor + end, written[..end].last().copied());
            let ellipsis = ahead[blanks..].starts_with(b"..");
            match (last, next) {
                (Some(_), b',' | b';') if closes(&ahead[blanks + 1..]) => self.at += blanks + 1,
                (Some(b'('), b',' | b';') | (Some(b','), b',') => self.at += blanks + 1,
                (Some(b'('), b')') => {
                    self.out.truncate(end - 1);
                    self.at += blanks + 1;
                }
                (Some(b'('), _) => {
                    self.out.truncate(end);
                    self.at += blanks;
                    return;
                }
                (Some(b',' | b';'), b')') => self.out.truncate(end - 1),
                (Some(b',' | b';'), b'.') if !ellipsis => self.out.truncate(end - 1),
                (Some(b'\n') | None, _) => return,
                (Some(_), b'.' | b',' | b')') if !ellipsis => {
                    self.out.truncate(end);
                    self.at += blanks;
                    return;
                }
                (Some(_), b';' | b':' | b'!' | b'?') if blanks == 0 => {
                    self.out.truncate(end);
                    return;
                }
                _ => return,
            }
        }
    }

    fn finish(&mut self) {
        self.end_line();
        if !self.heading {
            self.end_sections(0);
        }
        // Dropped to the end of its line in the output; frames are in order, and so are their lines.
        let mut kept = String::with_capacity(self.out.len());
        let mut from = 0;
        for frame in &self.frames {
            let dropped = match frame.kind {
                Kind::Template | Kind::Link => {
                    matches!(frame.rule, Some(Rule::Drop))
                        || frame.kind == Kind::Template && frame.rule.is_none()
                }
                Kind::Table | Kind::Html | Kind::Cells => true,
                Kind::External => false,
            };
            if dropped
                && frame.start >= from
                && let Some(rest) = self.out.get(frame.start..)
            {
                kept.push_str(&self.out[from..frame.start]);
                from = frame.start + memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            }
        }
        kept.push_str(&self.out[from..]);
        self.out = kept;
    }
}

/// Is a parenthesis closed here?
fn closes(rest: &[u8]) -> bool {
    rest.iter().take(8).find(|&&byte| byte != b' ') == Some(&b')')
}
