//! Korean.

use yew_webrtc::{
    ContentKind, Surface,
    display::{Contradiction, Member},
};

use super::ScreenText;
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: ScreenText = ScreenText {
    name: "화면",
    what: "화면 공유에 요청할 수 있는 모든 것과 그에 대한 브라우저의 응답을 보여 줍니다.",
    how: "요청할 것을 고르고, 코드를 읽고, 공유해 보세요. 어디로도 보내지 않으며, 영상은 이 페이지에만 머뭅니다.",

    form: "요청할 내용",
    form_hint: "각각은 getDisplayMedia 인수의 항목이며 희망 사항입니다. 무엇을 공유할지는 사람이 정합니다. 바꾼 내용은 다음 요청부터 적용됩니다.",
    as_in_a_call: "통화할 때처럼",
    nothing: "모두 비우기",
    about: |member| match member {
        Member::DisplaySurface => "브라우저 선택 창에 먼저 보일 것",
        Member::Cursor => "포인터가 영상에 나오는 때",
        Member::Width => "픽셀",
        Member::Height => "픽셀",
        Member::FrameRate => "1초의 장면 수",
        Member::Audio => "소리도 함께",
        Member::RestrictOwnAudio => "이 페이지가 내는 소리를 빼서 상대가 자기 목소리를 듣지 않게 함",
        Member::SuppressLocalAudioPlayback => "공유하는 동안 여기서는 소리가 나지 않음",
        Member::VoiceProcessing => "noiseSuppression, autoGainControl과 함께 목소리처럼 처리함. 음악은 나빠짐",
        Member::SurfaceSwitching => "공유 중에 다른 탭으로 바꿀 수 있게 함",
        Member::SelfBrowserSurface => "이 탭을 고를 수 있는지",
        Member::SystemAudio => "전체 화면에서 시스템 소리를 제안함",
        Member::MonitorTypeSurfaces => "전체 화면을 고를 수 있는지",
        Member::WindowAudio => "창에서 제안할 소리",
        Member::PreferCurrentTab => "이 탭을 먼저 제안함",
    },
    not_asked: "요청 안 함",
    number: |name| format!("{name} 값"),
    unknown_here: "이 브라우저가 모르는 항목이라 무시됩니다.",
    contradiction: |contradiction| match contradiction {
        Contradiction::CurrentTabExcluded => Advice::new(
            "함께 쓸 수 없는 두 항목입니다: preferCurrentTab, selfBrowserSurface",
            "이 탭을 먼저 제안하면서 뺄 수는 없습니다. 브라우저가 TypeError로 거부합니다. 둘 중 하나를 바꾸세요.",
        ),
        Contradiction::MonitorsExcluded => Advice::new(
            "함께 쓸 수 없는 두 항목입니다: displaySurface, monitorTypeSurfaces",
            "전체 화면을 먼저 보이면서 뺄 수는 없습니다. 브라우저가 TypeError로 거부합니다. 둘 중 하나를 바꾸세요.",
        ),
    },
    code: "화면을 요청하는 코드",

    idle: "공유 중인 것이 없습니다.",
    asking: "브라우저가 무엇을 공유할지 묻고 있습니다…",
    live: |surface| match surface {
        Some(Surface::Monitor) => "전체 화면을 이 페이지와 공유하고 있습니다.",
        Some(Surface::Window) => "창을 이 페이지와 공유하고 있습니다.",
        Some(Surface::Browser) => "탭을 이 페이지와 공유하고 있습니다.",
        None => "이 페이지와 공유하고 있습니다. 무엇인지는 브라우저가 알려 주지 않습니다.",
    },
    paused: "일시 중지했습니다. 통화라면 상대에게 마지막 장면이 남습니다.",
    cancelled: "선택 창을 닫았습니다. 공유 중인 것이 없습니다.",
    switch_cancelled: "선택 창을 닫았습니다. 공유하던 것을 계속 공유합니다.",
    stopped: "중지했습니다. 더는 공유하지 않습니다.",
    picture: "공유하는 화면",
    picture_missing: "공유 중인 것이 없습니다",
    picture_of_this_page: "바로 이 페이지를 공유하고 있습니다. 여기에 표시하면 화면 속에 같은 화면이 끝없이 이어집니다",
    content_hint: |kind| match kind {
        ContentKind::Text => "contentHint가 ‘text’입니다. 픽셀을 모두 지키고 장면 수를 줄입니다.",
        ContentKind::Motion => "contentHint가 ‘motion’입니다. 부드러움을 지키고 픽셀을 줄입니다.",
    },

    settings: "지금 값",
    settings_hint: "켜져 있는 트랙에 대해 브라우저가 알려 주는 모든 것입니다. 1초에 두 번 확인합니다. 창 크기를 바꾸거나 다른 것을 공유해 보세요.",
    settings_of_picture: "영상",
    settings_of_sound: "소리",
};
