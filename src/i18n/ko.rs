//! Korean.

use tincan_protocol::{DisplayNameError, RoomCodeError};
use yew_webrtc::{Emoji, PeerProblem, Relays, SealProblem, Trouble};

use super::{Advice, Language, Text, devices};

pub(super) const TEXT: Text = Text {
    language: "언어",
    theme: "화면 모드",
    theme_system: "시스템 설정에 따름",
    theme_light: "밝게",
    theme_dark: "어둡게",
    home: "홈으로",
    try_again: "다시 시도",
    loading: "불러오는 중…",
    not_loaded: "불러오지 못했습니다. 네트워크에 연결되어 있나요?",
    close: "닫기",
    devices: devices::text(Language::Korean),
    filters: "필터와 사진",
    filters_on: "필터가 켜져 있습니다. 설정에서 바꿀 수 있습니다.",
    filters_not_loaded: "필터를 불러오지 못해 다른 사람에게 내 화면이 보이지 않습니다. 설정에서 다시 시도하세요.",
    filters_impossible: "이 브라우저는 보내거나 저장하는 화면에 필터를 적용할 수 없습니다. 다른 사람에게도 나에게도 원래 화면이 보입니다.",
    files: "파일",
    offers_waiting: |count| format!("받을지 정할 파일 {count}개"),
    percent_done: |percent| format!("{percent}% 완료"),
    offers_you: |name, file| format!("{name} 님이 {file} 파일을 보내려고 합니다"),
    page_title: |page| format!("{page} · Tincan"),

    room_code_error,

    lobby_page: "통화 준비",
    lobby_title: "참여할 준비가 되셨나요?",
    lobby_intro: |code| format!("통화 {code}"),
    lobby_sealed: "봉인됨: 서버는 누가 있는지는 알지만 어떻게 연결하는지는 읽거나 바꿀 수 없습니다.",
    lobby_unsealed: "이 링크에는 비밀 값이 없어 서버가 중간에 끼어들 수 있습니다. 새 통화를 시작하면 이를 막는 링크가 만들어집니다.",
    your_camera: "내 카메라",
    camera: "카메라",
    microphone: "마이크",
    speaker: "스피커",
    mute_microphone: "마이크 끄기",
    unmute_microphone: "마이크 켜기",
    turn_camera_off: "카메라 끄기",
    turn_camera_on: "카메라 켜기",
    camera_is_off: "카메라가 꺼져 있습니다",
    camera_is_starting: "카메라를 켜는 중…",
    camera_is_missing: "내 영상이 없습니다",
    join_anyway: "그래도 참여할 수 있으며, 다른 사람의 영상과 소리는 그대로 보고 들을 수 있습니다.",
    your_name: "내 이름",
    your_name_hint: "다른 사람에게 보이는 이름입니다.",
    display_name_error,
    join: "참여",

    call_page: "통화",
    people: |count| format!("{count}명"),
    people_button: "참여자",
    participants: "참가자",
    you: |name| format!("{name} (나)"),
    screen_of: |name| format!("{} 님의 화면", name.as_str()),
    call_controls: "통화 제어",
    leave: "나가기",
    muted: "마이크 꺼짐",
    camera_off: "카메라 꺼짐",
    connecting: "연결 중…",
    reconnecting: "다시 연결하는 중…",
    connection_failed: "연결하지 못했습니다",
    peer_problem,
    seal_problem,
    trouble,
    sound_blocked: "브라우저가 소리 재생을 막고 있습니다.",
    start_sound: "소리 켜기",
    alone_title: "아직 아무도 없습니다",
    alone_text: "통화할 사람에게 이 링크를 보내세요. 링크를 열고 ‘참여’를 누르면 바로 들어옵니다.",
    call_link: "이 통화의 링크",
    copy_link: "링크 복사",
    link_copied: "링크를 복사했습니다.",
    copy_failed: "여기서는 복사할 수 없습니다. 링크를 선택해 직접 복사하세요.",
    share_link: "링크 공유",
    status_joining: "통화에 참여하는 중…",
    status_knocking: "들어오기를 기다리는 중입니다. 진행자에게 알렸습니다.",
    status_no_server: "응답하는 시그널링 서버가 없습니다. 연결될 때까지 계속 시도합니다…",
    status_reconnecting: "서버와 연결이 끊겼습니다. 지금 보이는 사람과의 통화는 이어지며, 서버에 다시 연결하는 중입니다…",
    reload: "새로고침",

    away: "지금 서버와 연결이 끊겨 있습니다. 통화는 이어집니다.",
    member_joined: |name| format!("{} 님이 들어왔습니다.", name.as_str()),
    member_left: |name| format!("{} 님이 나갔습니다.", name.as_str()),
    member_shares: |name| format!("{} 님이 화면을 공유합니다.", name.as_str()),
    member_shares_no_more: |name| format!("{} 님이 화면 공유를 끝냈습니다.", name.as_str()),

    share_screen: "화면 공유",
    stop_sharing: "공유 끝내기",

    chat: "채팅",
    unread: |count| format!("읽지 않은 메시지 {count}개"),
    said: |name, text| format!("{name} 님: {text}"),
    said_to_you: |name, text| format!("{name} 님이 나에게만: {text}"),
    chat_flooded: |name| {
        Advice::new(
            format!("{name} 님이 채팅으로 너무 많이 보내고 있습니다"),
            "지나치게 많거나 길거나 알아볼 수 없는 것은 버립니다. 나머지는 그대로 이어집니다.",
        )
    },
    reactions: "반응",
    cheered: |name, emoji| format!("{name} 님: {emoji}"),
    emoji,

    left_title: "통화에서 나왔습니다",
    left_text: "카메라와 마이크가 꺼졌습니다. 링크는 그대로 쓸 수 있으니 언제든 다시 들어오세요.",
    rejoin: "다시 참여",

    bad_code_title: "이 링크로 연결되는 통화가 없습니다",
    bad_code_next: "링크를 다시 받거나 새 통화를 시작하세요.",
    not_found_title: "실이 여기서 끊겼습니다",
    not_found_text: "이 주소에는 페이지가 없습니다.",

    lab: "실험실",
};

fn room_code_error(error: &RoomCodeError) -> String {
    match error {
        RoomCodeError::TooShort => "통화 코드는 세 글자 이상이어야 합니다.".to_owned(),
        RoomCodeError::TooLong => "통화 코드는 64자를 넘을 수 없습니다.".to_owned(),
        RoomCodeError::Character(' ') => "통화 코드에는 공백을 쓸 수 없습니다.".to_owned(),
        RoomCodeError::Character(character) => {
            format!("통화 코드에는 영문자 a~z, 숫자, 붙임표(-)만 쓸 수 있습니다. 쓸 수 없는 글자: ‘{character}’")
        }
        RoomCodeError::NotACallLink => {
            "통화로 이어지는 링크가 아닙니다. 통화 링크에는 /r/와 코드가 들어 있습니다.".to_owned()
        }
        RoomCodeError::Secret => "이 링크의 끝부분(# 뒤)이 온전하지 않습니다.".to_owned(),
    }
}

fn display_name_error(error: &DisplayNameError) -> &'static str {
    match error {
        DisplayNameError::Empty => "다른 사람이 알아볼 수 있도록 이름을 입력하세요.",
        DisplayNameError::TooLong => "이름이 너무 깁니다. 64자까지 쓸 수 있습니다.",
        DisplayNameError::Character => "이름에 보이지 않는 제어 문자가 있습니다. 다시 입력하세요.",
    }
}

fn emoji(emoji: Emoji) -> &'static str {
    match emoji {
        Emoji::ThumbsUp => "좋아요",
        Emoji::Heart => "하트",
        Emoji::Laugh => "웃음",
        Emoji::Surprise => "놀람",
        Emoji::Sad => "슬픔",
        Emoji::Celebrate => "축하",
        Emoji::Clap => "박수",
        Emoji::Think => "생각 중",
        Emoji::Unknown => "반응",
    }
}

fn peer_problem(problem: &PeerProblem) -> &'static str {
    match problem {
        PeerProblem::BadDescription(_) => "상대 브라우저가 보낸 통화 정보를 이 브라우저에서 쓸 수 없습니다.",
        PeerProblem::BadCandidate(_) => "상대 브라우저가 보낸 네트워크 주소를 이 브라우저에서 쓸 수 없습니다.",
        PeerProblem::BadSignal(_) => "상대 브라우저가 보낸 신호를 이해할 수 없습니다.",
        PeerProblem::Unavailable(_) => "이 브라우저에서 상대와의 연결을 시작하지 못했습니다.",
        PeerProblem::Version { .. } => "상대가 다른 버전의 Tincan을 쓰고 있습니다. 양쪽 모두 새로고침하세요.",
        PeerProblem::Flooding => {
            "상대 브라우저가 통화에 필요한 것보다 훨씬 많은 신호를 보냅니다. 이 브라우저는 더 받지 않습니다."
        }
    }
}

fn trouble(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::YourNetwork => "내 네트워크가 끊겼습니다. 다시 연결되면 통화가 이어집니다.",
        Trouble::TheirNetwork => "상대의 네트워크가 끊겼습니다. 다시 연결되면 통화가 이어집니다.",
        Trouble::Path => "둘 사이의 경로가 끊겨 다른 경로를 찾는 중입니다.",
        Trouble::NoPath(Relays::None) => "두 네트워크를 잇는 경로가 없고, 이 서버에는 중계기가 없습니다.",
        Trouble::NoPath(Relays::Udp) => {
            "두 네트워크를 잇는 경로가 없습니다. 한쪽이 UDP를 막고 있을 수 있는데, 이 서버에는 TCP 중계기가 없습니다."
        }
        Trouble::NoPath(Relays::Tcp) => {
            "중계기를 거쳐도 두 네트워크를 잇는 경로가 없습니다. 다른 네트워크를 써 보세요."
        }
    }
}

fn seal_problem(problem: SealProblem) -> &'static str {
    match problem {
        SealProblem::Unopened => {
            "상대가 보낸 것이 내 링크로 열리지 않습니다. 둘 중 한쪽의 링크가 온전하지 않거나 누군가 도중에 내용을 바꾸고 있습니다. 링크를 다시 주고받으세요."
        }
        SealProblem::NoSecretHere => "내 링크의 끝부분(# 뒤)이 없습니다. 상대에게 전체 링크를 받으세요.",
        SealProblem::NotSealed => "상대 링크의 끝부분(# 뒤)이 없습니다. 상대에게 전체 링크를 보내세요.",
        SealProblem::Repeated => {
            "서버가 상대에게서 온 것을 두 번 전달했습니다. 있어서는 안 되는 일이라 두 번째 것은 무시했습니다."
        }
        SealProblem::Unavailable => "이 페이지에서는 브라우저가 내용을 봉인할 수 없습니다. 링크를 HTTPS로 여세요.",
    }
}
