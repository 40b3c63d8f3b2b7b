//! The hook over the safety codes of a room.

use std::{fmt, rc::Rc};

use tincan_protocol::{DeviceKey, MemberId};
use tincan_web::safety::{Safety, SafetyCode, SafetyListener, SafetySnapshot};
use yew::prelude::*;

/// Four pictures for each of the others, by which two people know that nobody stands between their devices: if both see the same, nobody does,
/// not even somebody who has the link. Who was verified so is known again by the key of their device, which the browser keeps, and another
/// device under their name is an [alarm](SafetySnapshot::alarms).
///
/// It proves nothing about who sits at the other device, nor about the others in the call. The codes belong to the stay in the room, whoever shows
/// them. They are made once somebody asks for them: this hook does, on either side, and, for those who may be known again, the room.
///
/// # Example
///
/// ```no_run
/// use yew::prelude::*;
/// use yew_webrtc::{RoomSafety, SafetyStatus, use_safety_code};
///
/// #[derive(Properties, PartialEq)]
/// struct CodesProps {
///     safety: RoomSafety,
/// }
///
/// /// `safety` is that of the handle of `use_room`.
/// #[component]
/// fn Codes(props: &CodesProps) -> Html {
///     let codes = use_safety_code(props.safety.clone());
///     let shown = codes.people.iter().map(|(member, status)| match status {
///         SafetyStatus::Code { code, .. } => {
///             let symbols: String = code.emoji().map(|emoji| emoji.symbol()).concat();
///             let onclick = {
///                 let (safety, member, code) = (props.safety.clone(), member.clone(), *code);
///                 move |_: MouseEvent| safety.codes_match(&member, code)
///             };
///             html! { <li key={member.as_str()}>{ symbols }<button {onclick}>{ "They match" }</button></li> }
///         }
///         SafetyStatus::Waiting | SafetyStatus::Broken(_) => html! { <li key={member.as_str()}>{ "No code" }</li> },
///     });
///     html! { <ul>{ for shown }</ul> }
/// }
/// ```
///
/// # Returns
///
/// The codes, the alarms and what is known of this device, at this render. The verbs are those of the [`RoomSafety`].
///
/// # When it releases
///
/// On unmount, and when others are given, it listens no more. The codes end when the stay in the room does.
#[hook]
pub fn use_safety_code(safety: RoomSafety) -> SafetySnapshot {
    let snapshot = safety.snapshot();
    let update = use_force_update();
    use_effect_with(safety, {
        let rendered = snapshot.clone();
        move |safety| {
            // They may have changed while this was rendered.
            if safety.snapshot() != rendered {
                update.force_update();
            }
            let listener = safety.listen(move || update.force_update());
            safety.begin();
            move || drop(listener)
        }
    });
    snapshot
}

/// The safety codes of a stay in a room ([`UseRoomHandle::safety`](crate::UseRoomHandle::safety)) and what can be done about them. Cheap to
/// clone; two are equal if they are the same stay's, so it makes a good property.
#[derive(Clone, Default)]
pub struct RoomSafety(pub(crate) Option<Rc<Safety>>);

impl RoomSafety {
    /// The two people have compared, and see the same: this device is known as this person's from now on.
    pub fn codes_match(&self, member: &MemberId, code: SafetyCode) {
        self.act(|safety| safety.codes_match(member, code));
    }

    /// The two people have compared, and do not see the same: an alarm.
    pub fn codes_differ(&self, member: &MemberId) {
        self.act(|safety| safety.codes_differ(member));
    }

    /// Knows this device no more.
    pub fn forget(&self, device: &DeviceKey) {
        self.act(|safety| safety.forget(device));
    }

    /// Puts an alarm away, by its number.
    pub fn dismiss(&self, alarm: u32) {
        self.act(|safety| safety.dismiss(alarm));
    }

    fn begin(&self) {
        self.act(Safety::begin);
    }

    fn snapshot(&self) -> SafetySnapshot {
        self.0.as_ref().map_or_else(SafetySnapshot::default, |safety| safety.snapshot())
    }

    fn listen(&self, on_change: impl Fn() + 'static) -> Option<SafetyListener> {
        self.0.as_ref().map(|safety| safety.listen(on_change))
    }

    fn act(&self, act: impl FnOnce(&Safety)) {
        if let Some(safety) = &self.0 {
            act(safety);
        }
    }
}

impl PartialEq for RoomSafety {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(Rc::as_ptr) == other.0.as_ref().map(Rc::as_ptr)
    }
}

impl fmt::Debug for RoomSafety {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RoomSafety")
    }
}
