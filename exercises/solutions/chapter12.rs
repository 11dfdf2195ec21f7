//! Chapter 12, going fast: the book's solution.

use ann::plain::Matrix;

/// Of rows and columns of B.
const BLOCK: usize = 128;

pub fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let (n, k, m) = (a.nrows(), a.ncols(), b.ncols());
    let mut c = Matrix::zeros((n, m));
    let (a, b, c_slice) = (a.as_slice().unwrap(), b.as_slice().unwrap(), c.as_slice_mut().unwrap());
    for p_begin in (0..k).step_by(BLOCK) {
        let p_end = usize::min(p_begin + BLOCK, k);
        for j_begin in (0..m).step_by(BLOCK) {
            let j_end = usize::min(j_begin + BLOCK, m);
            for i in 0..n {
                let c_row = &mut c_slice[i * m + j_begin..i * m + j_end];
                for p in p_begin..p_end {
                    let a = a[i * k + p];
                    let b_row = &b[p * m + j_begin..p * m + j_end];
                    for (c, b) in c_row.iter_mut().zip(b_row) {
                        *c += a * b;
                    }
                }
            }
        }
    }
    c
}
