//! The names of what can be asked for.

/// A member of the argument of `getDisplayMedia`, or of its `video` and `audio`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Member {
    /// Which kind of surface the picker shows first.
    DisplaySurface,
    /// When the pointer is part of the picture.
    Cursor,
    /// In pixels.
    Width,
    /// In pixels.
    Height,
    /// In frames per second.
    FrameRate,
    /// Its sound.
    Audio,
    /// Leaves out what this page plays.
    RestrictOwnAudio,
    /// Is not played here while it is shared.
    SuppressLocalAudioPlayback,
    /// Echo, noise and level, all three as for a voice.
    VoiceProcessing,
    /// Another tab is offered during the share.
    SurfaceSwitching,
    /// The page that asks can be picked.
    SelfBrowserSurface,
    /// The sound of the whole system is offered.
    SystemAudio,
    /// Monitors can be picked.
    MonitorTypeSurfaces,
    /// The sound that is offered for windows.
    WindowAudio,
    /// The page itself is offered first.
    PreferCurrentTab,
}

impl Member {
    /// The specification's name. [`Self::VoiceProcessing`] has that of the first of its three.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::DisplaySurface => "displaySurface",
            Self::Cursor => "cursor",
            Self::Width => "width",
            Self::Height => "height",
            Self::FrameRate => "frameRate",
            Self::Audio => "audio",
            Self::RestrictOwnAudio => "restrictOwnAudio",
            Self::SuppressLocalAudioPlayback => "suppressLocalAudioPlayback",
            Self::VoiceProcessing => "echoCancellation",
            Self::SurfaceSwitching => "surfaceSwitching",
            Self::SelfBrowserSurface => "selfBrowserSurface",
            Self::SystemAudio => "systemAudio",
            Self::MonitorTypeSurfaces => "monitorTypeSurfaces",
            Self::WindowAudio => "windowAudio",
            Self::PreferCurrentTab => "preferCurrentTab",
        }
    }

    /// Whether it is a constraint of a track, so that a browser tells by `getSupportedConstraints` whether it knows it.
    #[must_use]
    pub const fn is_constraint(self) -> bool {
        matches!(
            self,
            Self::DisplaySurface
                | Self::Cursor
                | Self::Width
                | Self::Height
                | Self::FrameRate
                | Self::RestrictOwnAudio
                | Self::SuppressLocalAudioPlayback
                | Self::VoiceProcessing
        )
    }
}
