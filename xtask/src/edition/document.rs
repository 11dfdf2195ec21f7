//! What the book is made of when it is one piece.

use std::collections::BTreeMap;

/// Where a link inside the book leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// All documents are one; headings are a level deeper, because parts have one too, and a reference has a page.
    Pdf,
    /// Each document is a file.
    Epub,
}

/// A page, or the answers to one.
#[derive(Debug, Default)]
pub struct Document {
    /// Its file and its id, with which its other ids begin: `p-03-backpropagation`.
    pub name: String,
    pub title: String,
    /// The part that begins here.
    pub part: Option<String>,
    /// 1 for a page below another.
    pub depth: usize,
    /// Ids and headings.
    pub sections: Vec<(String, String)>,
    /// XHTML.
    pub body: String,
}

/// In which document an anchor is, for all pages: by the page and the anchor, which is empty for the page itself.
pub type Homes = BTreeMap<(String, String), String>;
