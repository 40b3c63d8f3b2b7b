//! Yew hooks over the browser's camera, microphone, devices and WebRTC.

mod use_audio_level;
mod use_devices;
mod use_media_element;
mod use_peer;
mod use_permission;
mod use_room;
mod use_user_media;
