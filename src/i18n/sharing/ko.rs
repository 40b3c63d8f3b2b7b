//! Korean.

use yew_webrtc::{ContentKind, Surface};

use super::{Advice, SharingText};

pub(super) const TEXT: SharingText = SharingText {
    screen_paused: |name| format!("{} 님이 화면 공유를 잠시 멈췄습니다.", name.as_str()),
    bring_to_stage: "크게 보기",
    actual_size: "실제 크기",
    fit: "화면에 맞추기",
    move_about: "실제 크기로 보는 화면: 화살표 키나 끌기로 옮길 수 있습니다",
    full_screen: "전체 화면",
    leave_full_screen: "전체 화면 끝내기",
    picture_in_picture: "작은 창으로 보기",

    own_screen: "내가 공유하는 화면",
    sharing: |surface| match surface {
        Some(Surface::Monitor) => "내 화면 전체를 공유하고 있습니다.",
        Some(Surface::Window) => "내 창 하나를 공유하고 있습니다.",
        Some(Surface::Browser) => "내 탭 하나를 공유하고 있습니다.",
        None => "내 화면을 공유하고 있습니다.",
    },
    sharing_paused: "잠시 멈췄습니다. 다른 사람에게는 마지막 화면이 그대로 보입니다.",
    sharing_with_sound: "소리도 함께 공유합니다.",
    sharing_without_sound: "소리는 공유하지 않습니다.",
    own_page_shared: "지금 이 통화 화면",
    pause_sharing: "잠시 멈춤",
    resume_sharing: "다시 시작",
    share_something_else: "다른 화면 공유",
    content: "화면 종류",
    content_automatic: |kind| match kind {
        ContentKind::Text => "자동: 글자",
        ContentKind::Motion => "자동: 움직임",
    },
    content_text: "글자",
    content_motion: "움직임",
    sharing_ended: |surface| match surface {
        Some(Surface::Monitor) => Advice::new(
            "화면 공유가 끝났습니다",
            "브라우저의 공유 표시줄에서 공유를 끝냈거나 화면의 연결이 끊어졌습니다.",
        ),
        Some(Surface::Window) => {
            Advice::new("창 공유가 끝났습니다", "창이 닫혔거나 브라우저의 공유 표시줄에서 공유를 끝냈습니다.")
        }
        Some(Surface::Browser) => {
            Advice::new("탭 공유가 끝났습니다", "탭이 닫혔거나 브라우저의 공유 표시줄에서 공유를 끝냈습니다.")
        }
        None => Advice::new("화면 공유가 끝났습니다", "이 페이지 밖에서 공유가 끝났습니다."),
    },
    share_again: "다시 공유",

    share_options_hint: "다음에 공유할 화면을 고를 때부터 적용됩니다.",
    share_sound: "소리도 공유",
    share_sound_hint: |hears_itself| match hears_itself {
        false => "브라우저가 할 수 있는 만큼 공유합니다. 자기 목소리가 되돌아오지 않도록 이 통화의 소리는 뺍니다.",
        true => {
            "탭의 소리만 공유합니다. 이 브라우저는 통화의 소리를 뺄 수 없어서, 전체 화면의 소리를 공유하면 모두에게 자기 목소리가 되돌아갑니다."
        }
    },
    share_quietly: "여기서는 소리 끄기",
    share_quietly_hint: "탭을 공유하는 동안 그 소리는 다른 사람에게만 들립니다.",
    pointer: "마우스 포인터",
    pointer_always: "항상 보이기",
    pointer_motion: "움직일 때만 보이기",
    pointer_never: "보이지 않기",
};
