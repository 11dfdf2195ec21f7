//! The all-reduce on a ring (chapter 14): what each rank has of each chunk, step after step, and which chunks travel.

use super::Figure;
use super::chart::{Area, CHARACTER, Room, draw_in, failed, text};
use super::palette::{BACKGROUND, BLUE, Colour, INK, MUTED, VERMILLION};
use crate::{Error, Result};
use ndarray::Array2;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// More ranks than this have no room beside each other in a column.
const MOST: usize = 6;
/// A cell, from one row of cells to the next, and what is above the first: also the room of the button that a page lays over a corner.
const CELL: (i32, i32) = (17, 22);
const ROW: i32 = 52;
const HEAD: i32 = 60;

/// `steps[s]`: (ranks, chunks) says how many ranks' numbers are in the sum that rank r has of chunk k after s steps. A line leads from
/// where a chunk was to where it has come; a chunk that all ranks have gone into is filled.
///
/// # Errors
///
/// [`Error::Data`] if there is no step, a step has other sizes than the first, or there are more than six ranks or chunks.
pub fn ring(steps: &[Array2<usize>]) -> Result<Figure> {
    let (ranks, chunks) = steps.first().map_or((0, 0), Array2::dim);
    if ranks == 0 || chunks == 0 || ranks > MOST || chunks > MOST {
        return Err(Error::data(format!(
            "a ring of {ranks} ranks with {chunks} chunks cannot be drawn; at most {MOST}"
        )));
    }
    if let Some(other) = steps.iter().find(|step| step.dim() != (ranks, chunks)) {
        return Err(Error::data(format!(
            "a step has {:?} ranks and chunks, the first has {ranks} and {chunks}",
            other.dim()
        )));
    }
    let whole = |step: &Array2<usize>| {
        let counts = step.rows().into_iter().map(|row| row.iter().filter(|n| **n == ranks).count().to_string());
        counts.collect::<Vec<_>>().join(", ")
    };
    let told: Vec<String> = (0..).zip(steps).map(|(s, step)| format!("after step {s}: {}", whole(step))).collect();
    let alt = format!(
        "A ring of {ranks} ranks, each with {chunks} chunks. How many whole sums the ranks have, {}.",
        told.join("; ")
    );
    Figure::in_rooms(alt, |room| drawn(room, steps))
}

/// The steps in one column, or in two that share the step in the middle.
fn drawn(room: Room, steps: &[Array2<usize>]) -> Result<String> {
    let half = steps.len() / 2;
    let columns = match room {
        Room::Narrow => vec![(0, steps)],
        Room::Wide => vec![(0, &steps[..=half]), (half, &steps[half..])],
    };
    let rows = columns.iter().map(|(_, steps)| steps.len()).max().unwrap_or(0) as i32;
    let width = room.width() as i32 / columns.len() as i32;
    draw_in(room, (HEAD + ROW * rows - 14) as u32, |area| {
        for (column, (first, steps)) in (0..).zip(&columns) {
            Column { area, left: column * width + 8 * column, width: width - 8, first: *first }.draw(steps)?;
        }
        Ok(())
    })
}

/// Where some of the steps are drawn, and the number of the first.
struct Column<'a, 'b> {
    area: &'a Area<'b>,
    left: i32,
    width: i32,
    first: usize,
}

impl Column<'_, '_> {
    fn draw(&self, steps: &[Array2<usize>]) -> Result<()> {
        let (ranks, _) = steps[0].dim();
        for r in 0..ranks {
            self.write(&format!("rank {r}"), (self.middle(ranks, r), 42), INK, HPos::Center)?;
        }
        for (row, step) in steps.iter().enumerate() {
            let name = match self.first + row {
                0 => "start".to_owned(),
                s => format!("after {s}"),
            };
            self.write(&name, (self.left + 4, self.top(row) + CELL.1 / 2), INK, HPos::Left)?;
            // What came with this step: a sum that has become larger.
            let came = |r: usize, k: usize| row > 0 && step[[r, k]] > steps[row - 1][[r, k]];
            for ((r, k), &count) in step.indexed_iter() {
                if came(r, k) {
                    self.travel(row, step.dim(), (r, k))?;
                }
                self.cell(self.place(row, step.dim(), (r, k)), count, (count == ranks, came(r, k)))?;
            }
        }
        Ok(())
    }

    fn top(&self, row: usize) -> i32 {
        HEAD + ROW * row as i32
    }

    /// Where the cells of a rank have their middle.
    fn middle(&self, ranks: usize, r: usize) -> i32 {
        let names = (7.4 * CHARACTER) as i32;
        let room = (self.width - names) / ranks as i32;
        self.left + names + room * r as i32 + room / 2
    }

    /// The upper left corner of a cell.
    fn place(&self, row: usize, (ranks, chunks): (usize, usize), (r, k): (usize, usize)) -> (i32, i32) {
        (self.middle(ranks, r) + CELL.0 * (2 * k as i32 - chunks as i32) / 2, self.top(row))
    }

    fn cell(&self, (x, y): (i32, i32), count: usize, (is_whole, came): (bool, bool)) -> Result<()> {
        let corners = [(x, y), (x + CELL.0, y + CELL.1)];
        let (inside, words) = if is_whole { (BLUE, BACKGROUND) } else { (BACKGROUND, INK) };
        self.area.draw(&Rectangle::new(corners, inside.rgb().filled())).map_err(failed)?;
        self.area.draw(&Rectangle::new(corners, MUTED.rgb().stroke_width(1))).map_err(failed)?;
        if came {
            let inner = [(x + 1, y + 1), (x + CELL.0 - 1, y + CELL.1 - 1)];
            self.area.draw(&Rectangle::new(inner, VERMILLION.rgb().stroke_width(2))).map_err(failed)?;
        }
        self.write(&count.to_string(), (x + CELL.0 / 2, y + CELL.1 / 2), words, HPos::Center)
    }

    /// The way of a chunk to this cell from the rank before. Between the last rank and the first it leaves on one side and comes in on
    /// the other.
    fn travel(&self, row: usize, dim: (usize, usize), (r, k): (usize, usize)) -> Result<()> {
        let below = |(x, y): (i32, i32)| (x + CELL.0 / 2, y + CELL.1);
        let above = |(x, y): (i32, i32)| (x + CELL.0 / 2, y);
        let to = above(self.place(row, dim, (r, k)));
        let from = below(self.place(row - 1, dim, ((r + dim.0 - 1) % dim.0, k)));
        if r > 0 {
            return self.line(from, to);
        }
        let room = self.middle(dim.0, 1.min(dim.0 - 1)) - self.middle(dim.0, 0);
        let half = (to.1 - from.1) / 2;
        self.line(from, ((from.0 + room / 2).min(self.left + self.width), from.1 + half))?;
        self.line((to.0 - room / 2, to.1 - half), to)
    }

    fn line(&self, from: (i32, i32), to: (i32, i32)) -> Result<()> {
        self.area.draw(&PathElement::new([from, to], VERMILLION.rgb().stroke_width(2))).map_err(failed)
    }

    fn write(&self, words: &str, at: (i32, i32), colour: Colour, h: HPos) -> Result<()> {
        let style = text(colour).pos(Pos::new(h, VPos::Center));
        self.area.draw(&Text::new(words.to_owned(), at, style)).map_err(failed)
    }
}
