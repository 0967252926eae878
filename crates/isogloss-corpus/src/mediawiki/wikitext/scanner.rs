//! One pass over the text, with a stack of what is open.
use super::super::entities;
use super::super::namespaces::{Namespaces, Prefix};
use super::Skipped;
use super::quotes::Quotes;
use super::rules::{self, Rule};
use super::sections::is_apparatus;
use super::tags::{self, Closers, Element, Tag};
use memchr::{memchr, memmem};

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
/// The title of a page has at most 255 bytes; the target of a link may have a section besides, and be in percent.
const TARGET_BYTES: usize = 1_000;
/// The longest magic word, such as `__KEIN_INHALTSVERZEICHNIS__`.
const MAGIC_BYTES: usize = 60;

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

    fn open(&mut self, kind: Kind, source: usize) {
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

    // Lines.

    /// Marks at the beginning of a line: lists, tables, headings, rules.
    fn line_start(&mut self) {
        let marked = self.bytes[self.at..].iter().position(|byte| !matches!(byte, b' ' | b'\t'));
        let Some(blanks) = marked else {
            self.at = self.bytes.len();
            return;
        };
        let (start, rest) = (self.at, &self.bytes[self.at + blanks..]);
        self.at += blanks;
        let list = rest.iter().take_while(|byte| matches!(byte, b'*' | b'#' | b':' | b';')).count();
        let after = &rest[list..];
        let indented = after.iter().take_while(|&&byte| byte == b' ').count();
        if after[indented..].starts_with(b"{|") && !after[indented..].starts_with(b"{|}") {
            self.at += list + indented + 2;
            self.open(Kind::Table, start);
            self.line.begun = true;
            return;
        }
        match rest[0] {
            b'|' if rest.get(1) == Some(&b'}') && self.close_table(rest.get(2) == Some(&b'}')) => (),
            b'|' if matches!(self.top(), None | Some(Kind::Table | Kind::Html)) => self.open_cells(1),
            b'!' if matches!(self.top(), Some(Kind::Table)) => self.open_cells(1),
            b'-' if rest.starts_with(b"----") => {
                self.at += self.repeated();
                self.out.push('\n');
            }
            b'=' if blanks == 0 => self.heading(),
            _ if list > 0 => {
                self.at += list;
                self.line.begun = true;
            }
            // Neither ends the beginning of the line: they may be dropped.
            b'\n' | b'<' | b'{' => (),
            _ => self.begin(),
        }
    }

    fn open_cells(&mut self, length: usize) {
        self.open(Kind::Cells, self.at);
        self.at += length;
        self.line.begun = true;
    }

    fn newline(&mut self) {
        // A link is of one line, but a picture's caption may have several.
        while let Some(frame) = self.frames.last() {
            match frame.kind {
                Kind::Link if frame.rule != Some(Rule::Drop) => _ = self.pop(),
                Kind::External => _ = self.pop(),
                Kind::Cells => {
                    let start = frame.start;
                    self.pop();
                    self.cut(start);
                }
                _ => break,
            }
        }
        self.end_line();
        self.at += 1;
        let goes_on = match self.peek(0) {
            b'\n' | b'\r' | b' ' | b'*' | b'#' | b':' | b';' | b'=' | b'|' | b'!' | 0 => false,
            b'{' => self.peek(1) != b'|',
            b'-' => !self.bytes[self.at..].starts_with(b"----"),
            _ => true,
        };
        // What may have to be dropped to the end of its line keeps its lines.
        let kept = self.frames.last().is_none_or(|frame| frame.rule.is_some_and(|rule| rule != Rule::Drop));
        self.out.push(if self.line.paragraph && goes_on && kept { ' ' } else { '\n' });
        self.line = Line::default();
    }

    /// An apostrophe that was taken for markup.
    fn end_line(&mut self) {
        if let Some(place) = self.line.quotes.missing()
            && self.out.is_char_boundary(place)
        {
            self.out.insert(place, '\'');
        }
        self.line.quotes = Quotes::default();
    }

    /// `== words ==`, alone in its line.
    fn heading(&mut self) {
        let end = memchr(b'\n', &self.bytes[self.at..]).map_or(self.bytes.len(), |length| self.at + length);
        let mut line = self.text[self.at..end].trim_end();
        while let Some(comment) = line.strip_suffix("-->").and_then(|line| line.rfind("<!--")) {
            line = line[..comment].trim_end();
        }
        let words = line.trim_matches('=');
        let before = line.len() - line.trim_start_matches('=').len();
        let after = line.len() - line.trim_end_matches('=').len();
        let level = before.min(after).min(6);
        if level == 0 || words.is_empty() {
            self.begin();
            return;
        }
        let words = self.nested(words);
        let words = words.trim();
        self.end_sections(level);
        self.out.push('\n');
        let start = self.out.len();
        self.out.push_str(words);
        let apparatus = is_apparatus(words);
        self.skipped.sections += u64::from(apparatus);
        self.sections.push(Section { level, start, end: self.out.len(), apparatus });
        self.at = end;
        self.line = Line { begun: true, ..Line::default() };
    }

    /// Ends the sections of this level and those below it: one that is no prose goes, and a heading with nothing under it.
    fn end_sections(&mut self, level: usize) {
        while let Some(section) = self.sections.pop_if(|section| section.level >= level) {
            if section.apparatus || self.since(section.end).trim().is_empty() {
                self.cut(section.start);
            }
        }
        while self.frames.last().is_some_and(|frame| frame.start > self.out.len()) {
            self.pop();
        }
        let length = self.out.len();
        for frame in self.frames.iter_mut().rev().take_while(|frame| frame.part > length) {
            frame.part = length;
        }
    }

    // Templates.

    fn open_templates(&mut self) {
        let (source, count) = (self.at, self.repeated());
        // An odd brace belongs to the innermost: a parameter.
        for pair in 0..count / 2 {
            self.open(Kind::Template, source + 2 * pair);
        }
        if count % 2 == 1
            && let Some(frame) = self.frames.last_mut()
        {
            frame.braces = 3;
        }
        self.at += count;
    }

    fn close_template(&mut self) {
        if self.templates == 0 {
            self.at += 2;
            self.removed();
            return;
        }
        let Some(frame) = self.frames.last().filter(|frame| frame.kind == Kind::Template) else {
            // What is still open within it never will be closed.
            while self.top() != Some(Kind::Template) {
                self.pop();
            }
            return;
        };
        self.at += if frame.braces == 3 && self.peek(2) == b'}' { 3 } else { 2 };
        self.end_argument();
        let Some(frame) = self.pop_to(Kind::Template) else { return };
        match frame.rule {
            None | Some(Rule::Drop) => {
                self.skipped.templates += 1;
                self.drop_content(&frame);
            }
            Some(Rule::Quotation) => {
                self.out.push('\n');
                self.line = Line { begun: true, ..Line::default() };
            }
            Some(_)
                if self.since(frame.start).trim().is_empty()
                    && !matches!(frame.rule, Some(Rule::Text(_))) =>
            {
                self.drop_content(&frame);
            }
            Some(_) => self.begin(),
        }
    }

    /// A bar: the next argument of a template, the label of a link.
    fn bar(&mut self) {
        match self.frames.last() {
            Some(frame) if frame.kind == Kind::Template => {
                self.end_argument();
                self.at += 1;
                let place = self.out.len();
                let Some(frame) = self.frames.last_mut() else { return };
                frame.part = place;
                frame.argument += 1;
                (frame.equals, frame.named) = (false, false);
                match frame.rule {
                    Some(Rule::Last) if frame.argument > 1 => {
                        let start = frame.start;
                        frame.part = start;
                        self.cut(start);
                    }
                    Some(Rule::All(separator)) if frame.argument > 1 => self.out.push_str(separator),
                    Some(Rule::Measure) if frame.argument > 1 => self.out.push(' '),
                    _ => (),
                }
            }
            Some(frame) if frame.kind == Kind::Link && frame.rule.is_none() => self.end_target(),
            _ => self.copy(1),
        }
    }

    /// Tells the kind of a template by its name; cuts an argument that is not to be kept.
    fn end_argument(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let (start, part) = (frame.start, frame.part);
        let (mut named, mut full) = (frame.named, frame.full);
        let rule = match frame.rule {
            None => {
                let name = self.since(start);
                let rule = match name.split_once(':') {
                    Some((function, _)) if name.len() < 100 && rules::parser_function(function) => {
                        let length = function.len() + 1;
                        self.out.drain(start..start + length);
                        // The text is the name's: all that follows is cut.
                        self.set_rule(Rule::Argument(0));
                        return;
                    }
                    _ if frame.braces == 3 => Rule::Drop,
                    _ => rules::rule(name),
                };
                self.set_rule(rule);
                if rule != Rule::Drop {
                    self.cut(start);
                }
                match rule {
                    Rule::Text(text) => self.out.push_str(text),
                    Rule::Prefixed(text) => self.out.push_str(text),
                    Rule::Quotation => self.out.push('\n'),
                    _ => (),
                }
                return;
            }
            Some(rule) => rule,
        };
        let keep = match rule {
            Rule::Drop => return,
            Rule::Text(_) => false,
            _ if named => false,
            Rule::Argument(wanted) => frame.argument == wanted,
            Rule::Last | Rule::All(_) => true,
            Rule::Prefixed(_) => frame.argument == 1,
            Rule::Quotation => {
                let first = !full;
                full = true;
                first
            }
            Rule::Measure => {
                let argument = self.since(part).trim();
                let wanted = !full && !argument.is_empty();
                full |= wanted && !rules::is_number(argument);
                wanted
            }
        };
        if !keep {
            self.cut(part);
        }
        named = false;
        if let Some(frame) = self.frames.last_mut() {
            (frame.named, frame.full) = (named, full);
        }
    }

    fn set_rule(&mut self, rule: Rule) {
        if let Some(frame) = self.frames.last_mut() {
            frame.rule = Some(rule);
        }
    }

    /// The first equals sign of an argument: a name ends.
    fn equals(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let rule = frame.rule.filter(|&rule| rule != Rule::Drop);
        if rule.is_none() || frame.equals || frame.argument == 0 {
            self.copy(1);
            return;
        }
        let part = frame.part;
        let name = self.since(part).trim();
        let number = name.parse::<u32>().ok();
        let quoted = rule == Some(Rule::Quotation) && matches!(name, "text" | "quote");
        // An address or a sentence with an equals sign in it is no name.
        let named = number.is_none() && !quoted && name.len() <= 30;
        if number.is_some() || quoted {
            self.cut(part);
        }
        self.at += 1;
        if !named && number.is_none() && !quoted {
            self.out.push('=');
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.equals = true;
            frame.named = named;
            // An argument with a name is not counted.
            frame.argument = number.unwrap_or(frame.argument - u32::from(named));
        }
    }

    // Links.

    fn open_link(&mut self) {
        self.open(Kind::Link, self.at + 2);
        self.begin();
        self.at += 2;
    }

    /// What is before the bar tells whether the link is shown.
    fn end_target(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let start = frame.start;
        let target = self.since(start).trim();
        if target.len() > TARGET_BYTES {
            // No link.
            self.pop();
            self.copy(1);
            return;
        }
        let prefix = self.namespaces.prefix(target);
        let (rule, file) =
            (if prefix == Prefix::Other { Rule::Last } else { Rule::Drop }, prefix == Prefix::File);
        if rule == Rule::Last {
            self.cut(start);
        }
        let bar = self.at;
        self.at += 1;
        if let Some(frame) = self.frames.last_mut() {
            (frame.rule, frame.bar, frame.full) = (Some(rule), bar, file);
        }
    }

    fn close_link(&mut self) {
        match self.top() {
            Some(Kind::External) => {
                self.at += 1;
                let Some(frame) = self.pop() else { return };
                if self.since(frame.start).trim().is_empty() {
                    self.drop_content(&frame);
                }
            }
            Some(Kind::Link) => {
                // Of three brackets the first is the label's, if it has an open one.
                if self.peek(2) == b']'
                    && self.frames.last().is_some_and(|frame| self.since(frame.start).starts_with('['))
                {
                    self.copy(1);
                }
                self.at += 2;
                if let Some(frame) = self.pop() {
                    self.end_link(&frame);
                }
            }
            _ => {
                self.at += 2;
                self.removed();
            }
        }
    }

    fn end_link(&mut self, frame: &Frame) {
        match frame.rule {
            Some(Rule::Drop) => {
                self.skipped.files += u64::from(frame.full);
                self.drop_content(frame);
            }
            Some(_) => {
                if self.since(frame.start).trim().is_empty() {
                    self.out.push_str(without_context(&self.text[frame.source..frame.bar]));
                }
            }
            None => {
                let target = self.since(frame.start);
                if target.len() > TARGET_BYTES {
                    return;
                }
                let prefix = self.namespaces.prefix(target.trim());
                if prefix != Prefix::Other {
                    self.skipped.files += u64::from(prefix == Prefix::File);
                    self.drop_content(frame);
                } else if target.starts_with([':', '#']) {
                    self.out.remove(frame.start);
                }
            }
        }
    }

    /// `[http://example.org label]`
    fn open_external(&mut self) {
        let address = &self.bytes[self.at + 1..];
        let length = address
            .iter()
            .position(|&byte| byte.is_ascii_whitespace() || matches!(byte, b'[' | b']' | b'<' | b'>' | b'"'))
            .unwrap_or(address.len());
        self.begin();
        self.open(Kind::External, self.at);
        self.at += 1 + length;
    }

    // Tables.

    /// `|}` at the beginning of a line; `false` if it is the end of a template instead.
    fn close_table(&mut self, braces: bool) -> bool {
        if self.tables == 0 || (braces && self.top() == Some(Kind::Template)) {
            return false;
        }
        self.at += 2;
        if let Some(frame) = self.pop_to(Kind::Table) {
            self.skipped.tables += 1;
            self.drop_content(&frame);
        }
        // Text behind it is a paragraph of its own.
        self.out.push('\n');
        true
    }

    // Tags, entities, words.

    fn tag(&mut self) {
        if self.bytes[self.at..].starts_with(b"<!--") {
            let rest = &self.bytes[self.at + 4..];
            // MediaWiki, too, takes one without an end for the rest of the page.
            self.at = memmem::find(rest, b"-->").map_or(self.bytes.len(), |length| self.at + 4 + length + 3);
            self.removed();
            return;
        }
        let Some(tag) = tags::at_start(&self.text[self.at..]) else {
            self.copy(1);
            return;
        };
        match tag.element {
            Element::Dropped | Element::Nowiki => self.raw(tag),
            Element::Inline => self.at += tag.length,
            Element::Block => {
                self.at += tag.length;
                self.end_line();
                self.out.push('\n');
                self.line = Line::default();
            }
            Element::Break => {
                self.at += tag.length;
                self.out.push(' ');
            }
            Element::Table => {
                let source = self.at;
                self.at += tag.length;
                if !tag.closing {
                    self.open(Kind::Html, source);
                } else if self.html > 0
                    && let Some(frame) = self.pop_to(Kind::Html)
                {
                    self.skipped.tables += 1;
                    self.drop_content(&frame);
                    self.out.push('\n');
                }
            }
        }
    }

    /// An element whose content is not wikitext.
    fn raw(&mut self, tag: Tag) {
        let name = tags::RAW[tag.index];
        self.at += tag.length;
        if tag.closing || tag.empty {
            self.skipped.references += u64::from(tag.empty && name == "ref");
            self.removed();
            return;
        }
        let Some((end, after)) = self.closers.find(self.text, self.at, tag.index) else {
            if !matches!(name, "references" | "nowiki") {
                let rest = &self.bytes[self.at..];
                self.at += memchr(b'\n', rest).unwrap_or(rest.len());
            }
            self.removed();
            return;
        };
        if tag.element == Element::Nowiki {
            let content = &self.text[self.at..end];
            self.literal(content);
            self.at = after;
            return;
        }
        self.at = after;
        match name {
            "ref" => self.skipped.references += 1,
            _ => self.skipped.elements += 1,
        }
        self.removed();
    }

    /// Text that is no markup but for its entities.
    fn literal(&mut self, content: &str) {
        let mut from = 0;
        while let Some(found) = memchr(b'&', &content.as_bytes()[from..]) {
            let at = from + found;
            self.push(&content[from..at]);
            let (character, length) = entities::at_start(&content[at..]).unwrap_or(('&', 1));
            self.out.push(character);
            from = at + length;
        }
        self.push(&content[from..]);
    }

    fn entity(&mut self) {
        match entities::at_start(&self.text[self.at..]) {
            Some((character, length)) => {
                self.begin();
                self.out.push(if character.is_whitespace() { ' ' } else { character });
                self.at += length;
            }
            None => self.copy(1),
        }
    }

    fn quotes(&mut self) {
        let count = self.repeated();
        let mut before = self.text[..self.at].chars().rev();
        let before = [before.next(), before.next()];
        let literal = self.line.quotes.meet(count, self.out.len(), before);
        self.at += count - literal;
        self.copy(literal);
    }

    /// `__TOC__` and the like, in any script that has capitals or none.
    fn magic_word(&mut self) {
        let rest = &self.text[self.at + 2..];
        let mut length = 0;
        for character in rest.chars() {
            if length > MAGIC_BYTES
                || !(character == '_' || (character.is_alphabetic() && !character.is_lowercase()))
            {
                break;
            }
            length += character.len_utf8();
            if length > 3 && rest[..length].ends_with("__") && !rest[..length - 2].ends_with('_') {
                self.at += 2 + length;
                self.removed();
                return;
            }
        }
        self.copy(self.repeated());
    }

    /// `-{zh-hans:…;zh-hant:…}-`: of several spellings the first.
    fn variant(&mut self) {
        if self.variant_end.is_none_or(|end| end < self.at) {
            let found = memmem::find(&self.bytes[self.at..], b"}-");
            self.variant_end = Some(found.map_or(usize::MAX, |length| self.at + length));
        }
        let Some(content) = self.variant_end.and_then(|end| self.text.get(self.at + 2..end)) else {
            self.copy(2);
            return;
        };
        self.at += content.len() + 4;
        let (flags, content) = match content.split_once('|') {
            Some((flags, content)) if flags.len() <= 20 && !flags.contains(['[', '{']) => (flags, content),
            _ => ("", content),
        };
        // Rules and titles are not shown.
        if flags.contains(['H', 'T', '-']) {
            self.removed();
            return;
        }
        let shown = match content.split_once(':') {
            Some((code, rest))
                if code.trim().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-') =>
            {
                rest.split(';').next().unwrap_or("")
            }
            _ => content,
        };
        let shown = self.nested(shown);
        self.push(&shown);
    }

    // The end.

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

/// Is this an address, of which an external link begins?
fn is_address(rest: &[u8]) -> bool {
    const SCHEMES: [&[u8]; 9] = [
        b"http://",
        b"https://",
        b"//",
        b"ftp://",
        b"mailto:",
        b"news:",
        b"irc://",
        b"gopher://",
        b"nntp://",
    ];
    SCHEMES
        .iter()
        .any(|scheme| rest.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// What a link with an empty label shows: its target without namespace and what is in parentheses or after a comma.
fn without_context(target: &str) -> &str {
    let target = target.trim().trim_start_matches(':');
    let target = target.split_once(':').map_or(target, |(_, name)| name);
    let target = target.split_once(" (").map_or(target, |(name, _)| name);
    target.split_once(", ").map_or(target, |(name, _)| name)
}
