//! Who is in a call, who may come in, and what its hosts can do about both.

use tincan_protocol::{DisplayName, MemberId, RoomCode};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_webrtc::{
    Access, HostAct, RemoteMember, SafetySnapshot, UseRoomHandle, password_proof, use_path, use_safety_code,
};

use super::{
    button::{Button, ButtonKind},
    icon::{IconName, icon},
    safety_code::{SafetyCodeView, safety_sign},
    select_box::{Choice, SelectBox},
    side_panel::SidePanel,
    text_field::TextField,
};
use crate::{
    i18n::{AccessText, Language},
    settings::use_settings,
};

/// Properties of [`PeoplePanel`].
#[derive(Debug, PartialEq, Properties)]
pub struct PeoplePanelProps {
    /// Which call.
    pub code: RoomCode,
    /// One's own name.
    pub name: DisplayName,
    /// The stay in it.
    pub room: UseRoomHandle,
    /// Puts the panel away.
    pub onclose: Callback<()>,
}

/// The people, and the door, in a [`SidePanel`].
#[component]
pub fn PeoplePanel(props: &PeoplePanelProps) -> Html {
    let settings = use_settings();
    let (text, words) = (settings.text(), settings.language.access_text());
    let room = &props.room;
    let codes = use_safety_code(room.safety.clone());
    let asked = use_state_eq(String::new);
    let onasked = {
        let asked = asked.setter();
        move |name: DisplayName| asked.set((words.asked_to_mute)(&name))
    };
    let no_host = !room.hosting.host && !room.members.iter().any(|member| member.host);
    html! {
        <SidePanel title={text.people_button} onclose={props.onclose.clone()}>
            <div class="people-panel">
                <ul class="people-panel__list">
                    <li class="people-panel__person">
                        { name_of((text.you)(props.name.as_str()), room.hosting.host, words, Html::default()) }
                    </li>
                    { for room.members.iter().map(|member| person(member, room, &codes, settings.language, onasked.clone())) }
                </ul>
                <p class="people-panel__said" role="status">{ &*asked }</p>
                if room.hosting.host {
                    <Door code={props.code.clone()} room={room.clone()} />
                    <End room={room.clone()} />
                } else {
                    <section class="people-panel__part">
                        <h3>{ words.who_may_come_in }</h3>
                        <p>{ (words.access)(room.hosting.access) }</p>
                        <p class="people-panel__hint">{ if no_host { words.no_host } else { words.only_hosts } }</p>
                    </section>
                }
            </div>
        </SidePanel>
    }
}

fn name_of(name: String, host: bool, words: &AccessText, sign: Html) -> Html {
    html! {
        <p class="people-panel__name">
            { name }
            if host {
                <span class="people-panel__host">{ words.host }</span>
            }
            { sign }
        </p>
    }
}

/// Somebody else, with what a host can do. Hosts are equals.
fn person(
    member: &RemoteMember,
    room: &UseRoomHandle,
    codes: &SafetySnapshot,
    language: Language,
    onasked: impl Fn(DisplayName) + 'static,
) -> Html {
    let words = language.access_text();
    let status = codes.people.iter().find(|(id, _)| *id == member.id).map(|(_, status)| status);
    let act = |act: HostAct| {
        let room = room.clone();
        move |_: MouseEvent| room.act(act.clone())
    };
    let (id, about) = (&member.id, Some(AttrValue::from(member.name.as_str().to_owned())));
    let onmute = {
        let (ask, name) = (act(HostAct::AskToMute { member: id.clone() }), member.name.clone());
        move |event: MouseEvent| {
            ask(event);
            onasked(name.clone());
        }
    };
    let onhost = {
        let (room, id) = (room.clone(), id.clone());
        move |_: MouseEvent| room.pass_on(&id)
    };
    html! {
        <li class="people-panel__person" key={id.as_str()}>
            { name_of(member.name.as_str().to_owned(), member.host, words, safety_sign(&member.name, status, language.safety_text())) }
            if room.hosting.host {
                <div class="people-panel__ways">
                    <Button
                        label={words.ask_to_mute}
                        about={about.clone()}
                        disabled={!member.presence.microphone}
                        onclick={onmute}
                    />
                    if !member.host {
                        <Button label={words.make_host} about={about.clone()} disabled={!member.online} onclick={onhost} />
                        <Button
                            label={words.remove}
                            {about}
                            kind={ButtonKind::Danger}
                            onclick={act(HostAct::Remove { member: id.clone() })}
                        />
                    }
                </div>
            }
            <PathWords room={room.clone()} member={member.id.clone()} />
            <SafetyCodeView
                member={member.id.clone()}
                name={member.name.clone()}
                status={status.cloned()}
                device={codes.device}
                safety={room.safety.clone()}
            />
        </li>
    }
}

/// Properties of [`PathWords`].
#[derive(Debug, PartialEq, Properties)]
struct PathWordsProps {
    room: UseRoomHandle,
    member: MemberId,
}

/// By what kind of path somebody is reached; nothing while nobody knows.
#[component]
fn PathWords(props: &PathWordsProps) -> Html {
    let words = use_settings().language.paths_text();
    let path = use_path(&props.room, props.member.clone());
    html! { <p class="people-panel__hint">{ path.map(words.kind).unwrap_or_default() }</p> }
}

/// Properties of [`Door`].
#[derive(Debug, PartialEq, Properties)]
struct DoorProps {
    code: RoomCode,
    room: UseRoomHandle,
}

/// Whom the call lets in. A password has to be set before it is one.
#[component]
fn Door(props: &DoorProps) -> Html {
    let words = use_settings().language.access_text();
    let access = props.room.hosting.access;
    let asking = use_state_eq(|| false);
    let shown = if *asking { Access::Password } else { access };
    let onchange = {
        let (room, asking) = (props.room.clone(), asking.setter());
        move |value: AttrValue| {
            let Some(chosen) = CHOICES.into_iter().find(|choice| value_of(*choice) == value.as_str()) else { return };
            asking.set(chosen == Access::Password);
            if chosen != Access::Password {
                room.act(HostAct::SetAccess { access: chosen, proof: None });
            }
        }
    };
    let choice = |access: Access| Choice { value: value_of(access).into(), label: (words.access)(access).into() };
    html! {
        <section class="people-panel__part">
            <SelectBox
                id="who-may-come-in"
                label={words.who_may_come_in}
                choices={CHOICES.map(choice).to_vec()}
                selected={value_of(shown)}
                hint={Some(AttrValue::from((words.access_hint)(shown)))}
                {onchange}
            />
            if shown == Access::Password {
                <NewPassword
                    code={props.code.clone()}
                    room={props.room.clone()}
                    onset={Callback::from({
                        let asking = asking.setter();
                        move |()| asking.set(false)
                    })}
                />
            }
        </section>
    }
}

const CHOICES: [Access; 4] = [Access::Open, Access::Knock, Access::Password, Access::Locked];

fn value_of(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::Knock => "knock",
        Access::Password => "password",
        Access::Locked => "locked",
    }
}

/// Properties of [`NewPassword`].
#[derive(Debug, PartialEq, Properties)]
struct NewPasswordProps {
    code: RoomCode,
    room: UseRoomHandle,
    /// Is told that it is set.
    onset: Callback<()>,
}

/// A password for the call; the server is told what it proves.
#[component]
fn NewPassword(props: &NewPasswordProps) -> Html {
    let words = use_settings().language.access_text();
    let typed = use_state_eq(String::new);
    let error = use_state_eq(|| None::<&'static str>);
    let busy = use_state_eq(|| false);
    let oninput = {
        let (typed, error) = (typed.setter(), error.setter());
        move |value: String| {
            error.set(None);
            typed.set(value);
        }
    };
    let onsubmit = {
        let (room, code, onset) = (props.room.clone(), props.code.clone(), props.onset.clone());
        let (typed, error, busy) = (typed.clone(), error.setter(), busy.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if typed.is_empty() {
                return error.set(Some(words.password_missing));
            }
            if *busy {
                return;
            }
            busy.set(true);
            let (room, code, onset, typed) = (room.clone(), code.clone(), onset.clone(), typed.clone());
            let (error, busy) = (error.clone(), busy.setter());
            spawn_local(async move {
                match password_proof(&code, &typed).await {
                    Some(proof) => {
                        room.act(HostAct::SetAccess { access: Access::Password, proof: Some(proof) });
                        typed.set(String::new());
                        onset.emit(());
                    }
                    None => error.set(Some(words.password_impossible)),
                }
                busy.set(false);
            });
        }
    };
    let is_set = props.room.hosting.access == Access::Password && typed.is_empty();
    html! {
        <form class="people-panel__password" novalidate=true {onsubmit}>
            <TextField
                id="new-password"
                label={words.password_new}
                kind="password"
                autocomplete="new-password"
                value={(*typed).clone()}
                error={error.map(AttrValue::from)}
                hint={Some(AttrValue::from(words.password_hint))}
                verbatim=true
                {oninput}
            />
            <Button label={words.set_password} submit=true busy={*busy} />
            <p class="people-panel__said" role="status">{ if is_set { words.password_is_set } else { "" } }</p>
        </form>
    }
}

/// Properties of [`End`].
#[derive(Debug, PartialEq, Properties)]
struct EndProps {
    room: UseRoomHandle,
}

/// The end of the call for all, which takes two presses.
#[component]
fn End(props: &EndProps) -> Html {
    let words = use_settings().language.access_text();
    let sure = use_state_eq(|| false);
    let onask = {
        let sure = sure.clone();
        move |_: MouseEvent| sure.set(!*sure)
    };
    let onend = {
        let room = props.room.clone();
        move |_: MouseEvent| room.act(HostAct::EndForAll)
    };
    html! {
        <section class="people-panel__part">
            <Button label={words.end_for_all} expanded={Some(*sure)} onclick={onask} />
            <p class="people-panel__warning" role="status">
                if *sure {
                    { icon(IconName::Warning) }
                    { words.end_for_all_hint }
                }
            </p>
            if *sure {
                <Button label={words.end_now} kind={ButtonKind::Danger} onclick={onend} />
            }
        </section>
    }
}
