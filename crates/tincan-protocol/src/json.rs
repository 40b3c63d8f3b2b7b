//! Reading JSON with little code: a page is downloaded before anybody can call.
//!
//! A text is parsed once, by one [small parser](read), into [`Json`]; then each type takes what it is made of from there, by
//! [`FromJson`]. What serde derives for reading does the same in one pass, and is made anew for each type and for each
//! place that its fields may come from, of which a tagged enum has three: 150 kB more for what a call page reads.
//!
//! A type has its reader beside its definition, by one of the macros here, which also implement [`Deserialize`]:
//!
//! ```
//! use tincan_protocol::json;
//!
//! # #[derive(Debug, PartialEq)]
//! struct Place {
//!     row: u32,
//!     seat: Option<u32>,
//! }
//!
//! json::object!(Place { row, seat });
//!
//! # #[derive(Debug, PartialEq)]
//! enum Wish {
//!     Sit { at: Place, quiet: bool },
//!     Stand,
//!     Unknown,
//! }
//!
//! json::tagged!("wish" of Wish {
//!     "sit" => Sit { at, quiet or false },
//!     "stand" => Stand,
//!     _ => Unknown,
//! });
//!
//! let read = json::read::<Wish>;
//! assert_eq!(read(r#"{"wish":"sit","at":{"row":3}}"#).unwrap(), Wish::Sit { at: Place { row: 3, seat: None }, quiet: false });
//! assert_eq!(read(r#"{"wish":"fly","to":"the moon"}"#).unwrap(), Wish::Unknown);
//! let refused = read(r#"{"wish":"sit","at":{"row":"x"}}"#).unwrap_err();
//! assert_eq!(refused.to_string(), "at.row: a number is expected, not a text");
//! ```

mod fields;
mod macros;
mod parser;
mod problem;

use std::fmt;

pub use self::{
    fields::{Fields, FromFields},
    problem::Problem,
};
#[doc(inline)]
pub use crate::{
    json_deserialize as deserialize, json_object as object, json_tagged as tagged, json_text as text,
    json_transparent as transparent, json_words as words,
};
use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// Some JSON, as it was parsed. Unlike `serde_json::Value` it does not hide that a name was given twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number. All that is read here is counted, so of a number that is negative, has a fraction or more than 64 bits it is kept only
    /// that it is one.
    Number(Option<u64>),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Self>),
    /// An object: its members, in the order in which they were written.
    Object(Vec<(String, Self)>),
}

impl Json {
    /// What it is, as it is said in a sentence.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Anything)
    }
}

struct Anything;

impl<'de> Visitor<'de> for Anything {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(Some(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.try_into().ok()))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number(None))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut object = Vec::new();
        while let Some(member) = members.next_entry()? {
            object.push(member);
        }
        Ok(Json::Object(object))
    }
}

/// What can be read from JSON.
pub trait FromJson: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// What is wrong, and where.
    fn from_json(json: Json) -> Result<Self, Problem>;

    /// What it is where its field is missing; `None`: the field must be there.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

impl FromJson for Json {
    fn from_json(json: Json) -> Result<Self, Problem> {
        Ok(json)
    }
}

impl FromJson for bool {
    fn from_json(json: Json) -> Result<Self, Problem> {
        match json {
            Json::Bool(value) => Ok(value),
            other => Err(Problem::expected("true or false", &other)),
        }
    }
}

impl FromJson for u64 {
    fn from_json(json: Json) -> Result<Self, Problem> {
        whole(&json, Self::MAX)
    }
}

impl FromJson for u32 {
    #[allow(clippy::cast_possible_truncation, reason = "it is at most the largest")]
    fn from_json(json: Json) -> Result<Self, Problem> {
        whole(&json, Self::MAX.into()).map(|number| number as Self)
    }
}

impl FromJson for u16 {
    #[allow(clippy::cast_possible_truncation, reason = "it is at most the largest")]
    fn from_json(json: Json) -> Result<Self, Problem> {
        whole(&json, Self::MAX.into()).map(|number| number as Self)
    }
}

impl FromJson for String {
    fn from_json(json: Json) -> Result<Self, Problem> {
        match json {
            Json::Text(text) => Ok(text),
            other => Err(Problem::expected("a text", &other)),
        }
    }
}

/// `null` is `None`, and so is a field that is missing.
impl<T: FromJson> FromJson for Option<T> {
    fn from_json(json: Json) -> Result<Self, Problem> {
        match json {
            Json::Null => Ok(None),
            json => T::from_json(json).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(json: Json) -> Result<Self, Problem> {
        let Json::List(items) = json else { return Err(Problem::expected("a list", &json)) };
        let mut list = Self::with_capacity(items.len());
        for item in items {
            list.push(T::from_json(item).map_err(|problem| problem.within(&format!("[{}]", list.len())))?);
        }
        Ok(list)
    }
}

/// A list of two.
impl<A: FromJson, B: FromJson> FromJson for (A, B) {
    fn from_json(json: Json) -> Result<Self, Problem> {
        let [first, second] = <[Json; 2]>::try_from(Vec::from_json(json)?)
            .map_err(|items| Problem::new(format_args!("a list of 2 is expected, not of {}", items.len())))?;
        let first = A::from_json(first).map_err(|problem| problem.within("[0]"))?;
        let second = B::from_json(second).map_err(|problem| problem.within("[1]"))?;
        Ok((first, second))
    }
}

/// Reads a text. It gives what `serde_json::from_str` gives, by a fraction of the code.
///
/// # Errors
/// It is no JSON, or not that of a `T`.
pub fn read<T: FromJson>(text: &str) -> Result<T, Problem> {
    T::from_json(parser::parse(text)?)
}

/// What the macros' [`Deserialize`] does.
///
/// # Errors
/// What is no JSON, or not that of a `T`.
pub fn deserialize<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::from_json(Json::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn whole(json: &Json, max: u64) -> Result<u64, Problem> {
    let Json::Number(number) = json else { return Err(Problem::expected("a number", json)) };
    let fitting = number.filter(|number| *number <= max);
    fitting.ok_or_else(|| Problem::new(format_args!("a whole number from 0 to {max} is expected, not another")))
}
