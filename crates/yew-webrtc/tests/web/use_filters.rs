//! `use_filters` gives tracks that went through filters, and stops them.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{MediaStreamTrack, MediaStreamTrackState};
use yew::prelude::*;
use yew_webrtc::{
    FilterStatus, FiltersOptions, LocalTracks, PictureFilter, PictureFilters, SoundFilters, UseFiltersHandle,
    use_filters,
};

use crate::{
    fake_browser::{stream_of, until, until_idle},
    page::{Page, Probe},
    picture::{Eye, picture},
    studio::Studio,
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    camera: Option<MediaStreamTrack>,
    microphone: Option<MediaStreamTrack>,
    options: FiltersOptions,
    probe: Probe<UseFiltersHandle>,
}

impl Props {
    fn new(camera: &MediaStreamTrack, microphone: &MediaStreamTrack) -> Self {
        Self {
            camera: Some(Clone::clone(camera)),
            microphone: Some(Clone::clone(microphone)),
            options: all(),
            probe: Probe::new(),
        }
    }
}

#[component]
fn Filtered(props: &Props) -> Html {
    props.probe.set(use_filters(props.camera.clone().into(), props.microphone.clone().into(), props.options));
    html! { <p /> }
}

fn all() -> FiltersOptions {
    let mut picture = PictureFilters::default();
    picture.set(PictureFilter::Invert, 100);
    FiltersOptions { picture, sound: SoundFilters { mono: true, ..SoundFilters::default() } }
}

fn is_live(track: &MediaStreamTrack) -> bool {
    track.ready_state() == MediaStreamTrackState::Live
}

#[wasm_bindgen_test]
async fn works() {
    let studio = Studio::open();
    let (red, tone) = (picture("red"), studio.tone(440.0, 1.0, 1.0));
    let mut props = Props::new(&red, &tone);
    let mut page = Page::<Filtered>::mount(props.clone()).await;
    until("both are filtered, or wait", || {
        let now = props.probe.last();
        now.picture_status == FilterStatus::On && now.sound_status != FilterStatus::Off
    })
    .await;
    let now = props.probe.last();
    assert_eq!(now.css(), "invert(100%)");
    let local = LocalTracks { camera: Some(Clone::clone(&red)), ..LocalTracks::default() };
    let filtered = now.lend(local).camera.unwrap();
    assert_eq!(now.picture.as_ref(), Some(&filtered));
    let eye = Eye::on(&stream_of(&[&filtered]));
    until("red is inverted", || eye.sees([0, 255, 255])).await;
    until("it costs something", || props.probe.last().cost().is_some()).await;

    let renders = props.probe.renders();
    props.options.picture.set(PictureFilter::Invert, 0);
    props.options.picture.set(PictureFilter::Grayscale, 100);
    page.update(props.clone()).await;
    until("red is grey", || eye.sees([54, 54, 54])).await;
    assert_eq!(props.probe.renders(), renders + 1, "frames and amounts render nothing");

    props.options = FiltersOptions::default();
    page.update(props.clone()).await;
    until("nothing is filtered", || props.probe.last().picture.as_ref() == Some(&red)).await;
    assert!(!is_live(&filtered) && is_live(&red));
    red.stop();
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let studio = Studio::open();
    let (red, tone) = (picture("red"), studio.tone(440.0, 1.0, 1.0));
    let props = Props::new(&red, &tone);
    let page = Page::<Filtered>::mount(props.clone()).await;
    until("it is at work", || props.probe.last().cost().is_some()).await;
    let filtered = props.probe.last().picture.clone().unwrap();
    assert_eq!(studio.graphs(), 1);
    page.unmount().await;
    assert!(!is_live(&filtered));
    assert_eq!((studio.graphs(), studio.workers(), props.probe.last().cost()), (0, 0, None));
    assert!(is_live(&red) && is_live(&tone), "the sources are not its own");
    red.stop();
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let studio = Studio::open();
    let (red, tone) = (picture("red"), studio.tone(440.0, 1.0, 1.0));
    let props = Props::new(&red, &tone);
    // Neither has there been a frame, nor does Web Audio run.
    studio.suspend(true);
    let page = Page::<Filtered>::mount(props.clone()).await;
    until("it has begun", || props.probe.last().picture_status == FilterStatus::On).await;
    let filtered = props.probe.last().picture.clone().unwrap();
    assert_eq!(props.probe.last().sound_status, FilterStatus::Waiting);
    page.unmount().await;
    studio.suspend(false);
    until_idle().await;
    assert!(!is_live(&filtered));
    assert_eq!((studio.graphs(), studio.workers()), (0, 0));
    red.stop();
}
