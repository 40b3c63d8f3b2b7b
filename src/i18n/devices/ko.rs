//! Korean.

use super::DeviceText;

pub(super) const TEXT: DeviceText = DeviceText {
    automatic: "자동",
    automatic_device: |device| format!("자동 ({device})"),
    unnamed: |kind, number| format!("{kind} {number}"),
    not_connected: |device| format!("{device} (연결 안 됨)"),
    instead: |device| format!("다시 쓸 수 있을 때까지 사용하는 기기: {device}"),
    none: "찾을 수 없음",
    speaker_fixed: "이 브라우저에서는 시스템에서 선택한 스피커로 소리가 납니다.",
    choose_speaker: "스피커 선택…",
    speaker_failed: "이 스피커를 쓸 수 없습니다. 다른 스피커를 고르세요.",
    test_sound: "소리 시험",
    testing_sound: "재생 중…",
    flip_camera: "카메라 전환",

    settings: "설정",
    picture_and_sound: "영상과 소리",

    notices: "기기 알림",
    permission_wanted: "브라우저가 카메라와 마이크 사용을 허용할지 묻고 있습니다. 내 모습과 목소리를 전하려면 ‘허용’을 선택하세요.",
};
