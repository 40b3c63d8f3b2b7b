//! A photo shows what the video showed, through filters or as in a mirror.

use std::rc::Rc;

use tincan_core::filters::{PictureFilter, PictureFilters};
use tincan_web::snapshot::{Photo, PhotoError, PhotoOptions, PhotoStatus, PhotoTaker};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlVideoElement, MediaStreamTrack};

use crate::{
    fake_browser::{stream_of, until, until_idle},
    picture::{halves, look},
    studio::Studio,
};

/// Type, size, and the colours left and right as bits of red, green and blue.
async fn looks(photo: &Photo) -> String {
    JsFuture::from(look(photo.blob())).await.unwrap().as_string().unwrap()
}

fn video() -> HtmlVideoElement {
    let video = web_sys::window().unwrap().document().unwrap().create_element("video").unwrap();
    video.unchecked_into()
}

/// A video that plays a picture whose left half is red, and its right half blue.
async fn playing() -> (HtmlVideoElement, MediaStreamTrack) {
    let (video, track) = (video(), halves());
    video.set_muted(true);
    video.set_src_object(Some(&stream_of(&[&track])));
    JsFuture::from(video.play().unwrap()).await.unwrap();
    until("it plays", || video.video_width() == 64).await;
    (video, track)
}

async fn taken(taker: &PhotoTaker) -> Photo {
    until("it is taken", || matches!(taker.status(), PhotoStatus::Taken(_))).await;
    let PhotoStatus::Taken(photo) = taker.status() else { unreachable!() };
    photo
}

#[wasm_bindgen_test]
async fn a_photo_shows_what_the_video_showed() {
    let studio = Studio::open();
    let (video, track) = playing().await;
    let taker = PhotoTaker::new(|| {});
    taker.take(&video, PhotoOptions::default());
    assert_eq!(taker.status(), PhotoStatus::Taking);
    let photo = taken(&taker).await;
    assert_eq!(looks(&photo).await, "image/png 64x32 100 001");
    assert_eq!((photo.width(), photo.height()), (64, 32));
    assert!(photo.url().starts_with("blob:"));

    let mut filters = PictureFilters::default();
    filters.set(PictureFilter::Invert, 100);
    taker.take(&video, PhotoOptions { filters, mirrored: true });
    let inverted = taken(&taker).await;
    assert_eq!(looks(&inverted).await, "image/png 64x32 110 011");
    assert_eq!(studio.urls(), 2, "one is still held");
    drop(photo);
    assert_eq!(studio.urls(), 1);
    assert!(inverted.is_filtered());
    drop(inverted);
    taker.clear();
    assert_eq!((taker.status(), studio.urls()), (PhotoStatus::None, 0));
    track.stop();
}

#[wasm_bindgen_test]
async fn a_photo_that_is_as_the_camera_saw_it_says_so() {
    let studio = Studio::open();
    let (video, track) = playing().await;
    let taker = PhotoTaker::new(|| {});
    let mut filters = PictureFilters::default();
    for filtered in [true, false] {
        studio.without_canvas_filters(|| taker.take(&video, PhotoOptions { filters, mirrored: false }));
        let photo = taken(&taker).await;
        assert_eq!((looks(&photo).await.as_str(), photo.is_filtered()), ("image/png 64x32 100 001", filtered));
        filters.set(PictureFilter::Invert, 100);
    }
    track.stop();
}

#[wasm_bindgen_test]
async fn of_nothing_there_is_no_photo() {
    let taker = PhotoTaker::new(|| {});
    taker.take(&video(), PhotoOptions::default());
    assert_eq!(taker.status(), PhotoStatus::Failed(PhotoError::NoPicture));
}

#[wasm_bindgen_test]
async fn only_the_last_of_several_is_kept_and_none_after_the_end() {
    let studio = Studio::open();
    let (video, track) = playing().await;
    let changes = Rc::new(std::cell::Cell::new(0));
    let taker = PhotoTaker::new({
        let changes = Rc::clone(&changes);
        move || changes.set(changes.get() + 1)
    });
    for _ in 0..3 {
        taker.take(&video, PhotoOptions::default());
    }
    drop(taken(&taker).await);
    assert_eq!((studio.urls(), changes.get()), (1, 2), "taking, taken");

    taker.take(&video, PhotoOptions::default());
    taker.close();
    taker.take(&video, PhotoOptions::default());
    until_idle().await;
    assert_eq!((taker.status(), studio.urls(), changes.get()), (PhotoStatus::None, 0, 3));
    track.stop();
}
