//! The cells of a book of one chapter, whose program draws twice in its first step and once in its second.

use super::*;
use crate::kept::memo::Memo;
use crate::project::{Project, folder_with};

const PROGRAM: &str = r#"
fn main() {
    // ANCHOR: two
    let x = 1.0;
    draw("left", x)?;
    draw("right", x)?;
    // ANCHOR_END: two
    // ANCHOR: third
    draw("third", x)?;
    // ANCHOR_END: third
}
"#;
const SOLUTIONS: &str = "fn main() {\n    // ANCHOR: exercise-1\n    let y = 2;\n    // ANCHOR_END: exercise-1\n}\n";
const CHANGES: &str = r#"chapter01 = [
    { step = "two", replace = "1.0", with = "2.0", see = "It moves." },
    { step = "two", replace = "x = ", with = "x: f64 = ", see = "Nothing." },
    { step = "third", replace = "x", with = "2.0", see = "It moves.", show = "x" },
]"#;

/// The cells of a book whose page has this text, and its problems.
fn made(text: &str, program: &str, plain: &str) -> (Vec<Cell>, Vec<Problem>) {
    let page = format!("# Small\n\n{{{{chapter: 1}}}}\n\n{text}\n");
    let folder = folder_with([
        ("chapters/Cargo.toml", "[dependencies]\nrand = \"0.10\"\n"),
        ("book/src/01-small.md", page.as_str()),
        ("chapters/chapter01.rs", program),
        ("src/plain/net.rs", plain),
        ("chapters/solutions01.rs", SOLUTIONS),
        ("chapters/changes.toml", CHANGES),
        ("book/recorded/chapter01/left.svg", "<svg/>"),
        ("book/recorded/chapter01/right.svg", "<svg/>"),
        ("book/recorded/chapter01/third.svg", "<svg/>"),
        ("book/recorded/chapter01/two.txt", "1\n"),
        ("book/recorded/chapter01/third.txt", "3\n"),
        ("book/recorded/solutions01/exercise-1.txt", "2\n"),
    ]);
    let library = Library::read(&Project { root: folder.path().to_owned() }, &Memo::default()).unwrap();
    write(&library, 1).unwrap()
}

/// The same. Of the cells below the imports, texts are told as their words, and so is what is played; others as their ids.
fn written(text: &str, played: bool) -> (Vec<String>, Vec<String>) {
    let (cells, problems) = made(text, PROGRAM, "");
    let told = cells.into_iter().skip_while(|cell| cell.id != "imports").skip(1);
    let told = told.filter(|cell| played || !cell.is_played).map(|cell| {
        let is_text = cell.id.starts_with("text") || cell.is_played;
        if is_text { cell.text.replace('\n', " ") } else { cell.id }
    });
    (told.collect(), problems.iter().map(ToString::to_string).collect())
}

/// The cells of a page that has nothing wrong.
fn cells(text: &str) -> Vec<String> {
    let (told, problems) = written(text, false);
    assert!(problems.is_empty(), "{problems:?}");
    told
}

#[test]
fn captions_stand_below_what_draws_them_and_above_what_can_be_changed() {
    let told = cells("{{step: two}}\n\n{{figure: left | One.}}\n\n{{figure: right | Two.}}\n\nAfter.");
    assert_eq!(told, ["step-two", "**Figure 1.1.** One.  **Figure 1.2.** Two.", "change-two", "change-two", "After."]);
    // A caption waits for the step that comes next.
    let told = cells("Before.\n\n{{figure: third | Three.}}\n\n{{step: third}}\n\nAfter.");
    assert_eq!(told, ["Before.", "step-third", "**Figure 1.1.** Three.", "change-third", "show-third", "After."]);
    // A figure far from what draws it is shown as it was recorded.
    let told = cells("{{step: two}}\n\nWords.\n\n{{figure: left | One.}}");
    assert_eq!(told, ["step-two", "change-two", "change-two", "Words.", "figure-left", "**Figure 1.1.** One."]);
}

#[test]
fn figures_are_referred_to_in_plain_words() {
    let told =
        cells("{{figure: third | Three.}}\n\n{{step: third}}\n\nSee {{ref: third}} and {{ref: third | Figure}}.");
    assert_eq!(told.last().unwrap(), "See figure 1.1 and Figure 1.1.");
    let (_, problems) = written("{{figure: third | Three.}}\n\n{{step: third}}\n\nSee {{ref: thord}}.", false);
    assert_eq!(problems, ["book/src/01-small.md:9: no figure `thord` on this page; there are: third"]);
}

#[test]
fn a_mark_that_is_not_to_be_seen_leaves_no_gap() {
    assert_eq!(cells("One. {{derived}} Two. {{derived}}\nThree."), ["One. Two. Three."]);
}

#[test]
fn a_crate_that_only_the_plain_network_uses_is_a_dependency() {
    let net = "use rand::RngExt;\n\npub fn run() {}\n";
    let dependencies =
        |page: &str| made(page, PROGRAM, net).0.into_iter().find(|cell| cell.id == "dependencies").unwrap();
    assert!(dependencies("{{listing: src/plain/net.rs#run}}").text.contains(":dep rand = \"0.10\""));
    assert!(!dependencies("Words.").text.contains(":dep rand"));
}

#[test]
fn captions_in_another_order_than_the_drawings_are_a_problem() {
    let (_, problems) = written("{{step: two}}\n\n{{figure: right | Two.}}\n\n{{figure: left | One.}}", false);
    assert!(problems[0].contains("shows `left` below a figure that step `two` draws after it"));
}

#[test]
fn an_exercise_has_an_empty_cell_and_its_solution_folded_below_which_brings_its_helpers() {
    let listing = "{{listing: chapters/solutions01.rs#exercise-1}}\n\n";
    let told = cells(&format!(
        "### 1. Try\n\n<details><summary>Solution</summary>\n\n{listing}{{{{solution: exercise-1}}}}\n\n</details>"
    ));
    assert_eq!(told[..2], ["### 1. Try", "exercise-1"]);
    assert!(told[2].starts_with("<details><summary>Solution</summary>  ```rust let y = 2; ```"), "{}", told[2]);
    assert_eq!(told[2].matches("let y = 2;").count(), 1, "{}", told[2]);
}

#[test]
fn what_a_notebook_invites_to_is_done_where_it_is_played() {
    let (told, _) = written("{{step: third}}", true);
    let third = ["step-third", "change-third", "draw(\"third\", 2.0)?;", "show-third", "draw(\"third\", x)?;"];
    assert_eq!(told, third);
}

#[test]
fn for_teachers_an_exercise_is_solved_and_the_first_cell_tells_it() {
    let page = "## 1. Try\n\n<details><summary>Solution</summary>\n\n{{solution: exercise-1}}\n\n</details>";
    let (cells, _) = made(page, PROGRAM, "");
    let solved: Vec<_> = cells.iter().filter_map(|cell| Some((cell.id.as_str(), cell.solved.as_deref()?))).collect();
    let [("text-1", title), ("dependencies", crates), exercise] = solved[..] else { panic!("{solved:?}") };
    assert!(title.starts_with("# Small\n\n**For teachers:**") && title.contains("(../chapter01.ipynb)"), "{title}");
    assert!(crates.contains("= \"../..\"") && crates.contains("= \"../../exercises\""), "{crates}");
    assert_eq!(exercise, ("exercise-1", "{\n    let y = 2;\n}"));
}

#[test]
fn a_listing_of_the_plain_network_is_a_cell_and_a_type_is_the_notebooks_own_before_it_is_used() {
    let net = "use crate::Rng;\n\n/// A net.\npub struct Net(pub f64);\n\nimpl Net {\n    /// New.\n    pub fn new(rng: &mut Rng) -> Net {\n        \
        Net(drawn(rng))\n    }\n}\n\nfn drawn(rng: &mut Rng) -> f64 {\n    0.5\n}\n\npub fn run(net: &Net, x: f64) -> f64 {\n    \
        doubled(net.0 * x)\n}\n\npub fn doubled(x: f64) -> f64 {\n    2.0 * x\n}\n";
    let program = PROGRAM.replace("draw(\"left\", x)?;", "run(&Net(2.0), x);");
    let program = format!("use ann::plain::net::{{Net, run}};\nuse ann::rng;\n{program}");
    let listing = |name: &str| format!("{{{{listing: src/plain/net.rs#{name}}}}}\n\n");
    let page = [&listing("doubled"), "{{step: two}}\n\n", &listing("Net"), &listing("Net::new"), &listing("drawn")];
    let (cells, problems) = made(&page.concat(), &program, net);
    assert!(problems.is_empty(), "{problems:?}");
    let code: Vec<_> = cells.iter().filter(|cell| cell.is_code && !cell.is_played).skip(1).collect();
    let ids: Vec<&str> = code.iter().map(|cell| cell.id.as_str()).collect();
    assert_eq!(ids, ["imports", "plain-doubled", "code-drawn", "step-two", "plain-Net", "plain-drawn"]);
    assert!(
        code[0].text.starts_with("use ann::rng;\nuse ann::Rng;\nuse ann::plain::net::doubled;\nuse ann::notebook::")
    );
    let own = "pub struct Net(pub f64);\n\nimpl Net {\n    pub fn new(rng: &mut Rng) -> Net {\n        Net(drawn(rng))\n    }\n}";
    assert!(code[2].text.contains(own) && code[2].text.contains("fn drawn(") && code[2].text.contains("pub fn run("));
    assert_eq!(code[4].text, own);
}
