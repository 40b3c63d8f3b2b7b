//! The call itself.

use gloo_timers::callback::Timeout;
use tincan_protocol::{DisplayName, ErrorCode, RoomCode};
use yew::prelude::*;
use yew_webrtc::{RemoteMember, RoomOptions, RoomStatus, UseUserMediaHandle, use_room};

use crate::{
    components::{
        can_string::{StringState, can_string},
        control_bar::ControlBar,
        media_trouble::MediaTrouble,
        page_header::PageHeader,
        page_heading::PageHeading,
        share_link::ShareLink,
        tile_grid::TileGrid,
        video_tile::VideoTile,
    },
    dom,
    i18n::Text,
    route::Route,
    settings::use_settings,
};

/// Properties of [`Call`].
#[derive(Debug, PartialEq, Properties)]
pub struct CallProps {
    /// Which call.
    pub room: RoomCode,
    /// Under which name.
    pub name: DisplayName,
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// The person left.
    pub onleave: Callback<()>,
    /// The server refused the person.
    pub onrefused: Callback<ErrorCode>,
}

/// Joins as it appears, leaves as it goes.
#[component]
pub fn Call(props: &CallProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let media = &props.media;
    let local = media.local_tracks();
    let room =
        use_room(RoomOptions { url: None, room: props.room.clone(), name: props.name.clone(), local: local.clone() });
    // Not in an effect: those of the tiles come first, and to set up their players takes as long as to reach the server.
    use_memo((), {
        let room = room.clone();
        move |()| room.join()
    });
    use_effect_with((room.status, props.onrefused.clone()), |(status, onrefused)| {
        if let RoomStatus::Refused(code) = status {
            onrefused.emit(*code);
        }
    });

    let answered = !matches!(room.status, RoomStatus::Idle | RoomStatus::Connecting { attempt: 0 | 1 });
    let own_picture = use_elapsed(answered, OTHERS_FIRST_MS);
    let shown = use_elapsed(true, SERVER_FIRST_MS) || answered;
    if !shown {
        return html! { <div class="call" /> };
    }

    let onleave = {
        let (room, onleave) = (room.clone(), props.onleave.clone());
        move |()| {
            room.leave();
            onleave.emit(());
        }
    };
    let tile = |member: &RemoteMember| {
        let onretry = {
            let (room, id) = (room.clone(), member.id.clone());
            move |()| room.retry(&id)
        };
        html! {
            <VideoTile
                key={member.id.as_str()}
                name={member.name.clone()}
                picture={member.camera.clone()}
                sound={member.microphone.clone()}
                presence={member.presence}
                connection={member.connection}
                problem={member.problem.clone()}
                speaker={settings.speaker.clone()}
                {onretry}
            />
        }
    };
    let own_picture = own_picture || room.members.is_empty();
    let you = html! {
        <VideoTile
            key="you"
            name={props.name.clone()}
            is_you=true
            picture={media.stream.clone().filter(|_| own_picture)}
            presence={local.presence}
        />
    };
    let tiles = std::iter::once(you).chain(room.members.iter().map(tile));
    let count = room.members.len() + 1;
    let alone = room.members.is_empty();
    let link = format!("{}{}", dom::origin(), Route::room(&props.room).path());
    let title = format!("{} · {}", text.call_page, (text.people)(count));
    html! {
        <div class="call">
            <PageHeader unlinked=true>
                <p class="call__people">{ (text.people)(count) }</p>
                if !alone {
                    <ShareLink link={link.clone()} />
                }
            </PageHeader>
            <main class="call__main">
                <PageHeading text={text.call_page} {title} hidden=true />
                <p class="call__status" role="status">{ words_for(room.status, text) }</p>
                <div class="call__stage" data-alone={alone.then_some("true")}>
                    <TileGrid {count}>{ for tiles }</TileGrid>
                    <div class="call__aside">
                        if alone && room.status == RoomStatus::Joined {
                            { alone_panel(text, link) }
                        }
                    </div>
                </div>
                <MediaTrouble media={media.clone()} />
                <ControlBar media={media.clone()} {onleave} />
            </main>
        </div>
    }
}

/// Whether this time has gone by since `running` became true.
#[hook]
fn use_elapsed(running: bool, milliseconds: u32) -> bool {
    let elapsed = use_state_eq(|| false);
    use_effect_with(running, {
        let elapsed = elapsed.setter();
        move |&running| {
            elapsed.set(false);
            let timer = running.then(|| Timeout::new(milliseconds, move || elapsed.set(true)));
            move || drop(timer)
        }
    });
    running && *elapsed
}

/// In the first moment the server is reached and nothing is shown: to render the call keeps the page busy for as long as the
/// server takes to answer.
const SERVER_FIRST_MS: u32 = 150;

/// To set up the player of one's own picture takes longer than to make an offer, and the others' pictures are what one came
/// for: so they come first. About as long as it takes to see somebody in the same network.
const OTHERS_FIRST_MS: u32 = 400;

/// What to say about the membership; nothing while all is well.
fn words_for(status: RoomStatus, text: &Text) -> &'static str {
    match status {
        RoomStatus::Idle | RoomStatus::Joined | RoomStatus::Refused(_) | RoomStatus::Left => "",
        RoomStatus::Connecting { attempt: 0 | 1 } => text.status_joining,
        RoomStatus::Connecting { .. } => text.status_no_server,
        RoomStatus::Reconnecting { .. } => text.status_reconnecting,
    }
}

/// Nobody else is here yet: the link to send.
fn alone_panel(text: &Text, link: String) -> Html {
    html! {
        <section class="call__alone" aria-labelledby="call-alone">
            { can_string(StringState::Waiting) }
            <h2 id="call-alone" class="call__alone-title">{ text.alone_title }</h2>
            <p class="call__alone-text">{ text.alone_text }</p>
            <ShareLink {link} prominent=true />
        </section>
    }
}
