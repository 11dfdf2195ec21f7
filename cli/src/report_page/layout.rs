//! What all sections are made of: figures with captions, tables that scroll in their box.

use super::text::cut;
use ann::Figure;
use ann::error::with_causes;
use maud::{Markup, PreEscaped, html};

/// A figure with what is to be seen on it, or why there is none.
pub fn figure(drawn: Result<Figure, ann::Error>, caption: Markup) -> Markup {
    match drawn {
        Ok(figure) => html! { figure { (PreEscaped(figure.svg())) figcaption { (caption) } } },
        Err(error) => html! { p.note { "A figure is missing here: " (cut(&with_causes(&error), 300)) "." } },
    }
}

/// A table whose first cells name their rows; the first `words` columns after it hold words, the others numbers.
pub fn table(caption: &str, heads: &[&str], words: usize, rows: &[Vec<Markup>]) -> Markup {
    // Long ones scroll within the page; so the keyboard must reach them.
    let class = |column: usize| if column > words { "number" } else { "word" };
    html! {
        div.table role="region" tabindex="0" aria-label={ "Table: " (caption) } {
            table {
                caption { (caption) }
                thead { tr { @for (column, head) in heads.iter().enumerate() { th scope="col" class=(class(column)) { (head) } } } }
                tbody {
                    @for row in rows {
                        tr {
                            @for (column, cell) in row.iter().enumerate() {
                                @if column == 0 { th scope="row" { (cell) } } @else { td class=(class(column)) { (cell) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
