//! The line along which a function of the plane has one height, from its values at the middles of squares.

/// The pieces of the line of height `level`, x₁, y₁, x₂, y₂ each, in squares from the left and from above: the value of column c and row r
/// stands at (c + ½, r + ½). `values`: row by row from above, `size` of them in each.
///
/// Between four neighbouring values a piece goes through the sides whose ends lie on both sides of the level, where a straight
/// line between those ends has it (marching squares).
#[must_use]
pub fn line(values: &[f64], size: usize, level: f64) -> Vec<f64> {
    let mut pieces = Vec::new();
    if size < 2 || values.len() < size * size {
        return pieces;
    }
    for row in 0..size - 1 {
        for column in 0..size - 1 {
            let corners = [(0, 0), (1, 0), (1, 1), (0, 1)].map(|(x, y)| {
                let height = values[(row + y) * size + column + x] - level;
                (height, [(column + x) as f64 + 0.5, (row + y) as f64 + 0.5])
            });
            // At a saddle four sides are crossed: the first two belong together, and the others.
            for i in 0..4 {
                let ((before, from), (after, to)) = (corners[i], corners[(i + 1) % 4]);
                if (before < 0.0) != (after < 0.0) {
                    let part = before / (before - after);
                    pieces.extend([from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]);
                }
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_where_it_is() {
        let size = 40;
        let distance = |i: usize| (((i % size) as f64 - 19.5).hypot((i / size) as f64 - 19.5), i).0;
        let values: Vec<f64> = (0..size * size).map(distance).collect();
        let pieces = line(&values, size, 12.0);
        assert!(pieces.len() > 4 * 60);
        let mut length = 0.0;
        for piece in pieces.chunks(4) {
            for end in piece.chunks(2) {
                assert!(((end[0] - 20.0).hypot(end[1] - 20.0) - 12.0).abs() < 0.02, "{piece:?}");
            }
            length += (piece[2] - piece[0]).hypot(piece[3] - piece[1]);
        }
        assert!((length / (std::f64::consts::TAU * 12.0) - 1.0).abs() < 0.01, "{length}");
    }

    #[test]
    fn a_plane_without_the_height_has_no_line() {
        assert!(line(&[1.0; 9], 3, 2.0).is_empty() && line(&[], 0, 0.0).is_empty());
        assert_eq!(line(&[0.0, 1.0, 0.0, 1.0], 2, 0.25), [0.75, 0.5, 0.75, 1.5]);
    }
}
