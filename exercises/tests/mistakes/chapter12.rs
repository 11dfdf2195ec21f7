use crate::{Mistake, mistake};
use ann::plain::Matrix;
use exercises::chapter12 as graders;

const BLOCK: usize = 64;

fn product_by_definition(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    for i in 0..n {
        for j in 0..m {
            let mut sum = 0.0;
            for p in 0..k {
                sum += a[[i, p]] * b[[p, j]];
            }
            c[[i, j]] = sum;
        }
    }
    c
}

fn product_not_added(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = vec![0.0; n * m];
    let (a, b) = (a.as_slice().unwrap(), b.as_slice().unwrap());
    for i in 0..n {
        for p in 0..k {
            let factor = a[i * k + p];
            for (c, b) in c[i * m..(i + 1) * m].iter_mut().zip(&b[p * m..(p + 1) * m]) {
                *c = factor * b;
            }
        }
    }
    Matrix::from_shape_vec((n, m), c).unwrap()
}

fn product_of_whole_blocks(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b, numbers) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice_mut().unwrap());
    for p_block in 0..k / BLOCK {
        for j_block in 0..m / BLOCK {
            let (left, right) = (j_block * BLOCK, (j_block + 1) * BLOCK);
            for i in 0..n {
                for p in p_block * BLOCK..(p_block + 1) * BLOCK {
                    let factor = a[i * k + p];
                    let row = &b[p * m + left..p * m + right];
                    numbers[i * m + left..i * m + right].iter_mut().zip(row).for_each(|(c, b)| *c += factor * b);
                }
            }
        }
    }
    c
}

fn product_with_b_transposed(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b) = (a.as_slice().unwrap(), b.as_slice().unwrap());
    for i in 0..n {
        for j in 0..m {
            let (row, column) = (&a[i * k..(i + 1) * k], &b[j * k..(j + 1) * k]);
            c[[i, j]] = row.iter().zip(column).map(|(a, b)| a * b).sum();
        }
    }
    c
}

fn product_with_a_transposed(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = vec![0.0; n * m];
    let (a, b) = (a.as_slice().unwrap(), b.as_slice().unwrap());
    for i in 0..n {
        let c_row = &mut c[i * m..(i + 1) * m];
        for p in 0..k {
            let factor = a[p * n + i];
            for (c, b) in c_row.iter_mut().zip(&b[p * m..(p + 1) * m]) {
                *c += factor * b;
            }
        }
    }
    Matrix::from_shape_vec((n, m), c).unwrap()
}

fn product_of_last_block(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b, c_slice) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice_mut().unwrap());
    for p_begin in (0..k).step_by(BLOCK) {
        for j_begin in (0..m).step_by(BLOCK) {
            let j_end = m.min(j_begin + BLOCK);
            for i in 0..n {
                let c_row = &mut c_slice[i * m + j_begin..i * m + j_end];
                c_row.fill(0.0);
                for p in p_begin..k.min(p_begin + BLOCK) {
                    let factor = a[i * k + p];
                    for (c, b) in c_row.iter_mut().zip(&b[p * m + j_begin..p * m + j_end]) {
                        *c += factor * b;
                    }
                }
            }
        }
    }
    c
}

fn product_blocks_one_too_short(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b, c_slice) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice_mut().unwrap());
    for p_begin in (0..k).step_by(BLOCK) {
        let p_end = usize::min(p_begin + BLOCK - 1, k - 1);
        for i in 0..n {
            for p in p_begin..p_end {
                let factor = a[i * k + p];
                for (c, b) in c_slice[i * m..(i + 1) * m].iter_mut().zip(&b[p * m..(p + 1) * m]) {
                    *c += factor * b;
                }
            }
        }
    }
    c
}

fn product_always_the_first_block(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b, c_slice) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice_mut().unwrap());
    for p_begin in (0..k).step_by(BLOCK) {
        let length = usize::min(BLOCK, k - p_begin);
        for i in 0..n {
            let c_row = &mut c_slice[i * m..(i + 1) * m];
            for p in 0..length {
                let factor = a[i * k + p];
                for (c, b) in c_row.iter_mut().zip(&b[p * m..(p + 1) * m]) {
                    *c += factor * b;
                }
            }
        }
    }
    c
}

fn product_into_a_copy(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let c = Matrix::zeros((n, m));
    let (a, b, mut numbers) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice().unwrap().to_vec());
    for i in 0..n {
        for p in 0..k {
            let factor = a[i * k + p];
            for (c, b) in numbers[i * m..(i + 1) * m].iter_mut().zip(&b[p * m..(p + 1) * m]) {
                *c += factor * b;
            }
        }
    }
    c
}

pub const MISTAKES: &[&[Mistake]] = &[&[
    mistake("three loops of the definition", "fast", || graders::check_product(product_by_definition)),
    mistake("products are not added up", "overwrites", || graders::check_product(product_not_added)),
    mistake("smaller last blocks left out", "No whole block", || graders::check_product(product_of_whole_blocks)),
    mistake("rows of B for columns", "B is read the wrong way round", || {
        graders::check_product(product_with_b_transposed)
    }),
    mistake("columns of A for rows", "A is read the wrong way round", || {
        graders::check_product(product_with_a_transposed)
    }),
    mistake("each block begins at 0", "block", || graders::check_product(product_of_last_block)),
    mistake("each block one too short", "block", || graders::check_product(product_blocks_one_too_short)),
    mistake("always the first block", "first block", || graders::check_product(product_always_the_first_block)),
    mistake("sums go into a copy", "copy", || graders::check_product(product_into_a_copy)),
]];
