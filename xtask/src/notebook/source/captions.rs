//! Where the caption of a figure stands: below the cell that draws it, before what the reader may change there.

use super::{Content, Drawing, Piece, Writer};

impl Writer<'_> {
    /// Something else comes than captions of the step above.
    pub(super) fn settle(&mut self) {
        self.above = None;
        if !self.changes.is_empty() {
            self.flush();
            self.cells.append(&mut self.changes);
        }
    }

    /// The caption of a figure: below the cells that draw it, if they stand right above or come next. Elsewhere the figure is shown as
    /// it was recorded.
    pub(super) fn figure(&mut self, drawing: Drawing, piece: &Piece, line: usize) -> Result<(), String> {
        let own = drawing.program.name == self.sources.program.name && self.folds == 0;
        let draws = |k: &usize| own && self.steps.drawn(*k, &drawing.name).is_some();
        if self.above.is_some_and(|(k, _)| draws(&k)) {
            return self.caption_below(&drawing, line);
        }
        if !self.steps.have_drawn(&drawing.name) && self.next.as_ref().is_some_and(draws) {
            self.waiting.push((drawing, line));
            return Ok(());
        }
        self.settle();
        if self.folds == 0 {
            self.flush();
            let show = format!(
                "// As the chapter's program drew it. What you change shows in the cell that draws.\nnotebook::recorded(\"{}\", \"{}\")?;",
                drawing.program.name, drawing.name
            );
            self.push(format!("figure-{}", drawing.name), Content::Code(show));
        }
        self.block("", piece);
        self.caption(&drawing, line);
        Ok(())
    }

    /// The caption of a figure of the step right above. Several come in the order in which that draws.
    pub(super) fn caption_below(&mut self, drawing: &Drawing, line: usize) -> Result<(), String> {
        if let Some((k, last)) = self.above {
            let place = self.steps.drawn(k, &drawing.name).unwrap_or_default();
            if place < last {
                return Err(format!(
                    "the page shows `{}` below a figure that step `{}` draws after it; let it draw in the order of the page",
                    drawing.name, self.sources.parts.steps[k].name
                ));
            }
            self.above = Some((k, place));
        }
        self.caption(drawing, line);
        Ok(())
    }

    fn caption(&mut self, drawing: &Drawing, line: usize) {
        self.text.push_str("\n\n**Figure.** ");
        let outer = std::mem::replace(&mut self.in_caption, true);
        self.expand(&drawing.caption, line);
        self.in_caption = outer;
        self.text.push_str("\n\n");
    }
}
