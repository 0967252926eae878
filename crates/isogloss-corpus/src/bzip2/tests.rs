use super::*;
use ::bzip2::Compression;
use ::bzip2::read::{BzEncoder, MultiBzDecoder};
use proptest::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Every stream a segment of its own, and little of it in memory.
const TINY: Limits = Limits { least: 1, most: 2_000, output: 20_000 };

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    BzEncoder::new(bytes, Compression::new(1)).read_to_end(&mut output).expect("memory");
    output
}

/// Text that compresses about as text does.
fn text(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut text = Vec::with_capacity(length + 20);
    while text.len() < length {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = (state >> 33) % 5_000;
        text.extend_from_slice(format!("w{} ", word * word / 5_000).as_bytes());
    }
    text.truncate(length);
    text
}

/// What comes out, and the kind of error that it ends with.
type Outcome = (Vec<u8>, Option<ErrorKind>);

fn drained(mut source: impl Read) -> Outcome {
    let mut output = Vec::new();
    let error = source.read_to_end(&mut output).err();
    (output, error.map(|error| error.kind()))
}

/// The standard; where it finds no header after a stream, that is the end.
fn reference(bytes: &[u8]) -> Outcome {
    let (output, error) = drained(MultiBzDecoder::new(bytes));
    let error = error.map(|kind| if kind == ErrorKind::InvalidInput { ErrorKind::InvalidData } else { kind });
    (output, error)
}

#[track_caller]
fn same_as_reference(bytes: &[u8]) {
    let expected = reference(bytes);
    for threads in [1, 2, 3] {
        for limits in [TINY, Limits { least: 3_000, ..TINY }, Limits::default()] {
            let found = drained(ParallelDecoder::with_limits(bytes, threads, limits));
            assert!(found == expected, "{threads} threads, {limits:?}: {:?}, not {:?}", found.1, expected.1);
        }
    }
}

#[test]
fn streams_of_all_sizes() {
    let streams: Vec<Vec<u8>> = [10, 0, 5_000, 1, 0, 0, 120_000, 40_000, 300]
        .iter()
        .zip(1..)
        .map(|(&length, seed)| compressed(&text(length, seed)))
        .collect();
    same_as_reference(&streams.concat());
    for stream in &streams {
        same_as_reference(stream);
    }
    same_as_reference(b"");
}

#[test]
fn a_guess_is_taken() {
    let whole = [compressed(&text(9_000, 1)), compressed(&text(9_000, 2))].concat();
    let mut decoder = ParallelDecoder::with_limits(&whole[..], 2, TINY);
    let mut first = [0];
    decoder.read_exact(&mut first).expect("it decodes");
    assert_eq!((first[0], decoder.ready.0.len()), (b'w', 9_000));
}

#[test]
fn cut_anywhere() {
    let whole = [compressed(&text(4_000, 1)), compressed(b""), compressed(&text(2_000, 2))].concat();
    for kept in (0..40).chain((40..whole.len()).step_by(7)).chain(whole.len() - 45..=whole.len()) {
        same_as_reference(&whole[..kept]);
    }
    let first = compressed(&text(4_000, 1)).len();
    for kept in [1, first - 1, first + 1, first + 5, first + 13, whole.len() - 1] {
        assert_eq!(
            drained(ParallelDecoder::new(&whole[..kept], 2)).1,
            Some(ErrorKind::UnexpectedEof),
            "{kept}"
        );
    }
}

#[test]
fn damage_is_named_and_what_comes_before_it_is_given() {
    let (one, two) = (compressed(&text(4_000, 1)), compressed(&text(4_000, 2)));
    for at in (0..two.len()).step_by(11) {
        // A header after a stream that is none: see the next test.
        if at >= 4 {
            let mut damaged = [&one[..], &two, &one].concat();
            damaged[one.len() + at] ^= 0x55;
            same_as_reference(&damaged);
            let (output, error) = drained(ParallelDecoder::with_limits(&damaged[..], 2, TINY));
            assert_eq!((&output[..4_000], error), (&text(4_000, 1)[..], Some(ErrorKind::InvalidData)));
        }
    }
    assert_eq!(drained(ParallelDecoder::new(&b"no bzip2"[..], 2)).1, Some(ErrorKind::InvalidData));
    let mut decoder = ParallelDecoder::new(&b"no bzip2"[..], 2);
    for _ in 0..2 {
        assert_eq!(decoder.read(&mut [0; 9]).expect_err("damaged").kind(), ErrorKind::InvalidData);
    }
}

#[test]
fn what_follows_the_last_stream_is_ignored() {
    let whole = [compressed(&text(4_000, 1)), compressed(&text(3_000, 2))].concat();
    let expected = (drained(MultiBzDecoder::new(&whole[..])).0, None);
    for garbage in [&b"\0\0\0\0"[..], b"garbage", b"BZh0", b"BZip", &[0xff; 5_000]] {
        for limits in [TINY, Limits::default()] {
            let bytes = [&whole[..], garbage].concat();
            assert_eq!(drained(ParallelDecoder::with_limits(&bytes[..], 2, limits)), expected);
        }
    }
}

/// No stream was found that holds ten bytes like the start of another, so the bytes are cut by hand as if it did.
#[test]
fn a_false_start_does_no_harm() {
    let whole = [compressed(&text(30_000, 1)), compressed(&text(3_000, 2))].concat();
    let expected = reference(&whole);
    for at in (1..whole.len() - 1).step_by(97) {
        let mut decoder = ParallelDecoder::with_limits(&b""[..], 2, TINY);
        let workers = Workers::start(2, TINY);
        for bytes in [&whole[..at], &whole[at..]] {
            let bytes = Arc::new(bytes.to_vec());
            let decoded = workers.decode(&bytes);
            decoder.queue.push_back(Ahead { bytes, decoded });
        }
        decoder.end = Some(Ok(()));
        assert!(drained(decoder) == expected, "{at}");
    }
    let mut damaged = whole.clone();
    damaged[whole.len() / 2..][..10].copy_from_slice(b"BZh91AY&SY");
    same_as_reference(&damaged);
}

/// Counts what was read, and when it is dropped.
struct Counted<'a> {
    bytes: io::Take<io::Repeat>,
    head: &'a [u8],
    read: Arc<AtomicUsize>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = if self.head.is_empty() { self.bytes.read(buffer)? } else { self.head.read(buffer)? };
        self.read.fetch_add(length, Ordering::Relaxed);
        Ok(length)
    }
}

#[test]
fn a_long_stream_is_not_held() {
    let head = compressed(&text(3_000_000, 1));
    let read = Arc::new(AtomicUsize::new(0));
    let source = Counted { bytes: io::repeat(0).take(50 << 20), head: &head, read: Arc::clone(&read) };
    let mut decoder = ParallelDecoder::with_limits(source, 2, Limits { most: 20_000, ..TINY });
    let mut given = 0;
    while given < 1_000_000 {
        given += decoder.read(&mut [0; 4_096]).expect("it decodes");
        assert!(decoder.queue.len() <= 4 && decoder.ready.0.is_empty());
        assert!(decoder.queue.iter().all(|ahead| ahead.bytes.len() <= 20_000 + (256 << 10)));
    }
    assert!(read.load(Ordering::Relaxed) < head.len() + (2 << 20));
}

#[test]
fn a_bomb_does_not_expand_in_memory() {
    // 45 MB of zeros in a stream of some hundred bytes: over the limit of a guess, so decoded into the caller's buffer.
    let mut bomb = Vec::new();
    let zeros = io::repeat(0).take(45_000_000);
    BzEncoder::new(zeros, Compression::new(9)).read_to_end(&mut bomb).expect("memory");
    assert!(bomb.len() < 1_000, "{}", bomb.len());
    let bombs = bomb.repeat(2);
    let mut decoder = ParallelDecoder::new(&bombs[..], 2);
    let mut buffer = vec![1; 1 << 16];
    let mut given = 0;
    loop {
        let read = decoder.read(&mut buffer).expect("it decodes");
        assert!(decoder.ready.0.capacity() <= 9 << 20 && buffer[..read].iter().all(|&byte| byte == 0));
        given += read;
        if read == 0 {
            break;
        }
    }
    assert_eq!(given, 90_000_000);
}

#[test]
fn threads_end_when_it_is_dropped() {
    let whole = compressed(&text(200_000, 1)).repeat(12);
    for given in [0, 1, 300_000] {
        let mut decoder =
            ParallelDecoder::with_limits(&whole[..], 3, Limits { least: 1, ..Limits::default() });
        let mut buffer = vec![0; given];
        decoder.read_exact(&mut buffer).expect("it decodes");
        // The threads are joined: that it comes back is the test, and that it does so soon.
        let start = Instant::now();
        drop(decoder);
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn an_error_of_the_source_comes_after_the_bytes_before_it() {
    struct Failing<'a>(&'a [u8]);
    impl Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            if self.0.is_empty() { Err(ErrorKind::ConnectionReset.into()) } else { self.0.read(buffer) }
        }
    }
    let stream = compressed(&text(5_000, 1));
    let whole = stream.repeat(3);
    let (output, error) = drained(ParallelDecoder::with_limits(Failing(&whole), 2, TINY));
    assert!(output.len() == 15_000 && output[..5_000] == text(5_000, 1));
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
}

/// Speed against the standard decoder; run it in a release build: `--release -- --ignored --nocapture`.
#[test]
#[ignore = "measures"]
fn speed() {
    let streams: Vec<Vec<u8>> = (0..32).map(|seed| compressed(&text(1 << 20, seed))).collect();
    let whole = streams.concat();
    let start = Instant::now();
    let expected = drained(MultiBzDecoder::new(&whole[..]));
    let one = start.elapsed();
    println!("{} MB to {} MB; standard: {one:?}", whole.len() >> 20, expected.0.len() >> 20);
    for threads in [1, 2, 4] {
        let start = Instant::now();
        assert!(drained(ParallelDecoder::new(&whole[..], threads)) == expected);
        let time = start.elapsed();
        println!("{threads} threads: {time:?}, {:.2} times as fast", one.as_secs_f64() / time.as_secs_f64());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_streams_and_limits(
        lengths in prop::collection::vec(0usize..6_000, 1..8),
        least in 1usize..4_000,
        most in 100usize..4_000,
        output in 100usize..9_000,
        threads in 1usize..4,
        kept in 0.0..2.0f64,
        flipped in prop::option::of(0.0..1.0f64),
        piece in 1usize..3_000,
    ) {
        let mut bytes: Vec<u8> = lengths.iter().zip(1..).flat_map(|(&length, seed)| compressed(&text(length, seed))).collect();
        bytes.truncate((bytes.len() as f64 * kept) as usize);
        if let Some(at) = flipped.map(|at| (bytes.len() as f64 * at) as usize).filter(|&at| at < bytes.len()) {
            bytes[at] ^= 0x10;
        }
        let mut decoder = ParallelDecoder::with_limits(&bytes[..], threads, Limits { least, most, output });
        let (mut found, mut buffer) = (Vec::new(), vec![0; piece]);
        let error = loop {
            match decoder.read(&mut buffer) {
                Ok(0) => break None,
                Ok(read) => found.extend_from_slice(&buffer[..read]),
                Err(error) => break Some(error.kind()),
            }
        };
        let expected = reference(&bytes);
        // A later stream without its header is garbage to us and an error to the standard.
        let garbage = error.is_none() && expected.1 == Some(ErrorKind::InvalidData) && flipped.is_some();
        prop_assert!(error == expected.1 || garbage);
        // On an error the standard keeps what it decoded in the same call as it.
        prop_assert!(found == expected.0 || (error.is_some() && found.starts_with(&expected.0)) || expected.0.starts_with(&found));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), head: bool) {
        let bytes = if head { [&b"BZh91AY&SY"[..], &bytes].concat() } else { bytes };
        drained(ParallelDecoder::with_limits(&bytes[..], 2, TINY));
    }
}
