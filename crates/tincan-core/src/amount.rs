//! Numbers that people read.

use std::fmt;

use serde::{Deserialize, Deserializer};

/// A number of at most three decimal places, such as a frame rate. It compares and prints as people would:
///
/// ```
/// use tincan_core::amount::Amount;
///
/// assert_eq!(Amount::from(29.97).to_string(), "29.97");
/// assert_eq!(Amount::from(30.0), Amount::from(30));
/// ```
///
/// The standard library's own printing of fractions brings tables of 10 kB into a page, for digits that nobody needs here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Amount {
    thousandths: i64,
}

impl Amount {
    /// As a floating-point number.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "three decimal places are what this is about")]
    pub fn value(self) -> f64 {
        self.thousandths as f64 / 1000.0
    }
}

impl From<f64> for Amount {
    /// Rounds. What is no number is 0, and what is too large is the largest.
    #[allow(clippy::cast_possible_truncation, reason = "the cast saturates")]
    fn from(value: f64) -> Self {
        Self { thousandths: (value * 1000.0).round() as i64 }
    }
}

impl From<u32> for Amount {
    fn from(value: u32) -> Self {
        Self { thousandths: i64::from(value) * 1000 }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.thousandths.unsigned_abs() / 1000, self.thousandths.unsigned_abs() % 1000);
        let sign = if self.thousandths < 0 { "-" } else { "" };
        match part {
            0 => write!(f, "{sign}{whole}"),
            part if part % 100 == 0 => write!(f, "{sign}{whole}.{}", part / 100),
            part if part % 10 == 0 => write!(f, "{sign}{whole}.{:02}", part / 10),
            part => write!(f, "{sign}{whole}.{part:03}"),
        }
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_people_write() {
        let table = [
            (0.0, "0"),
            (30.0, "30"),
            (29.97, "29.97"),
            (0.01, "0.01"),
            (1.5, "1.5"),
            (1.778, "1.778"),
            (-2.05, "-2.05"),
            (-0.5, "-0.5"),
            (f64::NAN, "0"),
            (1.0 / 3.0, "0.333"),
        ];
        for (value, text) in table {
            assert_eq!(Amount::from(value).to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_the_number(thousandths in -10_000_000..10_000_000_i32) {
            let value = f64::from(thousandths) / 1000.0;
            let printed: f64 = Amount::from(value).to_string().parse().unwrap();
            prop_assert!((printed - value).abs() < 0.000_5);
        }
    }
}
