//! Threads that decode segments ahead of their turn.
use super::split::Limits;
use ::bzip2::{Decompress, Status};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// A segment's buffer grows by so many bytes: a stopped worker notices within one of them.
const STEP: usize = 256 << 10;

/// What a segment decodes to, if it is whole streams, sound, and not too long.
pub(super) type Decoded = Receiver<Option<Vec<u8>>>;

struct Job {
    bytes: Arc<Vec<u8>>,
    decoded: SyncSender<Option<Vec<u8>>>,
}

/// The threads; they end when this is dropped.
pub(super) struct Workers {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
    stopped: Arc<AtomicBool>,
}

impl Workers {
    /// Starts so many threads, or as many of them as the system grants.
    pub fn start(threads: usize, limits: Limits) -> Self {
        let (jobs, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        let stopped = Arc::new(AtomicBool::new(false));
        let threads = (0..threads)
            .map_while(|_| {
                let (receiver, stopped) = (Arc::clone(&receiver), Arc::clone(&stopped));
                let work = move || work(&receiver, &stopped, limits);
                thread::Builder::new().name("bzip2".to_string()).spawn(work).ok()
            })
            .collect();
        Self { jobs: Some(jobs), threads, stopped }
    }

    /// Hands a segment over; `None` if there is no thread to take it.
    pub fn decode(&self, bytes: &Arc<Vec<u8>>) -> Option<Decoded> {
        // One place: a worker never waits for its result to be taken.
        let (decoded, result) = sync_channel(1);
        let jobs = self.jobs.as_ref().filter(|_| !self.threads.is_empty())?;
        jobs.send(Job { bytes: Arc::clone(bytes), decoded }).ok()?;
        Some(result)
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // A worker that panicked has told so on standard error; its segment was decoded in its place.
            let _ = thread.join();
        }
    }
}

fn work(jobs: &Mutex<Receiver<Job>>, stopped: &AtomicBool, limits: Limits) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { bytes, decoded }) = job else { return };
        let output = decode(&bytes, limits.output, stopped);
        // Nobody waits for it any more after an error, or when the decoder was dropped.
        let _ = decoded.send(output);
    }
}

/// All streams of a segment, if the last of them ends where it does.
fn decode(mut bytes: &[u8], limit: usize, stopped: &AtomicBool) -> Option<Vec<u8>> {
    let mut output = Vec::with_capacity((4 * bytes.len()).min(limit));
    while !bytes.is_empty() {
        let mut stream = Decompress::new(false);
        let mut ended = false;
        while !ended {
            if output.len() > limit || stopped.load(Ordering::Relaxed) {
                return None;
            }
            if output.len() == output.capacity() {
                output.reserve(STEP);
            }
            let (before_in, before_out) = (stream.total_in(), output.len());
            ended = match stream.decompress_vec(bytes, &mut output) {
                Ok(Status::StreamEnd) => true,
                Ok(Status::Ok) => false,
                _ => return None,
            };
            let consumed = usize::try_from(stream.total_in() - before_in).ok()?;
            if !ended && consumed == 0 && output.len() == before_out {
                return None;
            }
            bytes = bytes.get(consumed..)?;
        }
    }
    Some(output)
}
