//! Templates: which of their arguments are kept.
use super::super::rules::{self, Rule};
use super::{Kind, Line, Scanner};

impl Scanner<'_> {
    pub(super) fn open_templates(&mut self) {
        let (source, count) = (self.at, self.repeated());
        // An odd brace belongs to the innermost: a parameter.
        for pair in 0..count / 2 {
            self.open(Kind::Template, source + 2 * pair);
        }
        let innermost = source + count - count % 2 - 2;
        if count % 2 == 1
            && let Some(frame) = self.frames.last_mut().filter(|frame| frame.source == innermost)
        {
            frame.braces = 3;
        }
        self.at += count;
    }

    pub(super) fn close_template(&mut self) {
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
    pub(super) fn bar(&mut self) {
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
    pub(super) fn end_argument(&mut self) {
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

    pub(super) fn set_rule(&mut self, rule: Rule) {
        if let Some(frame) = self.frames.last_mut() {
            frame.rule = Some(rule);
        }
    }

    /// The first equals sign of an argument: a name ends.
    pub(super) fn equals(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let rule = frame.rule.filter(|&rule| rule != Rule::Drop);
        if rule.is_none() || frame.equals || frame.argument == 0 {
            self.copy(1);
            return;
        }
        let part = frame.part;
        let name = self.since(part).trim();
        let number = name.parse::<u16>().ok().map(u32::from);
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
}
