use super::*;
use crate::testing::{Encoded, MEMORY, documents};
use proptest::prelude::*;

type Entry = ((u32, u32), f32);

fn harmonic(window: usize) -> CooccurrenceSettings {
    CooccurrenceSettings { window, ..CooccurrenceSettings::default() }
}

fn counted(
    corpus: &Encoded,
    words: usize,
    settings: &CooccurrenceSettings,
    filter: Option<&[bool]>,
) -> Cooccurrence {
    counted_in(corpus, words, settings, filter, MEMORY)
}

fn counted_in(
    corpus: &Encoded,
    words: usize,
    settings: &CooccurrenceSettings,
    filter: Option<&[bool]>,
    memory: u64,
) -> Cooccurrence {
    Postings::build(corpus, words, memory, corpus.dir()).expect("postings build");
    let postings = Postings::open(corpus.dir()).expect("postings open");
    Cooccurrence::count(corpus, &postings, settings, filter, memory, corpus.dir(), &|_, _| {})
        .expect("it counts");
    Cooccurrence::open(corpus.dir()).expect("it opens")
}

fn entries(counts: &Cooccurrence) -> Vec<Entry> {
    let mut entries = Vec::new();
    for i in 0..counts.words() as u32 {
        let (columns, values) = counts.row(i);
        entries.extend(columns.iter().zip(values).map(|(&j, &value)| ((i, j), value)));
    }
    entries
}

/// Whether these are the entries of the reference, which sums in f64: a value is rounded once, and 1/d in fixed point is wrong
/// by 2^-33 of one, that is by less than 2^-23 of itself at the widest.
fn agree(
    found: &[Entry],
    documents: &[Vec<u32>],
    words: usize,
    settings: &CooccurrenceSettings,
) -> Result<(), TestCaseError> {
    let expected: Vec<_> = reference::count(documents, words as u32, settings).into_iter().collect();
    prop_assert_eq!(found.len(), expected.len());
    for (&(pair, value), (expected_pair, expected)) in found.iter().zip(expected) {
        prop_assert_eq!(pair, expected_pair);
        let error = (f64::from(value) - expected).abs() / expected;
        prop_assert!(error <= f64::from(f32::EPSILON), "{:?}: {} instead of {}", pair, value, expected);
    }
    Ok(())
}

fn ids(corpus: &Encoded) -> Vec<Vec<u32>> {
    (0..corpus.len()).map(|d| corpus.document(d).to_vec()).collect()
}

fn settings() -> impl Strategy<Value = CooccurrenceSettings> {
    let window = prop_oneof![8 => 1usize..=24, 1 => 25usize..=1000];
    let weighting = prop::sample::select(vec![Weighting::Harmonic, Weighting::Uniform, Weighting::Dynamic]);
    let context = prop::sample::select(vec![Context::Symmetric, Context::Left, Context::Right]);
    (window, weighting, context, any::<bool>()).prop_map(|(window, weighting, context, keep_gaps)| {
        CooccurrenceSettings { window, weighting, context, keep_gaps }
    })
}

#[test]
fn by_hand() {
    // a = 0 (4 times), b = 1 (3), c = 2 (2), x = 3 (1), which is taken out: "a b c a", "b a", "c b a".
    let corpus = Encoded::lines(&["a b x c a", "b a", "c b a"]);
    let counts = counted(&corpus, 3, &harmonic(2), None);
    assert_eq!((counts.words(), counts.nonzeros()), (3, 6));
    // a-b: next to each other three times, and two apart once.
    assert_eq!(counts.row(0), (&[1, 2][..], &[3.5, 2.0][..]));
    assert_eq!(counts.row(1), (&[0, 2][..], &[3.5, 2.0][..]));
    assert_eq!(counts.row(2), (&[0, 1][..], &[2.0, 2.0][..]));
    assert_eq!(counts.row_sums(), [5.5, 5.5, 4.0]);
}

#[test]
fn settings_by_hand() {
    // a = 0 (twice), b = 1, c = 2, x = 3, which is taken out.
    let corpus = Encoded::lines(&["a b x a c"]);
    let found = |weighting, context, keep_gaps| {
        let settings = CooccurrenceSettings { window: 2, weighting, context, keep_gaps };
        entries(&counted(&corpus, 3, &settings, None))
    };
    let right = [((0, 0), 0.5), ((0, 1), 1.0), ((0, 2), 1.0), ((1, 0), 1.0), ((1, 2), 0.5)];
    assert_eq!(found(Weighting::Harmonic, Context::Right, false), right);
    let left = [((0, 0), 0.5), ((0, 1), 1.0), ((1, 0), 1.0), ((2, 0), 1.0), ((2, 1), 0.5)];
    assert_eq!(found(Weighting::Harmonic, Context::Left, false), left);
    assert_eq!(found(Weighting::Dynamic, Context::Right, false), right);
    assert_eq!(found(Weighting::Uniform, Context::Right, false), right.map(|(pair, _)| (pair, 1.0)));
    let gaps = [((0, 1), 1.0), ((0, 2), 1.0), ((1, 0), 0.5)];
    assert_eq!(found(Weighting::Harmonic, Context::Right, true), gaps);
}

#[test]
fn a_word_beside_itself_counts_from_both_ends() {
    let corpus = Encoded::lines(&["a a a"]);
    assert_eq!(entries(&counted(&corpus, 1, &harmonic(2), None)), [((0, 0), 2.0 * (1.0 + 1.0 + 0.5))]);
}

#[test]
fn no_company_no_entry() {
    let corpus = Encoded::lines(&["a", "", "a"]);
    let counts = counted(&corpus, 1, &harmonic(20), None);
    assert_eq!((counts.words(), counts.nonzeros()), (1, 0));
    assert_eq!(counts.row_sums(), [0.0]);
    assert_eq!(counted(&corpus, 0, &harmonic(1), None).words(), 0);
}

#[test]
fn settings_out_of_range_are_refused() {
    let corpus = Encoded::lines(&["a b"]);
    Postings::build(&corpus, 2, MEMORY, corpus.dir()).expect("postings build");
    let postings = Postings::open(corpus.dir()).expect("postings open");
    for (window, filter) in [(0, None), (1001, None), (1, Some(&[true, false][..]))] {
        let error = Cooccurrence::count(
            &corpus,
            &postings,
            &harmonic(window),
            filter,
            MEMORY,
            corpus.dir(),
            &|_, _| {},
        )
        .expect_err("it is out of range");
        assert!(matches!(error, CountError::Parameter { .. }), "{error}");
    }
}

#[test]
fn cut_files_are_damage() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Encoded::lines(&["a b c"]);
    counted(&corpus, 3, &harmonic(1), None);
    std::fs::write(corpus.dir().join(VALUES_FILE), [0; 4])?;
    let error = Cooccurrence::open(corpus.dir()).expect_err("values are missing").to_string();
    assert!(error.contains(VALUES_FILE), "{error}");
    Ok(())
}

#[test]
fn progress_ends_at_all_postings() {
    let corpus = Encoded::lines(&["a b c a b a a a a a a a a a a a a a a", "c a"]);
    counted(&corpus, 2, &harmonic(1), None);
    let postings = Postings::open(corpus.dir()).expect("postings open");
    let seen = std::sync::Mutex::new(Vec::new());
    let progress = |done, all| seen.lock().expect("no panic elsewhere").push((done, all));
    // Eight postings a piece at this window.
    Cooccurrence::count(&corpus, &postings, &harmonic(4), None, MEMORY, corpus.dir(), &progress)
        .expect("it counts");
    let seen = seen.into_inner().expect("no panic elsewhere");
    assert!(seen.len() > 1 && seen.is_sorted());
    assert_eq!(seen.last(), Some(&(19, 19)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn equals_the_reference(texts in documents(), settings in settings(), keep in 1usize..=10) {
        let corpus = Encoded::documents(&texts);
        let words = (corpus.vocabulary.len() * keep).div_ceil(10);
        let counts = counted(&corpus, words, &settings, None);
        agree(&entries(&counts), &ids(&corpus), words, &settings)?;
        for (i, sum) in (0u32..).zip(counts.row_sums()) {
            let by_hand: f64 = counts.row(i).1.iter().map(|&value| f64::from(value)).sum();
            prop_assert_eq!(sum, by_hand);
        }
    }

    #[test]
    fn windows_of_all_positions_are_the_rows(texts in documents(), settings in settings(), keep in 1usize..=10) {
        let corpus = Encoded::documents(&texts);
        let words = (corpus.vocabulary.len() * keep).div_ceil(10);
        let counts = counted(&corpus, words, &settings, None);
        let postings = Postings::open(corpus.dir()).expect("postings open");
        let windows = Windows::new(&corpus, words, &settings).expect("settings are in range");
        let mut found = Vec::new();
        for i in 0..words as u32 {
            let mut row = std::collections::BTreeMap::new();
            for &position in postings.positions(i) {
                windows.around(position, |j, weight| *row.entry(j).or_insert(0u64) += weight);
            }
            found.extend(row.into_iter().map(|(j, sum)| ((i, j), jobs::value(sum, windows.unit()))));
        }
        prop_assert_eq!(found, entries(&counts));
    }

    #[test]
    fn symmetric(texts in documents(), settings in settings()) {
        let settings = CooccurrenceSettings { context: Context::Symmetric, ..settings };
        let corpus = Encoded::documents(&texts);
        let found = entries(&counted(&corpus, corpus.vocabulary.len(), &settings, None));
        prop_assert_eq!(transposed(&found), found);
    }

    #[test]
    fn left_is_right_transposed(texts in documents(), settings in settings()) {
        let corpus = Encoded::documents(&texts);
        let words = corpus.vocabulary.len().div_ceil(2);
        let [left, right] = [Context::Left, Context::Right].map(|context| {
            entries(&counted(&corpus, words, &CooccurrenceSettings { context, ..settings.clone() }, None))
        });
        prop_assert_eq!(transposed(&left), right);
    }

    #[test]
    fn the_filter_leaves_the_chosen_documents(
        texts in documents(),
        bits in prop::collection::vec(any::<bool>(), 40),
        settings in settings(),
    ) {
        let corpus = Encoded::documents(&texts);
        let filter = &bits[..corpus.len()];
        let chosen: Vec<Vec<u32>> =
            (0..corpus.len()).filter(|&d| filter[d]).map(|d| corpus.document(d).to_vec()).collect();
        let words = corpus.vocabulary.len();
        agree(&entries(&counted(&corpus, words, &settings, Some(filter))), &chosen, words, &settings)?;
    }

    #[test]
    fn order_of_documents_is_irrelevant(texts in documents(), settings in settings()) {
        let corpus = Encoded::documents(&texts);
        let reversed = Encoded::documents(&texts.iter().rev().cloned().collect::<Vec<_>>());
        let words = corpus.vocabulary.len();
        prop_assert_eq!(entries(&counted(&corpus, words, &settings, None)), entries(&counted(&reversed, words, &settings, None)));
    }

    #[test]
    fn any_number_of_threads_and_any_memory_give_the_same_bytes(
        texts in documents(),
        settings in settings(),
        little in 0u64..4000,
    ) {
        let corpus = Encoded::documents(&texts);
        let bytes = |threads, memory| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| counted_in(&corpus, corpus.vocabulary.len(), &settings, None, memory));
            [STARTS_FILE, COLUMNS_FILE, VALUES_FILE].map(|file| std::fs::read(corpus.dir().join(file)).expect("a file"))
        };
        let one = bytes(1, MEMORY);
        prop_assert_eq!(&one, &bytes(2, MEMORY));
        prop_assert_eq!(&one, &bytes(4, MEMORY));
        prop_assert_eq!(&one, &bytes(1, 0));
        prop_assert_eq!(&one, &bytes(3, little));
    }
}

fn transposed(entries: &[Entry]) -> Vec<Entry> {
    let mut transposed: Vec<Entry> = entries.iter().map(|&((i, j), value)| ((j, i), value)).collect();
    transposed.sort_by_key(|entry| entry.0);
    transposed
}
