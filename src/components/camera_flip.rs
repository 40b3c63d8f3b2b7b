//! From the camera at the front of a phone to the one at its back.

use yew::prelude::*;
use yew_webrtc::UseUserMediaHandle;

use super::{button::Button, icon::IconName};
use crate::i18n::Text;

/// The button that takes the camera on the other side, where there is one. Without one it is an empty box.
pub fn camera_flip(text: &Text, media: &UseUserMediaHandle) -> Html {
    let can_flip = media.camera.is_live() && media.can_flip_camera();
    let onclick = {
        let media = media.clone();
        move |_: MouseEvent| media.flip_camera()
    };
    html! {
        <div class="camera-flip">
            if can_flip {
                <Button label={text.devices.flip_camera} icon={IconName::Flip} compact=true {onclick} />
            }
        </div>
    }
}
