//! Which characters the formulas of a page show, and how small.

use lazy_regex::regex;
use std::collections::BTreeMap;
use std::iter;

/// The characters of formulas, each with how deep it stands at most: 0 on the line, 1 in an exponent or a fraction, 2 in one of those.
pub type Text = BTreeMap<char, usize>;

/// The characters that the mathematics in some HTML needs: those in its `<math>` elements, the italic ones that a browser puts in place
/// of a letter, the sign that it draws for a root, and the blank, without which the font would not be the first one for the element.
pub fn needed(html: &str) -> Text {
    let mut needed = Text::from([('√', 2), (' ', 0)]);
    // In the JSON of the cards the end of an element is written `<\\/math>`.
    for element in regex!(r"<math\b.*?<\\?/math>"s).find_iter(html) {
        let mut around: Vec<Around> = Vec::new();
        for part in element.as_str().split('<') {
            let Some((tag, text)) = part.split_once('>') else { continue };
            if tag.starts_with(['/', '\\']) {
                around.pop();
            } else if !tag.ends_with('/') {
                let child = Around::new(tag, around.last_mut());
                around.push(child);
            }
            let depth = around.last().map_or(0, |element| element.depth);
            for character in characters(text) {
                merge(&mut needed, [(character, depth)]);
                merge(&mut needed, italic(character).map(|italic| (italic, depth)));
            }
        }
    }
    needed
}

/// An element of MathML around a character.
struct Around<'a> {
    name: &'a str,
    /// How many children it has so far.
    children: usize,
    /// How deep it stands at most.
    depth: usize,
    /// Whether its fractions are as large as those of a displayed equation.
    is_display: bool,
}

impl<'a> Around<'a> {
    /// The next child of an element.
    fn new(tag: &'a str, parent: Option<&mut Around>) -> Around<'a> {
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        let (mut depth, mut is_display) = (0, regex!(r#"display=\\?"block"#).is_match(tag));
        if let Some(parent) = parent {
            parent.children += 1;
            let deeper = match parent.name {
                "mfrac" => usize::from(!parent.is_display),
                "msub" | "msup" | "msubsup" | "mmultiscripts" | "munder" | "mover" | "munderover" => {
                    usize::from(parent.children > 1)
                }
                "mroot" if parent.children > 1 => 2,
                _ => 0,
            };
            depth = parent.depth + deeper;
            is_display = parent.is_display && deeper == 0 && !matches!(parent.name, "mfrac" | "mtable");
        }
        if tag.contains("displaystyle") {
            is_display = regex!(r#"displaystyle=\\?"true"#).is_match(tag);
        }
        // `scriptlevel="0"`, or `"+1"`.
        if let Some(level) = regex!(r#"scriptlevel=\\?"(\+?)(\d)"#).captures(tag) {
            depth = level[2].parse().unwrap_or(0) + if level[1].is_empty() { 0 } else { depth };
        }
        Around { name, children: 0, depth, is_display }
    }
}

/// Adds more characters.
pub fn merge(text: &mut Text, more: impl IntoIterator<Item = (char, usize)>) {
    for (character, depth) in more {
        let known = text.entry(character).or_default();
        *known = depth.max(*known);
    }
}

/// The characters of a text between tags, in which some are written as references.
fn characters(text: &str) -> impl Iterator<Item = char> {
    let mut rest = text;
    iter::from_fn(move || {
        let reference = rest.strip_prefix('&').and_then(|after| after.split_once(';'));
        let (character, after) = match reference {
            Some((name, after)) => (referred(name).unwrap_or(char::REPLACEMENT_CHARACTER), after),
            None => (rest.chars().next()?, &rest[rest.chars().next()?.len_utf8()..]),
        };
        rest = after;
        Some(character)
    })
}

/// What a character reference stands for, of those that are written in mathematics.
fn referred(name: &str) -> Option<char> {
    let code = match name {
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "amp" => return Some('&'),
        _ => name.strip_prefix('#')?,
    };
    let code = code.strip_prefix('x').map_or_else(|| code.parse(), |code| u32::from_str_radix(code, 16)).ok()?;
    char::from_u32(code)
}

/// The italic form of a letter, as MathML Core maps a letter that is alone in its `<mi>`.
pub fn italic(letter: char) -> Option<char> {
    let shifted = |first: char, italic: u32| char::from_u32(u32::from(letter) - u32::from(first) + italic);
    match letter {
        'h' => Some('ℎ'),
        'A'..='Z' => shifted('A', 0x1d434),
        'a'..='z' => shifted('a', 0x1d44e),
        'Α'..='Ω' => shifted('Α', 0x1d6e2),
        'α'..='ω' => shifted('α', 0x1d6fc),
        '∇' => Some('𝛻'),
        '∂' => Some('𝜕'),
        'ϵ' => Some('𝜖'),
        'ϑ' => Some('𝜗'),
        'ϕ' => Some('𝜙'),
        'ϱ' => Some('𝜚'),
        'ϖ' => Some('𝜛'),
        'ı' => Some('𝚤'),
        'ȷ' => Some('𝚥'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn what_mathematics_needs_is_in_its_elements_and_in_what_a_browser_makes_of_them() {
        let html = "é <math data-tex=\"q\"><mi>h</mi><mo>&#40;</mo><mi>α</mi><mo>&lt;</mo><mn>&#x32;</mn></math> ü \"<math><mi>ü<\\/mi><\\/math>ä";
        assert_eq!(needed(html).into_keys().collect::<BTreeSet<_>>(), "h(α<2üℎ𝛼√ ".chars().collect());
    }

    #[test]
    fn what_stands_in_exponents_and_fractions_is_deeper() {
        let text = needed(
            "<math><msup><mi>a</mi><mrow><mi>b</mi><msub><mi>c</mi><mn>1</mn></msub></mrow></msup><mo>+</mo><mfrac><mn>2</mn>\
             <mn>3</mn></mfrac><mspace width=\"1em\"></mspace><mi scriptlevel=\"1\">d</mi></math> <math><mi>b<\\/mi><\\/math>",
        );
        let depths = ['a', 'b', 'c', '1', '+', '2', '3', 'd', '𝑎', '𝑏'].map(|c| text[&c]);
        assert_eq!(depths, [0, 1, 1, 2, 0, 1, 1, 1, 0, 1]);
        let fraction = "<mfrac><mi>a</mi><mfrac><mi>b</mi><mi>c</mi></mfrac></mfrac>";
        let depths = |tag: &str| ['a', 'b'].map(|c| needed(&format!("<math{tag}>{fraction}</math>"))[&c]);
        assert_eq!((depths(""), depths(" display=\"block\"")), ([1, 2], [0, 1]));
    }
}
