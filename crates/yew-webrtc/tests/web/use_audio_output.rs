//! `use_audio_output` follows the wanted speaker, and falls silent.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen_test::wasm_bindgen_test;
use yew::prelude::*;
use yew_webrtc::{
    Device, DeviceId, DeviceKind, DeviceNotice, GroupId, MediaError, MediaErrorKind, MediaNews, UseAudioOutputHandle,
    Wanted, use_audio_output, use_devices,
};

use crate::{
    fake_browser::{FakeBrowser, until, until_idle},
    page::{Page, Probe},
};

#[derive(Properties, PartialEq)]
struct Props {
    probe: Probe<UseAudioOutputHandle>,
    #[prop_or_default]
    wanted: Wanted,
}

#[component]
fn Output(props: &Props) -> Html {
    let devices = use_devices().devices;
    props.probe.set(use_audio_output(props.wanted.clone(), devices));
    html! { <p /> }
}

async fn mount(wanted: &str) -> (Page<Output>, Probe<UseAudioOutputHandle>) {
    let probe = Probe::new();
    let wanted = Wanted::Device { id: DeviceId::from(wanted), label: String::new() };
    (Page::mount(Props { probe: probe.clone(), wanted }).await, probe)
}

fn sink(output: &Probe<UseAudioOutputHandle>) -> Option<String> {
    output.last().sink.map(|id| id.to_string())
}

fn told(output: &Probe<UseAudioOutputHandle>) -> Vec<DeviceNotice> {
    let of_speaker = |news: MediaNews| match news {
        MediaNews::Device(DeviceKind::Speaker, notice) => notice,
        other => panic!("{other:?}"),
    };
    output.last().notices.into_iter().map(|notice| of_speaker(notice.what)).collect()
}

#[wasm_bindgen_test]
async fn speakers_that_come_and_go_are_told() {
    let browser = FakeBrowser::new();
    browser.plug_in("audiooutput", "default", "g1");
    browser.plug_in("audiooutput", "out1", "g1");
    browser.plug_in("audiooutput", "out2", "g2");
    let (_page, output) = mount("out2").await;
    until("it is in use", || sink(&output).as_deref() == Some("out2")).await;
    assert_eq!(told(&output), []);
    let error = MediaError { kind: MediaErrorKind::Aborted, message: String::new() };
    output.last().report(error.clone());
    until("what an element could not do is told", || output.last().error == Some(error.clone())).await;

    browser.unplug("out2");
    until("the system's took over", || !told(&output).is_empty()).await;
    let (from, to) = ("Label of out2".to_owned(), "Label of out1".to_owned());
    assert_eq!((told(&output), sink(&output)), (vec![DeviceNotice::TookOver { from: from.clone(), to }], None));
    assert_eq!(output.last().error, None, "it was about the one before");
    browser.plug_in("audiooutput", "out2", "g2");
    until("it is back", || told(&output) == [DeviceNotice::CameBack { label: from.clone() }]).await;
    output.last().dismiss(output.last().notices[0].id);
    until("it was read", || told(&output).is_empty()).await;

    browser.plug_in("audiooutput", "out3", "g3");
    until(
        "it is offered",
        || matches!(&told(&output)[..], [DeviceNotice::NewDevice(new)] if new.id.as_str() == "out3"),
    )
    .await;
    browser.unplug("out3");
    until("the offer is withdrawn", || told(&output).is_empty()).await;
}

#[wasm_bindgen_test]
async fn a_headsets_earphones_are_offered_with_its_microphone() {
    let browser = FakeBrowser::new();
    browser.plug_in("audiooutput", "out1", "g1");
    browser.plug_in("audiooutput", "out2", "g2");
    let (_page, output) = mount("out1").await;
    until("it is in use", || sink(&output).as_deref() == Some("out1")).await;
    let microphone = |group: &str| Device {
        id: DeviceId::from("mic"),
        group: GroupId::from(group),
        kind: DeviceKind::Microphone,
        label: "Headset".to_owned(),
    };
    output.last().offer_beside(&microphone("g1"));
    output.last().offer_beside(&microphone("g2"));
    until("it is offered", || !told(&output).is_empty()).await;
    assert!(matches!(&told(&output)[..], [DeviceNotice::NewDevice(speaker)] if speaker.id.as_str() == "out2"));
}

#[wasm_bindgen_test]
async fn works() {
    let browser = FakeBrowser::new();
    browser.plug_in("audiooutput", "default", "g1");
    browser.plug_in("audiooutput", "out1", "g1");
    let (_page, output) = mount("out2").await;
    until("there is a list", || output.last().speakers.len() == 1).await;
    assert!(output.last().can_choose, "every browser of the tests can");
    assert_eq!(sink(&output), None, "the wanted one is not there");
    browser.plug_in("audiooutput", "out2", "g2");
    until("it is in use", || sink(&output).as_deref() == Some("out2")).await;
    browser.unplug("out2");
    until("the system's is", || sink(&output).is_none()).await;

    output.last().test_sound();
    until("it sounds", || output.last().testing).await;
    until("it has ended", || !output.last().testing).await;
    assert_eq!((output.last().error, browser.audio_contexts()), (None, 0));
}

#[wasm_bindgen_test]
async fn a_speaker_that_cannot_be_used_is_told() {
    let browser = FakeBrowser::new();
    // Listed, but not to the browser itself.
    browser.plug_in("audiooutput", "out1", "g1");
    let (_page, output) = mount("out1").await;
    until("it is in use", || sink(&output).as_deref() == Some("out1")).await;
    output.last().test_sound();
    until("it is told", || output.last().error.is_some()).await;
    assert!(!output.last().testing);
    assert_eq!(browser.audio_contexts(), 0);
}

#[wasm_bindgen_test]
async fn the_browsers_question_is_answered_or_closed() {
    let browser = FakeBrowser::new();
    let (_page, output) = mount("out1").await;
    assert!(!output.last().can_ask, "most browsers have none");
    browser.add_output_question("");
    let answers = Rc::new(RefCell::new(Vec::new()));
    let on_answer = {
        let answers = Rc::clone(&answers);
        Callback::from(move |wanted: Wanted| answers.borrow_mut().push(wanted))
    };
    output.last().ask(on_answer.clone());
    until_idle().await;
    assert_eq!((output.last().error, answers.borrow().len()), (None, 0), "it was closed");

    browser.add_output_question("out1");
    output.last().ask(on_answer);
    until("it is in use", || sink(&output).as_deref() == Some("out1")).await;
    let label = "Label of out1".to_owned();
    assert_eq!(*answers.borrow(), [Wanted::Device { id: DeviceId::from("out1"), label }]);
    assert_eq!(output.last().speakers.len(), 1, "it is listed from now on");
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let browser = FakeBrowser::new();
    let (page, output) = mount("out1").await;
    output.last().test_sound();
    until("it sounds", || output.last().testing && browser.audio_contexts() == 1).await;
    page.unmount().await;
    assert_eq!((browser.audio_contexts(), browser.listeners()), (0, 0));
    let renders = output.renders();
    output.last().test_sound();
    until_idle().await;
    assert_eq!((browser.audio_contexts(), output.renders()), (0, renders));
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let browser = FakeBrowser::new();
    browser.add_output_question("out1");
    let (page, output) = mount("out1").await;
    browser.hold();
    output.last().ask(Callback::from(|_| panic!("nobody is there to hear it")));
    until("the question is open", || browser.pending() == 1).await;
    page.unmount().await;
    let renders = output.renders();
    browser.release();
    browser.until_answered().await;
    assert_eq!((browser.listeners(), output.renders()), (0, renders));
}
