//! Korean.

use super::MediaText;

pub(super) const TEXT: MediaText = MediaText {
    picture_size: "영상 크기",
    size: |name, width, height| format!("{name} ({width} × {height})"),
    frame_rate: "초당 프레임",
    frames: |count| format!("초당 {count}장"),
    camera_gives: |width, height, frames| format!("지금 카메라 영상: {width} × {height}, 초당 {frames}장"),
    echo_cancellation: "울림 제거",
    echo_cancellation_hint: "내 스피커에서 나는 상대 목소리가 상대에게 되돌아가지 않습니다.",
    noise_suppression: "소음 줄이기",
    noise_suppression_hint: "선풍기나 거리 소음을 줄입니다. 음악을 들려줄 때는 끄세요.",
    auto_gain_control: "자동 음량 조절",
    auto_gain_control_hint: "마이크와의 거리가 달라져도 목소리 크기를 고르게 맞춥니다.",
    picture: "영상",
    sound: "소리",
    this_page: "언어와 화면 모드",
};
