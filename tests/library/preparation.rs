//! Chapter 10, what becomes of the columns of a table: learnt from the rows for training, kept with the model, the same for every row.

use crate::common::message;
use crate::tables::file;
use ann::data::table::Reason;
use ann::data::{Preparation, ReadOptions, Table};
use ann::{Activation, Architecture, Model, PreparedModel, Trainer, rng};
use ndarray::Array2;

fn table(content: &str) -> Table {
    Table::read(file(content).path(), &ReadOptions::with_target("y")).unwrap()
}

/// A table of one column `x` and a target; there are as many rows for training as told.
fn fitted(cells: &[&str], train: usize) -> (Preparation, Table) {
    let rows: String = cells.iter().enumerate().map(|(i, cell)| format!("{cell},{}.5,{i}.5\n", i * i)).collect();
    let table = table(&format!("x,z,y\n{rows}"));
    (Preparation::fit(&table, &(0..train).collect::<Vec<_>>()).unwrap(), table)
}

/// The features of `x` and how their rows look.
#[track_caller]
fn assert_features(cells: &[&str], train: usize, names: &[&str], rows: &[&[f64]]) {
    let (preparation, table) = fitted(cells, train);
    let features = preparation.features();
    assert_eq!(features[..features.len() - 1], *names, "{cells:?}");
    let x = preparation.apply(table).unwrap();
    let found: Vec<Vec<f64>> = x.columns().into_iter().map(|sample| sample.to_vec()[..names.len()].to_vec()).collect();
    assert_eq!(found, rows, "{cells:?}");
}

#[test]
fn categories_are_one_hot() {
    let ports = ["S", "C", "Q", "S", "C", "Q"];
    let (s, c, q): (&[f64], &[f64], &[f64]) = (&[0.0, 0.0, 1.0], &[1.0, 0.0, 0.0], &[0.0, 1.0, 0.0]);
    assert_features(&ports, 6, &["x = C", "x = Q", "x = S"], &[s, c, q, s, c, q]);
    // Of two names one is enough.
    assert_features(&["True", "False", "True", "True"], 4, &["x = True"], &[&[1.0], &[0.0], &[1.0], &[1.0]]);
    // A missing cell has a feature of its own; a name that only the test rows have is the mean of the others.
    let (m, p): (&[f64], &[f64]) = (&[0.0, 0.0, 1.0], &[1.0, 0.0, 0.0]);
    assert_features(
        &["p", "NA", "q", "p", "q"],
        4,
        &["x = p", "x = q", "x missing"],
        &[p, m, &[0.0, 1.0, 0.0], p, &[0.0, 1.0, 0.0]],
    );
    assert_features(&["p", "q", "p", "q", "new", ""], 4, &["x = q"], &[&[0.0], &[1.0], &[0.0], &[1.0], &[0.5], &[0.5]]);
}

#[test]
fn rare_names_share_a_feature() {
    // With two hundred rows a name is rare that is in fewer than five of them.
    let name = |i: usize| match i {
        0..4 => "few",
        4..8 => "other",
        8..13 => "five",
        _ => ["many", "more"][i % 2],
    };
    for (train, expected) in [
        (200, &["x = five", "x = many", "x = more", "x = (other)"][..]),
        (199, &["x = few", "x = five", "x = many", "x = more", "x = other"]),
    ] {
        let cells: Vec<&str> = (0..201).map(name).collect();
        let (preparation, table) = fitted(&cells, train);
        assert_eq!(preparation.features()[..expected.len()], *expected);
        let x = preparation.apply(table).unwrap();
        assert_eq!(x[[3, 0]] + x[[0, 0]], 1.0);
    }
    // One rare name alone is no worse than a feature for the others.
    let cells: Vec<&str> = (0..200).map(|i| if i < 4 { "few" } else { name(i + 4) }).collect();
    assert_eq!(fitted(&cells, 200).0.features()[..4], ["x = few", "x = five", "x = many", "x = more"]);
    // Fifty names have a feature of their own.
    let many: String = (0..4000).map(|i| format!("n{},{}\n", i % 60, i % 2)).collect();
    let table = table(&format!("x,y\n{many}"));
    assert_eq!(Preparation::fit(&table, &(0..4000).collect::<Vec<_>>()).unwrap().features().len(), 51);
}

#[test]
fn a_missing_number_is_the_mean_and_says_so() {
    let (one, three): (&[f64], &[f64]) = (&[1.0, 0.0], &[3.0, 0.0]);
    assert_features(&["1", "", "3", "NA", "1"], 4, &["x", "x missing"], &[one, &[2.0, 1.0], three, &[2.0, 1.0], one]);
    // Where none was missing in training the mean alone stands for it.
    assert_features(&["1", "2", "6", "-"], 3, &["x"], &[&[1.0], &[2.0], &[6.0], &[3.0]]);
    // Whether it is there may tell all there is to tell.
    assert_features(&["5", "", "5", ""], 4, &["x", "x missing"], &[&[5.0, 0.0], &[5.0, 1.0], &[5.0, 0.0], &[5.0, 1.0]]);
}

#[test]
fn dates_are_days_weekdays_and_months() {
    // Monday, Tuesday and Wednesday of one month, a week later, the first of the next month.
    let day = 18_694.0 - 7.0 * 1.0;
    let cells = ["2021-03-01", "2021-03-02", "2021-03-10 12:00", "2021-03-01"];
    let (monday, tuesday): (&[f64], &[f64]) = (&[day, 1.0], &[day + 1.0, 2.0]);
    assert_features(&cells, 4, &["x", "x weekday"], &[monday, tuesday, &[day + 9.5, 3.0], monday]);
    let mondays = ["2021-03-01", "2021-04-05", "2021-03-08"];
    assert_features(&mondays, 3, &["x", "x month"], &[&[day, 3.0], &[day + 35.0, 4.0], &[day + 7.0, 3.0]]);
    let missing = ["2021-03-01", "", "2021-03-02", "unknown", "2021-03-02"];
    let gap: &[f64] = &[day + 2.0 / 3.0, 5.0 / 3.0, 1.0];
    let (a, b): (&[f64], &[f64]) = (&[day, 1.0, 0.0], &[day + 1.0, 2.0, 0.0]);
    assert_features(&missing, 5, &["x", "x weekday", "x missing"], &[a, gap, b, gap, b]);
}

#[test]
fn the_rows_for_training_alone_are_learnt_from() {
    let rows = |test: [&str; 4]| {
        let train = (0..40).map(|i| format!("{},{},2021-0{}-11,{}\n", i % 7, ["S", "C"][i % 2], i % 5 + 1, i % 3));
        table(&("a,port,when,y\n".to_owned() + &train.collect::<String>() + &test.join("\n")))
    };
    let train: Vec<usize> = (0..40).collect();
    let plain = rows(["3,S,2021-01-11,0", "4,C,2021-02-11,1", "1,S,2021-03-11,2", "2,C,2021-04-11,0"]);
    let odd = rows(["1e9,S,2921-01-11,0", ",new,1021-12-13,1", "-1e9,,,2", "NA,newer,2021-04-12,0"]);
    let [expected, found] = [plain, odd].map(|table| (Preparation::fit(&table, &train).unwrap(), table));
    assert_eq!(found.0, expected.0);
    assert_eq!(found.0.unknown_cells(&found.1), [("a", 2), ("port", 3), ("when", 1)]);
    assert_eq!(expected.0.unknown_cells(&expected.1), []);
    assert_ne!(
        Preparation::fit(&found.1, &(0..44).collect::<Vec<_>>()).unwrap(),
        expected.0,
        "all rows tell something else"
    );
    for rows in [vec![], vec![44]] {
        assert!(message(Preparation::fit(&found.1, &rows)).contains("rows 0 to 43 of the table are needed"));
    }
}

#[test]
fn what_teaches_nothing_is_left_out() {
    let rows: String = (0..30)
        .map(|i| format!("{i},{},k,{},,{},{}\n", i + 7, ["1.5", "2.5"][usize::from(i > 25)], i % 4, i % 2))
        .collect();
    let table = table(&format!(",id,kind,late,empty,a,y\n{rows}"));
    let preparation = Preparation::fit(&table, &(0..20).collect::<Vec<_>>()).unwrap();
    let expected = [
        ("column 1", Reason::Counts),
        ("id", Reason::Identifies),
        ("kind", Reason::Constant),
        ("late", Reason::Constant),
        ("empty", Reason::Empty),
    ];
    assert_eq!(preparation.left_out().collect::<Vec<_>>(), expected);
    assert_eq!(preparation.columns().collect::<Vec<_>>(), [("a", "number".to_owned())]);
    let nothing = self::table(&format!("kind,a_name_that_is_somewhat_long,y\n{}", "k,v,0\nk,v,1\n".repeat(9)));
    let told = message(Preparation::fit(&nothing, &[0, 1, 2]));
    let expected = "no column is left to learn from: 'kind': all its cells are the same, 'a_name_that_is_somewhat_long': all its cells are the same";
    assert!(told.ends_with(expected), "{told}");
}

#[test]
fn what_is_missing_in_all_rows_for_training_is_left_out() {
    let table = table("n,c,a,y\n,,1,0\n,,2,1\n,,4,0\n5,p,4,1\n6,q,5,0\n7,p,6,1\n");
    let preparation = Preparation::fit(&table, &[0, 1, 2]).unwrap();
    assert_eq!(preparation.left_out().collect::<Vec<_>>(), [("n", Reason::Empty), ("c", Reason::Empty)]);
    assert_eq!(preparation.features(), ["a"]);
    let expected = "rows 0 to 5 of the table are needed, at least one";
    assert_eq!(message(Preparation::fit(&table, &[])), expected);
    assert_eq!(message(Preparation::fit(&table, &[6])), expected);
}

#[test]
fn names_of_the_rows_are_left_out_and_it_is_said_why() {
    let table = table("id,y\np1,0\np2,1\np3,0\np4,1\n");
    let told = message(Preparation::fit(&table, &[0, 1, 2]));
    let expected = "'id': it has a value of its own for each row, and a name that says so";
    assert!(told.ends_with(expected), "{told}");
}

/// A table like the passengers of a ship.
fn passengers() -> String {
    let row = |i: usize| {
        let age = if i % 6 == 2 { String::new() } else { (i * 13 % 70).to_string() };
        let sex = ["male", "female"][i * 7 % 5 % 2];
        format!(
            "{},\"Doe, Sam {i}\",{sex},{age},{},19{}-0{}-10,{}\n",
            i + 1,
            ["S", "C", "Q", ""][i % 4],
            70 + i % 30,
            i % 9 + 1,
            i * 7 % 5 % 2
        )
    };
    "id,name,sex,age,port,born,y\n".to_owned() + &(0..60).map(row).collect::<String>()
}

#[test]
fn a_model_keeps_its_preparation() {
    let content = passengers();
    let path = file(&content);
    let options = ReadOptions::with_target("y");
    let table = Table::read(path.path(), &options).unwrap();
    let preparation = Preparation::fit(&table, &(0..60).collect::<Vec<_>>()).unwrap();
    let dataset = preparation.dataset(table).unwrap();
    let architecture = Architecture { hidden: vec![4], activation: Activation::Tanh, ..Architecture::default() };
    let trainer = Trainer { epochs: 3, ..Trainer::default() };
    let (model, _) = Model::<f32>::fit(&architecture, &trainer, &dataset, &mut rng(0)).unwrap();
    let kept = file("");
    let prepared = PreparedModel { model, preparation };
    prepared.save(kept.path()).unwrap();
    let loaded = PreparedModel::<f32>::load(kept.path()).unwrap();
    assert_eq!(loaded.model, prepared.model);
    let read = |content: &str, model: &PreparedModel<f32>| {
        let file = file(content);
        let table = model.preparation.read(file.path(), &ReadOptions::default(), |_| ())?;
        model.preparation.apply(table)
    };
    // Columns in another order and more of them, in another dialect; a row for a row.
    let reversed: String = content
        .lines()
        .skip(1)
        .map(|line| line.split(',').skip(2).collect::<Vec<_>>())
        .fold(String::new(), |all, cells| {
            all + &[cells[3], cells[4], "extra", cells[2], cells[1]].map(str::trim).join(";") + "\n"
        });
    let expected: Array2<f64> = read(&content, &prepared).unwrap();
    assert_eq!(read(&format!("port;born;more;age;sex\n{reversed}"), &loaded).unwrap(), expected);
    assert_eq!(expected, dataset.x);
    let one = read(&content.lines().take(2).collect::<Vec<_>>().join("\n"), &loaded).unwrap();
    assert_eq!(one.column(0), expected.column(0));
    for (rows, problem) in [
        ("sex,age,born,port\nmale,old,1970-01-10,S", "row 1 (line 2), column 'age': 'old' is not a number"),
        (
            "sex,age,born,port\nmale,4,1970-01-10,S\nmale,4,10.01.1970,S",
            "row 2 (line 3), column 'born': '10.01.1970' is not a date as",
        ),
        (
            "sex,age,port\nmale,4,S",
            "column 'born': the model needs this column and the file does not have it; the file has: sex, age, port",
        ),
        ("age,port\n4,S", "column 'sex': the model needs this column and another one and the file does not have them"),
    ] {
        let told = message(read(rows, &loaded));
        assert!(told.contains(problem), "{told}");
    }
    // A table that was not read for the model may see numbers in a column of names.
    let numbers =
        Table::read(file("sex,age,born,port\n1,4,1970-01-10,S\n2,4,1970-01-10,S\n").path(), &ReadOptions::default());
    assert!(
        message(loaded.preparation.apply(numbers.unwrap()))
            .contains("column 'sex': it holds numbers, and the model needs names")
    );
    // Or words in a column of numbers, or it lacks a column, or has not kept the words.
    let refused = |rows: &str, options: &ReadOptions| {
        message(loaded.preparation.apply(Table::read(file(rows).path(), options).unwrap()))
    };
    let plain = ReadOptions::default();
    let told = refused("sex,age,port\nmale,4,S\nmale,5,S\n", &plain);
    let expected =
        "column 'born': the model needs this column and the file does not have it; the file has: sex, age, port";
    assert!(told.ends_with(expected), "{told}");
    let told = refused("sex,age,born,port\nmale,4,1970-01-10,S\nmale,old,1970-01-10,S\n", &plain);
    assert!(told.ends_with("row 2 (line 3), column 'age': 'old' is not a number"), "{told}");
    let as_names = ReadOptions { categories: vec!["age".to_owned()], ..ReadOptions::default() };
    let told = refused("sex,age,born,port\nmale,4,1970-01-10,S\nmale,5,1970-01-10,S\n", &as_names);
    let expected =
        ", column 'age': it was read as names, and the model needs numbers; read the file with `Preparation::read`";
    assert!(told.ends_with(expected) && !told.contains("row"), "{told}");
    let many: String = (0..17_000).map(|i| format!("male {i},4,1970-01-10,S\n")).collect();
    let told = refused(&format!("sex,age,born,port\n{many}"), &plain);
    assert!(
        told.contains(", column 'sex': it has too many different words for a table to keep, and the model"),
        "{told}"
    );
    assert_eq!(read(&format!("sex,age,born,port\n{many}"), &loaded).unwrap().ncols(), 17_000);

    let unfit = PreparedModel { preparation: Preparation::of_numbers(&["age".to_owned()]), ..prepared };
    let told = message(unfit.save(kept.path()));
    let expected = "as it could not be used again: its preparation makes other features than its network reads";
    assert!(told.ends_with(expected), "{told}");
    assert_eq!(PreparedModel::load(kept.path()).unwrap(), loaded, "what was there is still there");
}

#[test]
fn a_model_of_numbers_is_read_as_before() {
    let table = file("a,b,y\n1,2,3\n2,5,1\n3,1,4\n4,7,2\n5,3,9\n6,1,8\n");
    let dataset = ann::data::read_csv(table.path(), "y", ann::data::Task::Regress).unwrap();
    let trainer = Trainer { epochs: 3, ..Trainer::default() };
    let (model, _) = Model::<f32>::fit(&Architecture::default(), &trainer, &dataset, &mut rng(0)).unwrap();
    let kept = file("");
    model.save(kept.path()).unwrap();
    // The file as it was before there were preparations; the number of the version is no part of the checksum.
    let mut bytes = std::fs::read(kept.path()).unwrap();
    let version = br#"\"version\":2"#;
    let place = bytes.windows(version.len()).position(|window| window == version).expect("a version");
    bytes[place + version.len() - 1] = b'1';
    std::fs::write(kept.path(), bytes).unwrap();
    let loaded = PreparedModel::<f32>::load(kept.path()).unwrap();
    assert_eq!(loaded.preparation, Preparation::of_numbers(&dataset.features));
    let read = |content: &str| loaded.preparation.read(file(content).path(), &ReadOptions::default(), |_| ());
    let again = loaded.predict(read("b,more,a\n2,x,1\n5,x,2\n").unwrap()).unwrap();
    assert_eq!(again, model.predict(ndarray::array![[1.0, 2.0], [2.0, 5.0]].view()).unwrap());
    // No mean is known of a number that is missing.
    let told = message(loaded.predict(read("a,b\n1,2\n3,NA\n").unwrap()));
    assert!(told.contains("row 2 (line 3), column 'b': 'NA' says that the value is missing"), "{told}");
    let told = message(loaded.predict(read("b,a\n2,1\nNA,3\n").unwrap()));
    assert!(told.contains("row 2 (line 3), column 'b': 'NA' says that the value is missing"), "{told}");
    // It is kept with its preparation, and read again.
    loaded.save(kept.path()).unwrap();
    assert_eq!(PreparedModel::load(kept.path()).unwrap(), loaded);
}

/// Files of models are read for longer than the names in the code last.
#[test]
fn a_preparation_is_written_and_read_by_the_names_that_files_have() {
    let file = concat!(
        r#"{"sources":[{"kind":"number","name":"age","mean":30.5,"tells_missing":true},"#,
        r#"{"kind":"category","name":"port","names":["C","Q","S"],"has_rest":true,"tells_missing":false,"#,
        r#""means":[0.5,0.25,0.125,0.125]},"#,
        r#"{"kind":"date","name":"day","format":"day-month-year","means":[18000.0,3.0,6.0],"parts":[true,false],"#,
        r#""tells_missing":false}]}"#,
    );
    let preparation: Preparation = serde_json::from_str(file).unwrap();
    let names = ["age", "age missing", "port = C", "port = Q", "port = S", "port = (other)", "day", "day weekday"];
    assert_eq!(preparation.features(), names);
    assert_eq!(serde_json::to_string(&preparation).unwrap(), file);
}
