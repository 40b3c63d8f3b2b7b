//! JSON as a text (RFC 8259).
//!
//! It reads what `serde_json` reads, which is proven by the tests, and nothing but [`Json`]: a quarter of the code.

use super::{Json, Problem};

/// The JSON of a text.
pub(super) fn parse(text: &str) -> Result<Json, Problem> {
    let mut parser = Parser { text, at: 0 };
    let json = parser.value(MAX_DEPTH)?;
    match parser.token() {
        None => Ok(json),
        Some(_) => Err(parser.no_json()),
    }
}

struct Parser<'a> {
    text: &'a str,
    /// The next byte to read. Where it stops, a character begins.
    at: usize,
}

impl Parser<'_> {
    /// A value in which others may be nested so deeply.
    fn value(&mut self, depth: u8) -> Result<Json, Problem> {
        match self.token() {
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'"') => self.string().map(Json::Text),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'[') if depth > 0 => self.list(depth - 1),
            Some(b'{') if depth > 0 => self.object(depth - 1),
            _ => Err(self.no_json()),
        }
    }

    fn word(&mut self, word: &str, json: Json) -> Result<Json, Problem> {
        if !self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
            return Err(self.no_json());
        }
        self.at += word.len();
        Ok(json)
    }

    fn list(&mut self, depth: u8) -> Result<Json, Problem> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.ends(b']', items.is_empty())? {
            items.push(self.value(depth)?);
        }
        Ok(Json::List(items))
    }

    fn object(&mut self, depth: u8) -> Result<Json, Problem> {
        self.at += 1;
        let mut members = Vec::new();
        while !self.ends(b'}', members.is_empty())? {
            if self.token() != Some(b'"') {
                return Err(self.no_json());
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return Err(self.no_json());
            }
            members.push((name, self.value(depth)?));
        }
        Ok(Json::Object(members))
    }

    /// Whether a list or an object ends here. If not, there is a comma before all but the first of what is in it.
    fn ends(&mut self, end: u8, first: bool) -> Result<bool, Problem> {
        if self.takes(end) {
            return Ok(true);
        }
        if first || self.takes(b',') { Ok(false) } else { Err(self.no_json()) }
    }

    fn number(&mut self) -> Result<Json, Problem> {
        let negative = self.skips(b"-");
        let mut whole = Some(0_u64);
        let digits = self.at;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            whole = whole.and_then(|whole| whole.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
            self.at += 1;
        }
        if self.at == digits || (self.at > digits + 1 && self.text.as_bytes()[digits] == b'0') {
            return Err(self.no_json());
        }
        if negative {
            whole = None;
        }
        if self.skips(b".") {
            self.digits()?;
            whole = None;
        }
        if self.skips(b"eE") {
            self.skips(b"+-");
            self.digits()?;
            whole = None;
        }
        Ok(Json::Number(whole))
    }

    fn digits(&mut self) -> Result<(), Problem> {
        let start = self.at;
        while self.skips(b"0123456789") {}
        if self.at > start { Ok(()) } else { Err(self.no_json()) }
    }

    fn string(&mut self) -> Result<String, Problem> {
        self.at += 1;
        let mut string = String::new();
        loop {
            let start = self.at;
            while self.byte().is_some_and(|byte| byte >= b' ' && byte != b'"' && byte != b'\\') {
                self.at += 1;
            }
            string.push_str(&self.text[start..self.at]);
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(string);
                }
                Some(b'\\') => {
                    self.at += 1;
                    string.push(self.escaped()?);
                }
                _ => return Err(self.no_json()),
            }
        }
    }

    /// What stands for a character after a backslash.
    fn escaped(&mut self) -> Result<char, Problem> {
        let character = match self.byte() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code(),
            _ => return Err(self.no_json()),
        };
        self.at += 1;
        Ok(character)
    }

    /// A character by its code in UTF-16: one unit, or two of which the second is escaped, too.
    fn code(&mut self) -> Result<char, Problem> {
        let first = self.unit()?;
        let code = match first {
            0xD800..0xDC00 => {
                let second = if self.skips(b"\\") && self.byte() == Some(b'u') { self.unit()? } else { 0 };
                let low = second.checked_sub(0xDC00).filter(|low| *low < 0x400);
                low.map_or(first, |low| 0x1_0000 + ((first - 0xD800) << 10) + low)
            }
            _ => first,
        };
        // Half a pair is no character.
        char::from_u32(code).ok_or_else(|| self.no_json())
    }

    /// `u` and four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Problem> {
        self.at += 1;
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16)).ok_or_else(|| self.no_json())?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    /// The next byte after white space.
    fn token(&mut self) -> Option<u8> {
        while self.skips(b" \t\n\r") {}
        self.byte()
    }

    /// Whether this comes after white space; then it is read.
    fn takes(&mut self, byte: u8) -> bool {
        let there = self.token() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Whether one of these comes; then it is read.
    fn skips(&mut self, any: &[u8]) -> bool {
        let there = self.byte().is_some_and(|byte| any.contains(&byte));
        self.at += usize::from(there);
        there
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    #[cold]
    fn no_json(&self) -> Problem {
        Problem::new(format_args!("no JSON at byte {}", self.at))
    }
}

/// So many lists and objects may be in each other: hostile texts would exhaust the stack.
const MAX_DEPTH: u8 = 127;
