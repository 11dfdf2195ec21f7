//! What the pages get when mdBook has made them: one heading, a link past the menus, what search engines and other people's pages show
//! of them, the titles of their neighbours. Plain `mdbook serve book` makes the same book without this.

use super::loading::{Parts, eased, join, shared, styled};
use super::site::Site;
use crate::markup::escape;
use crate::project::write_if_changed;
use anyhow::{Context, Result};
use itertools::Itertools;
use lazy_regex::{Captures, regex, regex_replace};
use mdbook_driver::book::Book;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages that mdBook makes beside those of the book.
const OTHERS: [&str; 2] = ["404.html", "print.html"];
/// Where the pictures of the pages are that others show beside a link.
pub const PREVIEWS: &str = "previews";

/// Finishes the pages of a built book, and lists them for search engines if the whole address of the book is known; the style of all pages.
pub fn finish(folder: &Path, book: &Book, title: &str, site: &Site) -> Result<String> {
    let chapters = book.chapters().filter_map(|chapter| {
        let file = chapter.path.as_ref()?.with_extension("html").display().to_string();
        Some((file, heading(&chapter.content).unwrap_or(&chapter.name).to_owned()))
    });
    let titles: BTreeMap<String, String> = chapters.collect();
    let page = |name: &str| -> Result<Option<(PathBuf, String, Parts)>> {
        let path = folder.join(name);
        let Ok(html) = fs::read_to_string(&path) else { return Ok(None) };
        let about = About { name, book: title, titles: &titles, site };
        let html = about.finished(&html).with_context(|| format!("cannot finish {name}"))?;
        let (html, parts) = eased(&shared(&html));
        Ok(Some((path, html, parts)))
    };
    // The printed book is as long as all others: it is finished beside them.
    let names = titles.keys().map(String::as_str).chain(OTHERS);
    let (printed, others): (Vec<_>, Vec<_>) = names.partition(|name| *name == "print.html");
    let both = [printed, others];
    let finished: Vec<_> = std::thread::scope(|scope| {
        let threads = both.map(|names| scope.spawn(move || names.into_iter().map(page).collect_vec()));
        threads.into_iter().flat_map(|thread| thread.join().expect("a page is finished without a panic")).collect()
    });
    // The same for all of them.
    let mut style = String::new();
    for page in finished {
        let Some((path, html, parts)) = page? else { continue };
        if style.is_empty() {
            style = join(folder, &parts)?;
        }
        write_if_changed(&path, styled(&html, &style).as_bytes())?;
    }
    if site.address("")?.is_some() {
        let addresses: Result<String> = titles.keys().map(|name| Ok(location(&site.address(name)?))).collect();
        let list = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{}</urlset>\n",
            addresses?
        );
        write_if_changed(&folder.join("sitemap.xml"), list.as_bytes())?;
    }
    Ok(style)
}

fn location(address: &Option<String>) -> String {
    address.iter().map(|address| format!("<url><loc>{}</loc></url>\n", escape(address))).collect()
}

/// The heading of a page in Markdown.
fn heading(markdown: &str) -> Option<&str> {
    markdown.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim)
}

/// What is known about a page that is being finished.
struct About<'a> {
    /// `07-dropout.html`.
    name: &'a str,
    /// The title of the book.
    book: &'a str,
    /// Those of its pages.
    titles: &'a BTreeMap<String, String>,
    site: &'a Site,
}

impl About<'_> {
    fn finished(&self, html: &str) -> Result<String> {
        // Below, `<base>` makes every address of the lost page one from the root of the book, also that of its own text.
        let own = if self.name == "404.html" { self.name } else { "" };
        let skip = format!("<body>\n<a class=\"skip\" href=\"{own}#main\">Skip to the text</a>");
        let html = regex_replace!("<body>", html, skip.as_str());
        let html = regex_replace!("<main>", &html, "<main id=\"main\" tabindex=\"-1\">");
        let up = self.up();
        // mdBook's switch of the contents is the label of a hidden box, which no keyboard reaches; `page.js` sees to the button.
        let switch = regex!(r#"(?s)<label (id="mdbook-sidebar-toggle"[^>]*?) (for="[^"]*")([^>]*)>(.*?)</label>"#);
        let both = "<button type=\"button\" $1$3>$4</button>\n<noscript><label class=\"icon-button\" $2$3>$4</label></noscript>";
        let html = switch.replace(&html, both);
        let home = format!("<a class=\"menu-title\" href=\"{up}index.html\">{}</a>", escape(self.book));
        let html = regex!("<h1 class=\"menu-title\">.*?</h1>"s).replace(&html, home.as_str());
        let html = regex!("<nav class=\"nav-wide-wrapper\".*?</nav>"s).replace(&html, "");
        // Its place is the end of the text, whatever the width of that.
        let turn = regex!("\\s*</main>(.*?)(<nav class=\"nav-wrapper\".*?</nav>)"s);
        let html =
            turn.replace(&html, |found: &Captures| format!("\n{}\n</main>{}", self.neighbours(&found[2]), &found[1]));
        let html = with_whole_code(&html);
        let html = with_whole_numbers(&html);
        let html = regex!("(?s)<td[^>]*>.*?</td>").replace_all(&html, |cell: &Captures| divisible(&cell[0]));
        let html = regex!("(?s)<div id=\"mdbook-help-popup\">.*?</div>\\s*</div>").replace(&html, KEYS);
        let html = html.replace("Toggle Table of Contents", "Contents").replace("Search (`/`)", "Search (/)");
        let html = html.replace("Toggle Searchbar", "Search").replace("Change theme", "Colours of the page");
        let html = html.replace("Search this book ...", "Search this book");
        let html = COLOURS.iter().fold(html, |html, (theme, name)| {
            html.replace(&format!(">{theme}</button>"), &format!(">{name}</button>"))
        });
        let html = html.replace("aria-label=\"Themes\"", "aria-label=\"Colours of the page\"");
        // The style draws the icons of the menu; and a browser knows the width of its window before it has laid out a page.
        let icon = regex!("(?s)(<span class=fa-svg(?: id=\"print-button\")?>).*?</span>");
        let html = icon.replace_all(&html, "$1</span>").replace("document.body.clientWidth", "innerWidth");
        let about = self.head(&html)?;
        let html = regex!("<meta name=\"description\"[^>]*>").replace(&html, about.as_str());
        if self.name != "index.html" {
            return Ok(html.into_owned());
        }
        let title = format!("<title>{}</title>", escape(self.book));
        Ok(regex!("<title>.*?</title>"s).replace(&html, title.as_str()).into_owned())
    }

    /// The way from the page to the root of the book.
    fn up(&self) -> String {
        "../".repeat(self.name.matches('/').count())
    }

    /// The previous page and the next, by their titles.
    fn neighbours(&self, nav: &str) -> String {
        let links = regex!("<a rel=\"(prev|next)[^\"]*\" href=\"([^\"]*)\"").captures_iter(nav);
        let link = |found: Captures| {
            let (is_next, address) = (&found[1] == "next", &found[2]);
            let title = self.titles.get(address.trim_start_matches("../")).map_or(address, |title| title);
            // The class is how mdBook's arrow keys find it.
            let (rel, class, word) = if is_next { ("next", "next", "Next") } else { ("prev", "previous", "Previous") };
            format!(
                "<a rel=\"{rel}\" class=\"nav-chapters {class}\" href=\"{address}\"><span>{word}</span> <b>{}</b></a>\n",
                escape(title)
            )
        };
        let links: String = links.map(link).collect();
        format!("<nav class=\"turn\" aria-label=\"Previous and next page\">\n{links}</nav>")
    }

    /// The picture of a chapter, or that of the book.
    fn picture(&self) -> String {
        let is_chapter = self.name.starts_with(|first: char| first.is_ascii_digit());
        let page = Path::new(if is_chapter { self.name } else { "index.html" });
        format!("{PREVIEWS}/{}", page.with_extension("png").display())
    }

    /// What others are told of the page.
    fn head(&self, html: &str) -> Result<String> {
        let title = self.titles.get(self.name).map_or(self.book, |title| title);
        let description = description(html).unwrap_or_else(|| escape(self.book));
        let kind = if self.name == "index.html" { "website" } else { "article" };
        let mut head = format!("<meta name=\"description\" content=\"{description}\">\n");
        let mut property = |name: &str, content: &str| {
            head += &format!("        <meta property=\"og:{name}\" content=\"{content}\">\n");
        };
        property("type", kind);
        property("site_name", &escape(self.book));
        property("title", &escape(title));
        property("description", &description);
        let is_page = self.titles.contains_key(self.name);
        if let Some(address) = self.site.address(self.name)?.filter(|_| is_page) {
            let address = escape(&address);
            property("url", &address);
            if let Some(picture) = self.site.address(&self.picture())?.filter(|_| self.site.full) {
                property("image", &escape(&picture));
                head += "        <meta name=\"twitter:card\" content=\"summary_large_image\">\n";
            }
            head += &format!("        <link rel=\"canonical\" href=\"{address}\">\n");
        }
        Ok(head)
    }
}

/// The keys of mdBook, in the words of the book.
const KEYS: &str = "<div id=\"mdbook-help-popup\">
            <h2 class=\"mdbook-help-title\">Keys</h2>
            <dl>
                <dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>the previous page, the next</dd>
                <dt><kbd>S</kbd> <kbd>/</kbd></dt><dd>search</dd>
                <dt><kbd>?</kbd></dt><dd>these keys</dd>
                <dt><kbd>Esc</kbd></dt><dd>close what is open</dd>
            </dl>
        </div>";
/// mdBook's names of its themes, and what they look like.
const COLOURS: [(&str, &str); 6] = [
    ("Auto", "As your device"),
    ("Light", "White"),
    ("Rust", "Stone"),
    ("Coal", "Charcoal"),
    ("Navy", "Midnight"),
    ("Ayu", "Ink"),
];
/// How much code is never divided.
const SHORT: usize = 24;

/// Has no line end within short code between words; and in longer code, none within an option or another word with a hyphen: a browser would
/// leave `--` at the end of one line and begin the next with `full`.
fn with_whole_code(html: &str) -> Cow<'_, str> {
    regex!("<code>([^<]*[- ][^<]*)</code>").replace_all(html, |code: &Captures| {
        if regex!("&\\w+;").replace_all(&code[1], "&").chars().count() <= SHORT {
            return format!("<code class=\"keep\">{}</code>", &code[1]);
        }
        let kept = regex!(r"(^<code>|\s)((?:-- )?[^\s<]*-[^\s<]*)").replace_all(&code[0], |word: &Captures| {
            let (before, word) = (&word[1], &word[2]);
            if word.len() > SHORT {
                return format!("{before}{word}");
            }
            format!("{before}<span class=\"keep\">{word}</span>")
        });
        kept.into_owned()
    })
}

/// Has no line end within `1.6e-1`, `10 000`, `97 %`, `0.8 ± 0.1` or the sizes of layers, `64-32-10`, outside of drawings, code and formulas.
fn with_whole_numbers(html: &str) -> String {
    // The ends of words are those of ASCII: for all others the quick way of matching is closed, and this reads the whole book.
    let number = regex!(
        r"(?s)<(?:svg.*?</svg|pre.*?</pre|code.*?</code|math.*?</math|script.*?</script|style.*?</style|title.*?</title|[^>]*)>|\d[\d.]*\s±\s\d+(?:\.\d+)?|\d[\d.]*e-\d+|\d+(?:-\d+){2,}|\d[\d.]*(?:\s\d{3})*\s(?:%|[µm]s(?-u:\b)|[kMG]B(?-u:\b)|\d{3}(?-u:\b))"
    );
    let (mut whole, mut done) = (String::with_capacity(html.len()), 0);
    for found in number.find_iter(html).filter(|found| !found.as_str().starts_with('<')) {
        whole.extend([&html[done..found.start()], "<span class=\"keep\">", found.as_str(), "</span>"]);
        done = found.end();
    }
    whole + &html[done..]
}

/// A cell of a table whose code can be divided behind each part of a name, and nowhere else within it.
fn divisible(cell: &str) -> String {
    let parts = |name: &str| name.replace('_', "_<wbr>").replace('/', "/<wbr>").replace("::", "::<wbr>");
    let code = |found: &Captures| format!("{}{}</code>", &found[1], parts(&found[2]));
    regex!("(<code[^>]*>)([^<]*)</code>").replace_all(cell, code).into_owned()
}

/// What the first paragraph of a page begins with, as much of it as says something: whole sentences, as HTML for an attribute.
fn description(html: &str) -> Option<String> {
    const ENOUGH: usize = 60;
    let (_, main) = html.split_once("<main")?;
    let paragraph = regex!("<p(?: class=\"lead\")?>(.*?)</p>"s).captures(main)?;
    let text = regex!("<[^>]*>").replace_all(&paragraph[1], "");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ").replace('"', "&quot;");
    let mut ends = text.match_indices(['.', '?', '!']).map(|(at, _)| at + 1);
    let is_end = |at: &usize| *at >= ENOUGH && text[*at..].starts_with(' ');
    let end = ends.find(is_end).unwrap_or(text.len());
    (!text.is_empty()).then(|| text[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = "<head><title>One - B</title><meta name=\"description\" content=\"\"></head><body>\
        <h1 class=\"menu-title\">B</h1><div><main><h1>1 · One</h1><p>After \"this\" you <b>know</b>. It is a long\nsentence, longer \
        than most. And more.</p></main>\n<nav class=\"nav-wrapper\">\n<a rel=\"prev\" href=\"index.html\" title=\"x\">‹</a>\
        <a rel=\"next prefetch\" href=\"two.html\" title=\"x\">›</a></nav></div><nav class=\"nav-wide-wrapper\"><a></a></nav></body>";

    fn finished(name: &str, site: &Site) -> String {
        let titles = [("index.html", "The book"), ("1-one.html", "1 · One"), ("two.html", "2 · Two & more")];
        let titles = titles.map(|(name, title)| (name.to_owned(), title.to_owned())).into();
        About { name, book: "B", titles: &titles, site }.finished(BUILT).unwrap()
    }

    #[test]
    fn a_page_has_one_heading_a_way_past_the_menus_and_neighbours_with_titles() {
        let html = finished("1-one.html", &Site::default());
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(html.find("href=\"#main\"").unwrap() < html.find("<main id=\"main\"").unwrap());
        assert!(html.contains("<b>The book</b>") && html.contains("<b>2 · Two &amp; more</b>"));
        assert!(!html.contains("nav-wide-wrapper") && !html.contains("nav-wrapper"));
        assert!(html.find("class=\"turn\"").unwrap() < html.find("</main>").unwrap());
        assert!(html.contains("<title>One - B</title>"));
    }

    #[test]
    fn a_number_is_whole_in_the_text_and_nothing_else_is_changed() {
        let others = "<a href=\"#1e-5\">x</a><svg><text>1e-5</text></svg><pre><code>1e-5</code></pre><math data-tex=\"1e-5\"></math>\
            <script>1e-5</script><style>1e-5</style><title>2-2-1</title> 3-4 2e5 7 mistakes";
        let keep = |number: &str| format!("<span class=\"keep\">{number}</span>");
        for number in ["1.6e-12", "784-256-10", "60 000", "1 234 567", "99.5 %", "166\nµs", "16 384 kB", "0.8 ± 0.1"]
        {
            assert_eq!(with_whole_numbers(&format!("<p>of {number}.</p>")), format!("<p>of {}.</p>", keep(number)));
        }
        assert_eq!(with_whole_numbers(others), others);
    }

    #[test]
    fn themes_have_names_of_colours_and_the_menu_has_no_second_icons() {
        let titles = BTreeMap::new();
        let about = About { name: "1-one.html", book: "B", titles: &titles, site: &Site::default() };
        let button = "<button id=\"mdbook-theme-navy\">Navy</button>";
        let icons = "<span class=fa-svg><svg></svg></span><span class=fa-svg id=\"fa-spin\"><svg></svg></span>";
        let html = about.finished(&BUILT.replace("<main>", &[button, icons, "<main>"].concat())).unwrap();
        assert!(html.contains("<button id=\"mdbook-theme-navy\">Midnight</button>"), "{html}");
        assert!(
            html.contains("<span class=fa-svg></span><span class=fa-svg id=\"fa-spin\"><svg></svg></span>"),
            "{html}"
        );
    }

    #[test]
    fn an_option_is_whole_and_a_long_word_is_not() {
        let long = "a-".repeat(13);
        let html = format!(
            "<code>check --full</code> <code>&amp;[1, 2]</code> well-known <pre><code class=\"a\">a -b</code></pre> \
             <code>-1 {long} -- --full</code>"
        );
        let whole = format!(
            "<code class=\"keep\">check --full</code> <code class=\"keep\">&amp;[1, 2]</code> well-known <pre><code class=\"a\">a -b</code></pre> \
             <code><span class=\"keep\">-1</span> {long} <span class=\"keep\">-- --full</span></code>"
        );
        assert_eq!(with_whole_code(&html), whole);
    }

    #[test]
    fn code_in_a_table_is_divided_between_the_parts_of_a_name() {
        let cell = "<td>a_b <a href=\"c/d_e\"><code class=\"k\">f/g_h::i</code></a></td>";
        assert_eq!(
            divisible(cell),
            "<td>a_b <a href=\"c/d_e\"><code class=\"k\">f/<wbr>g_<wbr>h::<wbr>i</code></a></td>"
        );
    }

    #[test]
    fn a_page_tells_others_what_it_is_and_where() {
        let sentences = "content=\"After &quot;this&quot; you know. It is a long sentence, longer than most.\"";
        let here = finished("1-one.html", &Site::default());
        assert_eq!(here.matches(sentences).count(), 2, "{here}");
        assert!(!here.contains("canonical") && !here.contains("og:image"));
        let site = Site { site_url: Some("https://e.org/b/".into()), ..Site::default() };
        let there = finished("1-one.html", &site);
        assert!(there.contains("<link rel=\"canonical\" href=\"https://e.org/b/1-one.html\">"));
        assert!(!there.contains("og:image"));
        let full = Site { full: true, ..site.clone() };
        assert!(finished("1-one.html", &full).contains("og:image\" content=\"https://e.org/b/previews/1-one.png"));
        assert!(finished("two.html", &full).contains("og:image\" content=\"https://e.org/b/previews/index.png"));
        assert!(finished("index.html", &site).contains("<title>B</title>"));
        assert!(finished("404.html", &site).contains("href=\"404.html#main\""));
        assert!(!finished("404.html", &site).contains("canonical"));
    }
}
