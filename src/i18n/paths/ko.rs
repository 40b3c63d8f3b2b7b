//! Korean.

use yew_webrtc::PathKind;

use super::PathsText;

pub(super) const TEXT: PathsText = PathsText {
    title: "연결",
    relayed_only: "내 주소 숨기기",
    relayed_only_hint: "영상과 소리, 메시지가 중계 서버를 거쳐 갑니다. 다른 사람은 내 인터넷 주소를 알 수 없지만 조금 느려질 수 있습니다.",
    no_relay: "이 서버에는 중계 기능이 없어, 네트워크가 외부 접속을 막으면 서로 연결되지 않을 수 있습니다.",
    no_relay_to_hide_behind: "이 서버에는 중계 기능이 없어, 주소를 숨기는 동안에는 아무도 나와 연결할 수 없습니다.",
    kind: |kind| match kind {
        PathKind::Direct => "기기끼리 직접 연결되어 있습니다.",
        PathKind::Relayed => "중계 중: 서버가 모든 것을 암호화된 채로 전달합니다.",
    },
};
