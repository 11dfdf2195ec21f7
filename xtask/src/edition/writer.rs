//! A built page as XHTML for paper: buttons and links into the sources are left out, folds are opened, answers go to the end.

use super::code;
use super::document::{Document, Form, Homes};
use super::drawing;
use crate::markup::escape;
use itertools::Itertools;
use lazy_regex::regex;
use scraper::{CaseSensitivity, ElementRef};
use std::fmt::Write;
use std::mem;

/// The attributes that say how large mathematics is.
const SIZES: [&str; 2] = ["displaystyle", "scriptlevel"];
/// What only a screen can do: elements, and classes of elements.
const DROPPED: [&str; 8] = ["button", "form", "script", "template", "nav", "dialog", "noscript", "link"];
const SCREEN: [&str; 4] = ["copy", "zoom", "buttons", "proof"];
/// Elements that have no end.
const VOID: [&str; 6] = ["br", "col", "hr", "img", "input", "wbr"];
const XHTML: &str = "http://www.w3.org/1999/xhtml";
/// Around the id whose page is to stand there, once it is known.
pub const PAGE_OF: (char, char) = ('\u{E000}', '\u{E001}');

/// Text as XHTML.
pub fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The document of a page, and that of the answers to it.
pub fn document(stem: &str) -> String {
    format!("p-{stem}").replace('/', "-")
}
pub fn answers(stem: &str) -> String {
    format!("a-{stem}").replace('/', "-")
}

/// What kind of answer a fold hides.
pub fn answer(element: ElementRef) -> Option<&'static str> {
    let summary = summary(element)?.text().collect::<String>();
    ["Hint", "Solution"].into_iter().find(|kind| *kind == summary.trim())
}

fn summary(element: ElementRef) -> Option<ElementRef> {
    let is_fold = element.value().name() == "details";
    is_fold.then(|| element.child_elements().find(|child| child.value().name() == "summary")).flatten()
}

pub struct Writer<'a> {
    form: Form,
    homes: &'a Homes,
    stem: &'a str,
    /// What is written of the page, of its answers, and of the answers to its predictions.
    out: String,
    answers: String,
    predictions: String,
    count: usize,
    title: String,
    sections: Vec<(String, String)>,
    /// The id and the words of the heading above, and whether its answers have begun.
    heading: (String, String),
    is_answered: bool,
}

impl<'a> Writer<'a> {
    pub fn new(form: Form, homes: &'a Homes, stem: &'a str) -> Self {
        let empty = String::new;
        let (sections, heading) = (Vec::new(), (empty(), empty()));
        let (out, answers, predictions, title) = (empty(), empty(), empty(), empty());
        Writer { form, homes, stem, out, answers, predictions, count: 0, title, sections, heading, is_answered: false }
    }

    /// The page, and the answers to its questions if there are any.
    pub fn finish(self) -> (Document, Option<Document>) {
        let (name, sections) = (document(self.stem), self.sections);
        let page = Document { name, title: self.title.clone(), sections, body: self.out, ..Document::default() };
        if self.answers.is_empty() && self.predictions.is_empty() {
            return (page, None);
        }
        let (h1, h2) = (tag(self.form, 1), tag(self.form, 2));
        let mut body = format!("<{h1} class=\"opening\">{}</{h1}>\n", text(&self.title));
        if !self.predictions.is_empty() {
            body += &format!("<{h2}>Predictions</{h2}>\n{}", self.predictions);
        }
        body += &self.answers;
        let title = self.title;
        (page, Some(Document { name: answers(self.stem), title, body, ..Document::default() }))
    }

    pub fn children(&mut self, element: ElementRef) {
        for child in element.children() {
            if let Some(element) = ElementRef::wrap(child) {
                self.element(element);
            } else if let Some(content) = child.value().as_text() {
                self.out += &text(content);
            }
        }
    }

    pub fn element(&mut self, element: ElementRef) {
        let (name, has) = (element.value().name(), |class: &str| has_class(element, class));
        match name {
            _ if DROPPED.contains(&name) || element.attr("hidden").is_some() || SCREEN.iter().any(|c| has(c)) => {}
            "div" if drawing::is_left_out(self.form, element) => {}
            "a" => self.link(element),
            "details" => self.fold(element),
            "pre" => {
                let code = element.text().collect::<String>();
                self.out += &code::block(&code, is_rust(element));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" => self.heading(element),
            _ => self.plain(element, name, ""),
        }
    }

    /// An element as it is.
    fn plain(&mut self, element: ElementRef, name: &str, more: &str) {
        let lent = SIZES.into_iter().filter(|size| !self.is_own(name, size));
        let style = lent.filter_map(|size| Some(format!(" {size}=\"{}\"", element.attr(size)?))).join("");
        let is_styled = !style.is_empty();
        if is_styled {
            let _ = write!(self.out, "<mstyle{style}>");
        }
        let is_html = |element: ElementRef| &*element.value().name.ns == XHTML;
        // Code within mathematics is no mathematics.
        let is_guest =
            is_html(element) && element.parent().and_then(ElementRef::wrap).is_some_and(|around| !is_html(around));
        let xmlns = if is_guest { format!(" xmlns=\"{XHTML}\"") } else { String::new() };
        let _ = write!(self.out, "<{name}{xmlns}{}{more}", self.attributes(element));
        if VOID.contains(&name) {
            self.out += "/>";
            return;
        }
        self.out.push('>');
        self.children(element);
        let end = if is_styled { "</mstyle>" } else { "" };
        let _ = write!(self.out, "</{name}>{end}");
    }

    fn attributes(&self, element: ElementRef) -> String {
        let mut attributes = String::new();
        let mut push = |name: &str, value: &str| {
            let _ = write!(attributes, " {name}=\"{}\"", escape(value).replace('\n', "&#10;"));
        };
        match element.value().name() {
            "svg" => push("xmlns", "http://www.w3.org/2000/svg"),
            "math" => {
                push("xmlns", "http://www.w3.org/1998/Math/MathML");
                let around = element.ancestors().filter_map(ElementRef::wrap);
                // For those who have it read to them, and for readers that know no MathML.
                let tex = [element].into_iter().chain(around).find_map(|e| e.attr("data-tex")).unwrap_or_default();
                match self.form {
                    // Without this, the PDF describes each letter of each formula, and most of it is that.
                    Form::Pdf => {
                        push("role", "img");
                        push("aria-label", tex);
                    }
                    Form::Epub => push("alttext", tex),
                }
            }
            _ => {}
        }
        for (name, value) in element.value().attrs() {
            let is_screen = ["xmlns", "href", "download", "tabindex", "hidden", "aria-controls"].contains(&name);
            match name {
                _ if SIZES.contains(&name) && !self.is_own(element.value().name(), name) => {}
                "id" if is_in_drawing(element) => push(name, value),
                "id" => push(name, &self.id(value)),
                _ if is_screen || name.starts_with("data-") || name.starts_with("on") => {}
                _ => push(name, value),
            }
        }
        attributes
    }

    /// Whether an element of MathML says itself how large it is. EPUB knows the MathML from before every element could; then one around it
    /// says so. Browsers make the cells of a table small whatever is around it.
    fn is_own(&self, element: &str, size: &str) -> bool {
        match self.form {
            Form::Pdf => true,
            Form::Epub => ["math", "mstyle"].contains(&element) || (element, size) == ("mtable", "displaystyle"),
        }
    }

    /// An id of the page as one of the whole book.
    fn id(&self, id: &str) -> String {
        format!("{}.{id}", document(self.stem))
    }

    /// The address of an id in a document; that of the document itself if it is the document's name.
    fn address(&self, document: &str, id: &str) -> String {
        match self.form {
            Form::Pdf => format!("#{id}"),
            Form::Epub if id == document => format!("{document}.xhtml"),
            Form::Epub => format!("{document}.xhtml#{id}"),
        }
    }

    /// Where a link of the page leads: within the book, to another host, or nowhere on paper.
    fn target(&self, href: &str) -> Option<String> {
        if regex!("^(https?|mailto):").is_match(href) {
            return Some(href.to_owned());
        }
        let (page, anchor) = href.split_once('#').unwrap_or((href, ""));
        let stem = if page.is_empty() { self.stem } else { page.strip_suffix(".html")? };
        let home = self.homes.get(&(stem.to_owned(), anchor.to_owned()))?;
        let id = if anchor.is_empty() { home.clone() } else { format!("{}.{anchor}", document(stem)) };
        Some(self.address(home, &id))
    }

    fn link(&mut self, element: ElementRef) {
        let href = element.attr("href").filter(|_| !has_class(element, "header"));
        match href.and_then(|href| self.target(href)) {
            Some(target) => {
                let more = format!(" href=\"{}\"", escape(&target));
                self.plain(element, "a", &more);
            }
            None if element.attr("id").is_some() => self.plain(element, "span", ""),
            None => self.children(element),
        }
    }

    fn heading(&mut self, element: ElementRef) {
        let words = element.text().collect::<String>().split_whitespace().join(" ");
        let id = element.attr("id").map(|id| self.id(id)).unwrap_or_default();
        let level = element.value().name()[1..].parse().unwrap_or(6);
        let name = tag(self.form, level);
        (self.heading, self.is_answered) = ((id.clone(), words.clone()), false);
        match level {
            1 => {
                let numbered = regex!(r"^(\d+) · (.*)$").captures(&words);
                let title = numbered.map_or_else(
                    || text(&words),
                    |parts| format!("<span class=\"number\">{}</span> {}", &parts[1], text(&parts[2])),
                );
                let _ = write!(self.out, "<{name} class=\"opening\" id=\"{id}\">{title}</{name}>");
                self.title = words;
            }
            _ => {
                // The letters of the glossary are no sections.
                if level == 2 && words.chars().count() > 1 {
                    self.sections.push((id, words));
                }
                self.plain(element, &name, "");
            }
        }
    }

    /// What is written by `write`, instead of into the page.
    fn aside(&mut self, write: impl FnOnce(&mut Self)) -> String {
        let page = mem::take(&mut self.out);
        write(self);
        mem::replace(&mut self.out, page)
    }

    fn fold(&mut self, element: ElementRef) {
        let head = summary(element);
        let words = self.aside(|writer| head.into_iter().for_each(|head| writer.children(head)));
        let content = self.aside(|writer| {
            for child in element.children().filter(|child| Some(child.id()) != head.map(|head| head.id())) {
                match ElementRef::wrap(child) {
                    Some(element) => writer.element(element),
                    None => writer.out += &child.value().as_text().map(|content| text(content)).unwrap_or_default(),
                }
            }
        });
        if has_class(element, "prediction") {
            self.prediction(&words, &content);
        } else if let Some(kind) = answer(element) {
            self.answer(kind, &content);
        } else {
            let _ =
                write!(self.out, "<div class=\"fold\"><div class=\"fold-name\">{}</div>{content}</div>", words.trim());
        }
    }

    /// A question on the page, and its answer at the end.
    fn prediction(&mut self, question: &str, answer: &str) {
        self.count += 1;
        let number = match crate::library::chapter_of(self.stem) {
            Some(chapter) => format!("{chapter}.{}", self.count),
            None => self.count.to_string(),
        };
        let (asked, answered) =
            (self.id(&format!("asked-{}", self.count)), self.id(&format!("answered-{}", self.count)));
        let turn = self.turn("Answer", &answered);
        let _ = write!(
            self.out,
            "<div class=\"prediction\" id=\"{asked}\"><p class=\"label\">Prediction {number}</p>{question}{turn}</div>"
        );
        let back = self.address(&document(self.stem), &asked);
        let _ = write!(
            self.predictions,
            "<div class=\"answered\" id=\"{answered}\"><p class=\"label\"><a href=\"{back}\">{number}</a></p>{answer}</div>"
        );
    }

    /// A hint or a solution, at the end under the heading of its exercise; on the page stands where.
    fn answer(&mut self, kind: &str, content: &str) {
        let (id, words) = self.heading.clone();
        let answered = format!("{id}.answer");
        if !mem::replace(&mut self.is_answered, true) {
            let (back, name) = (self.address(&document(self.stem), &id), tag(self.form, 2));
            let _ = write!(
                self.answers,
                "<{name} class=\"exercise-name\" id=\"{answered}\"><a href=\"{back}\">{}</a></{name}>",
                text(&words)
            );
        }
        let _ =
            write!(self.answers, "<div class=\"{}\"><p class=\"label\">{kind}</p>{content}</div>", kind.to_lowercase());
        if kind == "Solution" {
            self.out += &self.turn("Solution", &answered);
        }
    }

    /// A line that leads to an answer.
    fn turn(&self, words: &str, id: &str) -> String {
        let link = format!("<a href=\"{}\">{words}</a>", self.address(&answers(self.stem), id));
        match self.form {
            Form::Pdf => format!("<p class=\"turn\">{link}: page {}{id}{}</p>", PAGE_OF.0, PAGE_OF.1),
            Form::Epub => format!("<p class=\"turn\">{link}</p>"),
        }
    }
}

/// The element of a heading.
fn tag(form: Form, level: usize) -> String {
    format!("h{}", if form == Form::Pdf { level + 1 } else { level })
}

fn has_class(element: ElementRef, class: &str) -> bool {
    element.value().has_class(class, CaseSensitivity::CaseSensitive)
}

fn is_rust(pre: ElementRef) -> bool {
    pre.child_elements().any(|code| code.attr("class").is_some_and(|class| class.contains("language-rust")))
}

/// A drawing refers to its own ids in ways that are not looked at here.
fn is_in_drawing(element: ElementRef) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|around| around.value().name() == "svg")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::pages::select;
    use scraper::Html;

    fn written(form: Form, body: &str) -> (Document, Option<Document>) {
        let html = Html::parse_document(&format!("<main>{body}</main>"));
        let home = |stem: &str, id: &str, home: &str| ((stem.to_owned(), id.to_owned()), home.to_owned());
        let homes =
            Homes::from([home("03-b", "eq-3-2", "p-03-b"), home("04-c", "", "p-04-c"), home("03-b", "s", "a-03-b")]);
        let mut writer = Writer::new(form, &homes, "03-b");
        writer.children(select(html.root_element(), "main")[0]);
        writer.finish()
    }

    #[test]
    fn links_lead_to_where_things_went_and_those_to_sources_are_words() {
        let body = "<a href=\"#eq-3-2\">e</a> <a href=\"04-c.html\">c</a> <a href=\"#s\">s</a> <a href=\"generated/x.html#L1\">x</a>\
            <a href=\"https://a.b/\">o</a>";
        let pdf = "<a href=\"#p-03-b.eq-3-2\">e</a> <a href=\"#p-04-c\">c</a> <a href=\"#p-03-b.s\">s</a> x<a href=\"https://a.b/\">o</a>";
        assert_eq!(written(Form::Pdf, body).0.body, pdf);
        let epub = written(Form::Epub, body).0.body;
        for address in ["\"p-03-b.xhtml#p-03-b.eq-3-2\"", "\"p-04-c.xhtml\"", "\"a-03-b.xhtml#p-03-b.s\""] {
            assert!(epub.contains(address), "{address} in {epub}");
        }
    }

    #[test]
    fn solutions_and_answers_go_to_the_end_and_other_folds_stay() {
        let body = "<h1>3 · B</h1><details class=\"prediction\"><summary>How many?</summary>The program printed 7.</details>\
            <h3 id=\"one\">1. One</h3><details><summary>Hint</summary>Think</details><details><summary>Solution</summary>42</details>\
            <details><summary>In the library</summary>kept</details><button>b</button><br>";
        let (page, answers) = written(Form::Pdf, body);
        let answers = answers.unwrap();
        assert!(page.body.contains("How many?") && page.body.contains("kept</div><br/>"), "{}", page.body);
        assert!(["42", "Think", "printed 7", "<button"].iter().all(|word| !page.body.contains(word)), "{}", page.body);
        assert!(page.body.contains("page \u{E000}p-03-b.one.answer\u{E001}"), "{}", page.body);
        assert!(["42", "Think", "printed 7", "href=\"#p-03-b.one\">1. One"].iter().all(|w| answers.body.contains(w)));
        assert_eq!((answers.name.as_str(), answers.title.as_str()), ("a-03-b", "3 · B"));
    }

    #[test]
    fn wide_listings_are_kept_with_their_labels() {
        let body = "<div class=\"listing wide\"><pre><code class=\"language-rust\"><span class=\"row\" style=\"--in:4\">let z = w.dot(&amp;a); \
            <span class=\"label\">// <a class=\"chip\" href=\"#eq-3-2\">(3.2)</a></span></span></code></pre></div>";
        for form in [Form::Pdf, Form::Epub] {
            let text = Html::parse_fragment(&written(form, body).0.body).root_element().text().collect::<String>();
            assert!(text.contains("let z = w.dot(&a); // (3.2)"), "{text}");
        }
    }

    #[test]
    fn a_figure_keeps_its_number_and_the_narrower_of_its_drawings() {
        let body = "<figure id=\"s\"><div class=\"drawing\"><div class=\"narrow\"><svg></svg></div><div class=\"wide\"><svg class=\"w\"></svg></div></div>\
            <figcaption><p><a class=\"number\" href=\"#s\">Figure 3.1</a> See.</p></figcaption></figure>";
        for form in [Form::Pdf, Form::Epub] {
            let written = written(form, body).0.body;
            assert!(written.contains("Figure 3.1</a> See.") && written.contains("<svg"), "{written}");
            assert!(!written.contains("class=\"w\"") && written.contains("class=\"narrow\""), "{written}");
        }
    }

    #[test]
    fn mathematics_and_drawings_have_their_namespaces_and_their_words() {
        let body = "<math data-tex=\"a < b\"><mfrac displaystyle=\"false\"></mfrac></math><svg viewBox=\"0 0 1 1\" tabindex=\"0\"><style>a>b{}</style></svg>";
        let expected = "<math xmlns=\"http://www.w3.org/1998/Math/MathML\" alttext=\"a &lt; b\"><mstyle displaystyle=\"false\"><mfrac></mfrac></mstyle></math>\
            <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><style>a&gt;b{}</style></svg>";
        assert_eq!(written(Form::Epub, body).0.body, expected);
        let table = "<math><mtable displaystyle=\"true\" scriptlevel=\"0\"></mtable></math>";
        let small = "<mstyle scriptlevel=\"0\"><mtable displaystyle=\"true\"></mtable></mstyle>";
        assert!(written(Form::Epub, table).0.body.contains(small));
        assert!(written(Form::Pdf, table).0.body.contains("<mtable displaystyle=\"true\" scriptlevel=\"0\"></mtable>"));
    }
}
