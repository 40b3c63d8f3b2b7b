//! Why something was not read.

use std::fmt;

use super::Json;

/// What is wrong with some JSON, and where in it: `members[0].name: a name has at least one character`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<Wrong>);

/// In a box, so that handing it on takes little code.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    path: String,
    reason: String,
}

impl Problem {
    /// Something is wrong here.
    #[must_use]
    pub fn new(reason: impl fmt::Display) -> Self {
        Self(Box::new(Wrong { path: String::new(), reason: reason.to_string() }))
    }

    /// Something else should be here.
    #[must_use]
    pub fn expected(what: &str, found: &Json) -> Self {
        Self::new(format_args!("{what} is expected, not {}", found.kind()))
    }

    /// The same, seen from outside: what is wrong is wrong in this field, or at this index.
    #[must_use]
    pub fn within(mut self, field: &str) -> Self {
        let path = &mut self.0.path;
        if !path.is_empty() && !path.starts_with('[') {
            path.insert(0, '.');
        }
        path.insert_str(0, field);
        self
    }
}

impl std::error::Error for Problem {}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Wrong { path, reason } = &*self.0;
        let colon = if path.is_empty() { "" } else { ": " };
        write!(f, "{path}{colon}{reason}")
    }
}
