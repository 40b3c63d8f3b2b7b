//! Pictures on buttons, from the sprite that index.html carries (`assets/icons.svg`).

use yew::prelude::*;

/// A symbol of the sprite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// A camera.
    Camera,
    /// A camera, struck through.
    CameraOff,
    /// Two sheets of paper.
    Copy,
    /// A receiver, put down.
    Leave,
    /// A microphone.
    Microphone,
    /// A microphone, struck through.
    MicrophoneOff,
    /// An arrow that comes back to where it began.
    Retry,
    /// An arrow that leaves a box.
    Share,
    /// A speaker.
    Speaker,
    /// A triangle with an exclamation mark.
    Warning,
}

impl IconName {
    /// Every symbol.
    pub const ALL: [Self; 10] = [
        Self::Camera,
        Self::CameraOff,
        Self::Copy,
        Self::Leave,
        Self::Microphone,
        Self::MicrophoneOff,
        Self::Retry,
        Self::Share,
        Self::Speaker,
        Self::Warning,
    ];

    /// The reference to the symbol: `#` and its id in the sprite.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::Camera => "#icon-camera",
            Self::CameraOff => "#icon-camera-off",
            Self::Copy => "#icon-copy",
            Self::Leave => "#icon-leave",
            Self::Microphone => "#icon-microphone",
            Self::MicrophoneOff => "#icon-microphone-off",
            Self::Retry => "#icon-retry",
            Self::Share => "#icon-share",
            Self::Speaker => "#icon-speaker",
            Self::Warning => "#icon-warning",
        }
    }
}

/// A symbol as large as the text around it. Screen readers skip it: what it means is said in words beside it.
pub fn icon(name: IconName) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href={name.href()} /></svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sprite_has_every_icon() {
        let sprite = include_str!("../../assets/icons.svg");
        for name in IconName::ALL {
            let id = name.href().trim_start_matches('#');
            assert!(sprite.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert_eq!(sprite.matches("<symbol ").count(), IconName::ALL.len());
    }
}
