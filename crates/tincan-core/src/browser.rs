//! Which browser this is, as far as what to tell a person depends on it. What a browser *can* do is never guessed from here.

/// A browser on a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Agent {
    /// Whose settings have to be opened.
    pub browser: Browser,
    /// Whose privacy settings have to be opened.
    pub system: System,
}

/// The browsers that have a way of their own to give permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Chrome, Chromium, and those that look the same.
    Chrome,
    /// Microsoft's.
    Edge,
    /// Opera.
    Opera,
    /// Samsung Internet.
    Samsung,
    /// Firefox.
    Firefox,
    /// Safari.
    Safari,
    /// Any other.
    Other,
}

/// The systems that have a way of their own to keep devices from a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum System {
    /// Windows.
    Windows,
    /// macOS.
    MacOs,
    /// iOS and iPadOS. Every browser there is Safari below, with settings of its own.
    Ios,
    /// Android.
    Android,
    /// `ChromeOS`.
    ChromeOs,
    /// Linux.
    Linux,
    /// Any other.
    Other,
}

impl Agent {
    /// Reads `navigator.userAgent`. An iPad says that it is a Mac; `navigator.maxTouchPoints` tells them apart.
    ///
    /// ```
    /// use tincan_core::browser::{Agent, Browser, System};
    ///
    /// let agent = Agent::parse("Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", 0);
    /// assert_eq!(agent, Agent { browser: Browser::Firefox, system: System::Linux });
    /// ```
    #[must_use]
    pub fn parse(user_agent: &str, touch_points: u32) -> Self {
        let says = |word: &str| user_agent.contains(word);
        let first = |table: &[(&str, Browser)]| table.iter().find(|(word, _)| says(word)).map(|(_, browser)| *browser);
        let system = if says("iPhone") || says("iPad") || says("iPod") || (says("Macintosh") && touch_points > 1) {
            System::Ios
        } else if says("Android") {
            System::Android
        } else if says("Windows") {
            System::Windows
        } else if says("Macintosh") {
            System::MacOs
        } else if says("CrOS") {
            System::ChromeOs
        } else if says("Linux") || says("X11") {
            System::Linux
        } else {
            System::Other
        };
        Self { browser: first(WORDS).unwrap_or(Browser::Other), system }
    }
}

/// Each browser claims to be those before it in history, so the younger ones come first.
const WORDS: &[(&str, Browser)] = &[
    ("Edg/", Browser::Edge),
    ("EdgA/", Browser::Edge),
    ("EdgiOS/", Browser::Edge),
    ("OPR/", Browser::Opera),
    ("OPT/", Browser::Opera),
    ("SamsungBrowser/", Browser::Samsung),
    ("FxiOS/", Browser::Firefox),
    ("Firefox/", Browser::Firefox),
    ("CriOS/", Browser::Chrome),
    ("Chrome/", Browser::Chrome),
    ("Safari/", Browser::Safari),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_tell_what_they_are_somewhere() {
        use Browser as B;
        use System as S;
        let table = [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                0,
                B::Chrome,
                S::Linux,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
                0,
                B::Edge,
                S::Windows,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
                0,
                B::Safari,
                S::MacOs,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Safari/605.1.15",
                5,
                B::Safari,
                S::Ios,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0",
                0,
                B::Firefox,
                S::MacOs,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
                5,
                B::Safari,
                S::Ios,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/156.0.0.0 Mobile/15E148 Safari/604.1",
                5,
                B::Chrome,
                S::Ios,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/153.0 Mobile/15E148 Safari/605.1.15",
                5,
                B::Firefox,
                S::Ios,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36",
                5,
                B::Chrome,
                S::Android,
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537.36",
                5,
                B::Samsung,
                S::Android,
            ),
            ("Mozilla/5.0 (Android 15; Mobile; rv:153.0) Gecko/153.0 Firefox/153.0", 5, B::Firefox, S::Android),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                0,
                B::Chrome,
                S::ChromeOs,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 OPR/130.0.0.0",
                0,
                B::Opera,
                S::Windows,
            ),
            ("curl/8", 0, B::Other, S::Other),
        ];
        for (user_agent, touch_points, browser, system) in table {
            assert_eq!(Agent::parse(user_agent, touch_points), Agent { browser, system }, "{user_agent}");
        }
    }
}
