//! The same picture in fewer bytes: shapes of one look become one path.
//!
//! The drawing backend writes an element for every point, dash and cell, with all its attributes. Here each shape joins a path of
//! its look, so that they stand once. That moves it below what was drawn since, so it happens only if it overlaps none of that; nor
//! may it overlap what is in the path, where edges that cross are drawn less exactly and translucent colours do not add up. What is
//! not understood stays as it is, and nothing is moved past it.

use super::outline::{Outline, path};
use super::tag::Tag;
use std::fmt::Write;

/// Left, top, right and bottom.
type Bounds = [i64; 4];
/// Of what is not understood.
const EVERYWHERE: Bounds = [i64::MIN, i64::MIN, i64::MAX, i64::MAX];
/// What says how a shape looks.
const STYLE: [&str; 4] = ["fill", "stroke", "stroke-width", "opacity"];

/// What is drawn without a break.
struct Layer {
    kind: Kind,
    /// Of each of its parts.
    bounds: Vec<Bounds>,
}

enum Kind {
    Path(Look, Vec<Outline>),
    Markup(String),
}

#[derive(PartialEq)]
struct Look {
    attributes: String,
    /// Whether shapes of this look that overlap show the same in any order.
    any_order: bool,
}

/// The elements of a drawing, without its `<svg>`, in one group.
pub(super) fn compact(drawing: &str) -> String {
    // What goes without saying.
    let unsaid = [" opacity=\"1\"", " stroke=\"none\" stroke-width=\"1\"", " stroke=\"none\""];
    let drawing = unsaid.iter().fold(drawing.to_owned(), |drawing, words| drawing.replace(words, ""));

    let common = common_to_texts(&drawing);
    let mut layers: Vec<Layer> = Vec::new();
    let mut rest = drawing.trim_ascii();
    while !rest.is_empty() {
        let end = if rest.starts_with("<text") { "</text>" } else { ">" };
        let (element, after) = rest.split_at(rest.find(end).map_or(rest.len(), |at| at + end.len()));
        rest = after.trim_ascii_start();
        if let Some((look, outline, bounds)) = shape(element) {
            add(&mut layers, look, outline, bounds);
        } else {
            let (markup, bounds) = text(element, &common).unwrap_or_else(|| (element.to_owned(), EVERYWHERE));
            if !markup.is_empty() {
                layers.push(Layer { kind: Kind::Markup(markup), bounds: vec![bounds] });
            }
        }
    }
    let attributes: String = common.iter().map(|(name, value)| format!(" {name}=\"{value}\"")).collect();
    let mut group = format!("<g{attributes}>\n");
    for layer in layers {
        // Writing to a string cannot fail.
        let _ = match layer.kind {
            Kind::Path(look, outlines) => writeln!(group, "<path{} d=\"{}\"/>", look.attributes, path(&outlines)),
            Kind::Markup(markup) => writeln!(group, "{markup}"),
        };
    }
    group + "</g>"
}

/// Puts a shape into the first path of its look in which it has room and from which on nothing is in its way, or else into a new one.
fn add(layers: &mut Vec<Layer>, look: Look, outline: Outline, bounds: Bounds) {
    let overlaps =
        |other: &Bounds| other[0] < bounds[2] && bounds[0] < other[2] && other[1] < bounds[3] && bounds[1] < other[3];
    let mut place = None;
    for (k, layer) in layers.iter().enumerate().rev() {
        let is_touched = layer.bounds.iter().any(overlaps);
        match &layer.kind {
            Kind::Path(of, _) if *of == look && !is_touched => place = Some(k),
            // Twice at one place, it shows once.
            Kind::Path(of, outlines) if *of == look && look.any_order && outlines.contains(&outline) => return,
            Kind::Path(of, _) if *of == look && look.any_order => {}
            _ if is_touched => break,
            _ => {}
        }
    }
    if let Some(layer) = place.and_then(|k| layers.get_mut(k))
        && let Kind::Path(_, outlines) = &mut layer.kind
    {
        outlines.push(outline);
        layer.bounds.push(bounds);
    } else {
        layers.push(Layer { kind: Kind::Path(look, vec![outline]), bounds: vec![bounds] });
    }
}

/// A rectangle, polygon, line or circle of which everything is understood.
fn shape(element: &str) -> Option<(Look, Outline, Bounds)> {
    let tag = Tag::read(element.strip_suffix("/>")?)?;
    let (geometry, outline, radius): (&[&str], _, _) = match tag.name {
        "rect" => {
            let [x, y, width, height] = ["x", "y", "width", "height"].map(|name| tag.integer(name));
            let (x, y, width, height) = (x?, y?, width?, height?);
            if width <= 0 || height <= 0 {
                return None;
            }
            let corners = vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
            (&["x", "y", "width", "height"], Outline::Closed(corners), 0)
        }
        "polygon" => (&["points"], Outline::Closed(tag.points()?), 0),
        "polyline" => (&["points"], Outline::Open(tag.points()?), 0),
        "circle" => {
            let (centre, r) = ((tag.integer("cx")?, tag.integer("cy")?), tag.integer("r")?);
            let is_disc = tag.get("fill") != Some("none") && tag.get("stroke").is_none();
            (&["cx", "cy", "r"], if is_disc { Outline::Dot(centre) } else { Outline::Circle(centre, r) }, r)
        }
        _ => return None,
    };
    if tag.attributes.iter().any(|(name, _)| !geometry.contains(name) && !STYLE.contains(name)) {
        return None;
    }
    let (is_filled, is_stroked) = (tag.get("fill")? != "none", tag.get("stroke").is_some());
    let width = match tag.get("stroke-width") {
        Some(_) if is_stroked => tag.integer("stroke-width")?,
        _ => i64::from(is_stroked),
    };
    let mut attributes = String::new();
    for (name, value) in tag.attributes.iter().filter(|(name, _)| STYLE.contains(name)) {
        // Writing to a string cannot fail.
        let _ = match (*name, &outline) {
            ("fill", Outline::Dot(_)) => {
                write!(attributes, " stroke=\"{value}\" stroke-width=\"{}\" stroke-linecap=\"round\"", 2 * radius)
            }
            ("stroke-width", _) if width == 1 || !is_stroked => Ok(()),
            _ => write!(attributes, " {name}=\"{value}\""),
        };
    }
    let any_order = tag.get("opacity").is_none() && !(is_filled && is_stroked);
    let reach = match &outline {
        // A mitre ends at most two widths from its corner.
        Outline::Closed(points) | Outline::Open(points) if points.len() > 2 => 2 * width,
        _ => radius + (width + 1) / 2,
    };
    let places = outline.points().iter();
    let bounds = places.fold([i64::MAX, i64::MAX, i64::MIN, i64::MIN], |[left, top, right, bottom], (x, y)| {
        [left.min(x - reach), top.min(y - reach), right.max(x + reach), bottom.max(y + reach)]
    });
    Some((Look { attributes, any_order }, outline, bounds))
}

/// A text without what is common to texts, and more room than it needs; nothing, if it has no words.
fn text(element: &str, common: &[(&str, &str)]) -> Option<(String, Bounds)> {
    let (tag, words) = element.strip_suffix("</text>")?.split_once('>')?;
    let (tag, words) = (Tag::read(tag)?, words.trim_ascii());
    if words.is_empty() {
        return Some((String::new(), EVERYWHERE));
    }
    let (x, y) = (tag.integer("x")?, tag.integer("y")?);
    let size = tag.get("font-size")?.parse::<f64>().ok()?.clamp(0.0, 1e6).ceil() as i64;
    let length = size * words.chars().count() as i64;
    let (before, after) = match tag.get("text-anchor")? {
        "start" => (0, length),
        "end" => (length, 0),
        _ => (length / 2 + 1, length / 2 + 1),
    };
    let bounds = match tag.get("transform") {
        None => [x - before, y - size, x + after, y + size],
        Some(turned) if turned.starts_with("rotate(270,") => [x - size, y - after, x + size, y + before],
        Some(_) => return None,
    };
    let mut markup = "<text".to_owned();
    for pair in tag.attributes.iter().filter(|pair| !common.contains(pair) && **pair != ("text-anchor", "start")) {
        // Writing to a string cannot fail.
        let _ = write!(markup, " {}=\"{}\"", pair.0, pair.1);
    }
    Some((format!("{markup}>{words}</text>"), bounds))
}

/// What the first text says of its font and its colour, and so nearly all of them.
fn common_to_texts(drawing: &str) -> Vec<(&str, &str)> {
    let first = drawing.find("<text ").and_then(|at| drawing[at..].split('>').next()).and_then(Tag::read);
    let mut common = first.map_or(Vec::new(), |tag| tag.attributes);
    common.retain(|(name, _)| ["font-family", "font-size", "fill"].contains(name));
    common
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    /// What lies on each pixel of a drawing of rectangles, from the bottom up; an opaque colour hides what is below.
    fn painted(drawing: &str) -> Vec<Vec<String>> {
        let document = roxmltree::Document::parse(drawing).unwrap();
        let mut pixels = vec![Vec::new(); 20 * 20];
        for node in document.root_element().children().filter(|node| node.has_attribute("fill")) {
            let number = |name| node.attribute(name).map(|number: &str| number.parse::<usize>().unwrap());
            let mut rectangles = Vec::new();
            if let Some(path) = node.attribute("d") {
                let (mut x, mut y) = (0, 0);
                for part in path.split_terminator('z') {
                    let numbers: Vec<i64> = part.split(['m', 'h', 'v', ' ']).filter_map(|n| n.parse().ok()).collect();
                    let [dx, dy, width, height, back] = numbers[..] else { panic!("{part}") };
                    assert_eq!(back, -width);
                    (x, y) = (x + dx, y + dy);
                    rectangles.push([x, y, width, height].map(|n| n as usize));
                }
            } else {
                rectangles.push(["x", "y", "width", "height"].map(|name| number(name).unwrap()));
            }
            let mut covered: Vec<usize> = Vec::new();
            for [x, y, width, height] in rectangles {
                covered.extend((y..y + height).flat_map(|y| (x..x + width).map(move |x| 20 * y + x)));
            }
            covered.sort_unstable();
            covered.dedup(); // A path paints a place once.
            for pixel in covered {
                let opacity = node.attribute("opacity").unwrap_or("1");
                if opacity == "1" {
                    pixels[pixel].clear();
                }
                pixels[pixel].push(format!("{} {opacity}", node.attribute("fill").unwrap()));
            }
        }
        pixels
    }

    #[test]
    fn every_pixel_is_what_it_was_and_paths_are_fewer() {
        let mut random = crate::rng(0);
        let (mut before, mut after) = (0, 0);
        for _ in 0..200 {
            let mut drawing = String::new();
            for _ in 0..30 {
                let [x, y] = [(); 2].map(|()| random.random_range(0..16));
                let [width, height] = [(); 2].map(|()| random.random_range(1..5));
                let colour = random.random_range(1..4);
                let opacity = if random.random_bool(0.3) { "0.25" } else { "1" };
                drawing += &format!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" opacity=\"{opacity}\" \
                     fill=\"#00000{colour}\" stroke=\"none\"/>\n"
                );
            }
            let small = compact(&drawing);
            assert_eq!(painted(&small), painted(&format!("<g>{drawing}</g>")), "{drawing}{small}");
            (before, after) = (before + drawing.len(), after + small.len());
        }
        assert!(after * 2 < before, "{before} bytes are {after}");
    }

    fn rectangle(x: i32, colour: &str) -> String {
        format!("<rect x=\"{x}\" y=\"0\" width=\"9\" height=\"9\" opacity=\"1\" fill=\"{colour}\" stroke=\"none\"/>\n")
    }

    #[test]
    fn a_shape_joins_its_look_unless_something_is_in_the_way() {
        let apart = rectangle(0, "red") + &rectangle(9, "blue") + &rectangle(18, "red");
        let paths = "<path fill=\"red\" d=\"m0 0h9v9h-9zm18 0h9v9h-9z\"/>\n<path fill=\"blue\" d=\"m9 0h9v9h-9z\"/>";
        assert_eq!(compact(&apart), format!("<g>\n{paths}\n</g>"));
        let above = rectangle(0, "red") + &rectangle(8, "blue") + &rectangle(16, "red");
        assert_eq!(compact(&above).matches("<path").count(), 3);
        // Of one look but on each other: two paths, and the third shape finds room in the first.
        let on_each_other = rectangle(0, "red") + &rectangle(8, "red") + &rectangle(16, "red");
        assert_eq!(compact(&on_each_other).matches("<path").count(), 2);
        let unknown = rectangle(0, "red") + "<image/>\n" + &rectangle(18, "red");
        assert_eq!(compact(&unknown).matches("<path").count(), 2);
        // Words lie on the first rectangle: what is drawn there later hides them, what is drawn elsewhere does not.
        let words = "<text x=\"4\" y=\"4\" dy=\"0.5ex\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"13.5\" \
                     opacity=\"1\" fill=\"black\">\n7\n</text>\n";
        let elsewhere = compact(&(rectangle(0, "red") + words + &rectangle(40, "red")));
        assert!(elsewhere.contains("9zm40 0h9"), "{elsewhere}");
        assert!(
            elsewhere.starts_with("<g font-family=\"sans-serif\" font-size=\"13.5\" fill=\"black\">"),
            "{elsewhere}"
        );
        assert!(
            elsewhere.contains("<text x=\"4\" y=\"4\" dy=\"0.5ex\" text-anchor=\"middle\">7</text>"),
            "{elsewhere}"
        );
        assert_eq!(compact(&(rectangle(0, "red") + words + &rectangle(2, "red"))).matches("<path").count(), 2);
    }

    #[test]
    fn points_and_lines_are_paths() {
        let of = |elements: &[&str]| compact(&elements.concat()).replace("<g>\n", "").replace("\n</g>", "");
        let dot = |x, y| {
            format!(
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"2\" opacity=\"1\" fill=\"red\" stroke=\"none\" stroke-width=\"1\"/>"
            )
        };
        assert_eq!(
            of(&[&dot(5, 6), &dot(9, 4), &dot(5, 6)]),
            "<path stroke=\"red\" stroke-width=\"4\" stroke-linecap=\"round\" d=\"m5 6h0m4 -2h0\"/>"
        );
        let ring = dot(5, 6).replace("fill=\"red\" stroke=\"none\"", "fill=\"none\" stroke=\"red\"");
        assert_eq!(of(&[&ring]), "<path fill=\"none\" stroke=\"red\" d=\"m3 6a2 2 0 1 1 4 0 2 2 0 1 1 -4 0z\"/>");
        let line = |points, width, opacity| {
            format!(
                "<polyline fill=\"none\" opacity=\"{opacity}\" stroke=\"red\" stroke-width=\"{width}\" points=\"{points} \"/>"
            )
        };
        assert_eq!(
            of(&[&line("1,2 3,2", 2, "1"), &line("15,15 14,16 14,14", 2, "1"), &line("0,0 1,1", 1, "1")]),
            "<path fill=\"none\" stroke=\"red\" stroke-width=\"2\" d=\"m1 2 2 0m12 13 -1 1 0 -2\"/>\n\
             <path fill=\"none\" stroke=\"red\" d=\"m0 0 1 1\"/>"
        );
        assert_eq!(of(&[&line("1,2 3,2", 2, "0.5"), &line("3,2 3,9", 2, "0.5")]).matches("<path").count(), 2);
    }

    #[test]
    fn what_is_not_understood_stays_as_it_is() {
        for element in [
            "<line x1=\"0\" y1=\"0\" x2=\"5\" y2=\"5\" stroke=\"red\"/>",
            "<rect x=\"0.5\" y=\"0\" width=\"9\" height=\"9\" fill=\"red\"/>",
            "<rect x=\"0\" y=\"0\" width=\"0\" height=\"9\" fill=\"red\"/>",
            "<rect x=\"0\" y=\"0\" width=\"9\" height=\"9\" fill=\"red\" rx=\"2\"/>",
            "<rect x=\"0\" y=\"0\" width=\"9\" height=\"9\"/>",
            "<circle cx=\"5\" cy=\"99999999999999999999\" r=\"2\" fill=\"red\"/>",
            "<polygon fill=\"red\" points=\"1,2 3\"/>",
            "<polygon fill=\"red\" points=\"\"/>",
            "<polyline fill=\"none\" stroke=\"red\" stroke-width=\"1.5\" points=\"1,2 3,4\"/>",
            "<text x=\"1\" y=\"2\">a</text>",
            "<rect x='0'/>",
            "<rect x=\"0",
            "words",
            "<",
        ] {
            assert_eq!(compact(element), format!("<g>\n{element}\n</g>"));
        }
    }
}
