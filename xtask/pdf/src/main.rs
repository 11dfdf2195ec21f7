//! `xtask-pdf FILE.pdf`: prints each anchor of a PDF behind its page; `xtask-pdf FILE.pdf SMALL.pdf` also writes the file compressed.

use anyhow::{Context, Result, bail};
use lopdf::{Document, Object, ObjectId};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write};

fn main() -> Result<()> {
    let mut paths = std::env::args().skip(1);
    let Some(path) = paths.next() else { bail!("write: xtask-pdf FILE.pdf [SMALL.pdf]") };
    let mut pdf = Document::load(&path).with_context(|| format!("{path} is no PDF"))?;
    for (anchor, page) in anchors(&pdf)? {
        println!("{page} {anchor}");
    }
    let Some(small) = paths.next() else { return Ok(()) };
    // The description of the pages for those who have them read is large, and Chromium leaves it uncompressed.
    let mut file = BufWriter::new(File::create(&small).with_context(|| format!("cannot write {small}"))?);
    pdf.save_modern(&mut file).with_context(|| format!("cannot write {small}"))?;
    Ok(file.flush()?)
}

/// On which page each anchor is, from 1.
fn anchors(pdf: &Document) -> Result<BTreeMap<String, u32>> {
    let numbers: BTreeMap<ObjectId, u32> = pdf.get_pages().into_iter().map(|(number, page)| (page, number)).collect();
    let (_, anchors) = pdf.dereference(pdf.catalog()?.get(b"Dests").context("the PDF has no links inside")?)?;
    let page = |(anchor, place): (&Vec<u8>, &Object)| {
        let (_, place) = pdf.dereference(place).ok()?;
        let page = place.as_array().ok()?.first()?.as_reference().ok()?;
        Some((String::from_utf8_lossy(anchor).into_owned(), *numbers.get(&page)?))
    };
    Ok(anchors.as_dict()?.iter().filter_map(page).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::dictionary;

    #[test]
    fn anchors_are_found_on_their_pages() {
        let mut pdf = Document::with_version("1.5");
        let kids = [1, 2].map(|_| pdf.add_object(dictionary! { "Type" => "Page" }));
        let second = vec![kids[1].into(), "XYZ".into(), 0.into()];
        let pages =
            pdf.add_object(dictionary! { "Type" => "Pages", "Kids" => kids.map(Object::from).to_vec(), "Count" => 2 });
        let dests = dictionary! { "p-03.eq" => second };
        let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Dests" => dests });
        pdf.trailer.set("Root", catalog);
        assert_eq!(anchors(&pdf).unwrap(), BTreeMap::from([("p-03.eq".to_owned(), 2)]));
    }
}
