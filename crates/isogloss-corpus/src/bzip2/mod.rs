//! How is bzip2 read faster than one thread decodes it? Stream by stream.
//!
//! A `.bz2` file may be several streams one after the other: Wikipedia's multistream dumps (100 pages a stream) and what
//! pbzip2 writes (a block a stream) are. [`ParallelDecoder`] cuts the compressed bytes before what looks like the start of a
//! stream, lets threads decode the segments ahead of their turn, and hands out the bytes in order.
//!
//! # Why the bytes are right
//! The threads only guess. A segment's guess is taken where the stream before it has just ended, and where the segment
//! itself proved to be whole, sound streams that end with it; in every other case the guess is thrown away and the segment
//! is decoded in its turn, as the continuation of what came before. So the result is that of decoding all from front to
//! back, whatever the bytes: ten bytes within a stream that happen to look like a start, damage, a cut, a bomb.
//!
//! # Memory
//! At most `2 threads` segments are under way, each of at most 1 MiB compressed and (a guess) 8 MiB decompressed. What does
//! not fit, such as an ordinary file of one long stream, or zeros without end, is decoded in its turn straight into the
//! caller's buffer, on the caller's thread.
//!
//! # Errors
//! `UnexpectedEof` where the last stream is cut short (an empty source, too), `InvalidData` where a stream is damaged, and the
//! source's own errors, all of them after the bytes before them. What follows the last stream and is no stream's header is
//! ignored, as bzip2 does.
//!
//! # Not here
//! Blocks of one stream decoded in parallel: they start at any bit, so that each had to be shifted and given a header and
//! checksum of its own, and a false start could not be mended without decoding the stream once more.
mod split;
#[cfg(test)]
mod tests;
mod workers;

use ::bzip2::{Decompress, Error, Status};
use split::{Limits, Segment, Segments};
use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read};
use std::sync::Arc;
use workers::{Decoded, Workers};

/// Decodes bzip2, one stream or several, on threads of its own; they end when it is dropped.
///
/// ```
/// use isogloss_corpus::bzip2::ParallelDecoder;
/// use std::io::Read;
///
/// // A stream without a block.
/// let compressed = b"BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0";
/// let mut bytes = Vec::new();
/// ParallelDecoder::new(&compressed[..], 2).read_to_end(&mut bytes)?;
/// assert!(bytes.is_empty());
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct ParallelDecoder<R> {
    segments: Segments<R>,
    limits: Limits,
    threads: usize,
    workers: Option<Workers>,
    /// Segments in order, the first of them next.
    queue: VecDeque<Ahead>,
    /// Why no further segment comes.
    end: Option<io::Result<()>>,
    /// What a worker decoded, and how much of it was handed out.
    ready: (Vec<u8>, usize),
    /// The segment that is decoded in its turn, and how much of it was.
    turn: (Arc<Vec<u8>>, usize),
    /// The stream that has begun and not ended.
    stream: Option<Decompress>,
    /// It filled the caller's buffer and may hold more.
    full: bool,
    /// A stream has ended before.
    any: bool,
    /// Nothing more comes: the end, or this error.
    over: Option<Option<ErrorKind>>,
}

/// A segment that waits for its turn.
struct Ahead {
    bytes: Arc<Vec<u8>>,
    decoded: Option<Decoded>,
}

impl<R: Read> ParallelDecoder<R> {
    /// Decodes this source; one thread (or none) means on the caller's only.
    pub fn new(source: R, threads: usize) -> Self {
        Self::with_limits(source, threads, Limits::default())
    }

    fn with_limits(source: R, threads: usize, limits: Limits) -> Self {
        Self {
            segments: Segments::new(source, limits),
            limits,
            threads,
            workers: None,
            queue: VecDeque::new(),
            end: None,
            ready: (Vec::new(), 0),
            turn: (Arc::default(), 0),
            stream: None,
            full: false,
            any: false,
            over: None,
        }
    }

    /// Reads ahead, as far as is allowed.
    fn fill(&mut self) {
        let ahead = if self.threads > 1 { 2 * self.threads } else { 1 };
        while self.end.is_none() && self.queue.len() < ahead {
            match self.segments.next() {
                Ok(Some(Segment { bytes, whole })) => {
                    let bytes = Arc::new(bytes);
                    let mut decoded = None;
                    if whole && self.threads > 1 {
                        let (threads, limits) = (self.threads, self.limits);
                        let workers = self.workers.get_or_insert_with(|| Workers::start(threads, limits));
                        decoded = workers.decode(&bytes);
                    }
                    self.queue.push_back(Ahead { bytes, decoded });
                }
                Ok(None) => self.end = Some(Ok(())),
                Err(error) => self.end = Some(Err(error)),
            }
        }
    }

    /// Takes up the next segment; `false` at the end.
    fn advance(&mut self) -> io::Result<bool> {
        self.fill();
        let Some(Ahead { bytes, decoded }) = self.queue.pop_front() else {
            if let Some(Err(error)) = self.end.replace(Ok(())) {
                return Err(error);
            }
            if self.stream.is_some() || !self.any {
                return Err(io::Error::new(
                    ErrorKind::UnexpectedEof,
                    "the compressed data end within a stream",
                ));
            }
            return Ok(false);
        };
        let guess =
            decoded.filter(|_| self.stream.is_none()).and_then(|decoded| decoded.recv().ok().flatten());
        match guess {
            Some(guess) => {
                self.ready = (guess, 0);
                self.any = true;
            }
            None => self.turn = (bytes, 0),
        }
        Ok(true)
    }

    /// Decodes some of the segment whose turn it is; how many bytes came of it, `None` where garbage follows the last stream.
    fn decode(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let (segment, at) = &mut self.turn;
        let stream = self.stream.get_or_insert_with(|| Decompress::new(false));
        let (before_in, before_out) = (stream.total_in(), stream.total_out());
        let status = stream.decompress(&segment[*at..], buffer);
        let (consumed, written) = (stream.total_in() - before_in, stream.total_out() - before_out);
        *at += consumed as usize;
        self.full = written == buffer.len() as u64;
        match status {
            Ok(Status::StreamEnd) => {
                self.stream = None;
                self.any = true;
            }
            Ok(Status::MemNeeded) => return Err(ErrorKind::OutOfMemory.into()),
            Ok(_) if consumed == 0 && written == 0 && *at < segment.len() => {
                return Err(io::Error::new(ErrorKind::InvalidData, "a bzip2 stream makes no progress"));
            }
            Ok(_) => (),
            Err(Error::DataMagic) if self.any => return Ok(None),
            Err(error) => return Err(io::Error::new(ErrorKind::InvalidData, error)),
        }
        Ok(Some(written as usize))
    }

    /// Some bytes, none at the end.
    fn step(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let (ready, given) = &mut self.ready;
            if *given < ready.len() {
                let length = buffer.len().min(ready.len() - *given);
                buffer[..length].copy_from_slice(&ready[*given..*given + length]);
                *given += length;
                return Ok(length);
            }
            if self.turn.1 < self.turn.0.len() || (self.full && self.stream.is_some()) {
                match self.decode(buffer)? {
                    Some(0) => (),
                    Some(length) => return Ok(length),
                    None => return Ok(0),
                }
            } else if !self.advance()? {
                return Ok(0);
            }
        }
    }
}

impl<R: Read> Read for ParallelDecoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        match self.over {
            Some(None) => return Ok(0),
            Some(Some(kind)) => return Err(kind.into()),
            None => (),
        }
        let result = self.step(buffer);
        self.over = match &result {
            Ok(0) => Some(None),
            Ok(_) => None,
            Err(error) => Some(Some(error.kind())),
        };
        if self.over.is_some() {
            self.queue.clear();
            self.workers = None;
        }
        result
    }
}
