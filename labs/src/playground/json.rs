//! JSON, as much of it as model files need: a general reader of it would be a quarter of all that a page loads.

use std::fmt::Write;

/// Deeper nothing is nested that a model file says.
const DEEPEST: usize = 16;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`, `true` or `false`, which model files have, but which nothing here asks for.
    Word,
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value that a text is, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text };
        let value = reader.value(DEEPEST)?;
        reader.rest.trim_start().is_empty().then_some(value)
    }

    /// The value behind a key of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Json::Object(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    pub fn number(&self) -> Option<f64> {
        if let Json::Number(number) = self { Some(*number) } else { None }
    }

    pub fn text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// What `of` makes of each value of a list.
    pub fn list<'j, T>(&'j self, of: impl Fn(&'j Self) -> Option<T>) -> Option<Vec<T>> {
        if let Json::List(values) = self { values.iter().map(of).collect() } else { None }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    /// Whether this comes next; then it is behind us.
    fn takes(&mut self, mark: char) -> bool {
        let rest = self.rest.trim_start();
        self.rest = rest.strip_prefix(mark).unwrap_or(rest);
        self.rest.len() < rest.len()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        if self.takes('{') {
            let pair = |reader: &mut Self| {
                let name = reader.takes('"').then(|| reader.text())??;
                reader.takes(':').then(|| reader.value(depth))?.map(|value| (name, value))
            };
            return self.several('}', pair).map(Json::Object);
        }
        if self.takes('[') {
            return self.several(']', |reader| reader.value(depth)).map(Json::List);
        }
        if self.takes('"') {
            return self.text().map(Json::Text);
        }
        let end = self.rest.find([',', ']', '}']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word.trim_end() {
            "null" | "true" | "false" => Some(Json::Word),
            word if word.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => {
                word.parse().ok().filter(|number: &f64| number.is_finite()).map(Json::Number)
            }
            _ => None,
        }
    }

    /// What stands between commas, up to the closing mark.
    fn several<T>(&mut self, close: char, one: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut found = Vec::new();
        if self.takes(close) {
            return Some(found);
        }
        loop {
            found.push(one(self)?);
            if !self.takes(',') {
                return self.takes(close).then_some(found);
            }
        }
    }

    /// A text behind its opening mark.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let end = self.rest.find(['"', '\\'])?;
            text.push_str(&self.rest[..end]);
            let is_end = self.rest[end..].starts_with('"');
            self.rest = &self.rest[end + 1..];
            if is_end {
                return Some(text);
            }
            let mark = self.rest.chars().next()?;
            self.rest = &self.rest[mark.len_utf8()..];
            text.push(match mark {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'u' => self.code()?,
                '"' | '\\' | '/' => mark,
                _ => return None,
            });
        }
    }

    /// A character as the four digits of its code, or as two such halves.
    fn code(&mut self) -> Option<char> {
        let first = self.digits()?;
        if !(0xD800..0xDC00).contains(&first) {
            return char::from_u32(first);
        }
        self.rest = self.rest.strip_prefix("\\u")?;
        let second = self.digits()?.checked_sub(0xDC00).filter(|half| *half < 0x400)?;
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + second)
    }

    fn digits(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        u32::from_str_radix(digits, 16).ok()
    }
}

/// A text in quotation marks, written as `serde_json` does.
pub fn text(text: &str) -> String {
    let mut written = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\u{8}' => written.push_str("\\b"),
            '\u{c}' => written.push_str("\\f"),
            control if control < ' ' => {
                // Writing to a string does not fail.
                let _ = write!(written, "\\u{:04x}", control as u32);
            }
            _ => written.push(character),
        }
    }
    written + "\""
}

/// A finite number, written as `serde_json` does, because the checksum of a model file is that of such a text: as few digits as tell it
/// from its neighbours. Of two texts that are as short and as near, the one with the even digit.
pub fn number(number: f64) -> String {
    if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
        let shortest = number.to_string();
        let decimals = shortest.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        // To a fixed number of digits, a tie goes to the even one.
        return if decimals == 0 { shortest + ".0" } else { format!("{number:.decimals$}") };
    }
    let shortest = format!("{number:e}");
    let (digits, _) = shortest.split_once('e').unwrap_or((&shortest, ""));
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let even = format!("{number:.decimals$e}");
    if number.abs() < 1.0 { even } else { even.replace('e', "e+") }
}

/// What `one` writes of each, as a list.
pub fn list<T>(of: &[T], one: impl Fn(&T) -> String) -> String {
    format!("[{}]", of.iter().map(one).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt;

    #[test]
    fn numbers_and_texts_are_written_as_the_library_writes_them() {
        let mut rng = ann::rng(0);
        let edges = [
            0.0,
            -0.0,
            1.0,
            -3.0,
            1e-5,
            9.9e-6,
            1e-4,
            0.1,
            1e15,
            9_007_199_254_740_993.0,
            1e16,
            1.5e17,
            1e-7,
            f64::MAX,
        ];
        let any: Vec<f64> = (0..20_000).map(|_| f64::from_bits(rng.random())).filter(|x| x.is_finite()).collect();
        let usual: Vec<f64> =
            (0..20_000).map(|_| (rng.random::<f64>() - 0.5) * 10_f64.powi(rng.random_range(-8..18))).collect();
        // Means of whole numbers end on halves of a digit.
        let mean = |rng: &mut ann::Rng| {
            let sum = 2_f64.powi(rng.random_range(30..53)) * rng.random::<f64>();
            sum.round() / 2_f64.powi(rng.random_range(1..40))
        };
        let means: Vec<f64> = (0..50_000).map(|_| mean(&mut rng)).collect();
        for x in edges.into_iter().chain(any).chain(usual).chain(means) {
            assert_eq!(number(x), serde_json::to_string(&x).unwrap());
            assert_eq!(Json::parse(&number(x)), Some(Json::Number(x)));
        }
        let all: String = ('\0'..'\u{200}').chain(['€', '\u{1F600}', '\u{2028}']).collect();
        assert_eq!(text(&all), serde_json::to_string(&all).unwrap());
        assert_eq!(Json::parse(&text(&all)), Some(Json::Text(all)));
    }

    #[test]
    fn values_are_read_and_what_is_none_is_not() {
        let read = Json::parse(" {\"a\" : [1, -2.5e3,null ], \"b\":{ }, \"c\":\"\\u00e9\\ud83d\\ude00\\/\"} ").unwrap();
        assert_eq!(
            read.get("a").unwrap().list(|value| Some(value.number())),
            Some(vec![Some(1.0), Some(-2500.0), None])
        );
        assert_eq!((read.get("b"), read.get("d")), (Some(&Json::Object(Vec::new())), None));
        assert_eq!(read.get("c").unwrap().text(), Some("é😀/"));
        let deep = "[".repeat(100_000);
        for wrong in [
            "",
            "{",
            "[1,]",
            "[1 2]",
            "{\"a\":}",
            "{a:1}",
            "nan",
            "1e999",
            "+1",
            "\"\\x\"",
            "\"\\ud800\"",
            "\"",
            "1 2",
            &deep,
        ] {
            assert_eq!(Json::parse(wrong), None, "{wrong:.20}");
        }
    }
}
