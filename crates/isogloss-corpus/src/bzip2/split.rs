//! Where can compressed bytes be cut? Before a stream.
use memchr::memmem::Finder;
use std::io::{self, Read};

/// So many bytes are asked of the source at once.
const READ_BYTES: usize = 256 << 10;
/// The four bytes of a stream's header and the six that open its first block, or its end where it has none.
const START_BYTES: usize = 10;
const BLOCK: [u8; 6] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
const END: [u8; 6] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];

/// How much is taken into memory at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// A segment is not cut before it has so many compressed bytes: short streams share one.
    pub least: usize,
    /// A segment is cut at so many, within a stream if it must be.
    pub most: usize,
    /// A worker gives up a segment that decodes to more bytes than this.
    pub output: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // Streams of a Wikipedia dump have 100 pages in about 250 KiB, those of pbzip2 one block in as much or less.
        Self { least: 64 << 10, most: 1 << 20, output: 8 << 20 }
    }
}

/// Compressed bytes in a row.
pub(super) struct Segment {
    pub bytes: Vec<u8>,
    /// It seems to be made of whole streams. Only decoding tells.
    pub whole: bool,
}

/// Cuts a source into segments; put together again, they are the source.
pub(super) struct Segments<R> {
    source: R,
    limits: Limits,
    header: Finder<'static>,
    buffer: Vec<u8>,
    /// The next segment starts here.
    start: usize,
    /// No stream starts before this byte of the buffer but at `start`.
    searched: usize,
    ended: bool,
    /// Why the source ended, if it was no end; told after the bytes before it.
    failed: Option<io::Error>,
}

impl<R: Read> Segments<R> {
    pub fn new(source: R, limits: Limits) -> Self {
        let header = Finder::new(b"BZh");
        Self { source, limits, header, buffer: Vec::new(), start: 0, searched: 0, ended: false, failed: None }
    }

    /// The next segment; `None` at the end of the source.
    pub fn next(&mut self) -> io::Result<Option<Segment>> {
        loop {
            if let Some(at) = self.next_start() {
                return Ok(Some(self.cut(at, true)));
            }
            let length = self.buffer.len() - self.start;
            if self.ended && length > 0 {
                return Ok(Some(self.cut(self.buffer.len(), true)));
            }
            if self.ended {
                return self.failed.take().map_or(Ok(None), Err);
            }
            if length > self.limits.most {
                // What may be the beginning of a stream's start stays for the next one.
                return Ok(Some(self.cut(self.buffer.len() - START_BYTES, false)));
            }
            self.fill();
        }
    }

    /// The first stream start that leaves enough before it.
    fn next_start(&mut self) -> Option<usize> {
        let mut from = self.searched.max(self.start + self.limits.least.max(1));
        while let Some(found) = self.buffer.get(from..).and_then(|rest| self.header.find(rest)) {
            let at = from + found;
            match self.buffer.get(at..at + START_BYTES) {
                Some(bytes) if is_start(bytes) => {
                    self.searched = at;
                    return Some(at);
                }
                Some(_) => from = at + 1,
                None => break,
            }
        }
        self.searched = from.max((self.buffer.len() + 1).saturating_sub(START_BYTES));
        None
    }

    fn cut(&mut self, at: usize, before_stream: bool) -> Segment {
        let bytes = self.buffer[self.start..at].to_vec();
        self.start = at;
        let whole = before_stream && bytes.get(..START_BYTES).is_some_and(is_start);
        Segment { bytes, whole }
    }

    fn fill(&mut self) {
        self.buffer.drain(..self.start);
        self.searched = self.searched.saturating_sub(self.start);
        self.start = 0;
        match (&mut self.source).take(READ_BYTES as u64).read_to_end(&mut self.buffer) {
            Ok(read) => self.ended = read == 0,
            Err(error) => {
                self.ended = true;
                self.failed = Some(error);
            }
        }
    }
}

fn is_start(bytes: &[u8]) -> bool {
    matches!(bytes, [b'B', b'Z', b'h', b'1'..=b'9', magic @ ..] if magic == BLOCK || magic == END)
}
