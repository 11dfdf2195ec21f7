//! What a lab starts from, as a page writes it behind its address: `data=moons&rate=0.1`.

use ann::{Error, Result};
use std::ops::RangeInclusive;
use std::str::FromStr;

/// Words by their names, as they were written.
#[derive(Debug, Clone)]
pub struct Settings<'t>(Vec<(&'t str, &'t str)>);

impl<'t> Settings<'t> {
    /// Takes the text apart. An empty one is all defaults.
    ///
    /// # Errors
    ///
    /// [`Error::Choice`] that names a key which is none of `keys`, and these; [`Error::Data`] if a key has no value.
    pub fn parse(text: &'t str, keys: &[&str]) -> Result<Self> {
        let pair = |part: &'t str| {
            let (key, value) = part.split_once('=').ok_or_else(|| Error::Data {
                problem: format!("`{part}` says nothing: a setting is a name and a value, such as `{part}=1`"),
            })?;
            if !keys.contains(&key) {
                return Err(Error::Choice { what: "setting", given: key.to_owned(), choices: keys.join(", ") });
            }
            Ok((key, value))
        };
        text.split('&').filter(|part| !part.is_empty()).map(pair).collect::<Result<_>>().map(Settings)
    }

    /// The value behind `key`, the last if there are several.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&'t str> {
        self.0.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| *value)
    }

    /// A number of this range, or `default` if nothing is said.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if it is no number, or out of the range, which `requirement` tells in words.
    pub fn number<N: FromStr + PartialOrd + Copy>(
        &self,
        key: &'static str,
        default: N,
        range: RangeInclusive<N>,
        requirement: &'static str,
    ) -> Result<N> {
        let Some(text) = self.text(key) else { return Ok(default) };
        let number = text.parse().ok().filter(|number| range.contains(number));
        number.ok_or_else(|| Error::Setting { name: key, value: text.to_owned(), requirement })
    }

    /// What a word names, such as an activation; `default` if nothing is said.
    ///
    /// # Errors
    ///
    /// That of the type, which names what would do.
    pub fn named<T: FromStr<Err = Error>>(&self, key: &str, default: T) -> Result<T> {
        self.text(key).map_or(Ok(default), str::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_read_and_a_wrong_one_is_told_what_would_be_right() {
        let parse = |text| Settings::parse(text, &["rate", "rule"]);
        let read = parse("rate=0.1&rule=adam&rate=0.2").unwrap();
        assert_eq!(read.number("rate", 1.0, 0.0..=1.0, "0 to 1").unwrap(), 0.2);
        assert_eq!(read.named("rule", ann::Optimizer::Sgd).unwrap(), ann::Optimizer::ADAM);
        assert_eq!(parse("").unwrap().number("rate", 3, 0..=9, "0 to 9").unwrap(), 3);
        let refused = parse("speed=1").unwrap_err().to_string();
        assert_eq!(refused, "there is no setting 'speed'; choose one of: rate, rule");
        assert!(parse("rate").unwrap_err().to_string().contains("`rate=1`"));
        for wrong in ["rate=fast", "rate=2", "rate=NaN"] {
            let refused = parse(wrong).unwrap().number("rate", 1.0, 0.0..=1.0, "from 0 to 1").unwrap_err();
            assert!(refused.to_string().ends_with("but it must be from 0 to 1"), "{refused}");
        }
    }
}
