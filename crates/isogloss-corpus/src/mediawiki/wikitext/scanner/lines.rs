//! Lines, headings, and tables, which begin and end with lines.
use super::super::quotes::Quotes;
use super::super::rules::Rule;
use super::super::sections::is_apparatus;
use super::{Kind, Line, Scanner, Section};
use memchr::memchr;

impl Scanner<'_> {
    /// Marks at the beginning of a line: lists, tables, headings, rules.
    pub(super) fn line_start(&mut self) {
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

    pub(super) fn open_cells(&mut self, length: usize) {
        self.open(Kind::Cells, self.at);
        self.at += length;
        self.line.begun = true;
    }

    pub(super) fn newline(&mut self) {
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
    pub(super) fn end_line(&mut self) {
        if let Some(place) = self.line.quotes.missing()
            && self.out.is_char_boundary(place)
        {
            self.out.insert(place, '\'');
        }
        self.line.quotes = Quotes::default();
    }

    /// `== words ==`, alone in its line.
    pub(super) fn heading(&mut self) {
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
    pub(super) fn end_sections(&mut self, level: usize) {
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

    /// `|}` at the beginning of a line; `false` if it is the end of a template instead.
    pub(super) fn close_table(&mut self, braces: bool) -> bool {
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
}
