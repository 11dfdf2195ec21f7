//! The outlines of shapes, and a path through many of them.

use std::fmt::Write;

/// A place in pixels.
pub(super) type Point = (i64, i64);

/// The outline of a shape.
#[derive(PartialEq)]
pub(super) enum Outline {
    /// A polygon.
    Closed(Vec<Point>),
    /// A line.
    Open(Vec<Point>),
    /// A circle around a point with a radius.
    Circle(Point, i64),
    /// A disc as a line of no length with round ends, which takes a quarter of the bytes of a circle.
    Dot(Point),
}

impl Outline {
    /// Its points, or its centre.
    pub fn points(&self) -> &[Point] {
        match self {
            Outline::Closed(points) | Outline::Open(points) => points,
            Outline::Circle(centre, _) | Outline::Dot(centre) => std::slice::from_ref(centre),
        }
    }

    /// Where its part of a path begins.
    fn start(&self) -> Option<Point> {
        match self {
            Outline::Circle((x, y), r) => Some((x - r, *y)),
            _ => self.points().first().copied(),
        }
    }
}

/// The commands of a path through these outlines: each place by its distance from the one before.
pub(super) fn path(outlines: &[Outline]) -> String {
    let (mut path, mut at) = (String::new(), (0, 0));
    for outline in outlines {
        let Some((x, y)) = outline.start() else { continue };
        // Writing to a string cannot fail.
        let _ = write!(path, "m{} {}", x - at.0, y - at.1);
        at = (x, y);
        match outline {
            Outline::Closed(points) => {
                sides(&mut path, points);
                path.push('z');
            }
            Outline::Open(points) => {
                // After a move, pairs of numbers are lines. Also level ones: were a number another in its last bit, the line would
                // be told in the same words.
                for pair in points.windows(2) {
                    let _ = write!(path, " {} {}", pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
                    at = pair[1];
                }
            }
            Outline::Circle(_, r) => {
                let _ = write!(path, "a{r} {r} 0 1 1 {0} 0 {r} {r} 0 1 1 -{0} 0z", 2 * r);
            }
            Outline::Dot(_) => path.push_str("h0"),
        }
    }
    path
}

/// The sides of a polygon but the last, which closes it.
fn sides(path: &mut String, points: &[Point]) {
    for pair in points.windows(2) {
        // Writing to a string cannot fail.
        let _ = match (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1) {
            (dx, 0) => write!(path, "h{dx}"),
            (0, dy) => write!(path, "v{dy}"),
            (dx, dy) => write!(path, "l{dx} {dy}"),
        };
    }
}
