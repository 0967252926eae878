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

/// Rows of many lengths.
fn scaled(unit: &Matrix) -> Matrix {
    let mut scaled = unit.clone();
    for i in 0..unit.rows() {
        scaled.row_mut(i).iter_mut().for_each(|x| *x *= 0.01 + (i * 7 % 13) as f32);
    }
    scaled
}

#[test]
fn one_query_finds_what_many_find() {
    let base = scaled(&matrix(9_000, 21, 4));
    let unit = base.unit_rows();
    let rows: Vec<u32> = (0..40).map(|i| i * 211).collect();
    let many = nearest(&unit.gather(&rows), &unit, 12, Some(&rows));
    for (&row, many) in rows.iter().zip(many) {
        assert_eq!(nearest_to(base.row(row as usize), &base, 12, Some(row)), many);
    }
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| nearest_to(base.row(3), &base, 5, None))
    };
    assert_eq!(on(1), on(3));
    assert_eq!((on(1)[0].index, on(1)[0].cosine), (3, 1.0));
}

#[test]
fn one_query_meets_equal_rows_zeros_and_extremes() {
    let same = Matrix::from_vec(9_000, 2, [3.0, 4.0].repeat(9_000));
    let indices: Vec<u32> = nearest_to(&[1.0, 1.0], &same, 20, Some(5)).iter().map(|n| n.index).collect();
    assert_eq!(indices, (0..21).filter(|&i| i != 5).collect::<Vec<u32>>());
    let odd = Matrix::from_vec(5, 2, vec![0.0, 0.0, 1e30, 1e30, -1e-30, 1e-30, 1.0, 0.0, -2.0, -2.0]);
    let found = nearest_to(&[1e-30, 1e-30], &odd, 9, None);
    assert_eq!(found.iter().map(|n| n.index).collect::<Vec<u32>>(), [1, 3, 0, 2, 4]);
    let unit = odd.unit_rows();
    let query = Matrix::from_vec(1, 2, vec![1e-30, 1e-30]).unit_rows();
    assert_eq!(found, nearest(&query, &unit, 9, None)[0]);
    assert!(nearest_to(&[], &Matrix::zeros(0, 0), 3, None).is_empty());
    assert_eq!(nearest_to(&[], &Matrix::zeros(2, 0), 3, None).len(), 2);
    assert!(nearest_to(&[1.0], &Matrix::zeros(2, 1), 0, None).is_empty());
}

/// The formula, sorted in full.
fn slow_csls(queries: &Matrix, base: &Matrix, row: usize, k: usize, same: bool) -> Vec<(u32, f32)> {
    let mean = |x: &[f32], others: &Matrix, skip: Option<usize>| {
        let mut cosines: Vec<f64> = (0..others.rows())
            .filter(|&j| Some(j) != skip)
            .map(|j| f64::from(dot_f64(x, others.row(j)) as f32))
            .collect();
        cosines.sort_by(|a, b| b.total_cmp(a));
        cosines.truncate(HUBNESS);
        cosines.iter().sum::<f64>() / cosines.len().max(1) as f64
    };
    let x = queries.row(row);
    let own = mean(x, base, same.then_some(row));
    let mut all: Vec<(u32, f32)> = (0..base.rows())
        .filter(|&j| !same || j != row)
        .map(|j| {
            let other = mean(base.row(j), queries, same.then_some(j));
            (j as u32, (2.0 * dot_f64(x, base.row(j)) - own - other) as f32)
        })
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(k);
    all
}

#[test]
fn csls_is_its_formula() {
    let (a, b) = (matrix(1400, 6, 8), matrix(1300, 6, 9));
    let check = |found: &[Scaled], slow: &[(u32, f32)]| {
        assert_eq!(found.len(), slow.len());
        for (found, slow) in found.iter().zip(slow) {
            assert!((found.1 - slow.1).abs() < 1e-5, "{found:?} {slow:?}");
        }
    };
    for (same, base) in [(false, &b), (true, &a)] {
        let new = || if same { Csls::within(&a) } else { Csls::between(&a, base) };
        let few = [3_u32, 700, 1399];
        let single = new().nearest(&few, 7);
        let all: Vec<u32> = (0..a.rows() as u32).collect();
        let whole = new().nearest(&all, 7);
        for (row, found) in few.iter().zip(&single) {
            check(found, &slow_csls(&a, base, *row as usize, 7, same));
            check(&whole[*row as usize], &slow_csls(&a, base, *row as usize, 7, same));
        }
        assert!(new().nearest(&few, 0).iter().all(Vec::is_empty));
        assert_eq!(new().nearest(&few, usize::MAX)[0].len(), base.rows() - usize::from(same));
    }
}

#[test]
fn hubs_lose_by_csls() {
    // The hub (0.9, 0.44, 0) is a little nearer to the first query than the other row, and as near as can be to all other queries.
    let hub = [0.9, 0.19_f32.sqrt(), 0.0];
    let other = [0.88, 0.0, (1.0_f32 - 0.88 * 0.88).sqrt()];
    let base = Matrix::from_vec(2, 3, [hub, other].concat());
    let mut queries = vec![1.0, 0.0, 0.0];
    queries.extend(hub.repeat(12));
    let queries = Matrix::from_vec(13, 3, queries);
    assert_eq!(nearest(&queries.gather(&[0]), &base, 1, None)[0][0].index, 0);
    let found = Csls::between(&queries, &base).nearest(&[0], 2).remove(0);
    assert_eq!(found.iter().map(|(near, _)| near.index).collect::<Vec<_>>(), [1, 0]);
    // r(x) = (0.9 + 0.88)/2, r(hub) = 1: 1.8 − 0.89 − 1; r(other) = (0.88 + 9 · 0.9 · 0.88)/10: 1.76 − 0.89 − 0.8008.
    assert!((found[1].1 + 0.09).abs() < 1e-6 && (found[0].1 - 0.0692).abs() < 1e-6, "{found:?}");
}
