//! Where steps and figures that stand together on a page have their cells and captions.

use super::{Cell, Drawing, Member, Writer};
use crate::problem::Problem;

impl Writer<'_> {
    /// Something else comes: the steps and figures that stood together get their cells. Below those of a step stand the captions of
    /// what it draws, and then what the reader may change there. A figure that none of them draws is shown as it was recorded.
    pub(super) fn settle(&mut self) {
        let group = std::mem::take(&mut self.group);
        // For each figure the step that draws it: the nearest above, or else below.
        let owner = |(place, member): (usize, &Member)| {
            let Member::Figure(drawing, _) = member else { return None };
            let mut steps = group[..place].iter().rev().chain(&group[place..]).filter_map(Member::step);
            steps.find(|&step| self.draws(step, drawing).is_some())
        };
        let owners: Vec<Option<usize>> = group.iter().enumerate().map(owner).collect();
        for (member, owner) in group.iter().zip(&owners) {
            match (member, owner) {
                (&Member::Step(step), _) => {
                    let (cells, changes) = (self.steps.step(step), self.steps.changes(step));
                    self.push(cells);
                    let own = group.iter().zip(&owners).filter(|(_, owner)| **owner == Some(step));
                    self.captions(step, own.map(|(member, _)| member));
                    self.push(changes);
                }
                (Member::Figure(drawing, line), None) => {
                    let (program, name) = (&drawing.program.name, &drawing.name);
                    let show = format!(
                        "// As the chapter's program drew it. What you change shows in the cell that draws.\n\
                         notebook::recorded(\"{program}\", \"{name}\")?;"
                    );
                    self.push(vec![Cell::code(format!("figure-{name}"), show)]);
                    self.caption(drawing, *line);
                }
                (Member::Figure(..), Some(_)) => {}
            }
        }
    }

    /// The captions of the figures that a step draws, in the order in which it draws them.
    fn captions<'m>(&mut self, step: usize, figures: impl Iterator<Item = &'m Member>) {
        let mut last = 0;
        for figure in figures {
            let Member::Figure(drawing, line) = figure else { continue };
            let place = self.draws(step, drawing).unwrap_or_default();
            if place < last {
                let message = format!(
                    "the page shows `{}` below a figure that step `{}` draws after it; let it draw in the order of the page",
                    drawing.name, self.sources.parts.steps[step].name
                );
                self.problems.push(Problem::new(&self.file, *line, message));
            }
            last = place;
            self.caption(drawing, *line);
        }
    }

    /// The place, among all that a step of this chapter's program draws, of a figure.
    fn draws(&self, step: usize, drawing: &Drawing) -> Option<usize> {
        let is_own = drawing.program.name == self.sources.program.name;
        is_own.then(|| self.steps.drawn(step, &drawing.name)).flatten()
    }

    pub(super) fn caption(&mut self, drawing: &Drawing, line: usize) {
        self.text.push_str("\n\n**Figure.** ");
        self.expand(&drawing.caption, line);
        self.text.push_str("\n\n");
    }
}
