//! The call itself.

mod heading;

use std::{cell::RefCell, rc::Rc};

use tincan_protocol::{CallLink, DisplayName};
use yew::prelude::*;
use yew_webrtc::{
    MediaError, MemberId, RemoteMember, RoomStatus, UseAudioOutputHandle, UseDisplayMediaHandle, UseFiltersHandle,
    UseRoomHandle, UseUserMediaHandle, use_audio_output,
};

use self::heading::Heading;
use crate::{
    chat_draft::ChatDraft,
    components::{
        can_string::{StringState, can_string},
        chat_news::ChatNews,
        chat_panel::ChatPanelProps,
        control_bar::{ControlBar, Panel},
        device_notices::DeviceNotices,
        door_card::DoorCardProps,
        filter_panel::filter_reminder,
        page_header::PageHeader,
        people_panel::PeoplePanelProps,
        screen_notice::screen_notice,
        screen_tile::ScreenTile,
        settings_panel::SettingsPanelProps,
        share_link::ShareLink,
        share_panel::SharePanelProps,
        tile_grid::TileGrid,
        transfer_panel::TransferPanelProps,
        video_tile::VideoTile,
    },
    dom,
    i18n::Text,
    member_news::{Known, MemberNews},
    panels::use_panels,
    picked_files::{Picked, offer_all, receivers, use_picked_files},
    settings::use_settings,
    stage::Stage,
    unhurried::use_unhurried,
};

/// Properties of [`Call`].
#[derive(Debug, PartialEq, Properties)]
pub struct CallProps {
    /// Which call.
    pub link: CallLink,
    /// Under which name.
    pub name: DisplayName,
    /// One's own microphone and camera.
    pub media: UseUserMediaHandle,
    /// The filters of one's own picture and sound.
    pub filters: UseFiltersHandle,
    /// One's own screen, to be shared.
    pub screen: UseDisplayMediaHandle,
    /// The stay in the room; whoever owns it sees when it ends.
    pub room: UseRoomHandle,
}

/// The call, as long as it lasts.
#[component]
pub fn Call(props: &CallProps) -> Html {
    let settings = use_settings();
    let text = settings.text();
    let (media, own_screen, room) = (&props.media, &props.screen, &props.room);
    let local = media.local_tracks();
    let output = use_audio_output(settings.speaker.clone(), media.devices.clone());
    let panel = use_state_eq(|| None::<Panel>);
    let stage = use_mut_ref(Stage::default);
    let update = use_force_update();
    let acts = use_memo((), {
        let (room, output, panel, stage) = (room.clone(), output.clone(), panel.setter(), Rc::clone(&stage));
        |()| Acts::new(room, output, panel, stage, update)
    });
    let onclose = acts.onpanel.reform(|()| None);
    let own_is_told = own_screen.status.is_sharing() || own_screen.status.error().is_some();
    let at_the_door = !room.hosting.waiting.is_empty() || room.hosting.mute_asked > 0 || room.alarmed;
    let panels = use_panels(panel.is_some() || own_is_told || at_the_door);
    let draft = use_mut_ref(ChatDraft::default);
    let refused_files = use_state_eq(Picked::default);
    let files_to = use_state_eq(|| None);
    use_picked_files({
        let (transfers, panel, refused) = (room.transfers.clone(), panel.setter(), refused_files.setter());
        let to = receivers(room.members.iter().map(|member| &member.id), &files_to);
        Callback::from(move |picked| {
            refused.set(offer_all(&transfers, &to, picked));
            panel.set(Some(Panel::Files));
        })
    });
    let was_joined = use_mut_ref(|| false);
    use_effect_with(room.status == RoomStatus::Joined, {
        let media = media.clone();
        move |&joined| {
            // To be back after an interruption is no reason to say things again.
            if joined && !was_joined.replace(true) {
                media.joined();
            }
        }
    });
    let tile = |member: &RemoteMember| {
        html! {
            <VideoTile
                key={member.id.as_str()}
                member={member.id.clone()}
                name={member.name.clone()}
                picture={member.camera.clone()}
                sound={member.microphone.clone()}
                presence={member.presence}
                connection={member.connection}
                away={!member.online}
                problem={problem_with(text, member)}
                speaker={output.sink.clone()}
                onsinkerror={acts.onsinkerror.clone()}
                onretry={acts.onretry.clone()}
            />
        }
    };
    let screen = |member: &RemoteMember, on_stage: bool| {
        html! {
            <ScreenTile
                key={format!("screen-{}", member.id.as_str())}
                member={member.id.clone()}
                name={member.name.clone()}
                picture={member.screen.clone()}
                sound={member.screen_sound.clone()}
                paused={member.presence.screen_paused}
                connection={member.connection}
                away={!member.online}
                {on_stage}
                speaker={output.sink.clone()}
                onsinkerror={acts.onsinkerror.clone()}
                onbring={acts.onbring.clone()}
            />
        }
    };
    let screens: Vec<Html> = {
        let mut stage = stage.borrow_mut();
        stage.note(room.members.iter().filter(|member| member.presence.screen).map(|member| &member.id));
        let sharers = stage.screens().iter().filter_map(|id| room.members.iter().find(|member| member.id == *id));
        sharers.map(|member| screen(member, stage.shown() == Some(&member.id))).collect()
    };
    let others_had_time = use_unhurried(true, false, OTHERS_FIRST_MS);
    let own_was_shown = use_mut_ref(|| false);
    own_was_shown.replace_with(|shown| *shown || others_had_time || room.members.is_empty());
    let own_picture = media.stream.clone().filter(|_| *own_was_shown.borrow());
    let you = html! {
        <VideoTile
            key="you"
            name={props.name.clone()}
            picture={own_picture}
            presence={local.presence}
            filters={filter_reminder(text, settings.filters, &props.filters)}
            mirrored={media.is_camera_mirrored()}
        />
    };
    let staged = !screens.is_empty();
    let tiles = screens.into_iter().chain([you]).chain(room.members.iter().map(tile));
    let news = use_mut_ref(MemberNews::default);
    if room.status == RoomStatus::Joined {
        news.borrow_mut().note(text, room.members.iter().map(Known::from));
    }
    let count = room.members.len() + 1;
    let alone = room.members.is_empty();
    let link = format!("{}{}", dom::origin(), props.link);
    html! {
        <div class="call">
            <PageHeader unlinked=true>
                <p class="call__people">{ (text.people)(count) }</p>
                if !alone {
                    <ShareLink link={link.clone()} />
                }
            </PageHeader>
            <main class="call__main">
                <Heading chat={room.chat.clone()} {count} />
                <p class="call__status" role="status">{ words_for(room.status, text) }</p>
                <p class="visually-hidden" aria-live="polite">{ news.borrow().words() }</p>
                <div class="call__stage" data-alone={alone.then_some("true")}>
                    <TileGrid {count} {staged}>{ for tiles }</TileGrid>
                    <div class="call__aside">
                        if alone && room.status == RoomStatus::Joined {
                            { alone_panel(text, link) }
                        }
                    </div>
                    <div class="call__notices">
                        <DeviceNotices media={media.clone()} output={Some(output.clone())} in_call=true />
                        <div class="call__door" role="status">
                            if at_the_door {
                                { panels.draw_quietly(text, |panels| {
                                    (panels.door)(DoorCardProps { room: room.clone(), media: media.clone() })
                                }) }
                            }
                        </div>
                    </div>
                    <ChatNews chat={room.chat.clone()} open={*panel == Some(Panel::Chat)} output={output.clone()} />
                    if let Some(panel) = *panel {
                        { panels.draw(text, |panels| match panel {
                            Panel::Chat => (panels.chat)(ChatPanelProps { chat: room.chat.clone(), draft, onclose }),
                            Panel::Files => (panels.files)(TransferPanelProps {
                                transfers: room.transfers.clone(),
                                people: people(&room.members),
                                to: (*files_to).clone(),
                                onto: Callback::from({
                                    let setter = files_to.setter();
                                    move |to| setter.set(to)
                                }),
                                refused: (*refused_files).clone(),
                                onclose,
                            }),
                            Panel::People => (panels.people)(PeoplePanelProps {
                                code: props.link.room.clone(),
                                name: props.name.clone(),
                                room: room.clone(),
                                onclose,
                            }),
                            Panel::Settings => (panels.settings)(SettingsPanelProps {
                                media: media.clone(),
                                filters: props.filters.clone(),
                                output: output.clone(),
                                relays: room.relays,
                                onclose,
                            }),
                        }) }
                    }
                </div>
                if own_screen.status.is_sharing() {
                    { panels.draw(text, |panels| (panels.share)(SharePanelProps { screen: own_screen.clone() })) }
                }
                { screen_notice(text, own_screen, &panels) }
                <ControlBar
                    media={media.clone()}
                    screen={own_screen.clone()}
                    chat={room.chat.clone()}
                    transfers={room.transfers.clone()}
                    panel={*panel}
                    onpanel={acts.onpanel.clone()}
                    onleave={acts.onleave.clone()}
                />
            </main>
        </div>
    }
}

/// What tiles and toolbar do to the call. It stays the same, so each of them is rendered only when something of its own changes.
struct Acts {
    onleave: Callback<()>,
    onretry: Callback<MemberId>,
    onbring: Callback<MemberId>,
    onsinkerror: Callback<MediaError>,
    onpanel: Callback<Option<Panel>>,
}

impl Acts {
    fn new(
        room: UseRoomHandle,
        output: UseAudioOutputHandle,
        panel: UseStateSetter<Option<Panel>>,
        stage: Rc<RefCell<Stage>>,
        update: UseForceUpdateHandle,
    ) -> Self {
        let retried = room.clone();
        Self {
            onleave: Callback::from(move |()| room.leave()),
            onretry: Callback::from(move |id| retried.retry(&id)),
            onbring: Callback::from(move |id| {
                stage.borrow_mut().bring(id);
                update.force_update();
            }),
            onsinkerror: Callback::from(move |error| output.report(error)),
            onpanel: Callback::from(move |which| panel.set(which)),
        }
    }
}

/// To whom a file can be sent.
fn people(members: &[RemoteMember]) -> Vec<(MemberId, AttrValue)> {
    members.iter().map(|member| (member.id.clone(), member.name.as_str().to_owned().into())).collect()
}

/// About as long as it takes to see somebody in the same network. To set up one's own picture takes about as long as a step of that, and the
/// others are what one came for.
const OTHERS_FIRST_MS: u32 = 400;

/// What to say about the membership; nothing while all is well.
fn words_for(status: RoomStatus, text: &Text) -> &'static str {
    match status {
        RoomStatus::Idle | RoomStatus::Joined | RoomStatus::Refused(_) | RoomStatus::Left => "",
        RoomStatus::Knocking => text.status_knocking,
        RoomStatus::Connecting { attempt: 0 | 1 } => text.status_joining,
        RoomStatus::Connecting { .. } => text.status_no_server,
        RoomStatus::Reconnecting { .. } => text.status_reconnecting,
    }
}

/// A seal comes first: what it lets through decides what else can be said. What is wrong with what they send comes before the network.
fn problem_with(text: &Text, member: &RemoteMember) -> Option<&'static str> {
    let sealing = member.seal_problem.map(text.seal_problem);
    let sent = || member.problem.as_ref().map(text.peer_problem);
    sealing.or_else(sent).or_else(|| member.trouble.map(text.trouble))
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
