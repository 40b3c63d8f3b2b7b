//! What can be asked of a camera and a microphone, and what comes of it.

use yew::prelude::*;
use yew_webrtc::{
    AskedBy, DeviceKind, MediaElementOptions, MediaErrorKind, Refusal, UseConstrainedTrackHandle,
    constraints::{Property, TrackConstraints},
    next_step::NextStep,
    track, use_constrained_track, use_devices, use_media_element, use_track_settings,
};

use super::frame::frame;
use crate::{
    components::{
        button::{Button, ButtonKind},
        code_view::CodeView,
        constraints_form::{ConstraintsForm, Draft},
        level_meter::LevelMeter,
        notice::notice,
        select_box::{Choice, SelectBox},
    },
    dom,
    i18n::{Advice, ConstraintsText, LabText, MediaSource, Text, TroubleText},
    settings::{use_lab_text, use_text, use_trouble_text},
};

/// The page *Constraints*: a question is put together, its code is read, and it is asked: of the browser, for a track, or of the
/// track that is live.
#[component]
pub fn Constraints() -> Html {
    let (text, troubles, lab) = (use_text(), use_trouble_text(), use_lab_text());
    let words = &lab.constraints;
    let source = use_state_eq(|| Source::Camera);
    let drafts = use_state_eq(|| (Draft::default(), Draft::default()));
    let draft = if *source == Source::Camera { &drafts.0 } else { &drafts.1 };
    let asked = use_state_eq(Draft::default);
    let live = use_constrained_track();
    let devices = use_devices();
    use_effect_with(live.status.is_live(), {
        let devices = devices.clone();
        move |_| devices.refresh()
    });
    let preview = use_media_element(live.stream.clone(), MediaElementOptions { muted: true, sink: None });
    // Rendered again whenever the browser tells something else of the track.
    let _ = use_track_settings(live.status.track().cloned());
    let supported = use_memo((), |()| track::supported());
    let capabilities = use_memo(live.status.track().cloned(), |it| it.as_ref().map(track::capabilities));

    let constraints = source.constraints(draft);
    let misfits = match &*capabilities {
        Some(capabilities) => capabilities.misfits(&constraints.asked()),
        None if *asked == *draft => live.refusal.as_ref().map(|it| it.misfits.clone()).unwrap_or_default(),
        None => Vec::new(),
    };
    let named = live.refusal.as_ref().filter(|_| *asked == *draft).and_then(named).and_then(Property::parse);
    let onchange = {
        let (drafts, source) = (drafts.clone(), *source);
        Callback::from(move |draft| {
            let (camera, microphone) = (*drafts).clone();
            drafts.set(if source == Source::Camera { (draft, microphone) } else { (camera, draft) });
        })
    };
    let onsource = {
        let (source, live) = (source.setter(), live.clone());
        move |key: AttrValue| {
            live.stop();
            source.set(if key == Source::Camera.key() { Source::Camera } else { Source::Microphone });
        }
    };
    let act = |act: fn(&UseConstrainedTrackHandle, TrackConstraints)| {
        let (live, asked, draft, constraints) = (live.clone(), asked.setter(), draft.clone(), constraints.clone());
        move |_: MouseEvent| {
            asked.set(draft.clone());
            act(&live, constraints.clone());
        }
    };
    let onstop = {
        let live = live.clone();
        move |_: MouseEvent| live.stop()
    };
    let is_live = live.status.is_live();
    let content = html! {
        <div class="constraints">
            <div key="controls" class="lab__controls constraints__controls">
                <SelectBox
                    id="constraints-source"
                    label={words.source}
                    choices={Source::ALL.map(|source| source.choice(text)).to_vec()}
                    selected={source.key()}
                    onchange={onsource}
                />
                <div class="lab__buttons" role="group" aria-label={lab.controls}>
                    <Button
                        label={words.ask}
                        kind={if is_live { ButtonKind::Plain } else { ButtonKind::Primary }}
                        busy={live.is_asking}
                        onclick={act(UseConstrainedTrackHandle::request)}
                    />
                    <Button
                        label={words.change}
                        kind={if is_live { ButtonKind::Primary } else { ButtonKind::Plain }}
                        disabled={!is_live}
                        busy={live.is_asking}
                        onclick={act(UseConstrainedTrackHandle::apply)}
                    />
                    <Button
                        label={lab.stop}
                        disabled={!is_live && !live.is_asking}
                        onclick={onstop}
                    />
                </div>
                <p class="lab__status" role="status">{ status_words(&live, words) }</p>
                <div class="lab__notice" aria-live="polite">
                    { for live.refusal.as_ref().map(|refusal| refusal_notice(refusal, *source, is_live, troubles, lab)) }
                </div>
            </div>
            <div key="live" class="constraints__live">
                <div class="constraints__picture" data-live={is_live.then_some("true")} hidden={*source == Source::Microphone}>
                    <video
                        key="video"
                        class="constraints__video"
                        ref={preview.node}
                        autoplay=true
                        playsinline=true
                        aria-label={words.picture}
                    />
                    <p key="missing" class="constraints__missing">{ if is_live { "" } else { words.picture_missing } }</p>
                </div>
                <div class="constraints__level" hidden={*source == Source::Camera}>
                    <LevelMeter track={live.status.track().cloned().filter(|_| *source == Source::Microphone)} />
                </div>
            </div>
            <div key="form" class="lab__section constraints__form">
                <h2>{ words.form }</h2>
                <p class="lab__hint">{ words.form_hint }</p>
                <ConstraintsForm
                    properties={source.properties()}
                    draft={draft.clone()}
                    devices={devices.devices.of_kind(source.kind()).to_vec()}
                    supported={(*supported).clone()}
                    capabilities={(*capabilities).clone()}
                    settings={live.status.track().map(track::settings)}
                    {misfits}
                    {named}
                    {onchange}
                />
            </div>
            <div key="code" class="lab__section constraints__code">
                <h2>{ lab.code }</h2>
                <CodeView label={words.code_of_request} code={constraints.options().to_javascript()} />
                <CodeView label={words.code_of_change} code={constraints.to_javascript()} />
            </div>
        </div>
    };
    frame(text, "constraints-page", words.name, words.how, content)
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Camera,
    Microphone,
}

impl Source {
    const ALL: [Self; 2] = [Self::Camera, Self::Microphone];

    fn key(self) -> &'static str {
        match self {
            Self::Camera => "camera",
            Self::Microphone => "microphone",
        }
    }

    fn choice(self, text: &Text) -> Choice {
        let label = match self {
            Self::Camera => text.camera,
            Self::Microphone => text.microphone,
        };
        Choice { value: self.key().into(), label: label.into() }
    }

    fn kind(self) -> DeviceKind {
        match self {
            Self::Camera => DeviceKind::Camera,
            Self::Microphone => DeviceKind::Microphone,
        }
    }

    fn media(self) -> MediaSource {
        match self {
            Self::Camera => MediaSource::Camera,
            Self::Microphone => MediaSource::Microphone,
        }
    }

    fn properties(self) -> &'static [Property] {
        match self {
            Self::Camera => &Property::VIDEO,
            Self::Microphone => &Property::AUDIO,
        }
    }

    fn constraints(self, draft: &Draft) -> TrackConstraints {
        match self {
            Self::Camera => TrackConstraints::Video(draft.video()),
            Self::Microphone => TrackConstraints::Audio(draft.audio()),
        }
    }
}

fn status_words(live: &UseConstrainedTrackHandle, words: &ConstraintsText) -> String {
    match live.status.track() {
        _ if live.is_asking => words.requesting.to_owned(),
        Some(track) => (words.live)(&track.label()),
        None if live.refusal.is_some() => words.failed.to_owned(),
        None => words.idle.to_owned(),
    }
}

/// Which constraint the browser named.
fn named(refusal: &Refusal) -> Option<&str> {
    match &refusal.error.kind {
        MediaErrorKind::Overconstrained { constraint } => constraint.as_deref(),
        _ => None,
    }
}

/// What failed and why, what would fit, and what is live all the same.
fn refusal_notice(refusal: &Refusal, source: Source, is_live: bool, troubles: &TroubleText, lab: &LabText) -> Html {
    let words = &lab.constraints;
    let Refusal { by, error, misfits } = refusal;
    let name = named(refusal);
    let advice = match (&error.kind, by) {
        (MediaErrorKind::Overconstrained { .. }, AskedBy::Request) => (words.no_fit)(name),
        (MediaErrorKind::Overconstrained { .. }, AskedBy::Change) => (words.rejected)(name),
        (kind, _) => Advice {
            problem: (troubles.problem)(kind, source.media()),
            next: (troubles.next_step)(NextStep::for_device(kind, dom::agent()), source.media()),
        },
    };
    let fits = misfits.iter().map(|misfit| {
        let name = misfit.property.name();
        html! { <li key={name}><code translate="no">{ name }</code>{ ": " }{ (words.fits)(&misfit.fits) }</li> }
    });
    let kept = is_live && *by == AskedBy::Request;
    let more = html! {
        <>
            <p>{ advice.next }</p>
            <p>{ if misfits.is_empty() { "" } else { words.would_fit } }</p>
            <ul class="constraints__misfits">{ for fits }</ul>
            <p>{ if kept { words.kept } else { "" } }</p>
            <p class="lab__hint">
                if !error.message.is_empty() {
                    { (words.browser_says)(&error.message) }
                }
            </p>
        </>
    };
    notice(advice.problem, more)
}
