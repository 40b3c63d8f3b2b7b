//! What is asked of a shared screen, member by member.

mod draft;

use web_sys::HtmlInputElement;
use yew::prelude::*;
use yew_webrtc::{
    DisplayOptions, Surface,
    display::{Cursor, Member, Offer, ScreenSound, WindowAudio},
    knows_constraint,
};

pub use self::draft::Draft;
use self::draft::{LimitDraft, LimitMode, Number};
use super::{
    button::Button,
    select_box::{Choice, SelectBox},
    switch_box::switch_box,
};
use crate::{
    i18n::{LabText, ScreenText},
    settings::use_lab_text,
};

/// Properties of [`DisplayForm`].
#[derive(Debug, PartialEq, Properties)]
pub struct DisplayFormProps {
    /// What is asked for.
    pub draft: Draft,
    /// Is told the new draft.
    pub onchange: Callback<Draft>,
}

/// A field for each member of the argument of `getDisplayMedia`, under the specification's name, with what it means.
#[component]
pub fn DisplayForm(props: &DisplayFormProps) -> Html {
    let lab: &LabText = use_lab_text();
    let text = &lab.screen;
    let start_over = |options: DisplayOptions| props.onchange.reform(move |_: MouseEvent| Draft::from(options));
    let form = Form { props, text };
    html! {
        <div class="display-form" role="group" aria-label={text.form}>
            <div class="display-form__tools">
                <Button label={text.as_in_a_call} onclick={start_over(DisplayOptions::default())} />
                <Button label={text.nothing} onclick={start_over(DisplayOptions::ANY)} />
            </div>
            <div class="display-form__fields">{ form.fields() }</div>
        </div>
    }
}

/// A form that is being drawn.
struct Form<'a> {
    props: &'a DisplayFormProps,
    text: &'a ScreenText,
}

impl Form<'_> {
    fn fields(&self) -> Html {
        let asked = self.props.draft.chosen;
        html! {
            <>
                { self.choice(Member::DisplaySurface, &SURFACES, asked.surface, |surface, asked| asked.surface = surface) }
                { self.choice(Member::Cursor, &CURSORS, asked.cursor, |cursor, asked| asked.cursor = cursor) }
                { for Number::ALL.into_iter().map(|number| self.number(number)) }
                { self.choice(Member::SurfaceSwitching, &OFFERS, asked.surface_switching, |offer, asked| asked.surface_switching = offer) }
                { self.choice(Member::SelfBrowserSurface, &OFFERS, asked.self_browser_surface, |offer, asked| asked.self_browser_surface = offer) }
                { self.choice(Member::MonitorTypeSurfaces, &OFFERS, asked.monitor_type_surfaces, |offer, asked| asked.monitor_type_surfaces = offer) }
                { self.choice(Member::SystemAudio, &OFFERS, asked.system_audio, |offer, asked| asked.system_audio = offer) }
                { self.choice(Member::WindowAudio, &WINDOW_AUDIO, asked.window_audio, |audio, asked| asked.window_audio = audio) }
                { self.switch(Member::PreferCurrentTab, asked.prefer_current_tab, |on, asked| asked.prefer_current_tab = on) }
                { self.switch(Member::Audio, asked.sound.is_some(), |on, asked| asked.sound = on.then(ScreenSound::default)) }
                <div class="display-form__sound">{ for asked.sound.map(|sound| self.sound(sound)) }</div>
            </>
        }
    }

    fn sound(&self, sound: ScreenSound) -> Html {
        html! {
            <>
                { self.switch(Member::RestrictOwnAudio, sound.restrict_own_audio, |on, asked| {
                    if let Some(sound) = &mut asked.sound { sound.restrict_own_audio = on; }
                }) }
                { self.switch(Member::SuppressLocalAudioPlayback, sound.suppress_local_audio_playback, |on, asked| {
                    if let Some(sound) = &mut asked.sound { sound.suppress_local_audio_playback = on; }
                }) }
                { self.switch(Member::VoiceProcessing, sound.process_as_voice, |on, asked| {
                    if let Some(sound) = &mut asked.sound { sound.process_as_voice = on; }
                }) }
            </>
        }
    }

    /// One of the words of the specification, or nothing.
    fn choice<T: Copy + PartialEq + 'static>(
        &self,
        member: Member,
        words: &'static [(T, &'static str)],
        chosen: Option<T>,
        set: fn(Option<T>, &mut DisplayOptions),
    ) -> Html {
        let choice = |value: &'static str, label: &'static str| Choice { value: value.into(), label: label.into() };
        let choices = std::iter::once(choice(NOT_ASKED, self.text.not_asked));
        let selected = words.iter().find(|(value, _)| Some(*value) == chosen).map_or(NOT_ASKED, |(_, word)| word);
        let change = self.change(move |word: AttrValue, asked| {
            set(words.iter().find(|(_, it)| *it == word).map(|(value, _)| *value), asked);
        });
        html! {
            <div key={member.name()} class="display-form__field" data-asked={chosen.map(|_| "true")}>
                <SelectBox
                    id={format!("display-{}", member.name())}
                    label={member.name()}
                    choices={choices.chain(words.iter().map(|(_, word)| choice(word, word))).collect::<Vec<_>>()}
                    {selected}
                    hint={self.about(member)}
                    onchange={change}
                />
            </div>
        }
    }

    fn switch(&self, member: Member, on: bool, set: fn(bool, &mut DisplayOptions)) -> Html {
        let id = match member {
            Member::Audio => "display-audio",
            Member::PreferCurrentTab => "display-preferCurrentTab",
            Member::RestrictOwnAudio => "display-restrictOwnAudio",
            Member::SuppressLocalAudioPlayback => "display-suppressLocalAudioPlayback",
            _ => "display-echoCancellation",
        };
        let hint = if is_unknown(member) { self.text.unknown_here } else { (self.text.about)(member) };
        html! {
            <div key={member.name()} class="display-form__field" data-asked={on.then_some("true")}>
                { switch_box(id, member.name(), hint, on, self.change(set)) }
            </div>
        }
    }

    fn number(&self, number: Number) -> Html {
        let member = number.member();
        let limit = self.props.draft.limit(number);
        let choices = std::iter::once(Choice { value: NOT_ASKED.into(), label: self.text.not_asked.into() })
            .chain(LimitMode::ALL.map(|mode| Choice { value: mode.key().into(), label: mode.key().into() }));
        let limited = {
            let (draft, onchange) = (self.props.draft.clone(), self.props.onchange.clone());
            move |limit| onchange.emit(draft.with_limit(number, limit))
        };
        let onmode = {
            let (text, limited) = (limit.text.clone(), limited.clone());
            move |key: AttrValue| {
                let mode = LimitMode::ALL.into_iter().find(|mode| mode.key() == key);
                let text = if text.is_empty() { number.likely().to_owned() } else { text.clone() };
                limited(LimitDraft { mode, text });
            }
        };
        let mode = limit.mode;
        let oninput = move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                limited(LimitDraft { mode, text: input.value() });
            }
        };
        html! {
            <div key={member.name()} class="display-form__field" data-asked={mode.map(|_| "true")}>
                <SelectBox
                    id={format!("display-{}", member.name())}
                    label={member.name()}
                    choices={choices.collect::<Vec<_>>()}
                    selected={mode.map_or(NOT_ASKED, LimitMode::key)}
                    hint={self.about(member)}
                    onchange={onmode}
                />
                <div class="display-form__value">
                    if mode.is_some() {
                        <input
                            class="display-form__number"
                            type="text"
                            inputmode="numeric"
                            autocomplete="off"
                            aria-label={(self.text.number)(member.name())}
                            value={limit.text.clone()}
                            {oninput}
                        />
                    }
                </div>
            </div>
        }
    }

    /// What a member means, and whether asking for it is in vain here.
    fn about(&self, member: Member) -> AttrValue {
        let about = (self.text.about)(member);
        if is_unknown(member) { format!("{about}. {}", self.text.unknown_here).into() } else { about.into() }
    }

    fn change<T: 'static>(&self, set: impl Fn(T, &mut DisplayOptions) + 'static) -> Callback<T> {
        let draft = self.props.draft.clone();
        self.props.onchange.reform(move |value| {
            let mut chosen = draft.chosen;
            set(value, &mut chosen);
            draft.with(chosen)
        })
    }
}

/// Whether the browser says that it does not know it. Of what is no constraint it says nothing.
fn is_unknown(member: Member) -> bool {
    member.is_constraint() && !knows_constraint(member.name())
}

const SURFACES: [(Surface, &str); 3] =
    [(Surface::Monitor, "monitor"), (Surface::Window, "window"), (Surface::Browser, "browser")];
const CURSORS: [(Cursor, &str); 3] = [(Cursor::Always, "always"), (Cursor::Motion, "motion"), (Cursor::Never, "never")];
const OFFERS: [(Offer, &str); 2] = [(Offer::Include, "include"), (Offer::Exclude, "exclude")];
const WINDOW_AUDIO: [(WindowAudio, &str); 3] =
    [(WindowAudio::System, "system"), (WindowAudio::Window, "window"), (WindowAudio::Exclude, "exclude")];

/// The choice that asks for nothing.
const NOT_ASKED: &str = "";
