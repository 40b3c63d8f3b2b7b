//! Pictures on buttons, from the sprite that index.html carries (`assets/icons.svg`).

use yew::prelude::*;

/// A symbol of the sprite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IconName {
    /// Two ones with a colon between them.
    ActualSize,
    /// A cloud, struck through.
    Away,
    /// A camera.
    Camera,
    /// A camera, struck through.
    CameraOff,
    /// A bubble with lines in it.
    Chat,
    /// A cross.
    Close,
    /// Two sheets of paper.
    Copy,
    /// An arrow down into a tray.
    Download,
    /// Two arrows that part.
    Enlarge,
    /// A sheet of paper with a folded corner.
    File,
    /// A frame, and what fills it.
    Fit,
    /// Four corners, outwards.
    FullScreen,
    /// Four corners, inwards.
    FullScreenOff,
    /// Two arrows around a lens.
    Flip,
    /// A receiver, put down.
    Leave,
    /// A lock: in some browsers the sign beside the address.
    Lock,
    /// A microphone.
    Microphone,
    /// A microphone, struck through.
    MicrophoneOff,
    /// Two bars.
    Pause,
    /// A small frame in a large one.
    PictureInPicture,
    /// A triangle, pointing on.
    Resume,
    /// A page with lines below it: in Safari the sign beside the address.
    PageMenu,
    /// An arrow that comes back to where it began.
    Retry,
    /// A screen, with an arrow up.
    Screen,
    /// A screen, crossed out.
    ScreenOff,
    /// An arrow that flies off.
    Send,
    /// Two people.
    People,
    /// Two sliders: what is set here, and in Chromium the sign beside the address.
    Settings,
    /// An arrow that leaves a box.
    Share,
    /// A face that smiles.
    Smile,
    /// A speaker.
    Speaker,
    /// A speaker, crossed out.
    SpeakerOff,
    /// Two arrows, there and back.
    Swap,
    /// A triangle with an exclamation mark.
    Warning,
}

impl IconName {
    /// Every symbol.
    pub const ALL: [Self; 34] = [
        Self::ActualSize,
        Self::Away,
        Self::Camera,
        Self::CameraOff,
        Self::Chat,
        Self::Close,
        Self::Copy,
        Self::Download,
        Self::Enlarge,
        Self::File,
        Self::Fit,
        Self::FullScreen,
        Self::FullScreenOff,
        Self::Flip,
        Self::Leave,
        Self::Lock,
        Self::Microphone,
        Self::MicrophoneOff,
        Self::Pause,
        Self::PictureInPicture,
        Self::Resume,
        Self::PageMenu,
        Self::People,
        Self::Retry,
        Self::Screen,
        Self::ScreenOff,
        Self::Send,
        Self::Settings,
        Self::Share,
        Self::Smile,
        Self::Speaker,
        Self::SpeakerOff,
        Self::Swap,
        Self::Warning,
    ];

    /// The reference to the symbol: `#` and its id in the sprite.
    #[must_use]
    pub fn href(self) -> &'static str {
        match self {
            Self::ActualSize => "#icon-actual-size",
            Self::Away => "#icon-away",
            Self::Camera => "#icon-camera",
            Self::CameraOff => "#icon-camera-off",
            Self::Chat => "#icon-chat",
            Self::Close => "#icon-close",
            Self::Copy => "#icon-copy",
            Self::Download => "#icon-download",
            Self::Enlarge => "#icon-enlarge",
            Self::File => "#icon-file",
            Self::Fit => "#icon-fit",
            Self::FullScreen => "#icon-full-screen",
            Self::FullScreenOff => "#icon-full-screen-off",
            Self::Flip => "#icon-flip",
            Self::Leave => "#icon-leave",
            Self::Lock => "#icon-lock",
            Self::Microphone => "#icon-microphone",
            Self::MicrophoneOff => "#icon-microphone-off",
            Self::Pause => "#icon-pause",
            Self::PictureInPicture => "#icon-picture-in-picture",
            Self::Resume => "#icon-resume",
            Self::PageMenu => "#icon-page-menu",
            Self::People => "#icon-people",
            Self::Retry => "#icon-retry",
            Self::Screen => "#icon-screen",
            Self::ScreenOff => "#icon-screen-off",
            Self::Send => "#icon-send",
            Self::Settings => "#icon-settings",
            Self::Share => "#icon-share",
            Self::Smile => "#icon-smile",
            Self::Speaker => "#icon-speaker",
            Self::SpeakerOff => "#icon-speaker-off",
            Self::Swap => "#icon-swap",
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
