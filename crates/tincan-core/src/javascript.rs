//! Data as the JavaScript that a page would contain.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use crate::amount::Amount;

/// An object literal, with its outermost `levels` of objects broken into lines:
/// `{ width: { ideal: 1280 } }`. All keys must be identifiers.
pub(crate) fn literal(value: &impl Serialize, levels: usize) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, Literal { levels, ..Literal::default() });
    // Neither writing into memory nor data with keys of text can fail.
    let _ = value.serialize(&mut serializer);
    String::from_utf8(text).unwrap_or_default()
}

#[derive(Default)]
struct Literal {
    levels: usize,
    depth: usize,
    is_key: bool,
    has_values: bool,
}

impl Literal {
    fn separate<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        if self.depth > self.levels {
            return writer.write_all(b" ");
        }
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }
}

impl Formatter for Literal {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{}", Amount::from(value))
    }

    fn begin_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if self.is_key { Ok(()) } else { writer.write_all(b"\"") }
    }

    fn end_string<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.begin_string(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.has_values = false;
        writer.write_all(b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        let is_broken = self.depth <= self.levels;
        self.depth -= 1;
        if self.has_values {
            if is_broken {
                writer.write_all(b",")?;
                self.separate(writer)?;
            } else {
                writer.write_all(b" ")?;
            }
        }
        self.has_values = true;
        writer.write_all(b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.is_key = true;
        if !first {
            writer.write_all(b",")?;
        }
        self.separate(writer)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_key = false;
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_values = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_bare_and_numbers_short() {
        let value = json!({ "a": { "b": { "c": 30.0, "d": "x\"y" }, "e": {} }, "f": true, "g": [1, 2] });
        assert_snapshot!(literal(&value, 2), @r#"
        {
          a: {
            b: { c: 30, d: "x\"y" },
            e: {},
          },
          f: true,
          g: [1,2],
        }
        "#);
        assert_snapshot!(literal(&value, 0), @r#"{ a: { b: { c: 30, d: "x\"y" }, e: {} }, f: true, g: [1,2] }"#);
        assert_snapshot!(literal(&json!({}), 1), @"{}");
    }
}
