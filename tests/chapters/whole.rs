//! Page 7.1: the whole thing without the library prints what its page says.

#[path = "../../chapters/whole.rs"]
#[allow(dead_code, reason = "its `main`")]
mod program;

const PAGE: &str = include_str!("../../book/src/07b-the-whole-thing.md");

#[test]
fn it_prints_what_its_page_says() {
    let [train, test] = program::learn(&[2, 32, 32, 1], 0.8, 0.2);
    let printed = format!("training accuracy: {train:.2}\ntest accuracy: {test:.2}\n");
    assert!(PAGE.contains(&format!("```text\n{printed}```\n")), "the page does not have\n{printed}");
}

#[test]
fn the_changes_that_its_page_proposes_do_what_it_says() {
    let changes = [
        ("nothing", &[2, 32, 32, 1][..], 0.8, 0.2),
        ("`keep_prob` 1", &[2, 32, 32, 1], 1.0, 0.2),
        ("sizes `&[2, 2, 1]`", &[2, 2, 1], 0.8, 0.2),
        ("noise 0.4", &[2, 32, 32, 1], 0.8, 0.4),
    ];
    for (change, sizes, keep_prob, noise) in changes {
        let [train, test] = program::learn(sizes, keep_prob, noise);
        let row = format!("| {change} | {train:.2} | {test:.2} |\n");
        assert!(PAGE.contains(&row), "the page does not have\n{row}");
    }
}
