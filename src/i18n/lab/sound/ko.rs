//! Korean.

use super::SoundText;

pub(in crate::i18n::lab) const TEXT: SoundText = SoundText {
    name: "소리",
    what: "내 목소리가 마이크에서 상대에게 가는 길을 그림과 실시간 값으로 보여 줍니다.",
    how: "마이크와 상대 사이에는 오디오 노드로 이루어진 그래프가 있습니다. 값을 바꾸고, 말하면서 지켜보세요.",
    graph: "그래프",
    source: "마이크",
    source_missing: "꺼짐",
    meter: "음량",
    meter_of: "상대에게 들리는 크기",
    output: "출력",
    to_others: "다른 사람에게",
    passed_by: "거치지 않음",
    mono_on: "양쪽을 하나로",
    mono_off: "양쪽 그대로",
    straight: "할 일이 없으므로 마이크 소리가 그대로 전달되고 그래프는 만들어지지 않습니다.",
    knobs: "조절",
    monitor: "내 소리 듣기",
    monitor_hint: "출력을 여기서 재생합니다. 먼저 헤드폰을 쓰지 않으면 하울링이 생깁니다.",
    idle: "마이크가 꺼져 있습니다.",
    requesting: "브라우저의 응답이나 허용을 기다리는 중…",
    live: |label| format!("사용 중: {label}"),
    failed: "마이크가 없습니다.",
};
