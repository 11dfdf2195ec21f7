//! Claims: a sentence that compares numbers, stated over the recorded outputs, so that the build fails when it is no longer true.

use crate::library::scan::{Kind, scan};
use crate::problem::Problem;
use anyhow::{Context, Result, bail};
use evalexpr::Value;
use lazy_regex::regex;
use std::path::Path;

/// Whether `helps "p = 0.7" 2 < helps "λ = 10" 2` is true: an expression of the crate `evalexpr` in which a step, the beginning of a line
/// and the place of a word stand for the number printed there, which `recorded` finds for the three of them. An error tells that it is false, or no comparison, or
/// that a word is not a number.
pub fn holds(claim: &str, recorded: impl Fn(&str) -> Result<String>) -> Result<()> {
    let (mut numbers, mut end) = (String::new(), 0);
    for reference in regex!(r#"[\w/-]+\s+"[^"]*"\s+[1-9]\d*"#).find_iter(claim) {
        let word = recorded(reference.as_str())?;
        numbers += &format!("{}({:?})", &claim[end..reference.start()], number(&word)?);
        end = reference.end();
    }
    numbers += &claim[end..];
    match evalexpr::eval(&numbers).with_context(|| format!("`{numbers}` is not understood"))? {
        Value::Boolean(true) => Ok(()),
        Value::Boolean(false) => bail!("this does not hold: {claim}; with the recorded numbers: {}", numbers.trim()),
        _ => bail!("`{claim}` compares nothing; write for example `{{{{holds: gap \"with\" 1 < gap \"without\" 1}}}}`"),
    }
}

/// A word of an output as a number; `%`, `×` and punctuation at its end do not count.
fn number(word: &str) -> Result<f64> {
    let digits = word.trim_start_matches(['(', '[']).trim_end_matches(['%', '×', 'x', ',', '.', ';', ':', ')']);
    digits.replace('−', "-").parse().with_context(|| format!("`{word}` is no number"))
}

/// The sentences of a page that compare or conclude, stand in a section that shows numbers, and have no claim behind them: `holds`, or
/// `derived` where they follow from what was derived before.
pub fn unproved(file: &Path, text: &str) -> Vec<Problem> {
    let (mut prose, mut problems) = (String::new(), Vec::new());
    for piece in scan(file, text, 1, &mut Vec::new()) {
        let lines = "\n".repeat(piece.text.matches('\n').count());
        let is = |names: &[&str]| names.iter().any(|name| piece.text.trim_start().starts_with(name));
        match piece.kind {
            Kind::Prose => prose += piece.text,
            Kind::Directive if is(&["holds", "derived"]) => prose += &format!("{CLAIM}{lines}"),
            Kind::Directive if is(&["step", "output", "bench", "value", "figure"]) => {
                prose += &format!("{SHOWN}{lines}");
            }
            _ => prose += &lines,
        }
    }
    // A mark belongs to the sentence before it.
    let prose = regex!(r"(\s+)\x01").replace_all(&prose, "\u{1}$1");
    let compares = regex!(
        r"(?ix)\b(?: more | less | fewer | better | worse | best | worst | larger | smaller | largest | smallest | faster | slower
        | higher | lower | longer | shorter | near | nearly | twice | half | times\s+(?:as|the) | the\s+same | equal | hardly | almost
        | always | never | most | least | no\s+difference | not?\s+matter | as\s+\w+\s+as )\b"
    );
    let mut start = 0;
    for section in prose.split("\n#") {
        let sentences = regex!(r"(?s)\S.*?(?:[.!?][”)*]*\x01*(?:\s|\z)|\n\s*\n|\z)").find_iter(section);
        for sentence in sentences.filter(|sentence| sentence.start() > 0 && section.contains(SHOWN)) {
            if compares.is_match(sentence.as_str()) && !sentence.as_str().contains(CLAIM) {
                let line = 1 + prose[..start + sentence.start()].matches('\n').count();
                let words = sentence.as_str().split_whitespace().collect::<Vec<_>>().join(" ");
                problems.push(Problem::new(file, line, words.replace(SHOWN, "…")));
            }
        }
        start += section.len() + 2;
    }
    problems
}

/// In the prose of a page: here stood a claim.
const CLAIM: char = '\u{1}';
/// Here stood a number, an output or a figure.
const SHOWN: char = '\u{2}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_outputs() {
        let words = [("0.9762", 0.9762), ("−3", -3.0), ("75%", 75.0), ("1.5,", 1.5), ("8×", 8.0), ("1e-7", 1e-7)];
        for (word, expected) in words {
            assert_eq!(number(word).unwrap(), expected);
        }
        assert!(number("accuracy").is_err());
    }

    #[test]
    fn a_claim_is_true_or_told_with_its_numbers() {
        let recorded = |reference: &str| {
            let (place, unit) = (reference.rsplit(' ').next(), if reference.starts_with("gap") { "%" } else { "a" });
            Ok(format!("{}.5{unit}", place.unwrap()))
        };
        let holds = |claim: &str| holds(claim, recorded).map_err(|error| error.to_string());
        assert_eq!(holds(r#"gap "a" 1 < gap "b" 2 && 2.0 * gap "a" 1 == 3.0"#), Ok(()));
        assert!(holds(r#"gap "p = 0.7" 3 < gap "b" 2"#).unwrap_err().contains("(3.5) < (2.5)"));
        assert!(holds(r#"gap "a" 1"#).unwrap_err().contains("compares nothing"));
        assert!(holds(r#"other "a" 1 < 2"#).unwrap_err().contains("no number"));
        assert!(holds(r#"gap "a" 1 < "#).unwrap_err().contains("not understood"));
    }

    #[test]
    fn sentences_without_a_claim_are_found_where_numbers_are_shown() {
        let text = "# A\n\nMore is better.\n\n## B\n\n{{output: gap}}\n\nIt is 0.5 and faster. {{holds: x}}\nThis is\nslower. \
            Nothing here. It is twice as long.\n{{derived}}\n";
        let found = unproved(Path::new("p.md"), text);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!((found[0].line, found[0].message.as_str()), (10, "This is slower."));
    }
}
