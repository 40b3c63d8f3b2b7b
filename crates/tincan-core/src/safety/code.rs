//! The code itself, and its pictures.

/// What two people compare: four of 64 pictures, 24 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SafetyCode([SafetyEmoji; 4]);

impl SafetyCode {
    /// The code of the first three bytes of a hash.
    #[must_use]
    pub fn from_bytes([first, second, third]: [u8; 3]) -> Self {
        let bits = u32::from_be_bytes([0, first, second, third]);
        Self([18, 12, 6, 0].map(|shift| SafetyEmoji((bits >> shift & 63) as u8)))
    }

    /// Its pictures, in order.
    #[must_use]
    pub fn emoji(&self) -> [SafetyEmoji; 4] {
        self.0
    }
}

/// One of the 64 pictures, which are told apart on small screens, and each of which is one word in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SafetyEmoji(u8);

impl SafetyEmoji {
    /// How many there are.
    pub const COUNT: usize = 64;

    /// All of them, in the order of their [`index`](Self::index).
    pub fn all() -> impl Iterator<Item = Self> {
        (0..64).map(Self)
    }

    /// Its place among them, from 0: for its word.
    #[must_use]
    pub fn index(self) -> usize {
        self.0.into()
    }

    /// What is drawn.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        SYMBOLS[self.index()]
    }
}

/// Never to be changed, nor put into another order: both sides have to see the same. None is newer than Unicode 9.
const SYMBOLS: [&str; SafetyEmoji::COUNT] = [
    "🐝", "🐌", "🐸", "🦉", "🐳", "🦊", "🐫", "🐑", "🐭", "🦆", "🐍", "🦀", "🐵", "🐻", "🐄", "🐢", "🍋", "🍒", "🍉",
    "🍇", "🥕", "🍞", "🧀", "🍩", "☕", "🥚", "🍿", "🍕", "⭐", "🌈", "⛄", "🌊", "🌋", "🍁", "🌻", "⚡", "🔑", "🔔",
    "🎈", "🎸", "🥁", "🎺", "🎲", "📷", "💡", "⏰", "🔨", "📎", "📚", "🎁", "🏆", "👑", "👢", "🎒", "☔", "⚓", "🚀",
    "🚂", "🚜", "🚲", "⛵", "🏠", "🏰", "⛺",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_picture_is_there_once() {
        assert_eq!(SYMBOLS.iter().collect::<BTreeSet<_>>().len(), SafetyEmoji::COUNT);
        assert!(SafetyEmoji::all().map(SafetyEmoji::index).eq(0..64));
    }

    #[test]
    fn each_bit_counts() {
        let symbols = |bytes| SafetyCode::from_bytes(bytes).emoji().map(SafetyEmoji::symbol).concat();
        assert_eq!(symbols([0, 0, 0]), "🐝🐝🐝🐝");
        assert_eq!(symbols([0xff, 0xff, 0xff]), "⛺⛺⛺⛺");
        assert_eq!(symbols([0b0000_0100, 0b0010_0000, 0b1100_0100]), "🐌🐸🦉🐳");
        let codes: BTreeSet<_> =
            (0..24).map(|bit| symbols((1_u32 << bit).to_be_bytes()[1..].try_into().unwrap())).collect();
        assert_eq!(codes.len(), 24);
    }
}
