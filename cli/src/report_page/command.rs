//! How this training was asked for: every setting, and the command that repeats it. The command line tells both, so that an option that
//! is new is on the page, too.

use super::text::is_odd;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, CommandFactory};

/// What says where things are written and what is printed, and changes nothing of the result.
const NOT_REPEATED: [&str; 6] = ["model", "report", "checkpoint", "every", "resume", "format"];
/// A command of more bytes than this is for no reader.
const LONGEST: usize = 20_000;

/// An option of the command.
pub struct Setting {
    pub name: String,
    /// As it was given, or its default; `None` if neither.
    pub value: Option<String>,
    pub is_given: bool,
    /// What it means.
    pub help: String,
}

/// The command line, taken apart.
pub struct CommandLine {
    arguments: Vec<Arg>,
    matches: ArgMatches,
}

impl CommandLine {
    /// That of this process; `None` if it is no training.
    pub fn of_this_process() -> Option<Self> {
        let mut command = crate::Arguments::command();
        command.build();
        let all = command.find_subcommand("train")?.get_arguments();
        let tells = |argument: &&Arg| !matches!(argument.get_action(), ArgAction::Help | ArgAction::Version);
        let arguments = all.filter(tells).cloned().collect();
        let mut matches = command.try_get_matches_from(std::env::args_os()).ok()?;
        let (_, matches) = matches.remove_subcommand()?;
        Some(CommandLine { arguments, matches })
    }

    /// Every option that a training has, in the order of its help.
    pub fn settings(&self) -> Vec<Setting> {
        let options = self.arguments.iter().filter(|argument| !argument.is_positional());
        options.filter_map(|argument| self.setting(argument)).collect()
    }

    fn setting(&self, argument: &Arg) -> Option<Setting> {
        let is_given = self.is_given(argument);
        let value = match argument.get_action().takes_values() {
            true => self.raw(argument).map(|value| String::from_utf8_lossy(&value).into_owned()),
            false => Some(if is_given { "yes" } else { "no" }.to_owned()),
        };
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        Some(Setting { name: format!("--{}", argument.get_long()?), value, is_given, help })
    }

    fn is_given(&self, argument: &Arg) -> bool {
        self.matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
    }

    /// The values of an argument as they were given, with commas between them.
    fn raw(&self, argument: &Arg) -> Option<Vec<u8>> {
        let values = self.matches.get_raw(argument.get_id().as_str())?;
        Some(values.map(std::ffi::OsStr::as_encoded_bytes).collect::<Vec<_>>().join(&b','))
    }

    /// The command for a shell; `None` if it would be too long.
    pub fn repeat(&self) -> Option<String> {
        let mut command = "ann train".to_owned();
        // What is no option first: its place says what it is.
        let (places, options): (Vec<_>, Vec<_>) = self.arguments.iter().partition(|argument| argument.is_positional());
        for argument in places.into_iter().chain(options) {
            if !self.is_given(argument) || NOT_REPEATED.contains(&argument.get_id().as_str()) {
                continue;
            }
            let value = self.raw(argument).unwrap_or_default();
            match argument.get_long() {
                // After `./` it can be taken for nothing else.
                None if value.starts_with(b"-") => command += &format!(" {}", quoted(&[b"./", &value[..]].concat())),
                None => command += &format!(" {}", quoted(&value)),
                Some(long) if !argument.get_action().takes_values() => command += &format!(" --{long}"),
                Some(long) if value.starts_with(b"-") || value.is_empty() => {
                    command += &format!(" --{long}={}", quoted(&value));
                }
                Some(long) => command += &format!(" --{long} {}", quoted(&value)),
            }
        }
        (command.len() <= LONGEST).then_some(command)
    }
}

/// A word for a shell. What cannot be seen, or is no UTF-8, is written as bytes, `$'\xe2'`, which bash, zsh and ksh understand.
fn quoted(word: &[u8]) -> String {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-./,:@%".contains(byte);
    let text = std::str::from_utf8(word);
    match text {
        Ok(text) if !word.is_empty() && word.iter().all(is_plain) => text.to_owned(),
        Ok(text) if !text.chars().any(is_odd) => format!("'{}'", text.replace('\'', r"'\''")),
        _ => {
            let mut quoted = "$'".to_owned();
            for chunk in word.utf8_chunks() {
                for c in chunk.valid().chars() {
                    match c {
                        '\'' | '\\' => quoted.extend(['\\', c]),
                        _ if is_odd(c) => quoted += &bytes(c.encode_utf8(&mut [0; 4]).as_bytes()),
                        _ => quoted.push(c),
                    }
                }
                quoted += &bytes(chunk.invalid());
            }
            quoted + "'"
        }
    }
}

fn bytes(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn every_word_comes_out_of_a_shell_as_it_went_in() {
        let words: [&[u8]; 9] = [
            b"plain-1.csv",
            b"",
            b"two words",
            b"it's",
            b"$(rm x) `y` \"z\" \\ ! * ~",
            "Größe".as_bytes(),
            "a\u{202e}b'c\\d\n".as_bytes(),
            b"\xff\xfe0",
            "\u{1b}[31m".as_bytes(),
        ];
        for word in words {
            let script = format!("printf %s {}", quoted(word));
            let output = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
            assert_eq!(output.stdout, word, "{script}");
        }
        assert_eq!(quoted(b"it's"), r"'it'\''s'");
        assert_eq!(quoted("a\u{202e}b".as_bytes()), r"$'a\xe2\x80\xaeb'");
    }
}
