//! The page that `ann train --report` writes.

mod common;

use common::{Folder, text};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

impl Folder {
    fn train(&self, target: &str, more: &[&str]) -> Output {
        self.ann(&[&["train", "t.csv", "--target", target], more].concat())
    }

    /// The page and the JSON of a training that succeeds.
    #[track_caller]
    fn report(&self, target: &str, more: &[&str]) -> (Page, Value) {
        let output = self.train(target, &[&["--report", "r.html", "--format", "json"], more].concat());
        assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
        let json: Value = serde_json::from_slice(&output.stdout).expect("the output is one JSON object");
        assert_eq!(json["report"], "r.html");
        (Page::of(std::fs::read_to_string(self.path("r.html")).unwrap()), json)
    }

    /// What the command that a page gives prints as JSON, in the shell of a reader.
    #[track_caller]
    fn repeat(&self, page: &Page) -> Value {
        let command = page.only("#repeat pre code").text().collect::<String>();
        let binaries = Path::new(env!("CARGO_BIN_EXE_ann")).parent().unwrap();
        let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
        let script = format!("{command} --format json");
        let shell = Command::new("bash").args(["-c", &script]).env("PATH", path).current_dir(&self.0).output().unwrap();
        assert!(shell.status.success(), "{command}: {}", text(&shell.stderr));
        serde_json::from_slice(&shell.stdout).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A page, and what every page must be.
struct Page {
    source: String,
    html: Html,
}

impl Page {
    #[track_caller]
    fn of(source: String) -> Self {
        let html = Html::parse_document(&source);
        let page = Page { source, html };
        page.is_sound();
        page
    }

    fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.html.select(&Selector::parse(selector).unwrap()).collect()
    }

    #[track_caller]
    fn only(&self, selector: &str) -> ElementRef<'_> {
        let found = self.all(selector);
        assert_eq!(found.len(), 1, "{selector}");
        found[0]
    }

    /// The words of the page, without style sheets.
    fn words(&self) -> String {
        let words = |element: ElementRef<'_>| element.text().collect::<Vec<_>>().join(" ");
        let style = self.all("style").into_iter().map(words).collect::<Vec<_>>();
        let body = words(self.only("body"));
        let body = style.iter().fold(body, |body, style| body.replace(style.as_str(), ""));
        body.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The rows of the table with this caption, cell by cell.
    #[track_caller]
    fn table(&self, caption: &str) -> Vec<Vec<String>> {
        let named = |table: &ElementRef<'_>| {
            table.select(&Selector::parse("caption").unwrap()).any(|own| own.text().collect::<String>() == caption)
        };
        let table = self.all("table").into_iter().find(named).unwrap_or_else(|| panic!("no table '{caption}'"));
        let cells = |row: ElementRef<'_>| -> Vec<String> {
            row.select(&Selector::parse("th, td").unwrap()).map(|cell| cell.text().collect()).collect()
        };
        table.select(&Selector::parse("tbody tr").unwrap()).map(cells).collect()
    }

    /// Well-formed, safe, accessible, self-contained, small.
    #[track_caller]
    fn is_sound(&self) {
        assert_eq!(self.html.errors, [] as [&str; 0]);
        assert!(self.source.len() < 2_000_000, "{} bytes", self.source.len());
        assert_eq!(self.only("html").attr("lang"), Some("en"));
        for kind in ["script", "img", "link", "iframe", "object", "base", "form", "use", "image", "foreignObject"] {
            assert!(self.all(kind).is_empty(), "<{kind}>");
        }
        let policy = self.only("meta[http-equiv=Content-Security-Policy]").attr("content");
        assert_eq!(policy, Some("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
        for element in self.all("*") {
            for (name, value) in element.value().attrs() {
                let is_handler = name.starts_with("on");
                let leads_away = ["href", "src", "srcset", "action"].contains(&name) && !value.starts_with('#');
                assert!(!is_handler && !leads_away, "{name}={value}");
            }
        }
        // Nothing invisible, and nothing that turns the text around.
        let is_odd = |c: &char| {
            (c.is_control() && *c != '\n')
                || matches!(c, '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert_eq!(self.source.chars().find(is_odd), None);

        self.only("h1");
        let level = |heading: &ElementRef<'_>| heading.value().name().as_bytes()[1] - b'0';
        let levels: Vec<u8> = self.all("h1, h2, h3, h4, h5, h6").iter().map(level).collect();
        assert!(levels[0] == 1 && levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{levels:?}");
        for link in self.all("nav a") {
            self.only(&format!("section{}", link.attr("href").unwrap()));
        }
        for table in self.all("table") {
            let count = |selector: &str| table.select(&Selector::parse(selector).unwrap()).count();
            let rows = count("tbody tr");
            assert!(count("caption") == 1 && count("thead th[scope=col]") > 1 && count("tbody th[scope=row]") == rows);
            assert!(rows > 0);
        }
        let figures = self.all("figure").len();
        assert!(figures >= 4 && self.all("figure > figcaption").len() == figures);
        let svgs: Vec<&str> =
            self.source.split("<svg").skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect();
        assert_eq!(svgs.len(), figures);
        for svg in svgs {
            let svg = format!("<svg{svg}</svg>");
            let drawing = roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}: {svg}"));
            let label = drawing.root_element().attribute("aria-label").unwrap();
            assert!(!label.is_empty() && drawing.descendants().filter(|node| node.has_tag_name("path")).count() > 0);
        }
        for part in ["prefers-color-scheme:dark", "--ann-ink:", "@media print"] {
            assert!(self.source.contains(part), "{part}");
        }
        assert!(!self.source.contains("NaN") && !self.source.contains("A figure is missing"));
    }
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../data").join(name)).unwrap()
}

#[test]
fn the_page_of_classes_tells_what_the_command_printed() {
    let folder = Folder::with(data("wine.csv"));
    let (page, json) =
        folder.report("cultivar", &["--seed", "3", "--patience", "5", "--hidden", "6", "--folds", "3", "--model", "m"]);
    let accuracy = json["test_accuracy"].as_f64().unwrap();
    let percent = |part: &Value| format!("{:.1}\u{a0}%", 100.0 * part.as_f64().unwrap());
    let shown: Vec<String> = page.all(".tile strong").iter().map(|tile| tile.text().collect()).collect();
    let baselines = &json["baselines"];
    assert_eq!(shown, [&json["test_accuracy"], &baselines["linear"], &baselines["constant"]].map(percent));
    assert!(accuracy < 1.0, "a seed with mistakes tests more");
    assert_eq!(page.only("h1").text().collect::<String>(), "cultivar from t.csv");

    let by_class = page.table("Scores by class");
    let of_test: Vec<&str> = by_class.iter().map(|row| row[1].as_str()).collect();
    let counted: Vec<String> = json["confusion_matrix"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum::<u64>().to_string())
        .collect();
    assert_eq!(of_test, counted);
    // A mistake is told with its row: for that one the model predicts what the page says.
    let predicted = folder.ann(&["predict", "m", "t.csv"]);
    let (predicted, wine) = (text(&predicted.stdout), text(&data("wine.csv")));
    let mistakes = page.table("Surest mistakes");
    assert!(!mistakes.is_empty() && mistakes.len() <= 5);
    for mistake in &mistakes {
        let row: usize = mistake[0].parse().unwrap();
        assert!(wine.lines().nth(row).unwrap().split(',').any(|cell| cell == mistake[1]), "{mistake:?}");
        let answer: Vec<&str> = predicted.lines().nth(row).unwrap().split(',').collect();
        let sure = answer[1..].iter().map(|part| part.parse::<f64>().unwrap()).fold(0.0, f64::max);
        assert_eq!([answer[0], &format!("{:.1}\u{a0}%", 100.0 * sure)], [&mistake[2], &mistake[3]]);
    }
    let columns = page.table("Columns");
    assert_eq!(columns.len(), 13);
    assert!(
        columns.contains(&["alcohol", "number", "11.03 to 14.83", "–", "1"].map(str::to_owned).to_vec()),
        "{columns:?}"
    );
    assert_eq!(page.table("Importance of the columns").len(), 13);
    let words = page.words();
    for told in [
        "Expected calibration error",
        "hide each other",
        "13-6-3",
        "ChaCha8",
        "cross-validation with 3 folds",
        "last hidden layer, t-SNE",
        "validation",
    ] {
        assert!(words.contains(told), "{told} in {words}");
    }
    let settings = page.table("Settings");
    assert!(settings.iter().any(|row| row[..3] == ["--patience", "5", "given"]), "{settings:?}");
    assert!(settings.iter().any(|row| row[..3] == ["--batch-size", "32", "default"]));
    assert!(settings.iter().any(|row| row[..3] == ["--epochs", "200", "default"]));
    let l2 = settings.iter().find(|row| row[0] == "--l2").unwrap();
    assert!(
        l2[1].starts_with(&json["l2"].to_string().trim_end_matches(".0").to_owned()) && l2[1].contains("chosen"),
        "{l2:?}"
    );

    assert_eq!(
        page.only("#repeat pre").text().collect::<String>(),
        "ann train t.csv --target cultivar --hidden 6 --patience 5 --folds 3 --seed 3"
    );
    let again = folder.repeat(&page);
    for same in ["test_accuracy", "train_loss", "kept_epoch", "l2", "confusion_matrix"] {
        assert_eq!(again[same], json[same], "{same}");
    }
}

#[test]
fn the_page_of_numbers_tells_the_residuals_and_where_cells_are_missing() {
    let folder = Folder::with(data("penguins.csv"));
    let (page, json) = folder.report("body_mass_g", &["--epochs", "40"]);
    let r2 = format!("{:.3}", json["test_r2"].as_f64().unwrap());
    assert_eq!(page.all(".tile strong")[0].text().collect::<String>(), r2);
    // Rows are those with a target.
    let penguins = text(&data("penguins.csv"));
    let masses: Vec<&str> =
        penguins.lines().skip(1).filter_map(|line| line.split(',').nth(5)).filter(|mass| *mass != "NA").collect();
    let largest = page.table("Largest residuals");
    assert_eq!(largest.len(), 5);
    let residual = |row: &Vec<String>| row[3].replace('−', "-").parse::<f64>().unwrap();
    for row in &largest {
        assert_eq!(masses[row[0].parse::<usize>().unwrap() - 1], row[1], "{row:?}");
        let difference = row[1].parse::<f64>().unwrap() - row[2].parse::<f64>().unwrap();
        assert!((difference - residual(row)).abs() < 2.0, "{row:?}");
    }
    assert!(largest.windows(2).all(|pair| residual(&pair[0]).abs() >= residual(&pair[1]).abs()));
    let columns = page.table("Columns");
    let sex = columns.iter().find(|row| row[0] == "sex").unwrap();
    assert_eq!(sex[1..], ["category", "2 names: female, male", "9 (2.6\u{a0}%)", "3"]);
    let words = page.words();
    for told in ["2 more that have no target", "without the rows that have no target", "median", "R² falls", "up to"] {
        assert!(words.contains(told), "{told} in {words}");
    }
    assert_eq!(folder.repeat(&page)["test_r2"], json["test_r2"]);
}

/// Two columns with names that are markup, code for a shell and letters that turn the text around, and such classes.
const ODD: [&str; 3] =
    ["<script>alert(1)</script>", "a\u{202e}b & 'c' \\ $(touch hit)", "</title></svg>\"><img src=x onerror=alert(1)>"];

#[test]
fn no_name_breaks_the_page_or_the_command() {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut table = format!("{},{},kind\n", quoted(ODD[0]), quoted(ODD[1]));
    for i in 0..120 {
        let kind = [ODD[2], "<b>&amp;", "\u{2066}x\u{7}"][i % 3];
        table += &format!("{},{},{}\n", i % 3 * 7 + i % 5, (i * i) % 11, quoted(kind));
    }
    let folder = Folder::with(&table);
    let (page, json) = folder.report("kind", &["--epochs", "20", "--hidden", "none", "--numbers", ODD[0]]);
    assert_eq!(folder.repeat(&page)["test_accuracy"], json["test_accuracy"]);
    let columns = page.table("Columns");
    assert_eq!(columns[0][0], ODD[0]);
    assert_eq!(columns[1][0], "a\\u{202e}b & 'c' \\ $(touch hit)");
    let classes: Vec<String> = page.table("Classes").into_iter().map(|mut row| row.remove(0)).collect();
    assert!(classes.contains(&ODD[2].to_owned()) && classes.contains(&"\\u{2066}x\\u{7}".to_owned()), "{classes:?}");

    // As a target of numbers, from a file with an odd name, in a command that a shell must not misunderstand.
    std::fs::write(folder.path("it's <i>.csv"), &table).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_ann"))
        .args([
            "train",
            "it's <i>.csv",
            "--target",
            ODD[1],
            "--task=regress",
            "--report=-r",
            "--epochs=5",
            "--format=json",
        ])
        .current_dir(&folder.0)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).unwrap();
    let page = Page::of(std::fs::read_to_string(folder.path("-r")).unwrap());
    assert_eq!(folder.repeat(&page)["test_rmse"], json["test_rmse"]);
    assert_eq!(folder.names(), ["-r", "it's <i>.csv", "r.html", "t.csv"]);
}

#[test]
fn a_page_is_small_whatever_the_table_holds() {
    let name = |i: usize| format!("{i}{}", "<&\u{202e}".repeat(200));
    let head: Vec<String> = (0..150).map(name).collect();
    let mut table = format!("{},class,t\n", head.join(","));
    for i in 0..1000_usize {
        let cells: Vec<String> = (0..150).map(|j| ((i * (j + 3) * 7919) % 1009).to_string()).collect();
        table += &format!("{},{},{}\n", cells.join(","), name(i % 200), name(i % 30));
    }
    let folder = Folder::with(&table);
    let quick = ["--l2", "1", "--no-baselines", "--batch-size", "1000", "--hidden", "8"];
    let (page, _) = folder.report("t", &[&quick[..], &["--epochs", "5"]].concat());
    assert!(page.words().contains("and 51 columns more"), "{}", page.words());
    assert_eq!(page.table("Scores by class").len(), 30);
    let (page, _) = folder.report("class", &[&quick[..], &["--epochs", "600"]].concat());
    assert_eq!(page.table("Most frequent confusions").len(), 20);
}

#[test]
fn a_report_changes_nothing_of_the_training() {
    let folder = Folder::with(data("wine.csv"));
    let train = |more: &[&str]| {
        let output =
            folder.train("cultivar", &[&["--epochs", "10", "--keep-prob", "0.8", "--model", "m"], more].concat());
        assert!(output.status.success(), "{}", text(&output.stderr));
        (std::fs::read(folder.path("m")).unwrap(), text(&output.stdout))
    };
    let (without, _) = train(&[]);
    let (with, printed) = train(&["--report", "r.html"]);
    assert!(without == with && printed.contains("\nreport    r.html\n"), "{printed}");
    assert!(printed.lines().last().unwrap().starts_with("test accuracy: "));
}

#[test]
fn a_place_that_is_no_good_is_told_before_the_training_and_left_alone() {
    let folder = Folder::with(data("wine.csv"));
    let before = std::fs::read(folder.path("t.csv")).unwrap();
    let refused = |more: &[&str], status: i32, told: &str| {
        let output = folder.train("cultivar", more);
        let error = text(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{more:?}: {error}");
        assert!(output.stdout.is_empty() && error.contains(told) && error.lines().count() == 1, "{more:?}: {error}");
        assert_eq!(folder.names(), ["t.csv"], "{more:?}");
    };
    refused(&["--report", "t.csv"], 1, "it is the table itself");
    refused(&["--report", "./m", "--model", "m"], 2, "the report and the model are the same file");
    let folder_name = folder.path("").components().next_back().unwrap().as_os_str().to_str().unwrap().to_owned();
    let around = format!("../{folder_name}/m");
    refused(&["--report", &around, "--model", "m"], 2, "the report and the model are the same file");
    refused(&["--report", "c", "--checkpoint", "./c"], 2, "the report and the checkpoint are the same file");
    refused(&["--report", "."], 1, "it is a folder");
    refused(&["--report", "no/such/folder.html"], 1, "its folder does not exist");
    assert_eq!(std::fs::read(folder.path("t.csv")).unwrap(), before);

    // What shows only at the end takes nothing with it, and leaves nothing behind.
    let long = "r".repeat(300);
    let output = folder.train("cultivar", &["--epochs", "2", "--report", &long, "--model", "m"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).starts_with("ann: cannot write "), "{}", text(&output.stderr));
    let printed = text(&output.stdout);
    assert!(printed.contains("test accuracy: ") && !printed.contains("\nreport "), "{printed}");
    assert_eq!(folder.names(), ["m", "t.csv"]);

    // An old page is replaced as a whole; a link stays a link.
    std::fs::write(folder.path("old.html"), "old").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("old.html", folder.path("r.html")).unwrap();
    folder.report("cultivar", &["--epochs", "2"]);
    #[cfg(unix)]
    assert!(folder.path("r.html").is_symlink() && std::fs::read(folder.path("old.html")).unwrap().len() > 10_000);
}

#[test]
fn the_smallest_tables_have_a_page_too() {
    // So few samples that there is no map, a target that is the same in the whole test part, a single feature.
    let folder = Folder::with("x,y\n1,2\n2,4\n3,6\n4,8\n5,10\n6,12\n7,14\n8,16\n");
    let output = folder.train("y", &["--report", "r.html", "--epochs", "3", "--task", "regress"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = std::fs::read_to_string(folder.path("r.html")).unwrap();
    assert!(page.contains("too few samples for a map"), "{page}");
    let rows: String = (0..40).map(|i| format!("{i},{}\n", u8::from(i == 0))).collect();
    let folder = Folder::with(format!("x,y\n{rows}"));
    let output = folder.train("y", &["--report", "r.html", "--epochs", "3", "--task", "regress", "--seed", "1"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let page = std::fs::read_to_string(folder.path("r.html")).unwrap();
    assert!(page.contains("All targets of the test part are the same") && page.contains("no R²"), "{page}");
}
