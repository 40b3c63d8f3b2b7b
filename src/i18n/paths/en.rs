//! English.

use yew_webrtc::PathKind;

use super::PathsText;

pub(super) const TEXT: PathsText = PathsText {
    title: "Connection",
    relayed_only: "Hide my address",
    relayed_only_hint: "Picture, sound and messages go through a relay. The others do not learn where on the internet you are; it may take a little longer.",
    no_relay: "This server has no relay: people whose networks let nobody in may not reach each other.",
    no_relay_to_hide_behind: "This server has no relay, so nobody can reach you while your address is hidden.",
    kind: |kind| match kind {
        PathKind::Direct => "Connected directly, from device to device.",
        PathKind::Relayed => "Relayed: a server passes everything on, encrypted.",
    },
};
