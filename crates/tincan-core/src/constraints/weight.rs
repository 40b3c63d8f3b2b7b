//! How much a constraint matters.

use serde::{Serialize, Serializer, ser::SerializeMap};

/// How much a value without an order matters: an id, a name, a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Constraint<T> {
    /// The value alone, as a page would write it without thinking further. Browsers take it as `Ideal`.
    Bare(T),
    /// The nearest to it, but never a failure.
    Ideal(T),
    /// This or an `OverconstrainedError`.
    Exact(T),
}

impl<T> Constraint<T> {
    /// The value, whatever its weight.
    pub const fn value(&self) -> &T {
        match self {
            Self::Bare(value) | Self::Ideal(value) | Self::Exact(value) => value,
        }
    }
}

impl<T> Constraint<T> {
    /// The same of another value.
    pub(super) fn map<U>(&self, value: impl FnOnce(&T) -> U) -> Constraint<U> {
        match self {
            Self::Bare(it) => Constraint::Bare(value(it)),
            Self::Ideal(it) => Constraint::Ideal(value(it)),
            Self::Exact(it) => Constraint::Exact(value(it)),
        }
    }
}

impl<T: Serialize> Serialize for Constraint<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bare(value) => value.serialize(serializer),
            Self::Ideal(value) => one_entry(serializer, "ideal", value),
            Self::Exact(value) => one_entry(serializer, "exact", value),
        }
    }
}

/// How much a number matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Range<T> {
    /// The number alone. Browsers take it as `Ideal`.
    Bare(T),
    /// The nearest to it, but never a failure.
    Ideal(T),
    /// This or an `OverconstrainedError`.
    Exact(T),
    /// Within the bounds or an `OverconstrainedError`; within them the nearest to `ideal`.
    Within {
        /// Not less.
        min: Option<T>,
        /// Best.
        ideal: Option<T>,
        /// Not more.
        max: Option<T>,
    },
}

impl<T> Range<T> {
    /// This or more.
    pub const fn at_least(min: T) -> Self {
        Self::Within { min: Some(min), ideal: None, max: None }
    }

    /// This or less.
    pub const fn at_most(max: T) -> Self {
        Self::Within { min: None, ideal: None, max: Some(max) }
    }

    /// One of these or what lies between them.
    pub const fn between(min: T, max: T) -> Self {
        Self::Within { min: Some(min), ideal: None, max: Some(max) }
    }
}

impl<T> Range<T> {
    /// The same of other numbers.
    pub(super) fn map<U>(self, number: impl Fn(T) -> U) -> Range<U> {
        match self {
            Self::Bare(it) => Range::Bare(number(it)),
            Self::Ideal(it) => Range::Ideal(number(it)),
            Self::Exact(it) => Range::Exact(number(it)),
            Self::Within { min, ideal, max } => {
                Range::Within { min: min.map(&number), ideal: ideal.map(&number), max: max.map(&number) }
            }
        }
    }
}

impl<T: Serialize> Serialize for Range<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Bare(value) => value.serialize(serializer),
            Self::Ideal(value) => one_entry(serializer, "ideal", value),
            Self::Exact(value) => one_entry(serializer, "exact", value),
            Self::Within { min, ideal, max } => {
                let mut map = serializer.serialize_map(None)?;
                for (key, bound) in [("min", min), ("ideal", ideal), ("max", max)] {
                    if let Some(bound) = bound {
                        map.serialize_entry(key, bound)?;
                    }
                }
                map.end()
            }
        }
    }
}

fn one_entry<S: Serializer, T: Serialize>(serializer: S, key: &str, value: &T) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, value)?;
    map.end()
}
