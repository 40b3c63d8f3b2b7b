//! Korean.

use super::CameraText;

pub(in crate::i18n::lab) const TEXT: CameraText = CameraText {
    name: "카메라",
    what: "내 영상에 모든 필터를 걸어 보고, 사진으로 찍고, 글자로도 그려 봅니다.",
    how: "보내기 전 내 카메라의 영상과, 그 영상으로 할 수 있는 일을 보여 줍니다.",
    preview: "내 미리보기",
    preview_hint: "CSS의 filter 속성을 적용한 video 요소입니다. 브라우저가 페이지를 그리면서 함께 처리합니다.",
    sent: "다른 사람이 보는 화면",
    sent_hint: "프레임마다 같은 필터를 거쳐 캔버스에 그리고, 그 캔버스를 보낼 수 있는 트랙으로 만듭니다. 필터가 없으면 카메라 그대로입니다.",
    sent_missing: "보낼 화면이 없습니다",
    idle: "카메라가 꺼져 있습니다.",
    requesting: "브라우저의 응답이나 허용을 기다리는 중…",
    live: |label| format!("사용 중: {label}"),
    failed: "카메라가 없습니다.",
    css: "CSS와 캔버스가 아는 필터 값",
    ascii: "ASCII 카메라",
    ascii_hint: "같은 화면을 몇 픽셀마다 글자 하나로 그립니다. 글자가 빽빽할수록 밝은 곳입니다.",
};
