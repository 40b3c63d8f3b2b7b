//! Texts that are nothing but emoji.

/// Whether a text is nothing but emoji, one to eight of them: it is then shown large.
///
/// It goes by the blocks of Unicode and the ways in which emoji are composed (UTS #51, 1.4.9), not by the list of all of them.
#[must_use]
pub fn is_emoji_only(text: &str) -> bool {
    let mut rest: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut count = 0;
    while !rest.is_empty() && count <= MOST {
        let length = emoji(&rest);
        if length == 0 {
            return false;
        }
        rest.drain(..length);
        count += 1;
    }
    (1..=MOST).contains(&count)
}

const MOST: usize = 8;
const AS_EMOJI: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const JOINER: char = '\u{200d}';

/// The length in bytes of the emoji that a text begins with; 0 if it begins with none.
fn emoji(text: &str) -> usize {
    let mut chars = text.chars().peekable();
    let Some(first) = chars.next() else { return 0 };
    let mut length = first.len_utf8();
    if is_flag_letter(first) {
        return chars.next_if(|c| is_flag_letter(*c)).map_or(0, |second| length + second.len_utf8());
    }
    let is_key = first.is_ascii_digit() || first == '#' || first == '*';
    let as_emoji = chars.next_if_eq(&AS_EMOJI).map_or(0, char::len_utf8);
    if is_key {
        let keycap = chars.next_if_eq(&KEYCAP).map_or(0, char::len_utf8);
        return if as_emoji * keycap > 0 { length + as_emoji + keycap } else { 0 };
    }
    if !(is_pictorial(first) || (is_symbol(first) && as_emoji > 0)) {
        return 0;
    }
    length += as_emoji;
    // Skin tones, and the letters of a flag of a region.
    while let Some(next) = chars.next_if(|c| matches!(c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')) {
        length += next.len_utf8();
    }
    if let Some(joiner) = chars.next_if_eq(&JOINER) {
        let from = length + joiner.len_utf8();
        let joined = emoji(&text[from..]);
        return if joined > 0 { from + joined } else { 0 };
    }
    length
}

fn is_flag_letter(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

/// Shown as a picture by itself, or as good as.
fn is_pictorial(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{231a}' | '\u{231b}')
        || matches!(
            c,
            '\u{23e9}'..='\u{23f3}' | '\u{25fd}' | '\u{25fe}' | '\u{2b1b}' | '\u{2b1c}' | '\u{2b50}' | '\u{2b55}'
        )
}

/// Shown as a picture if [`AS_EMOJI`] follows.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{21aa}')
        || matches!(c, '\u{2300}'..='\u{23ff}' | '\u{24c2}' | '\u{25aa}'..='\u{25fc}' | '\u{2934}' | '\u{2935}')
        || matches!(c, '\u{2b05}'..='\u{2b07}' | '\u{3030}' | '\u{303d}' | '\u{3297}' | '\u{3299}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn emoji_alone_are_told_from_text() {
        for text in ["🎉", "👍🏽", "❤️ ❤️", "👩‍👩‍👧", "🇰🇷🇬🇧", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "☎️", "©️", "👩🏽‍💻\n🦀"]
        {
            assert!(is_emoji_only(text), "{text:?}");
        }
        for text in ["", " ", "1", "#", "a🎉", "🎉!", "🇰", "©", "👩\u{200d}", "한", "\u{fe0f}", "🎉🎉🎉🎉🎉🎉🎉🎉🎉"]
        {
            assert!(!is_emoji_only(text), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn telling_emoji_never_panics(text: String, parts in prop::collection::vec(0..6_usize, 0..20)) {
            let parts: String = parts.into_iter().map(|part| ["👩", "\u{200d}", "\u{fe0f}", "🇰", "1", "\u{20e3}"][part]).collect();
            let _ = is_emoji_only(&text);
            let _ = is_emoji_only(&parts);
        }
    }
}
