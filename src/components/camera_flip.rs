//! From the camera at the front of a phone to the one at its back.

use yew::prelude::*;
use yew_webrtc::UseUserMediaHandle;

use super::{button::Button, icon::IconName};
use crate::i18n::Text;

/// The button that takes the camera on the other side, where there is one; while it is on its way, the button waits for it. Without one it is an empty box.
pub fn camera_flip(text: &Text, media: &UseUserMediaHandle) -> Html {
    let onclick = {
        let media = media.clone();
        move |_: MouseEvent| media.flip_camera()
    };
    html! {
        <div class="camera-flip">
            if media.can_flip_camera() {
                <Button label={text.devices.flip_camera} icon={IconName::Flip} compact=true busy={media.camera_changing} {onclick} />
            }
        </div>
    }
}
