//! Korean.

use std::time::Duration;

use yew_webrtc::{
    candidate::{CandidateKind, CandidateParts, Transport},
    sdp::About,
};

use super::{LabText, camera, constraints, data_channel, devices, file, ice, screen, sound};
use crate::i18n::Advice;

pub(super) const TEXT: LabText = LabText {
    intro: "페이지마다 통화의 한 부분을 꺼내, 지금 이 브라우저에서 움직이는 모습을 보여 줍니다. 여기서 하는 일은 밖으로 나가지 않습니다. 다만 ICE 페이지는 적은 서버에 물어봅니다.",
    code: "코드",
    copy: "복사",
    copied: "복사했습니다.",
    copy_failed: "여기서는 복사할 수 없습니다. 글을 선택해서 직접 복사하세요.",
    camera: camera::ko::TEXT,
    sound: sound::ko::TEXT,
    constraints: constraints::ko::TEXT,
    devices: devices::ko::TEXT,
    screen: screen::ko::TEXT,
    data_channel: data_channel::ko::TEXT,
    file: file::ko::TEXT,
    ice: ice::ko::TEXT,

    peer_connection: "피어 연결",
    peer_connection_text: "한 페이지 안에서 통화의 양쪽 끝을 잇고, 서로를 찾아가는 모든 단계를 보여 줍니다.",
    peer_connection_how: "이 페이지 안의 두 연결이 서로를 찾아갑니다. A 쪽이 오퍼를 보내고 B 쪽이 앤서로 답합니다. 둘이 주고받는 정보는 이 페이지 안에서만 오갑니다. 실제 통화에서는 서버를 거친다는 점만 다릅니다.",
    controls: "실험 제어",
    start: "시작",
    call: "통화",
    hang_up: "끊기",
    stop: "중지",
    restart_ice: "ICE 다시 시작",
    idle: "‘시작’을 누르면 카메라와 마이크가 켜집니다.",
    requesting: "카메라와 마이크를 기다리는 중…",
    ready: "준비되었습니다. ‘통화’를 누르면 A 쪽이 B 쪽에 전화를 겁니다.",
    connected: |after| format!("{} 만에 연결되었습니다.", elapsed(after)),
    hung_up: "끊었습니다. 두 연결이 모두 닫혔습니다. ‘중지’를 누르면 카메라와 마이크도 꺼집니다.",
    no_connection: |why| {
        Advice::new(
            "이 브라우저에서는 연결을 만들 수 없습니다",
            format!("최신 Chrome, Edge, Firefox, Safari를 쓰고 설정에서 WebRTC를 허용하세요. 브라우저의 답: {why}"),
        )
    },
    local_video: "로컬 영상",
    local_video_missing: "아직 내 영상이 없습니다",
    remote_video: "원격 영상",
    remote_video_missing: "아직 도착한 영상이 없습니다",
    end_a: "A 쪽",
    end_a_does: "전화를 걸고, 내 영상과 소리를 보냅니다.",
    end_b: "B 쪽",
    end_b_does: "전화를 받고, 도착한 영상을 보여 줍니다. 내 목소리가 되울리지 않도록 소리는 크기만 나타냅니다.",

    trace: "진행 기록",
    trace_empty: "통화를 시작하면 양쪽의 모든 단계가 시각과 함께 여기에 나타납니다.",
    trace_intro: "통화를 누른 뒤 양쪽에서 일어난 모든 단계를 순서대로 보여 줍니다. 오퍼와 앤서, 후보는 펼쳐서 읽을 수 있습니다.",
    trace_opened: "연결 객체를 만듦",
    trace_closed: "연결을 닫음",
    trace_negotiation_needed: "협상이 필요함",
    trace_ice_restart: "ICE 다시 시작을 요청함",
    trace_own_offer: "오퍼를 만듦",
    trace_own_answer: "앤서를 만듦",
    trace_their_offer: "오퍼를 받아들임",
    trace_their_answer: "앤서를 받아들임",
    trace_own_candidates: |count| format!("후보 {count}개를 찾음"),
    trace_their_candidates: |count| format!("후보 {count}개를 받아들임"),
    trace_candidate_error: "STUN 또는 TURN 서버를 쓸 수 없음",
    trace_signalling_state: "시그널링:",
    trace_ice_gathering_state: "후보 수집:",
    trace_ice_connection_state: "ICE:",
    trace_connection_state: "연결:",
    trace_channel_opened: "제어 채널이 열림",
    trace_channel_closed: "제어 채널이 닫힘",
    trace_refused: "브라우저가 거부함",
    no_more_candidates: "더는 없습니다.",
    candidate,
    sdp_sections: |count| format!("미디어 구역 {count}개"),
    sdp_about,
    elapsed,
};

fn candidate(parts: &CandidateParts<'_>) -> String {
    let kind = match parts.kind {
        CandidateKind::Host if parts.is_hidden() => "이름으로 가려진 기기 주소",
        CandidateKind::Host => "기기 자체의 주소",
        CandidateKind::ServerReflexive => "STUN 서버에서 본 기기 주소",
        CandidateKind::PeerReflexive => "상대 쪽에서 본 기기 주소",
        CandidateKind::Relayed => "TURN 서버가 빌려준 주소",
    };
    let transport = match parts.transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
    };
    format!("{kind}, {transport}")
}

fn sdp_about(about: About<'_>) -> String {
    match about {
        About::Session => "세션 전체".to_owned(),
        About::Media { index: 0, kind: "audio" } => "구역 1: 마이크".to_owned(),
        About::Media { index: 1, kind: "video" } => "구역 2: 카메라".to_owned(),
        About::Media { index: 2, kind: "video" } => "구역 3: 화면".to_owned(),
        About::Media { index: 3, kind: "audio" } => "구역 4: 화면의 소리".to_owned(),
        About::Media { index, kind: "application" } => format!("구역 {}: 데이터", index + 1),
        About::Media { index, kind } => format!("구역 {}: {kind}", index + 1),
    }
}

fn elapsed(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{}ms", time.as_millis())
    } else {
        format!("{}.{}초", time.as_secs(), time.subsec_millis() / 100)
    }
}
