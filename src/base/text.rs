//! Text of files on its way to a person: how much of it an error quotes, and which characters are no text.

/// The most characters that are quoted in one place.
const QUOTED_MAX: usize = 60;
/// The most characters that one part of an error has.
const WHOLE_MAX: usize = 1000;

/// A part of an error with everything in quotes cut at 60 characters, and itself at 1000.
pub fn short(text: String) -> String {
    if text.len() <= QUOTED_MAX {
        return text;
    }
    cut(&short_quotes(&text), WHOLE_MAX)
}

/// A text with everything in quotes cut at 60 characters.
pub fn short_quotes(text: &str) -> String {
    let mut short = String::with_capacity(text.len().min(WHOLE_MAX));
    let mut rest = text;
    while let Some((open, quote)) = rest.char_indices().find(|(_, c)| matches!(c, '"' | '`')) {
        short += &rest[..=open];
        let inside = &rest[open + 1..];
        let Some(close) = inside.find(quote) else {
            return short + &cut(inside, QUOTED_MAX);
        };
        short += &cut(&inside[..close], QUOTED_MAX);
        short.push(quote);
        rest = &inside[close + 1..];
    }
    short + rest
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Whether a character turns the direction of others.
fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a name may not have a character: one that commands a terminal or turns the direction of others. Line breaks
/// and tabs are in headers that people make.
pub fn is_no_name(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || turns(c)
}

/// A text with a visible sign for each character that would command a terminal or change the direction of others.
pub fn visible(text: &str) -> std::borrow::Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t')) || turns(c) || matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}')
    };
    if !text.contains(hidden) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match u32::from(c) {
            _ if !hidden(c) => shown.push(c),
            // the pictures of control characters
            code @ 0..=0x1f => shown.extend(char::from_u32(0x2400 + code)),
            0x7f => shown.push('\u{2421}'),
            code => shown += &format!("<U+{code:04X}>"),
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_cut() {
        let long = "ä".repeat(100_000);
        let kept = "ä".repeat(60);
        assert_eq!(short(format!("unknown `{long}`, not \"{long}\"")), format!("unknown `{kept}…`, not \"{kept}…\""));
        assert_eq!(short(format!("open \"{long}")), format!("open \"{kept}…"));
        // quotes in what is quoted, and no quotes at all
        assert!(short(format!("\"{}\"", "\"\"".repeat(100_000))).chars().count() <= WHOLE_MAX + 1);
        assert_eq!(short(long).chars().count(), WHOLE_MAX + 1);
        let names: Vec<String> = (0..12).map(|i| format!("\"{}\"", "n".repeat(50 + i % 10))).collect();
        let list = format!("the feature names are {}", names.join(", "));
        assert_eq!(short(list.clone()), list, "a list of names is shown whole");
    }

    #[test]
    fn what_commands_a_terminal_is_seen() {
        let text = "a\u{1b}[2J\u{7}\r\u{7f}\u{9b}1m\u{202e}z\u{2066}\u{200f}\tb\n";
        assert_eq!(visible(text), "a␛[2J␇␍␡<U+009B>1m<U+202E>z<U+2066><U+200F>\tb\n");
        assert!(matches!(visible("Zürich – 5 €\n"), std::borrow::Cow::Borrowed(_)));
    }
}
