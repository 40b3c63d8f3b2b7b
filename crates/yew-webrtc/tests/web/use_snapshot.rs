//! `use_snapshot` takes photos, and revokes their addresses.

use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::MediaStream;
use yew::prelude::*;
use yew_webrtc::{
    MediaElementOptions, Photo, PhotoError, PhotoOptions, PhotoStatus, UseSnapshotHandle, use_media_element,
    use_snapshot,
};

use crate::{
    fake_browser::{stream_of, until, until_idle},
    page::{Page, Probe},
    picture::picture,
    studio::Studio,
};

#[derive(Properties, PartialEq, Clone)]
struct Props {
    stream: Option<MediaStream>,
    probe: Probe<UseSnapshotHandle>,
}

#[component]
fn Booth(props: &Props) -> Html {
    let options = MediaElementOptions { muted: true, ..MediaElementOptions::default() };
    let video = use_media_element(props.stream.clone(), options);
    props.probe.set(use_snapshot(video.node.clone()));
    html! { <video ref={video.node} playsinline=true /> }
}

/// A booth, in which a picture of 96 by 96 pixels is seen.
async fn open() -> (Page<Booth>, Probe<UseSnapshotHandle>, MediaStream) {
    let stream = stream_of(&[&picture("red")]);
    let probe = Probe::new();
    let page = Page::<Booth>::mount(Props { stream: Some(Clone::clone(&stream)), probe: probe.clone() }).await;
    until("there is a picture", || {
        probe.last().take(PhotoOptions::default());
        probe.last().status != PhotoStatus::Failed(PhotoError::NoPicture) && probe.last().status != PhotoStatus::None
    })
    .await;
    (page, probe, stream)
}

fn photo(probe: &Probe<UseSnapshotHandle>) -> Option<Photo> {
    match &probe.last().status {
        PhotoStatus::Taken(photo) => Some(photo.clone()),
        PhotoStatus::None | PhotoStatus::Taking | PhotoStatus::Failed(_) => None,
    }
}

fn stop(stream: &MediaStream) {
    stream.get_video_tracks().iter().for_each(|track| web_sys::MediaStreamTrack::from(track).stop());
}

#[wasm_bindgen_test]
async fn works() {
    let studio = Studio::open();
    let (_page, probe, stream) = open().await;
    until("it is taken", || photo(&probe).is_some()).await;
    let first = photo(&probe).unwrap();
    assert_eq!((first.width(), first.height(), first.blob().type_()), (96, 96, "image/png".to_owned()));

    probe.last().take(PhotoOptions { mirrored: true, ..PhotoOptions::default() });
    until("another is taken", || photo(&probe).is_some_and(|photo| photo != first)).await;
    drop(first);
    until("one address is left", || studio.urls() == 1).await;
    probe.last().clear();
    until("there is none", || probe.last().status == PhotoStatus::None && studio.urls() == 0).await;
    stop(&stream);
}

#[wasm_bindgen_test]
async fn unmount_releases() {
    let studio = Studio::open();
    let (page, probe, stream) = open().await;
    until("it is taken", || photo(&probe).is_some()).await;
    let kept = probe.last();
    page.unmount().await;
    kept.take(PhotoOptions::default());
    until_idle().await;
    assert_eq!(studio.urls(), 1, "as long as the photo is held, and nothing is taken any more");
    drop((kept, probe));
    assert_eq!(studio.urls(), 0);
    stop(&stream);
}

#[wasm_bindgen_test]
async fn unmount_while_pending_releases() {
    let studio = Studio::open();
    let (page, probe, stream) = open().await;
    probe.last().take(PhotoOptions::default());
    page.unmount().await;
    drop(probe);
    until_idle().await;
    assert_eq!(studio.urls(), 0);
    stop(&stream);
}
