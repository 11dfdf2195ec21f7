//! The cells of steps and of what they need, and the captions of figures that stand beside them on the page.

use super::{Cell, Drawing, Listing, Member, Step, Writer};
use crate::notebook::program::{Definition, LINES, names};
use crate::problem::Problem;
use itertools::Itertools;
use lazy_regex::{Regex, regex};

impl Writer<'_> {
    /// Something else comes: the steps and figures that stood together get their cells. Below those of a step stand the
    /// captions of what it draws, and then what the reader may change there. A figure that none of them draws is shown as
    /// it was recorded.
    pub(super) fn settle(&mut self) {
        let group = std::mem::take(&mut self.group);
        // For each figure the step that draws it, the nearest above or else below, and its place among what this draws.
        let owner = |(place, member): (usize, &Member)| {
            let Member::Figure(drawing, _) = member else { return None };
            let is_own = drawing.program.name == self.sources.program.name;
            let mut above_and_below = group[..place].iter().rev().chain(&group[place..]);
            above_and_below.find_map(|member| match member {
                Member::Step(step) if is_own => place_of(&drawing.name, &step.code()).map(|place| (*step, place)),
                _ => None,
            })
        };
        let owners: Vec<Option<(&Step, usize)>> = group.iter().enumerate().map(owner).collect();
        for (member, owner) in group.iter().zip(&owners) {
            match member {
                &Member::Step(step) => {
                    self.step(step);
                    let mut last = 0;
                    for (member, owner) in group.iter().zip(&owners) {
                        let own = owner.filter(|(owner, _)| owner.name == step.name);
                        let (Member::Figure(drawing, line), Some((_, place))) = (member, own) else { continue };
                        if place < last {
                            let message = format!(
                                "the page shows `{}` below a figure that step `{}` draws after it; let it draw in the order of \
                                 the page",
                                drawing.name, step.name
                            );
                            self.problems.push(Problem::new(&self.file, *line, message));
                        }
                        last = place;
                        self.caption(drawing, *line);
                    }
                    self.changes(step);
                }
                Member::Figure(drawing, line) if owner.is_none() => {
                    let (program, name) = (&drawing.program.name, &drawing.name);
                    let show = format!(
                        "// As the chapter's program drew it. What you change shows in the cell that draws.\n\
                         notebook::recorded(\"{program}\", \"{name}\")?;"
                    );
                    self.push(vec![Cell::code(format!("figure-{name}"), show)]);
                    self.caption(drawing, *line);
                }
                Member::Figure(..) => {}
            }
        }
    }

    pub(super) fn caption(&mut self, drawing: &Drawing, line: usize) {
        let number = [" ", &drawing.number].concat();
        self.text += &format!("\n\n**Figure{}.** ", number.trim_end());
        self.expand(&drawing.caption, line);
        self.text.push_str("\n\n");
    }

    /// Appends the cells of a step, after those of the definitions that it needs.
    fn step(&mut self, step: &Step) {
        self.recent.clear();
        let mut cells = self.define(&step.code());
        for (part, code) in step.parts.iter().enumerate() {
            let number = if part == 0 { String::new() } else { format!("-{}", part + 1) };
            cells.push(Cell::code(format!("step-{}{number}", step.name), code));
        }
        self.push(cells);
    }

    /// Appends the cells of what the reader may change in a step. When the notebook is played, each change is made, and
    /// taken back after the value that it lets one see.
    fn changes(&mut self, step: &Step) {
        let mut cells = Vec::new();
        for change in self.changes.iter().filter(|change| change.step == step.name) {
            let id = |what: &str| format!("{what}-{}", step.name);
            let original = step.parts.iter().find(|part| part.contains(&change.replace)).map_or("", String::as_str);
            cells.push(Cell::markdown(id("change"), change.text()));
            cells.push(Cell::code(id("changed"), original.replace(&change.replace, &change.with)).played());
            cells.extend(change.show.as_ref().map(|show| Cell::code(id("show"), show)));
            cells.push(Cell::code(id("again"), original).played());
        }
        self.push(cells);
    }

    /// The cells of those definitions that some code needs and that have none yet.
    pub(super) fn define(&mut self, code: &str) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::new();
        let needed = self.sources.parts.ordered(self.sources.parts.needed(code));
        let all = needed.iter().map(|definition| &definition.code).join("\n") + code;
        let needed = self.sources.plain.own.needed(&all).into_iter().chain(needed);
        for definition in needed.filter(|definition| self.defined.insert(&definition.name)) {
            append(&mut cells, format!("code-{}", definition.name), &definition.code);
        }
        cells
    }

    /// The cell of what a listing shows of the plain network, of a method with its whole type, and the private functions that it needs and
    /// that have no cell yet. There is none where no step has come since that code got one.
    pub(super) fn plain(&mut self, Listing { path, region }: &Listing) -> Vec<Cell> {
        let Some(file) = self.sources.plain.files.get(path) else { return Vec::new() };
        let name = region.name.split("::").next().filter(|name| !name.is_empty());
        let is_shown = |definition: &Definition| name.is_none_or(|name| name == definition.name);
        let used =
            names(&file.definitions.iter().filter(|d| is_shown(d)).map(|definition| &definition.code).join("\n"));
        let is_new =
            |d: &Definition| !d.is_public() && used.contains(&d.name) && !self.defined.contains(d.name.as_str());
        let code = file.definitions.iter().filter(|d| is_shown(d) || is_new(d)).collect_vec();
        let names = code.iter().map(|definition| definition.name.as_str());
        if names.clone().all(|name| self.recent.contains(name)) {
            return Vec::new();
        }
        self.defined.extend(names.clone());
        self.recent.extend(names.clone());
        let id = if name.is_none() { names.clone().join("-") } else { region.name.replace("::", "-") };
        let mut cells: Vec<Cell> = Vec::new();
        for definition in file.ordered(code) {
            let id = if cells.is_empty() { format!("plain-{id}") } else { format!("plain-{id}-{}", cells.len() + 1) };
            append(&mut cells, id, &definition.code);
        }
        cells
    }
}

/// Adds a definition to the last cell, or where that would be too long, as a cell of its own.
fn append(cells: &mut Vec<Cell>, id: String, code: &str) {
    match cells.last_mut() {
        Some(cell) if cell.text.lines().count() + 1 + code.lines().count() <= LINES => {
            cell.text += &format!("\n\n{code}");
        }
        _ => cells.push(Cell::code(id, code)),
    }
}

/// The place of the figure of this name, or of a name made when the program runs, among those that some code draws.
fn place_of(name: &str, code: &str) -> Option<usize> {
    regex!(r#"\bdraw\(\s*(?:&format!\()?"([^"]*)""#).captures_iter(code).position(|found| {
        let pattern = regex!(r"\\\{[^}]*\\\}").replace_all(&regex::escape(&found[1]), ".*").into_owned();
        Regex::new(&format!("^{pattern}$")).is_ok_and(|pattern| pattern.is_match(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_known_by_its_name() {
        let code = "draw(\"gap\", f)?;\ndraw(\n    \"wide\",\n    g()?,\n)?;\ndraw(&format!(\"maps-{file}\"), h)?";
        let places = ["gap", "wide", "maps-wine", "loss", "ga"].map(|name| place_of(name, code));
        assert_eq!(places, [Some(0), Some(1), Some(2), None, None]);
    }
}
