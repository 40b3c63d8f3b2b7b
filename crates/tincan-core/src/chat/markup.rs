//! What to make of a text: links, code, and nothing else.
//!
//! A text is split into spans, and each is shown as text in an element of its kind. Nothing in it is markup, and the only
//! addresses that become links are those that show where they lead.

mod emoji;
mod link;

pub use self::emoji::is_emoji_only;

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span<'a> {
    /// What it is.
    pub kind: Kind,
    /// What to show; of a link, also where it leads.
    pub text: &'a str,
    /// What was written: the text and, of code, the backticks around it. All of them together are the whole text.
    pub source: &'a str,
}

/// What a [`Span`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Just text, with its line breaks.
    Plain,
    /// Code within a line: between single backticks.
    Code,
    /// Lines of code: between three backticks and three backticks.
    CodeBlock,
    /// An `http` or `https` address with a host and without credentials, to be opened elsewhere (`rel="noopener noreferrer"`).
    Link,
}

/// The spans of a text, in order, none of them empty.
#[must_use]
pub fn spans(text: &str) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut rest = text;
    // Where a search for the end of a piece of code failed, another one would fail as well.
    let mut closes = true;
    let mut from = 0;
    while let Some(at) = rest[from..].find('`').map(|at| from + at).filter(|_| closes) {
        if let Some(code) = code(&rest[at..]) {
            split_links(&rest[..at], &mut spans);
            rest = &rest[at + code.source.len()..];
            from = 0;
            spans.push(code);
        } else {
            from = at + rest[at..].bytes().take_while(|byte| *byte == b'`').count();
            closes = rest[from..].contains('`');
        }
    }
    split_links(rest, &mut spans);
    spans
}

/// The code that begins here, at a backtick.
fn code(text: &str) -> Option<Span<'_>> {
    if let Some(inside) = text.strip_prefix(FENCE) {
        let end = inside.find(FENCE)?;
        let code = &inside[..end];
        // The first line may name the language.
        let first = code.find('\n').filter(|end| code[..*end].bytes().all(|byte| byte.is_ascii_graphic()));
        let shown = first.map_or(code, |end| &code[end + 1..]);
        let shown = shown.strip_suffix('\n').unwrap_or(shown);
        let source = &text[..2 * FENCE.len() + end];
        return (!shown.trim().is_empty()).then_some(Span { kind: Kind::CodeBlock, text: shown, source });
    }
    let inside = &text[1..];
    let end = inside.find(['`', '\n']).filter(|end| inside[*end..].starts_with('`'))?;
    let shown = &inside[..end];
    (!shown.trim().is_empty()).then_some(Span { kind: Kind::Code, text: shown, source: &text[..end + 2] })
}

const FENCE: &str = "```";

fn split_links<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    let mut plain_from = 0;
    let mut from = 0;
    while let Some(at) = text[from..].find("://").map(|at| from + at) {
        from = at + 3;
        let Some(link) = link::around(&text[plain_from..], at - plain_from) else { continue };
        let link = plain_from + link.start..plain_from + link.end;
        push_plain(&text[plain_from..link.start], spans);
        let address = &text[link.clone()];
        spans.push(Span { kind: Kind::Link, text: address, source: address });
        plain_from = link.end;
        from = link.end;
    }
    push_plain(&text[plain_from..], spans);
}

fn push_plain<'a>(text: &'a str, spans: &mut Vec<Span<'a>>) {
    if !text.is_empty() {
        spans.push(Span { kind: Kind::Plain, text, source: text });
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `[link]`, `{code}`, `{{block}}`.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let drawn: String = spans(text)
            .iter()
            .map(|span| match span.kind {
                Kind::Plain => span.text.to_owned(),
                Kind::Code => format!("{{{}}}", span.text),
                Kind::CodeBlock => format!("{{{{{}}}}}", span.text),
                Kind::Link => format!("[{}]", span.text),
            })
            .collect();
        assert_eq!(drawn, expected, "{text:?}");
    }

    #[test]
    fn code_is_between_backticks() {
        check("use `let x`, not `var`", "use {let x}, not {var}");
        check("```\nfn main() {\n    a`b\n}\n``` end", "{{fn main() {\n    a`b\n}}} end");
        check("```rust\nlet x\n```\n```let x\ny```", "{{let x}}\n{{let x\ny}}");
        check("```inline```", "{{inline}}");
        check("`https://a.example`", "{https://a.example}");
        check("`a` `b", "{a} `b");
        check("`a\nb`", "`a\nb`");
        check("`` ``` ` ", "`` ``` ` ");
        check("no` code", "no` code");
    }

    #[test]
    fn addresses_are_links_without_what_follows() {
        check("see https://a.example/b?c=d#e.", "see [https://a.example/b?c=d#e].");
        check("(http://a.example/b_(c)), HTTPS://A.example!", "([http://a.example/b_(c)]), [HTTPS://A.example]!");
        check("http://localhost:8080/r/abc", "[http://localhost:8080/r/abc]");
        check("여기https://예시.example/길。다음", "여기[https://예시.example/길]。다음");
        check("<https://a.example>\"https://b.example\"", "<[https://a.example]>\"[https://b.example]\"");
        check("https://a.example/?b=https://c.example x", "[https://a.example/?b=https://c.example] x");
        check("https://a.example...", "[https://a.example]...");
        check("**https://a.example**", "**[https://a.example]**");
    }

    #[test]
    fn what_leads_elsewhere_than_it_looks_is_no_link() {
        for text in [
            "javascript://a.example/%0aalert(1)",
            "data://a.example",
            "file:///etc/passwd",
            "ftp://a.example",
            "xhttps://a.example",
            "https://",
            "https:///a",
            "https://.",
            "https://-",
            "https://bank.example@evil.example",
            "https://bank.example:pass@evil.example/",
            "https://a..b/",
            "https://a.example:99999999/",
            "https://a.example:x/",
            "https://a.example\\@evil.example",
            "www.a.example",
            "://a.example",
        ] {
            check(text, text);
        }
        check("https://a.example/\u{202e}gpj.exe", "[https://a.example/]\u{202e}gpj.exe");
        check("https://a.example/\u{200b}b", "[https://a.example/]\u{200b}b");
    }

    fn tokens() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            prop::sample::select(vec![
                "`",
                "```",
                "http",
                "https",
                "://",
                "a.example",
                "@",
                ":80",
                "/",
                ".",
                ")",
                "(",
                "\n",
                " ",
                "한",
                "🎉",
                "<b>",
                "\"",
                "&amp;",
                "javascript:"
            ])
            .prop_map(str::to_owned),
            any::<String>(),
        ];
        prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
    }

    proptest! {
            #[test]
            fn all_spans_are_the_whole_text(text in tokens()) {
                let spans = spans(&text);
                prop_assert_eq!(spans.iter().map(|span| span.source).collect::<String>(), &*text);
                for span in spans {
                    prop_assert!(!span.source.is_empty() && span.source.contains(span.text));
                    match span.kind {
                        Kind::Plain => prop_assert_eq!(span.text, span.source),
                        Kind::Code | Kind::CodeBlock => prop_assert!(!span.text.trim().is_empty()),
                        Kind::Link => {
                            let (scheme, rest) = span.text.split_once("://").unwrap();
                            prop_assert!(scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
                            prop_assert!(rest.starts_with(char::is_alphanumeric));
                            let strange = |c: char| c.is_whitespace() || "<>\"'`\\{}^|".contains(c);
    prop_assert!(!span.text.contains(strange));
                            let authority = rest.split(['/', '?', '#']).next().unwrap();
                            prop_assert!(!authority.contains('@'));
                        }
                    }
                }
            }
        }
}
