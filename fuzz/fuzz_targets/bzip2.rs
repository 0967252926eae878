//! The parallel decoder of bzip2 against the plain one: the same bytes, the same kind of error.
#![no_main]
use bzip2::Compression;
use bzip2::read::{BzEncoder, MultiBzDecoder};
use isogloss_corpus::bzip2::ParallelDecoder;
use libfuzzer_sys::fuzz_target;
use std::io::{ErrorKind, Read};
use std::sync::LazyLock;

fn drained(mut source: impl Read) -> (Vec<u8>, Option<ErrorKind>) {
    let mut output = Vec::new();
    let error = source.read_to_end(&mut output).err();
    (output, error.map(|error| error.kind()))
}

/// Streams of bytes that do not compress: few of them fill a segment.
static STREAMS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let lengths = [0, 1, 50, 900, 5_000, 16_000, 33_000, 40_000, 66_000, 70_000];
    lengths.into_iter().map(|length| stream(length, length as u64 + 1)).collect()
});

fn stream(length: usize, mut state: u64) -> Vec<u8> {
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    })
    .take(length)
    .collect();
    let mut output = Vec::new();
    BzEncoder::new(&bytes[..], Compression::new(1)).read_to_end(&mut output).unwrap();
    output
}

fn check(bytes: &[u8], threads: usize) {
    let (expected, error) = drained(MultiBzDecoder::new(bytes));
    let error = error.map(|kind| if kind == ErrorKind::InvalidInput { ErrorKind::InvalidData } else { kind });
    let (found, own) = drained(ParallelDecoder::new(bytes, threads));
    // What follows the last stream and has no header is garbage to us and an error to the other.
    assert!(
        own == error || (own.is_none() && error == Some(ErrorKind::InvalidData)),
        "{own:?}, not {error:?}"
    );
    // On an error the other keeps some of what it decoded with it.
    assert!(
        found == expected
            || (error.is_some() && (found.starts_with(&expected) || expected.starts_with(&found)))
    );
}

fuzz_target!(|bytes: &[u8]| {
    let [kind, rest @ ..] = bytes else { return };
    let threads = 1 + usize::from(kind / 8 % 3);
    if kind % 4 == 0 {
        return check(rest, threads);
    }
    // Streams, then damage: where, and by what.
    let [count, rest @ ..] = rest else { return };
    let (streams, damage) = rest.split_at(rest.len().min(usize::from(*count % 8)));
    let streams = streams.iter().map(|&number| &STREAMS[usize::from(number) % STREAMS.len()][..]);
    let mut file: Vec<u8> = streams.collect::<Vec<_>>().concat();
    for place in damage.chunks_exact(4).take(8) {
        let at = u32::from_le_bytes([place[0], place[1], place[2], 0]) as usize % file.len().max(1);
        match place[3] {
            _ if file.is_empty() => return,
            0 => file.truncate(at),
            1 => drop(file.drain(..at.min(20))),
            2 => drop(file.splice(at..at, *b"BZh91AY&SY")),
            by => file[at] ^= by,
        }
    }
    check(&file, threads);
});
