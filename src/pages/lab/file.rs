//! One file from end to end, and what goes on inside.

mod inside;
mod sight;
mod watch;

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use web_sys::{File as WebFile, HtmlInputElement};
use yew::prelude::*;
use yew_webrtc::{
    ConnectionStatus, LocalTracks, PeerTransfersOptions, UseTransfersHandle, use_peer_transfers, use_transfers,
};

use self::{inside::Inside, watch::Watch};
use super::{
    both_ends::{BothEnds, call_buttons, use_both_ends},
    frame::frame,
};
use crate::{
    components::{
        button::{Button, ButtonKind},
        notice::notice,
        select_box::{Choice, SelectBox},
        transfer_panel::row,
    },
    i18n::{FileText, Text, TransferText, transfers::bytes},
    settings::{use_lab_text, use_settings},
};

/// The page *File*: a file goes from A to B, by the same program as in a call, and its frames tell how far each part of it is. It needs no
/// server.
#[component]
pub fn File() -> Html {
    let (settings, lab) = (use_settings(), use_lab_text());
    let (text, transfer_words) = (settings.text(), settings.language.transfer_text());
    let words = &lab.file;
    let ends = use_both_ends(LocalTracks::default());
    let watch = use_memo((), |()| Watch::default());
    let largest = use_state_eq(|| None::<u32>);
    let options = |on_frame| PeerTransfersOptions { max_frame: *largest, on_frame };
    let on_frame_of_a = use_callback(Rc::clone(&watch), |(way, frame), watch: &Rc<Watch>| watch.passed_a(way, &frame));
    let on_frame_of_b = use_callback(Rc::clone(&watch), |(way, frame), watch: &Rc<Watch>| watch.passed_b(way, &frame));
    let a = use_peer_transfers(&ends.a, options(on_frame_of_a));
    let b = use_peer_transfers(&ends.b, options(on_frame_of_b));
    let (sends, receives) = (use_transfers(a.transfers.clone()), use_transfers(b.transfers.clone()));
    let connected = ends.status() == Some(ConnectionStatus::Connected);
    let busy = sends.transfers.iter().any(|transfer| !transfer.phase.is_over());
    let onpick = {
        let (a, watch) = (a.clone(), Rc::clone(&watch));
        Callback::from(move |file: WebFile| {
            watch.begin(file.size() as u64);
            a.offer(&file);
        })
    };
    let content = html! {
        <>
            <div key="controls" class="lab__controls">
                { call_buttons(&ends, lab) }
                <p class="lab__status" role="status">{ status_words(&ends, text, words) }</p>
                <div class="lab__notice" aria-live="polite">
                    { for ends.a.error.as_ref().or(ends.b.error.as_ref()).map(|error| {
                        let advice = (lab.no_connection)(&error.0);
                        notice(advice.problem, html! { <p>{ advice.next }</p> })
                    }) }
                    { for (sends.unavailable || receives.unavailable).then(|| {
                        let advice = (transfer_words.unavailable)();
                        notice(advice.problem, html! { <p>{ advice.next }</p> })
                    }) }
                </div>
                <Picking disabled={!connected || busy} largest={*largest} {onpick}
                    onlargest={let largest = largest.setter(); move |bytes| largest.set(bytes)} />
            </div>
            <div key="ends" class="file__ends">
                { end("a", words.sender, &sends, transfer_words, words) }
                { end("b", words.receiver, &receives, transfer_words, words) }
            </div>
            <Inside key="inside" watch={Rc::clone(&watch)} transfers={sends.clone()} />
        </>
    };
    frame(text, "file", words.name, words.how, content)
}

fn status_words(ends: &BothEnds, text: &Text, words: &FileText) -> &'static str {
    match ends.status() {
        None => words.idle,
        Some(ConnectionStatus::Connecting) => text.connecting,
        Some(ConnectionStatus::Connected) => words.connected,
        Some(ConnectionStatus::Interrupted) => text.reconnecting,
        Some(ConnectionStatus::Failed) => text.connection_failed,
    }
}

/// What an end has, as the panel of a call shows it.
fn end(key: &'static str, name: &'static str, all: &UseTransfersHandle, text: &TransferText, words: &FileText) -> Html {
    html! {
        <section {key} class="file__end" aria-label={name}>
            <h2>{ name }</h2>
            <ul class="transfer-panel__list" aria-label={name}>
                { for all.transfers.iter().rev().map(|transfer| row(text, all, transfer)) }
            </ul>
            <p class="lab__hint">{ if all.transfers.is_empty() { words.none } else { "" } }</p>
        </section>
    }
}

/// Properties of [`Picking`].
#[derive(Debug, PartialEq, Properties)]
struct PickingProps {
    disabled: bool,
    largest: Option<u32>,
    onpick: Callback<WebFile>,
    onlargest: Callback<Option<u32>>,
}

/// Which file, and in how large pieces.
#[component]
fn Picking(props: &PickingProps) -> Html {
    let words = &use_lab_text().file;
    let input = use_node_ref();
    let onclick = {
        let input = input.clone();
        move |_: MouseEvent| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        }
    };
    let onchange = {
        let onpick = props.onpick.clone();
        move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                onpick.emit(file);
            }
            // The same file can be picked once more.
            input.set_value("");
        }
    };
    let make = |size: usize| {
        let (onpick, name) = (props.onpick.clone(), words.made);
        let onclick = move |_: MouseEvent| {
            if let Some(file) = noise(name, size) {
                onpick.emit(file);
            }
        };
        let label = (words.make)(&bytes(size as u64));
        html! { <Button {label} disabled={props.disabled} {onclick} /> }
    };
    let choice = |bytes: u32, label: String| Choice { value: bytes.to_string().into(), label: label.into() };
    let sizes = SIZES.map(|kib| choice(kib * 1024, format!("{kib} KiB")));
    let choices = [choice(0, words.largest.to_owned())].into_iter().chain(sizes).collect::<Vec<_>>();
    html! {
        <>
            <div class="file__picking">
                <SelectBox
                    id="file-chunk"
                    label={words.chunk}
                    {choices}
                    selected={props.largest.unwrap_or_default().to_string()}
                    hint={AttrValue::from(words.chunk_hint)}
                    onchange={props.onlargest.reform(|value: AttrValue| value.parse().ok().filter(|bytes| *bytes > 0))}
                />
                <div class="lab__buttons">
                    <Button label={words.pick} kind={ButtonKind::Primary} disabled={props.disabled} {onclick} />
                    { make(4_000_000) }
                    { make(64_000_000) }
                </div>
            </div>
            <input ref={input} type="file" hidden=true {onchange} />
            <p class="lab__hint">{ words.stored_hint }</p>
        </>
    }
}

/// A file of bytes in no order, which no two pages make alike.
fn noise(name: &str, size: usize) -> Option<WebFile> {
    let parts = Array::new();
    let mut state = (js_sys::Math::random() * f64::from(u32::MAX)) as u32 | 1;
    let mut left = size;
    while left > 0 {
        let mut piece = vec![0; left.min(1_000_000)];
        for byte in &mut piece {
            // Xorshift (Marsaglia 2003): no secret is made of it.
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            *byte = state as u8;
        }
        left -= piece.len();
        parts.push(&Uint8Array::from(&*piece));
    }
    WebFile::new_with_u8_array_sequence(&parts, name).ok()
}

/// In kibibytes.
const SIZES: [u32; 5] = [1, 4, 16, 64, 128];
