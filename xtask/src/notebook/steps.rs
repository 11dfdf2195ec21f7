//! The cells of a program's steps, in the order in which a page asks for them.

use super::cell::{Cell, Content};
use super::changes::Change;
use super::program::{Parts, SCREENFUL};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The cells of a step.
pub struct Group {
    /// The cells of what it needs, and then its own.
    pub cells: Vec<Cell>,
    /// What the reader may change in it.
    pub changes: Vec<Cell>,
}

/// The steps of a program, and what of it has its cells already.
pub struct Steps<'a> {
    parts: &'a Parts,
    changes: &'a [Change],
    /// Which steps have their cells.
    done: Vec<bool>,
    /// Which definitions have.
    defined: BTreeSet<&'a str>,
    /// For each variable, the step that bound it last.
    bound: BTreeMap<&'a str, usize>,
}

impl<'a> Steps<'a> {
    /// No step has its cells yet.
    pub fn new(parts: &'a Parts, changes: &'a [Change]) -> Self {
        let done = vec![false; parts.steps.len()];
        Steps { parts, changes, done, defined: BTreeSet::new(), bound: BTreeMap::new() }
    }

    /// Whether a step has its cells.
    pub fn is_done(&self, k: usize) -> bool {
        self.done[k]
    }

    /// Whether a step that has its cells draws the figure of this name.
    pub fn have_drawn(&self, figure: &str) -> bool {
        (0..self.done.len()).any(|k| self.done[k] && self.drawn(k, figure).is_some())
    }

    /// The place, among all that a step draws, of the figure of this name.
    pub fn drawn(&self, k: usize, figure: &str) -> Option<usize> {
        drawn(&self.parts.steps[k].parts, figure)
    }

    /// The cells of a step.
    pub fn step(&mut self, k: usize) -> Result<Group, String> {
        let step = &self.parts.steps[k];
        let sources = self.parts.sources(k);
        let mut cells = Vec::new();
        for &(_, source) in &sources {
            if !self.done[source] {
                let group = self.step(source)?;
                cells.extend(group.cells);
                cells.extend(group.changes);
            }
        }
        for (name, source) in sources {
            let now = self.bound.get(name).copied().unwrap_or(source);
            if now != source {
                let [step, now, source] = [k, now, source].map(|k| &self.parts.steps[k].name);
                return Err(format!(
                    "step `{step}` takes `{name}` from `{source}`, but on this page `{now}`, which comes before, binds it anew; give \
                     one of them another name"
                ));
            }
        }
        cells.extend(self.define(&step.names));
        for (part, code) in step.parts.iter().enumerate() {
            let id = if part == 0 { format!("step-{}", step.name) } else { format!("step-{}-{}", step.name, part + 1) };
            cells.push(Cell { id, content: Content::Code(code.clone()) });
        }
        self.done[k] = true;
        self.bound.extend(step.variables.left.iter().map(|name| (name.as_str(), k)));
        let mut changes = Vec::new();
        for change in self.changes.iter().filter(|change| change.step == step.name) {
            changes.push(Cell { id: format!("change-{}", step.name), content: Content::Markdown(change.text()) });
            if let Some(show) = &change.show {
                changes.push(Cell { id: format!("show-{}", step.name), content: Content::Code(show.clone()) });
            }
        }
        Ok(Group { cells, changes })
    }

    /// The cells of those definitions of the program among these names that have none yet, and of what they need in turn.
    pub fn define(&mut self, wanted: &BTreeSet<String>) -> Vec<Cell> {
        let definitions = &self.parts.definitions;
        let names = self.parts.with_definitions(wanted);
        let mut cells: Vec<Cell> = Vec::new();
        let mut lines = 0;
        for definition in definitions.iter().filter(|d| names.contains(&d.name)) {
            if !self.defined.insert(&definition.name) {
                continue;
            }
            let more = definition.code.lines().count() + 1;
            lines += more;
            match cells.last_mut().map(|cell| &mut cell.content) {
                Some(Content::Code(code)) if lines <= SCREENFUL => *code += &format!("\n\n{}", definition.code),
                _ => {
                    let id = format!("code-{}", definition.name.replace('_', "-"));
                    cells.push(Cell { id, content: Content::Code(definition.code.clone()) });
                    lines = more;
                }
            }
        }
        cells
    }
}

/// The place of the figure of this name, or of a name that is made when the program runs, among those that some code draws.
fn drawn(code: &[String], name: &str) -> Option<usize> {
    static NAMES: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"\bdraw\(\s*(?:&format!\()?"([^"]*)""#).expect("a valid pattern"));
    static PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\{[^}]*\\\}").expect("a valid pattern"));
    code.iter().flat_map(|part| NAMES.captures_iter(part)).position(|found| {
        let pattern = PLACE.replace_all(&regex::escape(&found[1]), ".*").into_owned();
        Regex::new(&format!("^{pattern}$")).is_ok_and(|pattern| pattern.is_match(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_known_by_its_name() {
        let code = [
            "draw(\"gap\", f)?;\ndraw(\n    \"wide\",\n    g()?,\n)?;".to_owned(),
            "draw(&format!(\"maps-{file}\"), h)?".to_owned(),
        ];
        assert_eq!(["gap", "wide", "maps-wine"].map(|name| drawn(&code, name)), [Some(0), Some(1), Some(2)]);
        assert_eq!(["loss", "ga"].map(|name| drawn(&code, name)), [None, None]);
    }

    fn ids(cells: &[Cell]) -> Vec<&str> {
        cells.iter().map(|cell| cell.id.as_str()).collect()
    }

    const PROGRAM: &str = "fn twice(x: f64) -> f64 {\n    x * 2.0\n}\n\nfn four_times(x: f64) -> f64 {\n    twice(twice(x))\n}\n\n\
        fn main() {\n    // ANCHOR: one\n    let x = 1.0;\n    // ANCHOR_END: one\n    // ANCHOR: two\n    let y = four_times(x);\n    \
        // ANCHOR_END: two\n    // ANCHOR: three\n    let x = 2;\n    // ANCHOR_END: three\n}\n";

    #[test]
    fn what_a_step_needs_comes_before_it_and_once() {
        let parts = Parts::take_apart(PROGRAM).unwrap();
        let mut steps = Steps::new(&parts, &[]);
        assert_eq!(ids(&steps.step(1).unwrap().cells), ["step-one", "code-twice", "step-two"]);
        assert!(steps.is_done(0) && steps.define(&BTreeSet::from(["twice".to_owned()])).is_empty());
    }

    #[test]
    fn a_variable_that_a_later_step_hides_is_told() {
        let parts = Parts::take_apart(PROGRAM).unwrap();
        let mut steps = Steps::new(&parts, &[]);
        steps.step(0).unwrap();
        steps.step(2).unwrap();
        assert!(steps.step(1).err().unwrap().contains("takes `x` from `one`, but on this page `three`"));
    }
}
