//! The encoding of a file, from its first bytes.
//!
//! A byte-order mark says it. Without one, text in which every other byte is often zero is UTF-16, and text that is
//! valid UTF-8 is UTF-8. What remains is mostly Windows-1252; only many different bytes that are not ASCII tell enough
//! about the language for another guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::collections::HashSet;

/// With fewer different bytes that are not ASCII, nothing can be told from which of them they are: the `µ` and `³` of
/// units are also letters of Polish.
const TELLING: usize = 8;

/// An encoding, and why.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Choice {
    pub encoding: &'static Encoding,
    /// How many bytes the byte-order mark has; 0 without one.
    pub mark: usize,
    /// Whether the encoding was neither given nor marked.
    pub guessed: bool,
}

/// The encoding of text that begins with `sample`, or is no longer than it if `whole`.
///
/// What is `given` is obeyed, but for a mark of UTF-16: that name alone does not tell the order of the bytes. A mark of
/// UTF-8 is no part of the text in any encoding.
pub(super) fn choose(sample: &[u8], whole: bool, given: Option<&'static Encoding>) -> Choice {
    let marked = Encoding::for_bom(sample);
    let mark = marked.map_or(0, |(_, mark)| mark);
    match (marked, given) {
        (Some((encoding, _)), _) if encoding != UTF_8 => Choice { encoding, mark, guessed: false },
        (_, Some(encoding)) => Choice { encoding, mark, guessed: false },
        (Some((encoding, _)), None) => Choice { encoding, mark, guessed: false },
        (None, None) => Choice { encoding: guess(sample, whole), mark, guessed: true },
    }
}

fn guess(sample: &[u8], whole: bool) -> &'static Encoding {
    if let Some(encoding) = unmarked_utf_16(sample) {
        return encoding;
    }
    match std::str::from_utf8(sample) {
        Ok(_) => return UTF_8,
        // The sample ends within a character.
        Err(error) if error.error_len().is_none() && !whole => return UTF_8,
        Err(_) => {}
    }
    let different: HashSet<u8> = sample.iter().copied().filter(|byte| !byte.is_ascii()).collect();
    if different.len() < TELLING {
        return WINDOWS_1252;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    detector.guess(None, Utf8Detection::Deny)
}

/// UTF-16 of which order, if one byte in four of a kind of places, and nearly none of the other kind, is zero: so
/// delimiters, digits and line ends look, whatever else there is.
fn unmarked_utf_16(sample: &[u8]) -> Option<&'static Encoding> {
    let mut zeros = [0, 0];
    for pair in sample.chunks_exact(2) {
        zeros[0] += usize::from(pair[0] == 0);
        zeros[1] += usize::from(pair[1] == 0);
    }
    let (many, few) = (sample.len() / 8, sample.len() / 64);
    match zeros {
        [even, odd] if odd > many && even <= few => Some(UTF_16LE),
        [even, odd] if even > many && odd <= few => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{EUC_KR, GBK, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251};

    fn guessed(bytes: &[u8]) -> &'static Encoding {
        let choice = choose(bytes, true, None);
        assert_eq!((choice.mark, choice.guessed), (0, true));
        choice.encoding
    }

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn a_mark_decides() {
        for (bytes, encoding, mark) in
            [(&b"\xef\xbb\xbfa"[..], UTF_8, 3), (b"\xff\xfea\0", UTF_16LE, 2), (b"\xfe\xff\0a", UTF_16BE, 2)]
        {
            assert_eq!(choose(bytes, true, None), Choice { encoding, mark, guessed: false });
        }
    }

    #[test]
    fn what_is_given_is_obeyed_where_it_can_be() {
        let choice = |bytes, given| choose(bytes, true, Some(given));
        let given = |encoding, mark| Choice { encoding, mark, guessed: false };
        assert_eq!(choice(b"a\xe9", WINDOWS_1252), given(WINDOWS_1252, 0));
        assert_eq!(choice(b"\xef\xbb\xbfa\xe9", WINDOWS_1252), given(WINDOWS_1252, 3));
        assert_eq!(choice(b"\xfe\xff\0a", UTF_16LE), given(UTF_16BE, 2));
        assert_eq!(choice(b"a\0", UTF_16LE), given(UTF_16LE, 0));
    }

    #[test]
    fn valid_utf_8_is_utf_8() {
        assert_eq!(guessed(b""), UTF_8);
        assert_eq!(guessed(b"a,b\n1,2\n"), UTF_8);
        assert_eq!(guessed("größe,m²\n".as_bytes()), UTF_8);
        // The last byte begins a character of UTF-8 that does not follow.
        let cut = &"größe,m²".as_bytes()[..10];
        assert_eq!(choose(cut, false, None).encoding, UTF_8);
        assert_eq!(choose(cut, true, None).encoding, WINDOWS_1252);
    }

    #[test]
    fn utf_16_is_told_by_its_zeros() {
        for text in ["a,b\n1,2\n", "город,цена\nМосква,15\nКазань,7\n"] {
            assert_eq!(guessed(&utf_16(text, u16::to_le_bytes)), UTF_16LE, "{text}");
            assert_eq!(guessed(&utf_16(text, u16::to_be_bytes)), UTF_16BE, "{text}");
        }
        assert_eq!(guessed(b"a,b\0\n1,2\n3,4\n5,6\n"), UTF_8);
        assert_eq!(guessed(&[0; 64]), UTF_8);
    }

    #[test]
    fn a_few_other_bytes_are_windows_1252() {
        for text in ["Temperature(°C),b", "Größe;Gewicht", "prix (€),durée", "10 µg/m³", "£,año", "naïve", "Ø mm,±5"]
        {
            assert_eq!(guessed(&encoded(text, WINDOWS_1252)), WINDOWS_1252, "{text}");
        }
        let units = "5,µg/m³,50 µS/cm\n".repeat(100);
        assert_eq!(guessed(&encoded(&units, WINDOWS_1252)), WINDOWS_1252);
    }

    #[test]
    fn many_other_bytes_tell_the_encoding() {
        for (encoding, text) in [
            (WINDOWS_1251, "город,цена,район\nМосква,15,Центральный\nКазань,7,Приволжский\n"),
            (
                WINDOWS_1250,
                "miasto,województwo,ludność\nŁódź,łódzkie,7\nŚwidnica,dolnośląskie,5\n\
                 Żory,śląskie,6\nPiła,wielkopolskie,3\nKraków,małopolskie,9\nPoznań,wielkopolskie,8\n",
            ),
            (SHIFT_JIS, "都市,人口\n東京,15\n大阪,7\n名古屋,5\n"),
            (GBK, "城市,人口\n北京,15\n上海,7\n广州,5\n深圳,4\n"),
            (EUC_KR, "도시,인구\n서울,15\n부산,7\n대구,5\n인천,4\n"),
            (
                WINDOWS_1252,
                "région,département,préfecture\nRhône-Alpes,Isère,Évreux\n\
                 Franche-Comté,Corrèze,Épinal\nPréfecture à Nîmes,Hérault,Ariège\n",
            ),
            (
                WINDOWS_1252,
                "Straße,Größe\nKöln,5\nMünchen,7\n\
                 Düsseldorf,Würzburg\nNürnberg,Göttingen\nTübingen,Süd\nLübeck,Größe\n",
            ),
        ] {
            assert_eq!(guessed(&encoded(text, encoding)).name(), encoding.name(), "{text}");
        }
    }
}
