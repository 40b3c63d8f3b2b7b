//! Korean.

use yew_webrtc::constraints::{Capability, Property};

use super::{ConstraintsText, list};
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: ConstraintsText = ConstraintsText {
    name: "제약 조건",
    what: "카메라와 마이크에 요청할 수 있는 모든 것, 요청의 엄격함, 그리고 그 결과를 보여 줍니다.",
    how: "요청을 만들고, 그 코드를 읽고, 요청해 보세요. 값만 쓰거나 ideal로 쓰면 희망 사항이라 실패하지 않습니다. exact, min, max는 조건이며, 맞출 수 없는 조건은 이름을 알려 줍니다.",
    source: "무엇을 요청할까요",
    ask: "트랙 요청",
    change: "켜져 있는 트랙 바꾸기",
    preset: "크기",
    preset_free: "자유",
    form: "요청할 내용",
    form_hint: "한 줄이 명세의 제약 조건 하나입니다. 기기의 능력과 지금 값은 켜져 있는 동안 나타납니다.",
    property: "제약 조건",
    asked: "요청",
    can: "기기의 능력",
    does: "지금 값",
    known: "지원",
    yes: "예",
    no: "아니요",
    untold: "알 수 없음",
    mode: |name| format!("{name}: 엄격함"),
    mode_off: "요청 안 함",
    mode_bare: "값만",
    mode_range: "min, ideal, max 함께",
    about: property_about,
    fits,
    ignored: "이 브라우저가 모르는 조건이라 무시됩니다.",
    misfit: |fits| format!("기기가 맞출 수 없는 조건입니다. 가능한 값: {fits}"),
    named: "브라우저가 이 조건을 이유로 들었습니다.",
    clear: "모두 비우기",
    code_of_request: "새 트랙을 요청하는 코드",
    code_of_change: "켜져 있는 트랙을 바꾸는 코드",
    idle: "켜진 것이 없습니다. 요청하면 결과가 여기에 나타납니다.",
    requesting: "브라우저 또는 여러분의 응답을 기다리는 중…",
    live: |label| format!("켜짐: {label}"),
    kept: "켜져 있던 것은 그대로 켜져 있습니다.",
    would_fit: "가능한 값:",
    failed: "켜진 것이 없습니다. 요청이 실패했습니다.",
    picture: "요청한 영상",
    picture_missing: "아직 영상이 없습니다",
    no_fit: |name| {
        let problem = match name {
            Some(name) => format!("이 조건에 맞는 기기가 없습니다: {name}"),
            None => "모든 조건에 맞는 기기가 없습니다".to_owned(),
        };
        Advice::new(problem, "값만 쓰거나 ideal로 바꾸거나, 조건을 줄이거나, 다른 기기를 고른 뒤 다시 요청하세요.")
    },
    rejected: |name| {
        let problem = match name {
            Some(name) => format!("켜져 있는 트랙으로는 이 조건을 맞출 수 없습니다: {name}"),
            None => "켜져 있는 트랙으로는 모든 조건을 맞출 수 없습니다".to_owned(),
        };
        Advice::new(problem, "트랙은 그대로 계속됩니다. 가능한 값을 요청하거나 희망 사항으로 바꾸세요.")
    },
    browser_says: |words| format!("브라우저의 말: {words}"),
};

fn property_about(property: Property) -> &'static str {
    match property {
        Property::Width => "영상의 너비(픽셀)",
        Property::Height => "영상의 높이(픽셀)",
        Property::AspectRatio => "너비를 높이로 나눈 값. 1.778이면 16:9",
        Property::FrameRate => "1초에 찍는 장면 수",
        Property::FacingMode => "휴대폰 카메라가 향하는 쪽",
        Property::ResizeMode => "브라우저가 자르고 줄여도 되는지",
        Property::BackgroundBlur => "시스템의 배경 흐림",
        Property::DeviceId => "바로 이 기기",
        Property::GroupId => "이 하드웨어에 든 기기",
        Property::EchoCancellation => "스피커 소리를 걸러 냄",
        Property::NoiseSuppression => "주변 소음을 걸러 냄",
        Property::AutoGainControl => "소리 크기를 고르게 유지",
        Property::SampleRate => "1초의 샘플 수",
        Property::SampleSize => "샘플 하나의 비트 수",
        Property::ChannelCount => "1은 모노, 2는 스테레오",
        Property::Latency => "소리가 샘플이 되기까지의 시간(초)",
    }
}

fn fits(capability: &Capability) -> String {
    match capability {
        Capability::Between { min: Some(min), max: Some(max) } if min == max => min.to_string(),
        Capability::Between { min: Some(min), max: Some(max) } => format!("{min}~{max}"),
        Capability::Between { min: Some(min), max: None } => format!("{min} 이상"),
        Capability::Between { min: None, max: Some(max) } => format!("{max} 이하"),
        Capability::Between { min: None, max: None } => "제한 없음".to_owned(),
        Capability::OneOf(values) if values.is_empty() => "없음".to_owned(),
        Capability::OneOf(values) => list(values),
    }
}
