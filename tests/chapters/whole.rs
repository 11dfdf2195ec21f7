//! Page 7.1: the whole thing without the library prints what its page says.

#[path = "../../chapters/whole.rs"]
#[allow(dead_code, reason = "its `main`")]
mod program;

#[test]
fn it_prints_what_its_page_says() {
    let printed = program::learn();
    let page = include_str!("../../book/src/07b-the-whole-thing.md");
    assert!(page.contains(&format!("```text\n{printed}```\n")), "the page does not have\n{printed}");
}
