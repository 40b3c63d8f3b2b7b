//! Korean.

use yew_webrtc::{FilterPlace, PictureCost, PictureFilter};

use super::{FilterText, milliseconds};

pub(super) const TEXT: FilterText = FilterText {
    preview: "필터를 적용한 내 화면",
    reset: "초기화",
    reset_all: "필터 모두 초기화",

    picture: "화면",
    filter: |filter| match filter {
        PictureFilter::Blur => "흐림",
        PictureFilter::Brightness => "밝기",
        PictureFilter::Contrast => "대비",
        PictureFilter::Saturation => "채도",
        PictureFilter::Hue => "색조",
        PictureFilter::Invert => "반전",
        PictureFilter::Grayscale => "흑백",
        PictureFilter::Sepia => "세피아",
        PictureFilter::Opacity => "불투명도",
    },
    sent: "다른 사람에게도 적용",
    sent_hint: "끄면 필터를 적용한 화면은 나에게만 보입니다.",
    cost: |PictureCost { per_frame, place, width, height, reduced }| {
        let hard = if reduced { "이 기기에는 필터가 무거워 화면을 줄여 보냅니다. " } else { "" };
        let time = milliseconds(per_frame);
        match place {
            FilterPlace::Worker => {
                format!("{hard}{width} × {height} 프레임마다 {time}ms가 걸리며, 이 페이지 밖에서 처리됩니다.")
            }
            FilterPlace::Page => format!("{hard}{width} × {height} 프레임마다 이 페이지가 {time}ms 동안 일합니다."),
        }
    },
    costs_nothing: "다른 사람에게 보내는 화면에는 필터가 없으므로 비용도 없습니다.",
    only_yourself: "필터는 나에게만 보이며 비용이 들지 않습니다.",

    sound: "소리",
    high_pass: "고역 통과",
    high_pass_off: "끔",
    gain: "증폭",
    mono: "모노",
    mono_hint: "양쪽 소리를 하나로 합칩니다. 한쪽에서만 들리는 마이크에 알맞습니다.",
    before: "적용 전",
    after: "적용 후",
    sound_waiting: "무언가를 누를 때까지 브라우저가 소리 처리를 막고 있습니다. 그때까지는 원래 소리가 전달됩니다.",
    sound_impossible: "이 브라우저는 소리에 필터를 적용할 수 없습니다. 다른 사람에게는 원래 소리가 들립니다.",

    take_photo: "사진 찍기",
    save_photo: "사진 저장",
    photo_taken: |width, height| format!("{width} × {height}픽셀 사진"),
    photo_failed: "브라우저가 사진을 만들지 못했습니다. 다시 시도하세요.",
    photo_unfiltered: "이 브라우저는 사진에 필터를 적용할 수 없습니다. 이 사진은 카메라에 보인 그대로입니다.",
    no_picture: "화면이 없습니다. 카메라를 켠 다음 사진을 찍으세요.",
};
