//! The comparison with other libraries as a drawing, made of the table that `cargo xtask bench --peers` printed.

use crate::colours::{Colour, INK, MUTED, SERIES};
use crate::markup::escape;
use anyhow::{Context, Result, ensure};
use itertools::Itertools;
use std::fmt::Write;

/// The size of text, and the mean width of a character, as in the figures of the library.
const FONT: f64 = 13.5;
const CHARACTER: f64 = 7.6;
/// The height of a row.
const ROW: f64 = 26.0;

/// What was measured.
struct Table {
    /// The machine, and the unit of the numbers.
    about: (String, String),
    /// The libraries, this one first.
    names: Vec<String>,
    /// Each piece of work, with the speed of each library that can do it.
    rows: Vec<(String, Vec<Option<f64>>)>,
}

/// The drawing in a column, and on a page.
pub fn drawings(table: &str) -> Result<[String; 2]> {
    let table = read(table)?;
    Ok([draw(&table, 400.0), draw(&table, 920.0)])
}

/// Takes the table apart: the machine and the unit, the names, then a row for each piece of work. Behind the speeds stands the ratio.
fn read(text: &str) -> Result<Table> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let about =
        lines.next().and_then(|line| line.split_once(';')).context("the table of the peers begins `machine; unit`")?;
    let head = lines.next().context("the table of the peers has no head")?;
    let (names, _) = head.split_once("ours / best").context("the head of the table of the peers ends `ours / best`")?;
    let names: Vec<String> = names.split_whitespace().map(str::to_owned).collect();
    let row = |line: &str| {
        let mut words = line.split_whitespace();
        let work = words.next().unwrap_or_default().to_owned();
        let speed = |word: &str| match word {
            "–" => Ok(None),
            _ => word.parse().map(Some).with_context(|| format!("`{word}` is no speed of `{work}`")),
        };
        let speeds: Vec<Option<f64>> = words.take(names.len()).map(speed).collect::<Result<_>>()?;
        let is_whole = speeds.len() == names.len() && speeds.iter().flatten().all(|speed| *speed > 0.0);
        ensure!(is_whole, "`{work}` has not a speed above 0, or `–`, for each of: {}", names.join(", "));
        Ok((work, speeds))
    };
    let rows: Vec<_> = lines.map(row).collect::<Result<_>>()?;
    ensure!(!rows.is_empty() && !names.is_empty(), "the table of the peers is empty");
    Ok(Table { about: (about.0.trim().to_owned(), about.1.trim().to_owned()), names, rows })
}

/// A row for each piece of work, in it a mark for each library on a logarithmic axis.
fn draw(Table { about, names, rows }: &Table, width: f64) -> String {
    let speeds = rows.iter().flat_map(|(_, speeds)| speeds.iter().flatten());
    let (least, most) = speeds.fold((f64::MAX, f64::MIN), |(a, b), &speed| (a.min(speed), b.max(speed)));
    let (from, to) = (least.log10() - 0.08, most.log10() + 0.08);
    let longest = rows.iter().map(|(work, _)| work.chars().count()).max().unwrap_or(0);
    let (left, right) = (14.0 + CHARACTER * longest as f64, width - 14.0);
    let x = |speed: f64| left + (right - left) * (speed.log10() - from) / (to - from);
    let mut body = String::new();
    let mut at = (left, 14.0);
    for (k, name) in names.iter().enumerate() {
        let needed = 26.0 + CHARACTER * name.chars().count() as f64 + 10.0;
        if at.0 + needed > width && at.0 > left {
            at = (left, at.1 + 20.0);
        }
        body += &mark(k, at.0 + 8.0, at.1);
        body += &words(name, (at.0 + 18.0, at.1), "start");
        at.0 += needed;
    }
    let top = at.1 + 14.0;
    let bottom = top + ROW * rows.len() as f64;
    for decade in from.ceil() as i32..=to.floor() as i32 {
        let speed = 10_f64.powi(decade);
        body += &rule((x(speed), top), (x(speed), bottom + 4.0), 0.35);
        body += &words(&speed.to_string(), (x(speed), bottom + 15.0), "middle");
    }
    body += &rule((left, bottom), (right, bottom), 1.0);
    body += &words(&format!("{}, logarithmic", about.1), ((left + right) / 2.0, bottom + 36.0), "middle");
    for (k, (work, speeds)) in rows.iter().enumerate() {
        let y = top + ROW * (k as f64 + 0.5);
        body += &words(work, (left - 8.0, y), "end");
        if let Some((slowest, fastest)) = speeds.iter().flatten().copied().minmax_by(f64::total_cmp).into_option() {
            body += &rule((x(slowest), y), (x(fastest), y), 0.6);
        }
        // This library last, so that its mark is on top.
        for (k, speed) in speeds.iter().enumerate().rev() {
            body += &speed.map_or_else(String::new, |speed| mark(k, x(speed), y));
        }
    }
    let (alt, height) = (escape(&alt(about, names, rows)), bottom + 48.0);
    format!(
        "<svg class=\"ann-figure\" role=\"img\" aria-label=\"{alt}\" style=\"max-width:100%;height:auto\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">\n<title>{alt}</title>\n\
         <g font-family=\"sans-serif\" font-size=\"{FONT}\">\n{body}</g>\n</svg>"
    )
}

/// What is drawn, in words: of each piece of work, this library beside the fastest of the others.
fn alt((machine, unit): &(String, String), names: &[String], rows: &[(String, Vec<Option<f64>>)]) -> String {
    let told = rows.iter().map(|(work, speeds)| {
        let others = speeds.iter().zip(names).skip(1).filter_map(|(speed, name)| Some((speed.as_ref()?, name)));
        let best = others.max_by(|a, b| a.0.total_cmp(b.0)).map(|(speed, name)| format!(", {name} {speed}"));
        let own = speeds.first().copied().flatten().map_or("–".to_owned(), |speed| speed.to_string());
        format!("{work}: {} {own}{}", names[0], best.unwrap_or_default())
    });
    format!(
        "Speeds of {} libraries, {unit}, on {machine}. This library and the fastest other: {}.",
        names.len(),
        told.format("; ")
    )
}

/// A colour as the page has it, or as it is on a light one.
fn paint(colour: Colour) -> String {
    let (r, g, b) = colour.light;
    format!("var(--ann-{},#{r:02X}{g:02X}{b:02X})", colour.name)
}

/// The mark of library k: filled for this one, an outline for each other.
fn mark(k: usize, x: f64, y: f64) -> String {
    let colour = paint(SERIES[k % SERIES.len()]);
    let (style, r) = match k {
        0 => (format!("fill:{colour}"), 6.0),
        _ => (format!("fill:none;stroke:{colour};stroke-width:2"), 4.5),
    };
    let shape = match k % 7 {
        0 => "a R R 0 1 0 D 0a R R 0 1 0 -D 0z",
        1 => "m 0 -R l D D m -D 0 l D -D",
        2 => "m 0 -R h D v D h -D z",
        3 => "l R -R l R R l -R R z",
        4 => "m 0 R l R -D l R D z",
        5 => "h D m -R -R v D",
        _ => "m 0 -R l R D l R -D z",
    };
    let shape = shape.replace('R', &format!("{r}")).replace('D', &format!("{}", 2.0 * r)).replace("--", "");
    format!("<path style=\"{style}\" d=\"M{:.1} {y:.1}{shape}\"/>\n", x - r)
}

fn rule(from: (f64, f64), to: (f64, f64), strength: f64) -> String {
    let mut line = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        line,
        "<path style=\"stroke:{};opacity:{strength}\" d=\"M{:.1} {:.1}L{:.1} {:.1}\"/>",
        paint(MUTED),
        from.0,
        from.1,
        to.0,
        to.1
    );
    line
}

fn words(words: &str, (x, y): (f64, f64), anchor: &str) -> String {
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" dy=\"0.35em\" text-anchor=\"{anchor}\" style=\"fill:{}\">{}</text>\n",
        paint(INK),
        escape(words)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "M, 2 threads; thousand samples a second\n\n      ours  torch  jax  ours / best\n\
        wine  1000   10.0  100  9.0 to 10\nbig      1    5.0    –  0.2 to 0.2\n";

    /// The centres of the marks of one style, in their order.
    fn centres(svg: &str, style: &str) -> Vec<(f64, f64)> {
        let of = |path: &str| {
            let (x, y) = path.split_once("d=\"M")?.1.split_once(' ')?;
            let y: String = y.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            Some((x.parse().ok()?, y.parse().ok()?))
        };
        svg.lines().filter(|line| line.contains(style)).filter_map(of).collect()
    }

    #[test]
    fn each_speed_stands_where_the_logarithmic_axis_has_it() {
        let [narrow, wide] = drawings(TABLE).unwrap();
        for svg in [&narrow, &wide] {
            // The legend, then the rows: this library from 1 to 1000 over three decades, the other from 10 to 5.
            let own = centres(svg, "style=\"fill:var(--ann-blue");
            let torch = centres(svg, "stroke:var(--ann-vermillion");
            assert_eq!((own.len(), torch.len()), (3, 3), "{svg}");
            let decade = (own[1].0 - own[2].0) / 3.0;
            let apart = torch[1].0 - torch[2].0;
            assert!(decade > 60.0 && (apart / decade - 2_f64.log10()).abs() < 0.01, "{decade} {apart}");
            assert_eq!(centres(svg, "stroke:var(--ann-green").len(), 2, "no mark where nothing was measured");
            assert!(svg.contains("big: ours 1, torch 5.") && !svg.contains("<rect"), "{svg}");
        }
        assert!(wide.contains("width=\"920\"") && narrow.contains("width=\"400\""));
    }

    #[test]
    fn a_table_that_is_not_understood_is_told() {
        let refused = |from: &str, to: &str| drawings(&TABLE.replace(from, to)).unwrap_err().to_string();
        assert!(refused("10.0", "ten").contains("`ten` is no speed of `wine`"));
        assert!(refused("    5.0    –  0.2 to 0.2", "").contains("`big` has not a speed"));
        assert!(refused("ours / best", "ratio").contains("ours / best"));
        assert!(refused("10.0", "0").contains("above 0"));
    }
}
