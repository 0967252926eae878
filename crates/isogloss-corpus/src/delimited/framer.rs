//! A stream of bytes to whole records.
use super::{Dialect, TableError, field::Syntax};

/// Cuts a growing buffer after whole records; remembers how far it has looked, so that no byte is searched twice.
///
/// Cost: one `memchr` per quote or end of line, about the speed of memory on unquoted tables.
#[derive(Clone, Debug)]
pub struct Framer {
    syntax: Syntax,
    limit: usize,
    /// The number of the line at the start of the buffer.
    line: u64,
    /// Looked at so far.
    scanned: usize,
    /// Where the record begins that is not complete yet.
    record: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// In no quotes.
    Outside,
    /// In a field whose quote stands at this place in the buffer.
    Quoted(usize),
    /// Behind a quote in it: another one makes it a character, anything else ends the quotes.
    Quote(usize),
}

impl Framer {
    /// For the records behind the header; none may be longer than `limit` bytes.
    pub fn new(dialect: &Dialect, limit: usize) -> Self {
        let line = dialect.start_line;
        Self { syntax: dialect.syntax, limit, line, scanned: 0, record: 0, state: State::Outside }
    }

    /// The end of the first record that ends at `at_least` bytes or behind them; `None` where more bytes are needed.
    ///
    /// `buffer` begins where the last cut ended, and only grows until there is one. With `at_end` there are no more bytes:
    /// what is left is one cut, and `None` means that nothing is left. The result does not depend on how the buffer grows.
    ///
    /// # Errors
    /// [`TableError::UnclosedQuote`] and [`TableError::RecordTooLong`], each with its line.
    pub fn cut(&mut self, buffer: &[u8], at_least: usize, at_end: bool) -> Result<Option<usize>, TableError> {
        while let Some(end) = self.next_end(buffer) {
            self.check(buffer, end)?;
            self.record = end;
            if end >= at_least {
                self.take(&buffer[..end]);
                return Ok(Some(end));
            }
        }
        self.check(buffer, buffer.len())?;
        if !at_end {
            return Ok(None);
        }
        if let State::Quoted(opened) = self.state {
            return Err(TableError::UnclosedQuote { line: self.line_at(buffer, opened) });
        }
        self.take(buffer);
        Ok((!buffer.is_empty()).then_some(buffer.len()))
    }

    /// The number of the line at the start of the buffer, from 1: behind a cut, that of the next record.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Where the record begins that is not complete yet, after a cut that gave nothing.
    pub fn unfinished(&self) -> usize {
        self.record
    }

    /// Starts anew at a record that begins in this line.
    pub fn restart(&mut self, line: u64) {
        *self = Self { line, scanned: 0, record: 0, state: State::Outside, ..*self };
    }

    /// The end of the next whole record.
    fn next_end(&mut self, buffer: &[u8]) -> Option<usize> {
        let Syntax { delimiter, terminator, quoted } = self.syntax;
        loop {
            let rest = buffer.get(self.scanned..)?;
            match self.state {
                State::Outside => {
                    let found = match quoted {
                        true => memchr::memchr2(terminator, b'"', rest),
                        false => memchr::memchr(terminator, rest),
                    };
                    let Some(found) = found else {
                        self.scanned = buffer.len();
                        return None;
                    };
                    let at = self.scanned + found;
                    self.scanned = at + 1;
                    if buffer[at] == terminator {
                        return Some(at + 1);
                    }
                    // Outside of quotes every delimiter ends a field: a quote behind one, or first of all, opens another.
                    if at == self.record || buffer[at - 1] == delimiter {
                        self.state = State::Quoted(at);
                    }
                }
                State::Quoted(opened) => match memchr::memchr(b'"', rest) {
                    Some(found) => {
                        self.scanned += found + 1;
                        self.state = State::Quote(opened);
                    }
                    None => {
                        self.scanned = buffer.len();
                        return None;
                    }
                },
                State::Quote(opened) => match rest.first()? {
                    b'"' => {
                        self.scanned += 1;
                        self.state = State::Quoted(opened);
                    }
                    _ => self.state = State::Outside,
                },
            }
        }
    }

    /// An error if the record that ends here, or will end behind it, is too long.
    fn check(&self, buffer: &[u8], end: usize) -> Result<(), TableError> {
        if end - self.record <= self.limit {
            return Ok(());
        }
        Err(match self.state {
            State::Quoted(opened) => TableError::UnclosedQuote { line: self.line_at(buffer, opened) },
            _ => TableError::RecordTooLong { line: self.line_at(buffer, self.record), limit: self.limit },
        })
    }

    fn take(&mut self, taken: &[u8]) {
        self.restart(self.line_at(taken, taken.len()));
    }

    fn line_at(&self, buffer: &[u8], at: usize) -> u64 {
        self.line + memchr::memchr_iter(self.syntax.terminator, &buffer[..at]).count() as u64
    }
}
