use super::*;
use proptest::prelude::*;

/// A sparse matrix from dense rows; zeros are not stored.
fn sparse(rows: &[Vec<f32>], n_columns: usize) -> Csr {
    let mut csr = Csr { starts: vec![0], n_columns, ..Csr::default() };
    for row in rows {
        for (j, &x) in row.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            csr.columns.push(j as u32);
            csr.values.push(x);
        }
        csr.starts.push(csr.columns.len() as u64);
    }
    csr
}

/// Dense rows, three in four entries zero, and their number of columns.
fn rows_and_columns() -> impl Strategy<Value = (Vec<Vec<f32>>, usize)> {
    (0_usize..20, 0_usize..20).prop_flat_map(|(rows, columns)| {
        let entry = prop_oneof![3 => Just(0.0_f32), 1 => -9.0_f32..9.0];
        let row = prop::collection::vec(entry, columns);
        (prop::collection::vec(row, rows), Just(columns))
    })
}

proptest! {
    #[test]
    fn transpose_twice_is_the_identity((rows, columns) in rows_and_columns()) {
        let csr = sparse(&rows, columns);
        let transpose = csr.transpose();
        prop_assert_eq!(transpose.rows(), columns);
        for j in 0..columns {
            prop_assert!(transpose.row(j).0.windows(2).all(|pair| pair[0] < pair[1]));
        }
        prop_assert_eq!(transpose.transpose(), csr);
    }

    #[test]
    fn gather_is_multiply_in_single_precision((rows, columns) in rows_and_columns(), k in 1_usize..19) {
        let csr = sparse(&rows, columns);
        let mut panel = Panel::zeros(columns, k);
        let entry = |i: usize, j: usize| if j < k { ((i * 31 + j) as f32).sin() } else { 0.0 };
        let width = panel.width();
        panel.as_mut_slice().iter_mut().enumerate().for_each(|(at, x)| *x = entry(at / width, at % width));
        let block: Vec<f64> = panel.as_slice().iter().map(|&x| f64::from(x)).collect();
        let expected = csr.multiply(&Block::from_vec(columns, width, block));
        let product = csr.gather(&panel);
        for i in 0..rows.len() {
            for (x, y) in product.row(i).iter().zip(expected.row(i)) {
                // At most 20 products below 9.
                prop_assert!((f64::from(*x) - y).abs() < 20.0 * 180.0 * f64::from(f32::EPSILON));
            }
        }
    }

    #[test]
    fn multiply_is_the_dense_product((rows, columns) in rows_and_columns(), k in 0_usize..19) {
        let block = Block::from_vec(columns, k, (0..columns * k).map(|i| (i as f64).sin()).collect());
        let product = sparse(&rows, columns).multiply(&block);
        prop_assert_eq!((product.rows(), product.columns()), (rows.len(), k));
        for (i, row) in rows.iter().enumerate() {
            for j in 0..k {
                let expected: f64 = (0..columns).map(|l| f64::from(row[l]) * block.row(l)[j]).sum();
                prop_assert!((product.row(i)[j] - expected).abs() < 1e-12);
            }
        }
    }
}

#[test]
fn product_by_hand() {
    // (1 0 2; 0 0 0) · (1 2; 3 4; 5 6) = (11 14; 0 0)
    let csr = sparse(&[vec![1.0, 0.0, 2.0], vec![0.0; 3]], 3);
    let block = Block::from_vec(3, 2, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(csr.multiply(&block).as_slice(), [11.0, 14.0, 0.0, 0.0]);
    assert_eq!(csr.frobenius_squared(), 5.0);
    assert_eq!(Csr::default().frobenius_squared(), 0.0);
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let columns: Vec<u32> = (0..23).map(|i| (i * 7) % 40).collect();
    let values: Vec<f32> = (0..23).map(|i| (i as f32 * 0.37).cos()).collect();
    let rows: Vec<f64> = (0..40 * 13).map(|i| (f64::from(i) * 0.11).sin()).collect();
    let (mut plain, mut fast) = (vec![0.5; 13], vec![0.5; 13]);
    kernel::portable(&columns, &values, &rows, &mut plain);
    kernel::add_rows(&columns, &values, &rows, &mut fast);
    assert_eq!(plain, fast);
}

#[test]
fn thread_count_changes_nothing() {
    let rows: Vec<Vec<f32>> = (0..300)
        .map(|i| (0..50).map(|j| if (i * j) % 3 == 1 { (i as f32 - j as f32) / 7.0 } else { 0.0 }).collect())
        .collect();
    let csr = sparse(&rows, 50);
    let block = Block::from_vec(50, 11, (0..550).map(|i| (f64::from(i)).sin()).collect());
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| (csr.multiply(&block), csr.frobenius_squared()))
    };
    assert_eq!(on(1), on(2));
}
