//! What a person can do about a media error, by error, browser and system.

use crate::{
    browser::{Agent, Browser, System},
    media_error::{DeniedBy, MediaErrorKind},
};

/// The next step. The app has words for each, in every language; those that begin with `Allow` are the permission guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NextStep {
    /// Press the sign at the left of the address, and switch the device on there (Chrome, Edge, Opera on a computer).
    AllowInChromium,
    /// Press the crossed-out device in the address bar, and take the block away (Firefox on a computer).
    AllowInFirefox,
    /// In the menu *Safari*, open the settings for this website, and allow the device (macOS).
    AllowInSafari,
    /// Press the sign beside the address, then *Permissions* (browsers on Android).
    AllowInAndroidBrowser,
    /// Press the sign beside the address, then the settings of the website (Safari on iPhone and iPad).
    AllowInIosSafari,
    /// In the system's *Settings*, open this browser, and allow the device (other browsers on iPhone and iPad).
    AllowInIosSettings,
    /// In a browser that is not known here: open its settings for this page.
    AllowInBrowser,
    /// *Settings*, *Privacy & security*, *Camera* or *Microphone*: let desktop apps use it.
    AllowInWindows,
    /// *System Settings*, *Privacy & Security*, *Camera* or *Microphone*: switch the browser on.
    AllowInMacOs,
    /// *System Settings*, *Privacy & Security*, *Screen & System Audio Recording*: switch the browser on, then start it anew.
    AllowScreenInMacOs,
    /// *Settings*, *Apps*, the browser, *Permissions*.
    AllowInAndroid,
    /// The privacy settings of a system that is not known here better.
    AllowInSystem,
    /// Try again, and choose *Allow* when the browser asks.
    AnswerAllow,
    /// The page stands inside another that forbids it: open the link in a window of its own.
    OpenInOwnWindow,
    /// Ask for a link that begins with `https://`.
    UseHttps,
    /// Plug a device in, or switch it on.
    PlugIn,
    /// The same; it may also be that the system keeps it from the browser (Firefox on macOS says the same for both).
    PlugInOrAllowInMacOs,
    /// Another program or window uses the device: close it.
    CloseOtherPrograms,
    /// Choose another device, or ask for less.
    ChooseAnother,
    /// Unplug the device and plug it in again, or restart the browser.
    Replug,
    /// Press or click something on the page, then try again.
    ActOnPage,
    /// Update the browser, or use a current one.
    UseAnotherBrowser,
    /// No browser on this device can do it: use a computer.
    UseComputer,
    /// Try again.
    TryAgain,
    /// Nobody knows why: try again, or restart the browser.
    RestartBrowser,
}

impl NextStep {
    /// After a camera or a microphone could not be had.
    #[must_use]
    pub fn for_device(error: &MediaErrorKind, agent: Agent) -> Self {
        match error {
            MediaErrorKind::Denied(DeniedBy::Person | DeniedBy::Untold) => Self::allow_in_browser(agent),
            MediaErrorKind::Denied(DeniedBy::System) => Self::allow_in_system(agent.system),
            MediaErrorKind::Denied(DeniedBy::Dismissal) => Self::AnswerAllow,
            MediaErrorKind::Denied(DeniedBy::Policy) | MediaErrorKind::Forbidden => Self::OpenInOwnWindow,
            MediaErrorKind::NotFound => match (agent.browser, agent.system) {
                (Browser::Firefox, System::MacOs) => Self::PlugInOrAllowInMacOs,
                _ => Self::PlugIn,
            },
            MediaErrorKind::InUse => Self::CloseOtherPrograms,
            MediaErrorKind::Overconstrained { .. } => Self::ChooseAnother,
            MediaErrorKind::Aborted => Self::Replug,
            MediaErrorKind::Ended => Self::TryAgain,
            MediaErrorKind::NeedsGesture | MediaErrorKind::PageInactive => Self::ActOnPage,
            MediaErrorKind::Unsupported => Self::UseAnotherBrowser,
            MediaErrorKind::InsecurePage => Self::UseHttps,
            MediaErrorKind::BadRequest | MediaErrorKind::Unknown { .. } => Self::RestartBrowser,
        }
    }

    /// After a screen could not be shared.
    #[must_use]
    pub fn for_screen(error: &MediaErrorKind, agent: Agent) -> Self {
        match (error, agent.system) {
            (MediaErrorKind::Denied(DeniedBy::System) | MediaErrorKind::InUse, System::MacOs) => {
                Self::AllowScreenInMacOs
            }
            (MediaErrorKind::Denied(DeniedBy::System), _) => Self::AllowInSystem,
            (MediaErrorKind::Unsupported, System::Android | System::Ios) => Self::UseComputer,
            (
                MediaErrorKind::Denied(DeniedBy::Person | DeniedBy::Untold | DeniedBy::Dismissal)
                | MediaErrorKind::NotFound
                | MediaErrorKind::InUse
                | MediaErrorKind::Aborted,
                _,
            ) => Self::TryAgain,
            (error, _) => Self::for_device(error, agent),
        }
    }

    fn allow_in_browser(agent: Agent) -> Self {
        match (agent.browser, agent.system) {
            (Browser::Safari, System::Ios) => Self::AllowInIosSafari,
            (_, System::Ios) => Self::AllowInIosSettings,
            (_, System::Android) => Self::AllowInAndroidBrowser,
            (Browser::Firefox, _) => Self::AllowInFirefox,
            (Browser::Safari, _) => Self::AllowInSafari,
            (Browser::Chrome | Browser::Edge | Browser::Opera | Browser::Samsung, _) => Self::AllowInChromium,
            (Browser::Other, _) => Self::AllowInBrowser,
        }
    }

    fn allow_in_system(system: System) -> Self {
        match system {
            System::Windows => Self::AllowInWindows,
            System::MacOs => Self::AllowInMacOs,
            System::Ios => Self::AllowInIosSettings,
            System::Android => Self::AllowInAndroid,
            System::ChromeOs | System::Linux | System::Other => Self::AllowInSystem,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(browser: Browser, system: System, error: &MediaErrorKind, device: NextStep, screen: NextStep) {
        let agent = Agent { browser, system };
        assert_eq!(NextStep::for_device(error, agent), device, "{error}");
        assert_eq!(NextStep::for_screen(error, agent), screen, "{error}");
    }

    #[test]
    fn who_denied_has_a_place_of_its_own_in_each_browser() {
        use NextStep as Step;
        let person = MediaErrorKind::Denied(DeniedBy::Person);
        let untold = MediaErrorKind::Denied(DeniedBy::Untold);
        let system = MediaErrorKind::Denied(DeniedBy::System);
        check(Browser::Chrome, System::Windows, &person, Step::AllowInChromium, Step::TryAgain);
        check(Browser::Firefox, System::Linux, &untold, Step::AllowInFirefox, Step::TryAgain);
        check(Browser::Safari, System::MacOs, &untold, Step::AllowInSafari, Step::TryAgain);
        check(Browser::Safari, System::Ios, &untold, Step::AllowInIosSafari, Step::TryAgain);
        check(Browser::Chrome, System::Ios, &untold, Step::AllowInIosSettings, Step::TryAgain);
        check(Browser::Firefox, System::Android, &untold, Step::AllowInAndroidBrowser, Step::TryAgain);
        check(Browser::Other, System::Other, &untold, Step::AllowInBrowser, Step::TryAgain);
        check(Browser::Chrome, System::Windows, &system, Step::AllowInWindows, Step::AllowInSystem);
        check(Browser::Chrome, System::MacOs, &system, Step::AllowInMacOs, Step::AllowScreenInMacOs);
        check(Browser::Chrome, System::Android, &system, Step::AllowInAndroid, Step::AllowInSystem);
        check(Browser::Chrome, System::Linux, &system, Step::AllowInSystem, Step::AllowInSystem);
    }

    #[test]
    fn other_errors_have_one_step_almost_everywhere() {
        use NextStep as Step;
        let chrome =
            |error: MediaErrorKind, device, screen| check(Browser::Chrome, System::Linux, &error, device, screen);
        chrome(MediaErrorKind::Denied(DeniedBy::Dismissal), Step::AnswerAllow, Step::TryAgain);
        chrome(MediaErrorKind::Denied(DeniedBy::Policy), Step::OpenInOwnWindow, Step::OpenInOwnWindow);
        chrome(MediaErrorKind::NotFound, Step::PlugIn, Step::TryAgain);
        chrome(MediaErrorKind::InUse, Step::CloseOtherPrograms, Step::TryAgain);
        chrome(MediaErrorKind::Overconstrained { constraint: None }, Step::ChooseAnother, Step::ChooseAnother);
        chrome(MediaErrorKind::Aborted, Step::Replug, Step::TryAgain);
        chrome(MediaErrorKind::NeedsGesture, Step::ActOnPage, Step::ActOnPage);
        chrome(MediaErrorKind::InsecurePage, Step::UseHttps, Step::UseHttps);
        chrome(MediaErrorKind::Unsupported, Step::UseAnotherBrowser, Step::UseAnotherBrowser);
        check(
            Browser::Chrome,
            System::Android,
            &MediaErrorKind::Unsupported,
            Step::UseAnotherBrowser,
            Step::UseComputer,
        );
        check(Browser::Firefox, System::MacOs, &MediaErrorKind::NotFound, Step::PlugInOrAllowInMacOs, Step::TryAgain);
    }
}
