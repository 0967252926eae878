//! A stream of bytes to whole records.
use memchr::memmem;
use std::ops::Range;

/// Cuts a stream of bytes into whole records: on one thread, so it must be quick; decoding them is for others.
pub(crate) trait Framing: Send {
    /// The next records: those that start within the first `at_least` bytes of `pending` and perhaps more, one at the least.
    /// `None` where more bytes are needed, or where `at_end` says that there are none and nothing is left.
    ///
    /// `pending` begins where the last cut ended; until there is one it only grows. At the end all of it is to be taken.
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut>;

    /// Where in `pending` the record begins that is not complete yet, after a `cut` that gave nothing.
    fn unfinished(&self, pending: &[u8]) -> usize;

    /// Prepares for a stream that goes on at the start of another record; `before` is the byte before it, `at` its first.
    /// False where no record can start there.
    fn restart(&mut self, before: Option<u8>, at: Option<u8>) -> bool;
}

/// Bytes that hold whole records.
pub(crate) struct Cut {
    /// So many bytes are taken.
    pub(crate) end: usize,
    /// The records in them.
    pub(crate) records: Records,
    /// The last record is cut off by the end of the file.
    pub(crate) unclosed: bool,
}

/// Where the records of a batch are.
#[derive(Clone, Debug)]
pub(crate) enum Records {
    /// Each line is one.
    Lines,
    /// Here.
    Ranges(Vec<Range<usize>>),
}

/// A record is a line.
#[derive(Default)]
pub(crate) struct LineFraming {
    /// So many bytes were already searched for the end of the batch.
    searched: usize,
}

impl Framing for LineFraming {
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut> {
        let from = self.searched.max(at_least.saturating_sub(1)).min(pending.len());
        let end = match memchr::memchr(b'\n', &pending[from..]) {
            Some(end) => from + end + 1,
            None if at_end && !pending.is_empty() => pending.len(),
            None => {
                self.searched = pending.len().max(self.searched);
                return None;
            }
        };
        self.searched = 0;
        Some(Cut { end, records: Records::Lines, unclosed: false })
    }

    fn unfinished(&self, pending: &[u8]) -> usize {
        memchr::memrchr(b'\n', pending).map_or(0, |end| end + 1)
    }

    fn restart(&mut self, before: Option<u8>, _: Option<u8>) -> bool {
        self.searched = 0;
        matches!(before, None | Some(b'\n'))
    }
}

/// A record is what stands between two tags, with them; what stands between records is passed over.
pub(crate) struct ElementFraming {
    opening: &'static [u8],
    closing: &'static [u8],
    /// So many bytes were looked at.
    at: usize,
    /// Where the open article begins.
    open: Option<usize>,
    records: Vec<Range<usize>>,
}

impl Framing for ElementFraming {
    fn cut(&mut self, pending: &[u8], at_least: usize, at_end: bool) -> Option<Cut> {
        loop {
            if self.open.is_none() && self.at >= at_least {
                return Some(self.take(false));
            }
            let tag = if self.open.is_some() { self.closing } else { self.opening };
            let rest = pending.get(self.at..).unwrap_or_default();
            let Some(found) = memmem::find(rest, tag) else {
                // The end may hold the beginning of the tag.
                self.at = self.at.max((pending.len() + 1).saturating_sub(tag.len()));
                break;
            };
            self.at += found + tag.len();
            match self.open.take() {
                Some(start) => self.records.push(start..self.at),
                None => self.open = Some(self.at - tag.len()),
            }
        }
        if !at_end || pending.is_empty() {
            return None;
        }
        self.at = pending.len();
        let open = self.open.take();
        self.records.extend(open.map(|start| start..pending.len()));
        Some(self.take(open.is_some()))
    }

    fn unfinished(&self, _: &[u8]) -> usize {
        self.open.unwrap_or(self.at)
    }

    fn restart(&mut self, _: Option<u8>, at: Option<u8>) -> bool {
        *self = Self::new((self.opening, self.closing));
        at == Some(b'<')
    }
}

impl ElementFraming {
    /// Between these tags.
    pub(crate) fn new((opening, closing): (&'static [u8], &'static [u8])) -> Self {
        Self { opening, closing, at: 0, open: None, records: Vec::new() }
    }

    fn take(&mut self, unclosed: bool) -> Cut {
        let records = Records::Ranges(std::mem::take(&mut self.records));
        Cut { end: std::mem::take(&mut self.at), records, unclosed }
    }
}
