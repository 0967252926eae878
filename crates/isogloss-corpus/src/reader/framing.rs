//! A stream of bytes to whole records.
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
