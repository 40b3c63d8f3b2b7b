//! Yew hooks over the browser's camera, microphone, devices and WebRTC.
//!
//! Each hook owns what it acquires and gives it back on unmount, also when the answer was still on its way: no camera stays
//! on behind a closed page. A hook returns a handle, a snapshot of how things are at this render with verbs to change
//! them; handles compare by what they show, and JavaScript objects in them by identity, so they make good properties and
//! dependencies. Errors are data ([`MediaError`]); nothing panics on what a browser, a server or a peer does.
//!
//! | hook | gives | releases on unmount |
//! | --- | --- | --- |
//! | [`use_user_media`], [`use_user_media_with`] | camera and microphone, wanted and in use, as devices come and go | stops the tracks |
//! | [`use_constrained_track`] | one track, asked for in exactly these words | stops the track |
//! | [`use_devices`] | the cameras, microphones and speakers there are | stops listening |
//! | [`use_audio_output`] | the speaker, wanted and in use, and a sound to test it | ends the sound |
//! | [`use_permission`] | whether the person allowed a device | stops listening |
//! | [`use_display_media`] | a screen, window or tab with its sound, to be shared | stops the tracks |
//! | [`use_track_settings`] | what a track does, as it changes | looks no more |
//! | [`use_media_element`] | a stream in a `<video>` or `<audio>`; tells when playing is blocked | detaches the stream |
//! | [`use_audio_level`] | the level of a track as a CSS property, without rendering | stops measuring |
//! | [`use_speaking`] | whether somebody speaks on a track as an attribute, without rendering | stops measuring |
//! | [`use_filters`] | camera and microphone through filters, to be sent | stops what it made; not the sources |
//! | [`use_snapshot`] | a photo of a `<video>` as PNG, with its address | revokes the address |
//! | [`use_room`] | a call with everybody in a room | leaves, closes the connections |
//! | [`use_chat`], [`use_chat_events`] | what the people in a room write to each other, and their reactions | listens no more; the chat ends with the room |
//! | [`use_transfers`] | files to and from the people in a room, as they go | listens no more; they end with the room, what is stored stays |
//! | [`use_safety_code`] | pictures by which two people in a room know that nobody stands between their devices | listens no more; the codes end with the room |
//! | [`use_path`] | whether somebody in a room is reached directly or through a relay | looks no more |
//! | [`use_peer`] | one connection, over signalling of your own | closes it |
//! | [`use_peer_transfers`] | files over it, for [`use_transfers`] | ends them; what is stored stays |
//! | [`use_data_channel`] | a channel on it for messages of your own type, as reliable as you like | closes the channel |
//! | [`use_ice_check`] | whether STUN and TURN servers work from here, and why not | closes its connections |
//! | [`use_ice_servers`] | the STUN and TURN servers that a server of rooms hands out | closes its socket |
//!
//! # Example
//! A mirror:
//! ```no_run
//! use yew::prelude::*;
//! use yew_webrtc::{MediaElementOptions, UserMediaOptions, use_media_element, use_user_media};
//!
//! #[component]
//! fn Mirror() -> Html {
//!     let media = use_user_media(UserMediaOptions::default());
//!     let video = use_media_element(media.stream.clone(), MediaElementOptions { muted: true, ..Default::default() });
//!     {
//!         let media = media.clone();
//!         use_effect_with((), move |()| media.start());
//!     }
//!     html! { <video ref={video.node} playsinline=true /> }
//! }
//! ```

mod controller;
mod use_audio_level;
mod use_audio_output;
mod use_chat;
mod use_constrained_track;
mod use_data_channel;
mod use_devices;
mod use_display_media;
mod use_filters;
mod use_ice_check;
mod use_ice_servers;
mod use_media_element;
mod use_path;
mod use_peer;
mod use_peer_transfers;
mod use_permission;
mod use_room;
mod use_safety_code;
mod use_snapshot;
mod use_speaking;
mod use_track_settings;
mod use_transfers;
mod use_user_media;

pub use tincan_core::{
    browser, candidate,
    constraints::{self, AudioConstraints, Constraint, FacingMode, Range, UserMediaOptions, VideoConstraints},
    content::{Chosen, ContentKind},
    data_channel::{
        self, ChannelFault, ChannelInit, ChannelMessage, ChannelOptions, CodecError, Json, Payload, Priority,
        Reliability, SendError,
    },
    devices::{
        self, Device, DeviceId, DeviceKind, Devices, Difference, GroupId, Wanted,
        choice::{InUse, Notice as DeviceNotice},
    },
    display::{self, DisplayOptions, Surface},
    filters::{self, Decibels, Hertz, PictureFilter, PictureFilters, SoundFilters},
    ice_check::{self, IceCheck},
    media_error::{DeniedBy, MediaError, MediaErrorKind},
    next_step, sdp,
};
pub use tincan_protocol::{
    Access, CallLink, ChatText, ChatTextError, DeviceKey, DisplayName, Emoji, EntryId, EntryRef, FileName, HostAct,
    IceServer, Knock, LinkSecret, MAX_FILE_BYTES, MediaType, MemberId, PasswordProof, Presence, RoomCode, Signal,
    TransferFailure,
};
pub use tincan_web::{
    access::{new_call_link, password_proof},
    channel::knows_priority as knows_channel_priority,
    chat::{Audience, ChatEvent, ChatSnapshot, Delivery, Message, Person, Reaction, markup},
    clock,
    constrained_track::{AskedBy, ConstrainedTrackSnapshot, Refusal},
    data_channel::{ChannelEnd, ChannelStatus},
    display_media::{DisplaySnapshot, DisplayStatus},
    filters::{FilterPlace, FilterStatus, FiltersSnapshot, PictureCost, Source},
    ice_servers::IceServersStatus,
    peer::{ConnectionStatus, LocalTracks, PeerError, PeerProblem, Trace},
    permission::{PermissionName, PermissionStatus},
    room::{
        Hosting, PathKind, Paths, Relays, RemoteMember, RoomOptions, RoomRefusal, RoomStatus, SealProblem, Trouble,
    },
    safety::{
        Alarm, AlarmKind, DeviceStatus, SafetyCode, SafetyEmoji, SafetyFault, SafetySnapshot, SafetyStatus, Standing,
        Verified,
    },
    snapshot::{Photo, PhotoError, PhotoOptions, PhotoStatus},
    track,
    track_settings::knows_constraint,
    transfer::{
        KeptView, MEMORY_LIMIT, Number, Phase, Slot, TransferView, TransfersSnapshot, Way,
        worker::run as run_transfer_worker,
    },
    user_media::{ConstraintError, MediaNews, MediaNotice, TrackStatus, UserMediaSnapshot, WantedDevices},
};

pub use self::{
    use_audio_level::use_audio_level,
    use_audio_output::{UseAudioOutputHandle, use_audio_output},
    use_chat::{RoomChat, use_chat, use_chat_events},
    use_constrained_track::{UseConstrainedTrackHandle, use_constrained_track},
    use_data_channel::{DataChannelOptions, UseDataChannelHandle, use_data_channel},
    use_devices::{UseDevicesHandle, use_devices},
    use_display_media::{UseDisplayMediaHandle, can_restrict_own_audio, can_share_screen, use_display_media},
    use_filters::{FiltersOptions, UseFiltersHandle, use_filters},
    use_ice_check::{UseIceCheckHandle, use_ice_check},
    use_ice_servers::{UseIceServersHandle, use_ice_servers},
    use_media_element::{MediaElementOptions, UseMediaElementHandle, use_media_element},
    use_path::use_path,
    use_peer::{PeerOptions, UsePeerHandle, use_peer},
    use_peer_transfers::{PeerTransfers, PeerTransfersOptions, use_peer_transfers},
    use_permission::use_permission,
    use_room::{UseRoomHandle, use_room},
    use_safety_code::{RoomSafety, use_safety_code},
    use_snapshot::{UseSnapshotHandle, use_snapshot},
    use_speaking::use_speaking,
    use_track_settings::use_track_settings,
    use_transfers::{RoomTransfers, UseTransfersHandle, use_transfers},
    use_user_media::{UseUserMediaHandle, use_user_media, use_user_media_with},
};

/// The example in the README compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
