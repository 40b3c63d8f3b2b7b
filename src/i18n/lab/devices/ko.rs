//! Korean.

use yew_webrtc::{DeviceKind, PermissionStatus};

use super::DevicesText;

pub(in crate::i18n::lab) const TEXT: DevicesText = DevicesText {
    name: "기기",
    what: "브라우저가 알려 주는 카메라, 마이크, 스피커 목록과 연결되고 사라진 기록을 보여 줍니다.",
    how: "브라우저가 이 컴퓨터에 대해 페이지에 알려 주는 내용입니다. 기기를 꽂거나 뽑으면서 기록을 지켜보세요.",

    permissions: "이 페이지가 알 수 있는 것",
    permission: |status| match status {
        PermissionStatus::Unknown => "브라우저가 알려 주지 않음",
        PermissionStatus::Prompt => "물어볼 예정",
        PermissionStatus::Granted => "허용됨",
        PermissionStatus::Denied => "차단됨",
    },
    ask_for_names: "이름 요청",
    ask_for_names_hint: "브라우저는 카메라나 마이크 사용을 허용하기 전까지 이름과 ID를 숨깁니다. 둘을 잠깐 켰다가 바로 끕니다.",
    asking: "브라우저 또는 여러분의 응답을 기다리는 중…",
    names_known: "브라우저가 이름과 ID를 알려 줍니다.",
    names_hidden: "브라우저가 이름과 ID를 숨깁니다. 있는지 없는지만 알려 줍니다.",
    ask_for_speaker: "스피커 고르기",
    ask_for_speaker_hint: "브라우저가 직접 물어봅니다. 거기서 고른 스피커는 그때부터 목록에 나타납니다.",
    no_speaker_question: "이 브라우저에는 스피커를 묻는 창이 없습니다. 마이크를 허용하면 목록에 나타나거나, 아예 나타나지 않습니다.",
    speaker_chosen: |label| format!("선택함: {label}"),

    list: "목록",
    kind: |kind, count| format!("{} {count}개", one(kind)),
    none: "목록에 없습니다.",
    unnamed: "이름 없음",
    id: "기기 ID",
    group: "그룹",
    hidden: "숨겨짐",
    alias_default: "시스템이 고른 기기의 다른 이름입니다. 실제 기기가 바뀌어도 이 이름은 그대로입니다.",
    alias_communications: "Windows가 통화용으로 고른 기기의 다른 이름입니다. 실제 기기가 바뀌어도 이 이름은 그대로입니다.",
    stands_for: |label| format!("지금 기기: {label}"),
    together: |labels| format!("같은 하드웨어에 있는 기기: {labels}"),

    log: "연결되고 사라진 기록",
    log_hint: "새 기록이 위에 옵니다. 이 페이지를 연 뒤의 첫 목록부터 시작합니다.",
    listed: |[cameras, microphones, speakers]| {
        format!("첫 목록: 카메라 {cameras}개, 마이크 {microphones}개, 스피커 {speakers}개")
    },
    named: "이름과 ID를 알게 됨",
    came: |kind, label| format!("연결됨: {} {label}", one(kind)),
    went: |kind, label| format!("사라짐: {} {label}", one(kind)),
    default_moved: |kind| format!("시스템이 고른 {} 기기가 바뀜", one(kind)),
    unnamed_change: "목록이 바뀌었지만 무엇이 바뀌었는지는 숨겨짐",
};

fn one(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::Camera => "카메라",
        DeviceKind::Microphone => "마이크",
        DeviceKind::Speaker => "스피커",
    }
}
