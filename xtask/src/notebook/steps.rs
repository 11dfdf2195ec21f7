//! The cells of a program's steps, in the order in which a page asks for them.

use super::cell::Cell;
use super::changes::Change;
use super::program::{Parts, SCREENFUL};
use lazy_regex::{Regex, regex};
use std::collections::BTreeSet;

pub struct Steps<'a> {
    parts: &'a Parts,
    changes: &'a [Change],
    /// Which steps have their cells, or are about to.
    done: Vec<bool>,
    /// Which definitions have.
    defined: BTreeSet<&'a str>,
}

impl<'a> Steps<'a> {
    pub fn new(parts: &'a Parts, changes: &'a [Change]) -> Self {
        Steps { parts, changes, done: vec![false; parts.steps.len()], defined: BTreeSet::new() }
    }

    /// The step of this name, unless it has been asked for before.
    pub fn ask(&mut self, name: &str) -> Option<usize> {
        let step = self.parts.step(name)?;
        (!std::mem::replace(&mut self.done[step], true)).then_some(step)
    }

    /// The place, among all that a step draws, of the figure of this name.
    pub fn drawn(&self, step: usize, figure: &str) -> Option<usize> {
        drawn(&self.parts.steps[step].parts, figure)
    }

    /// The cells of a step, after those of the definitions that it needs.
    pub fn step(&mut self, step: usize) -> Vec<Cell> {
        let step = &self.parts.steps[step];
        let mut cells = self.define(&step.parts.join("\n"));
        for (part, code) in step.parts.iter().enumerate() {
            let number = if part == 0 { String::new() } else { format!("-{}", part + 1) };
            cells.push(Cell::code(format!("step-{}{number}", step.name), code));
        }
        cells
    }

    /// The cells of what the reader may change in a step. When the notebook is played, each change is made, and taken back after the
    /// value that it lets one see.
    pub fn changes(&self, step: usize) -> Vec<Cell> {
        let step = &self.parts.steps[step];
        let mut cells = Vec::new();
        for change in self.changes.iter().filter(|change| change.step == step.name) {
            let id = |what: &str| format!("{what}-{}", step.name);
            let original = step.parts.iter().find(|part| part.contains(&change.replace)).map_or("", String::as_str);
            cells.push(Cell::markdown(id("change"), change.text()));
            cells.push(Cell::code(id("changed"), original.replace(&change.replace, &change.with)).played());
            cells.extend(change.show.as_ref().map(|show| Cell::code(id("show"), show)));
            cells.push(Cell::code(id("again"), original).played());
        }
        cells
    }

    /// The cells of those definitions that some code needs and that have none yet.
    pub fn define(&mut self, code: &str) -> Vec<Cell> {
        let mut cells: Vec<Cell> = Vec::new();
        for definition in self.parts.needed(code) {
            if !self.defined.insert(&definition.name) {
                continue;
            }
            let lines = definition.code.lines().count();
            match cells.last_mut() {
                Some(cell) if cell.text.lines().count() + lines + 2 <= SCREENFUL => {
                    cell.text += &format!("\n\n{}", definition.code);
                }
                _ => cells.push(Cell::code(format!("code-{}", definition.name), &definition.code)),
            }
        }
        cells
    }
}

/// The place of the figure of this name, or of a name that is made when the program runs, among those that some code draws.
fn drawn(code: &[String], name: &str) -> Option<usize> {
    let names = code.iter().flat_map(|part| regex!(r#"\bdraw\(\s*(?:&format!\()?"([^"]*)""#).captures_iter(part));
    names.into_iter().position(|found| {
        let pattern = regex!(r"\\\{[^}]*\\\}").replace_all(&regex::escape(&found[1]), ".*").into_owned();
        Regex::new(&format!("^{pattern}$")).is_ok_and(|pattern| pattern.is_match(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_known_by_its_name() {
        let code = ["draw(\"gap\", f)?;\ndraw(\n    \"wide\",\n    g()?,\n)?;", "draw(&format!(\"maps-{file}\"), h)?"];
        let code = code.map(str::to_owned);
        assert_eq!(["gap", "wide", "maps-wine"].map(|name| drawn(&code, name)), [Some(0), Some(1), Some(2)]);
        assert_eq!(["loss", "ga"].map(|name| drawn(&code, name)), [None, None]);
    }
}
