use super::*;
use crate::testing::{Encoded, documents};
use proptest::prelude::*;

type Entry = ((u32, u32), f32);

fn counted(corpus: &Encoded, words: usize, window: usize, filter: Option<&[bool]>) -> Cooccurrence {
    Postings::build(corpus, words, corpus.dir()).expect("postings build");
    let postings = Postings::open(corpus.dir()).expect("postings open");
    let settings = CooccurrenceSettings { window };
    Cooccurrence::count(corpus, &postings, &settings, filter, corpus.dir(), &|_, _| {}).expect("it counts");
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

fn expected(documents: &[Vec<u32>], words: usize, window: usize) -> Vec<Entry> {
    let unit = reference::unit(window) as f64;
    let sums = reference::count(documents, words as u32, window);
    sums.into_iter().map(|(pair, sum)| (pair, (sum as f64 / unit) as f32)).collect()
}

#[test]
fn by_hand() {
    // a = 0 (4 times), b = 1 (3), c = 2 (2), x = 3 (1), which is taken out: "a b c a", "b a", "c b a".
    let corpus = Encoded::lines(&["a b x c a", "b a", "c b a"]);
    let counts = counted(&corpus, 3, 2, None);
    assert_eq!((counts.words(), counts.nonzeros()), (3, 6));
    // a-b: next to each other three times, and two apart once.
    assert_eq!(counts.row(0), (&[1, 2][..], &[3.5, 2.0][..]));
    assert_eq!(counts.row(1), (&[0, 2][..], &[3.5, 2.0][..]));
    assert_eq!(counts.row(2), (&[0, 1][..], &[2.0, 2.0][..]));
    assert_eq!(counts.row_sums(), [5.5, 5.5, 4.0]);
}

#[test]
fn a_word_beside_itself_counts_from_both_ends() {
    let corpus = Encoded::lines(&["a a a"]);
    assert_eq!(entries(&counted(&corpus, 1, 2, None)), [((0, 0), 2.0 * (1.0 + 1.0 + 0.5))]);
}

#[test]
fn no_company_no_entry() {
    let corpus = Encoded::lines(&["a", "", "a"]);
    let counts = counted(&corpus, 1, 20, None);
    assert_eq!((counts.words(), counts.nonzeros()), (1, 0));
    assert_eq!(counts.row_sums(), [0.0]);
    assert_eq!(counted(&corpus, 0, 1, None).words(), 0);
}

#[test]
fn settings_out_of_range_are_refused() {
    let corpus = Encoded::lines(&["a b"]);
    Postings::build(&corpus, 2, corpus.dir()).expect("postings build");
    let postings = Postings::open(corpus.dir()).expect("postings open");
    for (window, filter) in [(0, None), (21, None), (1, Some(&[true, false][..]))] {
        let settings = CooccurrenceSettings { window };
        let error = Cooccurrence::count(&corpus, &postings, &settings, filter, corpus.dir(), &|_, _| {})
            .expect_err("it is out of range");
        assert!(matches!(error, CountError::Parameter { .. }), "{error}");
    }
}

#[test]
fn cut_files_are_damage() -> Result<(), Box<dyn std::error::Error>> {
    let corpus = Encoded::lines(&["a b c"]);
    counted(&corpus, 3, 1, None);
    std::fs::write(corpus.dir().join(VALUES_FILE), [0; 4])?;
    let error = Cooccurrence::open(corpus.dir()).expect_err("values are missing").to_string();
    assert!(error.contains(VALUES_FILE), "{error}");
    Ok(())
}

#[test]
fn progress_ends_at_all_postings() {
    let corpus = Encoded::lines(&["a b c a b a a a a a a a a a a a a a a", "c a"]);
    counted(&corpus, 2, 1, None);
    let postings = Postings::open(corpus.dir()).expect("postings open");
    let seen = std::sync::Mutex::new(Vec::new());
    let progress = |done, all| seen.lock().expect("no panic elsewhere").push((done, all));
    let settings = CooccurrenceSettings { window: 1 };
    Cooccurrence::count(&corpus, &postings, &settings, None, corpus.dir(), &progress).expect("it counts");
    let seen = seen.into_inner().expect("no panic elsewhere");
    assert!(seen.len() > 1 && seen.is_sorted());
    assert_eq!(seen.last(), Some(&(19, 19)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn equals_the_reference(texts in documents(), window in 1usize..=20, keep in 1usize..=10) {
        let corpus = Encoded::documents(&texts);
        let words = (corpus.vocabulary.len() * keep).div_ceil(10);
        let ids: Vec<Vec<u32>> = (0..corpus.len()).map(|d| corpus.document(d).to_vec()).collect();
        let counts = counted(&corpus, words, window, None);
        prop_assert_eq!(entries(&counts), expected(&ids, words, window));
        for (i, sum) in (0u32..).zip(counts.row_sums()) {
            let by_hand: f64 = counts.row(i).1.iter().map(|&value| f64::from(value)).sum();
            prop_assert_eq!(sum, by_hand);
        }
    }

    #[test]
    fn symmetric(texts in documents(), window in 1usize..=20) {
        let corpus = Encoded::documents(&texts);
        let found = entries(&counted(&corpus, corpus.vocabulary.len(), window, None));
        let mut transposed: Vec<Entry> = found.iter().map(|&((i, j), value)| ((j, i), value)).collect();
        transposed.sort_by_key(|entry| entry.0);
        prop_assert_eq!(found, transposed);
    }

    #[test]
    fn the_filter_leaves_the_chosen_documents(texts in documents(), bits in prop::collection::vec(any::<bool>(), 40), window in 1usize..=6) {
        let corpus = Encoded::documents(&texts);
        let filter = &bits[..corpus.len()];
        let chosen: Vec<Vec<u32>> =
            (0..corpus.len()).filter(|&d| filter[d]).map(|d| corpus.document(d).to_vec()).collect();
        let words = corpus.vocabulary.len();
        prop_assert_eq!(entries(&counted(&corpus, words, window, Some(filter))), expected(&chosen, words, window));
    }

    #[test]
    fn order_of_documents_is_irrelevant(texts in documents(), window in 1usize..=6) {
        let corpus = Encoded::documents(&texts);
        let reversed = Encoded::documents(&texts.iter().rev().cloned().collect::<Vec<_>>());
        let words = corpus.vocabulary.len();
        prop_assert_eq!(entries(&counted(&corpus, words, window, None)), entries(&counted(&reversed, words, window, None)));
    }

    #[test]
    fn any_number_of_threads_gives_the_same_bytes(texts in documents(), window in 1usize..=6) {
        let corpus = Encoded::documents(&texts);
        let bytes = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            pool.install(|| counted(&corpus, corpus.vocabulary.len(), window, None));
            [STARTS_FILE, COLUMNS_FILE, VALUES_FILE].map(|file| std::fs::read(corpus.dir().join(file)).expect("a file"))
        };
        let one = bytes(1);
        prop_assert_eq!(&one, &bytes(2));
        prop_assert_eq!(&one, &bytes(4));
    }
}
