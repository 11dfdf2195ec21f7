//! LaTeX to MathML Core while the book is built, written so that Markdown leaves it alone.

use super::with_references;
use crate::problem::Problem;
use lazy_regex::{Captures, Regex, regex};
use math_core::{LatexToMathML, MathDisplay};
use std::collections::BTreeSet;
use std::path::Path;

/// The number of an equation: chapter and position, `(7, 2)` for (7.2).
pub type Number = (u8, u8);

/// `\tag{7.2}`, with what stands in it.
fn tag() -> &'static Regex {
    regex!(r"\\tag\s*\{([^}]*)\}")
}

/// The numbers that the `\tag`s of a display equation give it, as they are written.
pub fn tags(latex: &str) -> Vec<&str> {
    tag().captures_iter(latex).filter_map(|c| c.get(1)).map(|m| m.as_str()).collect()
}

/// `7.2` as a number of an equation.
pub fn number(text: &str) -> Option<Number> {
    let (chapter, k) = text.split_once('.')?;
    Some((chapter.parse().ok()?, k.parse().ok()?))
}

/// The id of an equation in its page.
pub fn id((chapter, k): Number) -> String {
    format!("eq-{chapter}-{k}")
}

/// The letters that stand for something in a formula, Latin and Greek: no words, no upright letters.
pub fn letters(mathml: &str) -> BTreeSet<char> {
    let names = regex!("<mi(?: class=\"[^\"]*\")?>([A-Za-zΑ-Ωα-ωϑϕϖϱϵ])</mi>").captures_iter(mathml);
    names.filter_map(|name| name[1].chars().next()).collect()
}

/// Without macros of its own: what stands in a page is all there is to know.
#[derive(Default)]
pub struct Converter(LatexToMathML);

impl Converter {
    /// `$…$`: a `<math>` element without a line break.
    pub fn inline(&self, file: &Path, line: usize, latex: &str) -> Result<String, Problem> {
        let mathml = self.convert(file, line, latex, MathDisplay::Inline)?;
        Ok(mathml.replacen("<math", &format!("<math data-tex=\"{}\"", attribute(latex)), 1))
    }

    /// `$$…$$`: a block of one line, numbered if it has a `\tag`.
    pub fn display(&self, file: &Path, line: usize, latex: &str) -> Result<String, Problem> {
        let tags = tags(latex);
        let wrong = |message: String| Err(Problem::new(file, line, message));
        if tags.len() > 1 {
            return wrong("two `\\tag`s in one display; give each equation a display of its own".to_owned());
        }
        let mathml = self.block(file, line, latex)?;
        let tex = attribute(latex.trim());
        let scroll = format!("data-tex=\"{tex}\"><div class=\"formula\"><div class=\"scroll\">{mathml}</div>");
        let Some(tag) = tags.first() else { return Ok(format!("<div class=\"equation\" {scroll}</div></div>")) };
        let Some(number) = number(tag) else {
            return wrong(format!("`\\tag{{{tag}}}` is no equation number; write for example `\\tag{{7.2}}`"));
        };
        let (id, (chapter, k)) = (id(number), number);
        let name = format!("aria-label=\"Equation {chapter}.{k}\">({chapter}.{k})");
        let link = format!("<a class=\"number\" href=\"#{id}\" {name}</a>");
        Ok(format!("<div class=\"equation numbered\" id=\"{id}\" {scroll}{link}</div></div>"))
    }

    /// What stands in a `$$…$$`, without its number: a `<math>` element.
    pub fn block(&self, file: &Path, line: usize, latex: &str) -> Result<String, Problem> {
        // Blanks in place of the tag, so that positions in messages stay right.
        let body = tag().replace_all(latex, |tag: &Captures| regex!("[^\n]").replace_all(&tag[0], " ").into_owned());
        self.convert(file, line, &body, MathDisplay::Block)
    }

    fn convert(&self, file: &Path, line: usize, latex: &str, display: MathDisplay) -> Result<String, Problem> {
        if latex.contains("{{value") {
            let message = "a `{{value: …}}` inside mathematics is not replaced; end the mathematics before it";
            return Err(Problem::new(file, line, message));
        }
        // math-core would show it.
        if let Some(space) = regex!(r"\\\\\s*\[[\d.]+\w+\]").find(latex) {
            let message = format!("`{}`: no room can be given to the end of a line of mathematics", space.as_str());
            return Err(Problem::new(file, line + latex[..space.start()].matches('\n').count(), message));
        }
        let result = self.0.convert_with_local_state(latex, display).map_err(|error| {
            let (before, after) = latex.split_at_checked(error.0.start).unwrap_or((latex, ""));
            let near: String = after.trim_start().chars().take_while(|c| *c != '\n').take(24).collect();
            let place = if near.is_empty() { "at its end".to_owned() } else { format!("at `{near}`") };
            let message = format!("mathematics, {place}: {}", error.error_message());
            Problem::new(file, line + before.matches('\n').count(), message)
        })?;
        Ok(immune(&as_tex_has_it(&result.mathml)))
    }
}

/// Marks what browsers would draw otherwise than TeX does.
fn as_tex_has_it(mathml: &str) -> String {
    // The font has a form of the prime for exponents, which browsers do not all take by themselves: the style sheet asks for it.
    let mathml = mathml.replace("<mo>′</mo>", "<mo class=\"prime\">′</mo>");
    // The index of a letter hangs below its descender. TeX looks at no descender of a single letter.
    let descender = regex!("<msub>(<mi>[fgjpqyQβγζημξρςφχψϕ]</mi>)");
    let mathml = descender.replace_all(&mathml, "<msub><mpadded depth=\"0\">$1</mpadded>");
    // Chromium leaves room for the largest sign of a root behind the smallest: the style sheet takes it away from what is low.
    let low = regex!(
        r#"<msqrt>((?:<mrow>)?(?:<m(?:i|n|o|text)>[^<βζξφψ]*</m(?:i|n|o|text)>|<mover accent="true"><mi>.</mi><mo[^>]*>[^<]</mo></mover>)+(?:</mrow>)?</msqrt>)"#
    );
    let mathml = low.replace_all(&mathml, "<msqrt class=\"low\">$1");
    // A bar lies upon its letter: the style sheet lifts it.
    let bar = regex!(r#"<mover( accent="true"><mi>.</mi><mo[^>]*>[¯‾\u{332}]</mo></mover>)"#);
    let mathml = bar.replace_all(&mathml, "<mover class=\"bar\"$1");
    // A letter that leans over its own width is given room (TeX calls it the italic correction), but for its index, which belongs there.
    let leaning = regex!("(<msub>|<msubsup>|<mover[^>]*>|<mpadded[^>]*>)?<mi>([FHIJKMNPTUVWXYZf])</mi>");
    let room = |found: &Captures| match (found.get(1), &found[2]) {
        (Some(_), _) => found[0].to_owned(),
        (None, letter @ ("V" | "Y")) => format!("<mi class=\"leans-far\">{letter}</mi>"),
        (None, letter) => format!("<mi class=\"leans\">{letter}</mi>"),
    };
    leaning.replace_all(&mathml, room).into_owned()
}

/// For an attribute in double quotes, in a place where Markdown looks for table cells and mdBook for directives.
fn attribute(text: &str) -> String {
    with_references(text, |c| "&<>\"'|`\\{}\n\r".contains(c))
}

/// Writes the punctuation between the tags as character references: no emphasis, no smart quotes, no table cells.
fn immune(mathml: &str) -> String {
    let mathml = mathml.replace(['\n', '\r'], " ");
    let tag_or_text = regex!("<[^>]*>|&[^;]*;|[^<&]+|.").find_iter(&mathml).map(|found| found.as_str());
    let safe = tag_or_text.map(|part| match part.as_bytes()[0] {
        b'<' | b'&' => part.to_owned(),
        _ => with_references(part, |c| c.is_ascii_punctuation()),
    });
    safe.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numbered_equation_has_an_id_its_source_and_a_link_to_itself() {
        let html = Converter::default().display(Path::new("p.md"), 3, "a_1 = |b|\n\\tag{7.2}").unwrap();
        assert!(html.contains("id=\"eq-7-2\"") && html.contains("href=\"#eq-7-2\"") && html.contains("(7.2)</a>"));
        assert!(html.contains("data-tex=\"a_1 = &#124;b&#124;&#10;&#92;tag&#123;7.2&#125;\""));
        assert!(!html.contains('\n') && !html.contains('|'));
    }

    #[test]
    fn letters_of_a_formula_are_those_that_stand_for_something() {
        let latex = r"\hat v_{\text{in}} = \beta_2 v^\top + \operatorname{mean}(g \odot g) + \mathbb{E}[\mathrm{d}\varepsilon] \to \infty";
        let mathml = Converter::default().inline(Path::new("p.md"), 3, latex).unwrap();
        assert_eq!(letters(&mathml), BTreeSet::from(['g', 'v', 'β', 'ε']));
    }

    #[test]
    fn indices_of_letters_with_descenders_and_low_roots_are_marked() {
        let inline = |latex: &str| Converter::default().inline(Path::new("p.md"), 3, latex).unwrap();
        assert!(inline(r"\beta_1").contains("<msub><mpadded depth=\"0\"><mi>β</mi></mpadded><mn>1</mn></msub>"));
        assert!(!inline("x_1 + y^2").contains("mpadded"));
        let is_low = |latex: &str| inline(latex).contains("<msqrt class=\"low\">");
        assert!(is_low(r"\sqrt{v}") && is_low(r"\sqrt{2\pi}") && is_low(r"\sqrt{\hat v}"));
        assert!(!is_low(r"\sqrt{2/n}") && !is_low(r"\sqrt{\beta}") && !is_low(r"\sqrt{\frac{1}{2}}"));
    }

    #[test]
    fn letters_that_lean_have_room_and_bars_are_lifted() {
        let inline = |latex: &str| Converter::default().inline(Path::new("p.md"), 3, latex).unwrap();
        let html = inline(r"Y = W^{2} X_1 + T_1^2 + x + \hat V + f");
        let rooms = regex!(r#"<mi class="(leans[\w-]*)">(.)</mi>"#).captures_iter(&html);
        let rooms: Vec<_> = rooms.map(|room| room.extract::<2>().1).collect();
        assert_eq!(rooms, [["leans-far", "Y"], ["leans", "W"], ["leans", "f"]]);
        assert_eq!(letters(&html), BTreeSet::from(['Y', 'W', 'X', 'T', 'x', 'V', 'f']));
        assert!(inline(r"\bar g").contains("<mover class=\"bar\" accent"));
        assert!(inline(r"\overline{L}").contains("<mover class=\"bar\" accent"));
        assert!(!inline(r"\hat g").contains("bar"));
    }

    #[test]
    fn what_does_not_parse_names_its_line() {
        let problem = |latex: &str| Converter::default().display(Path::new("p.md"), 3, latex).unwrap_err();
        let unknown = problem("\na = 1 \\\\\n\\boxed{b}");
        assert!(unknown.line == 5 && unknown.message.contains("boxed"), "{unknown}");
        let room = problem("\\begin{aligned} a \n \\\\[1ex] b \\end{aligned}");
        assert!(room.line == 4 && room.message.contains("[1ex]"), "{room}");
        assert!(problem("a \\tag{x}").message.contains("no equation number"));
        assert!(problem("a \\tag{1.1} b \\tag{1.2}").message.contains("two `\\tag`s"));
    }
}
