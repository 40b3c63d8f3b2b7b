//! Why there is no picture or no sound, as data.

use std::fmt;

/// Why a camera, a microphone or a screen could not be had, could not be set as asked, or stopped.
///
/// ```
/// use tincan_core::media_error::{DeniedBy, MediaError, MediaErrorKind};
///
/// let error = MediaError::from_dom("NotAllowedError", "Permission dismissed", None);
/// assert_eq!(error.kind, MediaErrorKind::Denied(DeniedBy::Dismissal));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MediaError {
    /// What to tell the person, and what to do about it.
    pub kind: MediaErrorKind,
    /// The browser's own words, in its own language: for developers and logs.
    pub message: String,
}

impl MediaError {
    /// Reads what `getUserMedia`, `getDisplayMedia`, `enumerateDevices` or `applyConstraints` rejected with: the
    /// exception's `name` and `message`, and the `constraint` that an `OverconstrainedError` names.
    #[must_use]
    pub fn from_dom(name: &str, message: &str, constraint: Option<&str>) -> Self {
        let kind = match name {
            "NotAllowedError" | "PermissionDeniedError" | "PermissionDismissedError" => {
                MediaErrorKind::Denied(denied_by(name, message))
            }
            "NotFoundError" | "DevicesNotFoundError" => MediaErrorKind::NotFound,
            "NotReadableError" | "TrackStartError" | "SourceUnavailableError" => MediaErrorKind::InUse,
            "OverconstrainedError" | "ConstraintNotSatisfiedError" => MediaErrorKind::Overconstrained {
                constraint: constraint.filter(|name| !name.is_empty()).map(str::to_owned),
            },
            "AbortError" if does_not_start(message) => MediaErrorKind::InUse,
            "AbortError" => MediaErrorKind::Aborted,
            "SecurityError" => MediaErrorKind::Forbidden,
            "TypeError" => MediaErrorKind::BadRequest,
            "InvalidStateError" | "InvalidAccessError" if needs_gesture(message) => MediaErrorKind::NeedsGesture,
            "InvalidStateError" => MediaErrorKind::PageInactive,
            "NotSupportedError" => MediaErrorKind::Unsupported,
            _ => MediaErrorKind::Unknown { name: name.to_owned() },
        };
        Self { kind, message: message.to_owned() }
    }

    /// The page has no access to devices at all: `navigator.mediaDevices` is undefined. Browsers leave it out of pages
    /// that came over plain HTTP from another machine.
    #[must_use]
    pub fn no_media_devices(secure_page: bool) -> Self {
        let kind = if secure_page { MediaErrorKind::Unsupported } else { MediaErrorKind::InsecurePage };
        Self { kind, message: "navigator.mediaDevices is undefined".to_owned() }
    }

    /// The browser lacks an interface, such as `getDisplayMedia` on phones; `what` is its name.
    #[must_use]
    pub fn unsupported(what: &str) -> Self {
        Self { kind: MediaErrorKind::Unsupported, message: format!("{what} is undefined") }
    }

    /// A track ended though nobody stopped it: the device was unplugged, or the permission taken back.
    #[must_use]
    pub fn ended() -> Self {
        Self { kind: MediaErrorKind::Ended, message: "the track ended".to_owned() }
    }
}

impl fmt::Display for MediaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() { write!(f, "{}", self.kind) } else { write!(f, "{} ({})", self.kind, self.message) }
    }
}

impl std::error::Error for MediaError {}

/// The kinds of [`MediaError`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, thiserror::Error)]
pub enum MediaErrorKind {
    /// `NotAllowedError`: no permission.
    #[error("permission was not given: {0}")]
    Denied(DeniedBy),
    /// `NotFoundError`: there is no such device.
    #[error("no such device was found")]
    NotFound,
    /// `NotReadableError`: the device is there and allowed, but does not start; mostly another program holds it.
    #[error("the device could not be started; another program may be using it")]
    InUse,
    /// `OverconstrainedError`: no device can do what was asked.
    #[error("no device can do what was asked{}", .constraint.as_deref().map(|name| format!(": {name}")).unwrap_or_default())]
    Overconstrained {
        /// The name of a constraint that cannot be met, such as `deviceId` or `width`, if the browser tells.
        constraint: Option<String>,
    },
    /// `AbortError`: the device failed in a way that the browser has no other name for, or took too long.
    #[error("the device failed to start")]
    Aborted,
    /// `SecurityError`: the document may not use devices.
    #[error("this page may not use devices")]
    Forbidden,
    /// `TypeError`: nothing, or something impossible, was asked for: a mistake of the program.
    #[error("the request made no sense")]
    BadRequest,
    /// `InvalidStateError` of `getDisplayMedia`: it must come from a click or a key.
    #[error("this must be asked for by a click or a key")]
    NeedsGesture,
    /// `InvalidStateError`: the document is not fully active, or has no focus.
    #[error("the page is not active")]
    PageInactive,
    /// `NotSupportedError`, or the browser lacks the whole interface.
    #[error("this browser cannot do this")]
    Unsupported,
    /// The page came over plain HTTP: browsers give devices to secure pages only.
    #[error("the page is not secure, and has no access to devices")]
    InsecurePage,
    /// The track was live, and ended by itself: unplugged, or its permission was taken back.
    #[error("the device was unplugged, or its permission taken back")]
    Ended,
    /// An exception that no specification names here.
    #[error("{}", if name.is_empty() { "something unknown went wrong" } else { name.as_str() })]
    Unknown {
        /// Its name; empty if what was thrown was no exception.
        name: String,
    },
}

impl MediaErrorKind {
    /// Whether another device, or another try a moment later, would fail in the same way: the person, the system or the page
    /// itself is in the way.
    #[must_use]
    pub fn concerns_every_device(&self) -> bool {
        match self {
            Self::Denied(_)
            | Self::Forbidden
            | Self::BadRequest
            | Self::NeedsGesture
            | Self::PageInactive
            | Self::Unsupported
            | Self::InsecurePage => true,
            Self::NotFound
            | Self::InUse
            | Self::Overconstrained { .. }
            | Self::Aborted
            | Self::Ended
            | Self::Unknown { .. } => false,
        }
    }
}

/// Who did not give permission, as far as the browser tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum DeniedBy {
    /// The person, now or on an earlier visit.
    #[error("denied by the person")]
    Person,
    /// Nobody: the question was closed without an answer. It can be asked again.
    #[error("the question was dismissed")]
    Dismissal,
    /// The operating system keeps the device from the browser.
    #[error("denied by the operating system")]
    System,
    /// The page's or its frame's permissions policy.
    #[error("denied by the permissions policy")]
    Policy,
    /// The browser does not tell. Firefox and Safari never do.
    #[error("denied")]
    Untold,
}

/// The messages are Chromium's (`user_media_processor.cc`); Firefox and Safari have one sentence for all cases, the same
/// with which Firefox refuses a frame without permission.
fn denied_by(name: &str, message: &str) -> DeniedBy {
    let message = message.to_ascii_lowercase();
    if message.contains("by system") {
        DeniedBy::System
    } else if message.contains("dismissed") || name == "PermissionDismissedError" {
        DeniedBy::Dismissal
    } else if message.contains("policy") {
        DeniedBy::Policy
    } else if message.contains("permission denied") || name == "PermissionDeniedError" {
        DeniedBy::Person
    } else {
        DeniedBy::Untold
    }
}

/// Where others say `NotReadableError`: in Firefox "Starting videoinput failed", in Chromium "Timeout starting video source".
fn does_not_start(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["starting video", "starting audio"].iter().any(|words| message.contains(words))
}

/// Chromium, Firefox and Safari since 17.4 throw `InvalidStateError`, Safari before that `InvalidAccessError`.
fn needs_gesture(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    ["gesture", "activation"].iter().any(|word| message.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, message: &str, expected: &MediaErrorKind) {
        let error = MediaError::from_dom(name, message, None);
        assert_eq!(&error.kind, expected, "{name}: {message}");
        assert_eq!(error.message, message);
    }

    #[test]
    fn who_denied_is_told_apart_as_far_as_the_message_tells() {
        let table = [
            // Chromium
            ("Permission denied", DeniedBy::Person),
            ("Permission denied by user", DeniedBy::Person),
            ("Permission dismissed", DeniedBy::Dismissal),
            ("Permission denied by system", DeniedBy::System),
            (r#"Access to the feature "display-capture" is disallowed by permissions policy."#, DeniedBy::Policy),
            // Firefox
            ("The request is not allowed by the user agent or the platform in the current context.", DeniedBy::Untold),
            // Safari
            (
                "The request is not allowed by the user agent or the platform in the current context, possibly because \
                 the user denied permission.",
                DeniedBy::Untold,
            ),
            ("", DeniedBy::Untold),
        ];
        for (message, by) in table {
            check("NotAllowedError", message, &MediaErrorKind::Denied(by));
        }
    }

    #[test]
    fn every_name_has_its_kind() {
        use MediaErrorKind as Kind;
        let table = [
            // Chromium
            ("NotFoundError", "Requested device not found", Kind::NotFound),
            ("NotReadableError", "Could not start video source", Kind::InUse),
            ("NotReadableError", "Could not start audio source", Kind::InUse),
            ("NotReadableError", "Device in use", Kind::InUse),
            ("NotReadableError", "Timeout starting video source", Kind::InUse),
            ("AbortError", "Timeout starting video source", Kind::InUse),
            ("AbortError", "Failed due to shutdown", Kind::Aborted),
            ("AbortError", "Error starting tab capture", Kind::Aborted),
            ("AbortError", "Error starting screen capture", Kind::Aborted),
            ("SecurityError", "Invalid security origin", Kind::Forbidden),
            (
                "TypeError",
                "Failed to execute 'getUserMedia' on 'MediaDevices': At least one of audio and video must be requested",
                Kind::BadRequest,
            ),
            (
                "InvalidStateError",
                "Failed to execute 'getDisplayMedia' on 'MediaDevices': getDisplayMedia() requires transient activation \
                 (user gesture).",
                Kind::NeedsGesture,
            ),
            ("InvalidStateError", "Invalid state", Kind::PageInactive),
            ("NotSupportedError", "Not supported", Kind::Unsupported),
            // Firefox
            ("NotFoundError", "The object can not be found here.", Kind::NotFound),
            ("NotReadableError", "Failed to allocate videosource", Kind::InUse),
            ("NotReadableError", "Concurrent mic process limit.", Kind::InUse),
            ("NotReadableError", "Failed to allocate audiosource", Kind::InUse),
            ("AbortError", "Starting videoinput failed", Kind::InUse),
            ("AbortError", "Starting audioinput failed", Kind::InUse),
            ("AbortError", "In shutdown", Kind::Aborted),
            ("OverconstrainedError", "Constraints could not be satisfied.", Kind::Overconstrained { constraint: None }),
            ("SecurityError", "The operation is insecure.", Kind::Forbidden),
            ("TypeError", "audio and/or video is required", Kind::BadRequest),
            (
                "InvalidStateError",
                "getDisplayMedia requires transient activation from a user gesture.",
                Kind::NeedsGesture,
            ),
            (
                "InvalidStateError",
                "Display capture requires transient activation from a user gesture.",
                Kind::NeedsGesture,
            ),
            ("InvalidStateError", "The document is not fully active.", Kind::PageInactive),
            // Safari
            ("NotFoundError", "The object can not be found here.", Kind::NotFound),
            ("NotReadableError", "The I/O read operation failed.", Kind::InUse),
            ("OverconstrainedError", "Invalid constraint", Kind::Overconstrained { constraint: None }),
            ("InvalidAccessError", "getDisplayMedia must be called from a user gesture handler.", Kind::NeedsGesture),
            ("InvalidStateError", "getDisplayMedia must be called from a user gesture handler.", Kind::NeedsGesture),
            ("InvalidStateError", "Document is not fully active or does not have focus", Kind::PageInactive),
            ("TypeError", "No constraints provided", Kind::BadRequest),
            // What browsers said before the specification did
            ("DevicesNotFoundError", "", Kind::NotFound),
            ("TrackStartError", "", Kind::InUse),
            ("SourceUnavailableError", "", Kind::InUse),
            ("ConstraintNotSatisfiedError", "", Kind::Overconstrained { constraint: None }),
            ("PermissionDeniedError", "", Kind::Denied(DeniedBy::Person)),
            ("PermissionDismissedError", "", Kind::Denied(DeniedBy::Dismissal)),
        ];
        for (name, message, kind) in table {
            check(name, message, &kind);
        }
    }

    #[test]
    fn overconstrained_keeps_the_constraint_if_one_is_named() {
        let kind = |constraint| MediaError::from_dom("OverconstrainedError", "", constraint).kind;
        assert_eq!(kind(Some("width")), MediaErrorKind::Overconstrained { constraint: Some("width".to_owned()) });
        assert_eq!(kind(Some("")), MediaErrorKind::Overconstrained { constraint: None });
        assert_eq!(kind(None), MediaErrorKind::Overconstrained { constraint: None });
        let named = MediaError::from_dom("OverconstrainedError", "", Some("width"));
        assert_eq!(named.to_string(), "no device can do what was asked: width");
    }

    #[test]
    fn what_is_unknown_keeps_its_name_and_words() {
        check("OperationError", "odd", &MediaErrorKind::Unknown { name: "OperationError".to_owned() });
        check("", "thrown text", &MediaErrorKind::Unknown { name: String::new() });
        assert_eq!(MediaError::from_dom("", "x", None).to_string(), "something unknown went wrong (x)");
    }

    #[test]
    fn missing_devices_mean_an_insecure_page_or_an_old_browser() {
        assert_eq!(MediaError::no_media_devices(false).kind, MediaErrorKind::InsecurePage);
        assert_eq!(MediaError::no_media_devices(true).kind, MediaErrorKind::Unsupported);
    }
}
