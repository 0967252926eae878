use super::*;
use proptest::prelude::*;

/// Sorts everything: slow and obvious.
fn reference(queries: &Matrix, base: &Matrix, k: usize, except: Option<&[u32]>) -> Vec<Vec<Neighbor>> {
    (0..queries.rows())
        .map(|i| {
            let mut all: Vec<Neighbor> = (0..base.rows() as u32)
                .filter(|&j| except.is_none_or(|e| e[i] != j))
                .map(|j| Neighbor {
                    index: j,
                    cosine: dot_f64(queries.row(i), base.row(j as usize)) as f32 + 0.0,
                })
                .collect();
            all.sort_by(|x, y| y.cosine.partial_cmp(&x.cosine).unwrap().then(x.index.cmp(&y.index)));
            all.truncate(k);
            all.iter_mut().for_each(|n| n.cosine = n.cosine.clamp(-1.0, 1.0));
            all
        })
        .collect()
}

fn matrix(rows: usize, columns: usize, seed: u32) -> Matrix {
    let data = (0..rows * columns).map(|i| {
        let x = (i as u32).wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 9;
        (x % 2003) as f32 / 1001.0 - 1.0
    });
    Matrix::from_vec(rows, columns, data.collect()).unit_rows()
}

#[test]
fn by_hand() {
    let base = Matrix::from_vec(4, 2, vec![1.0, 0.0, 0.0, 1.0, 0.6, 0.8, -1.0, 0.0]);
    let query = Matrix::from_vec(1, 2, vec![1.0, 0.0]);
    let found = nearest(&query, &base, 2, None);
    assert_eq!(found, [[Neighbor { index: 0, cosine: 1.0 }, Neighbor { index: 2, cosine: 0.6 }]]);
    let others: Vec<u32> = nearest(&query, &base, 9, Some(&[0]))[0].iter().map(|n| n.index).collect();
    assert_eq!(others, [2, 1, 3]);
}

#[test]
fn several_blocks_are_one_search() {
    let (queries, base) = (matrix(QUERIES + 9, 5, 1), matrix(BASE * 2 + 33, 5, 2));
    assert_eq!(nearest(&queries, &base, 10, None), reference(&queries, &base, 10, None));
    let except: Vec<u32> = (0..queries.rows() as u32).map(|i| BASE as u32 - 5 + i).collect();
    assert_eq!(nearest(&queries, &base, 3, Some(&except)), reference(&queries, &base, 3, Some(&except)));
}

#[test]
fn many_equal_rows_give_the_lowest_indices() {
    let one = [0.48_f32, 0.6, 0.64];
    let base = Matrix::from_vec(BASE + 500, 3, one.repeat(BASE + 500)).unit_rows();
    let found = nearest(&base.gather(&[7, 1200]), &base, 20, Some(&[7, 1200]));
    let indices = |i: usize| found[i].iter().map(|n| n.index).collect::<Vec<u32>>();
    assert_eq!(indices(0), (0..21).filter(|&j| j != 7).collect::<Vec<u32>>());
    assert_eq!(indices(1), (0..20).collect::<Vec<u32>>());
}

#[test]
fn zeros_of_either_sign_tie() {
    let base = Matrix::from_vec(3, 1, vec![-1.0, 0.0, 1.0]);
    let found = nearest(&Matrix::zeros(1, 1), &base, 3, None);
    assert_eq!(found[0].iter().map(|n| n.index).collect::<Vec<u32>>(), [0, 1, 2]);
    assert!(found[0].iter().all(|n| n.cosine.is_sign_positive()));
}

#[test]
fn thread_count_changes_nothing() {
    let words = matrix(QUERIES * 3 + 1, 17, 3);
    let selves: Vec<u32> = (0..words.rows() as u32).collect();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| nearest(&words, &words, 10, Some(&selves)))
    };
    assert_eq!(on(1), on(2));
}

#[test]
fn nothing_to_find_is_no_panic() {
    let base = matrix(3, 2, 1);
    assert_eq!(nearest(&Matrix::zeros(0, 2), &base, 4, None), Vec::<Vec<Neighbor>>::new());
    assert_eq!(nearest(&base, &Matrix::zeros(0, 2), 4, None), vec![Vec::<Neighbor>::new(); 3]);
    assert_eq!(nearest(&base, &base, 0, None), vec![Vec::<Neighbor>::new(); 3]);
    assert_eq!(nearest(&Matrix::zeros(1, 0), &Matrix::zeros(2, 0), 1, None)[0][0].index, 0);
    assert_eq!(nearest(&base, &base, usize::MAX, Some(&[0, u32::MAX, 2]))[1].len(), 3);
    let nan = Matrix::from_vec(2, 2, vec![f32::NAN, 0.0, 1.0, 0.0]);
    let found = nearest(&nan, &nan, 5, None);
    assert!(found[0].is_empty());
    assert_eq!(found[1], [Neighbor { index: 1, cosine: 1.0 }]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn is_brute_force(
        queries in 1_usize..40, rows in 1_usize..60, d in 1_usize..9, k in 1_usize..70, seed: u32, hide: bool,
    ) {
        let (queries, base) = (matrix(queries, d, seed), matrix(rows, d, seed ^ 5));
        let hidden: Vec<u32> = (0..queries.rows() as u32).map(|i| i % rows as u32).collect();
        let except = hide.then_some(hidden.as_slice());
        prop_assert_eq!(nearest(&queries, &base, k, except), reference(&queries, &base, k, except));
    }
}
