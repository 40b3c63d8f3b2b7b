//! Korean.

use yew_webrtc::{
    IceServersStatus,
    ice_check::{CandidateError, Carrier, Failure, Mapping, Outlook, ServerCheck, UrlFault, Verdict},
};

use super::IceText;
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: IceText = IceText {
    name: "ICE 서버 검사",
    what: "지금 있는 곳에서 STUN과 TURN 서버를 쓸 수 있는지, 없다면 왜 그런지, 통화에는 어떤 뜻인지 알려 줍니다.",
    how: "통화는 ICE로 길을 찾습니다. STUN 서버는 밖에서 보이는 주소를 브라우저에 알려 주고, TURN 서버는 바로 갈 수 없을 때 중계합니다. 여기서는 지금 쓰는 네트워크와 브라우저에서 서버를 하나씩 시험합니다.",

    servers: "서버",
    servers_hint: "서버마다 따로 연결해 시험합니다. 이름과 비밀번호는 그 서버에만 보내고 저장하지 않습니다.",
    server: |number| format!("서버 {number}"),
    url: "서버 주소",
    url_hint: "예: stun:stun.example.org, turn:turn.example.org?transport=tcp, turns:turn.example.org:443",
    username: "사용자 이름",
    credential: "비밀번호",
    url_fault: |fault| match fault {
        UrlFault::Empty => "stun:, turn:, turns: 가운데 하나로 시작하는 주소를 쓰세요.",
        UrlFault::Scheme => "주소는 stun:, turn:, turns: 가운데 하나로 시작합니다.",
        UrlFault::Stuns => "브라우저는 stuns: 주소를 받지 않습니다. TLS로는 turns:로 TURN만 쓸 수 있습니다.",
        UrlFault::Slashes => "여기에는 //를 쓰지 않습니다. turn:turn.example.org처럼 콜론 바로 뒤에 호스트가 옵니다.",
        UrlFault::Host => "호스트가 이름도 주소도 아닙니다. IPv6 주소는 stun:[2001:db8::1]처럼 대괄호로 묶으세요.",
        UrlFault::Port => "포트는 1에서 65535까지의 수입니다. IPv6 주소는 대괄호로 묶으세요.",
        UrlFault::Query => {
            "turn: 뒤에는 ?transport=udp나 ?transport=tcp, turns: 뒤에는 ?transport=tcp만 올 수 있고, stun: 뒤에는 아무것도 올 수 없습니다."
        }
    },
    no_username: "TURN은 누구인지 묻습니다. 사용자 이름을 쓰세요.",
    no_credential: "TURN은 누구인지 묻습니다. 비밀번호를 쓰세요.",
    add: "서버 추가",
    remove: "없애기",
    own: "이 서버의 STUN/TURN 채우기",
    own_hint: "이 서버가 통화에 내주는 것을 방금 만든 인증 정보와 함께 채웁니다.",
    own_status: |status| match status {
        IceServersStatus::Unasked => "",
        IceServersStatus::Asking => "이 서버에 묻는 중…",
        IceServersStatus::Known(servers) if servers.is_empty() => {
            "이 서버는 STUN이나 TURN 없이 실행되어 내줄 것이 없습니다. 통화는 바로 연결되거나 아예 되지 않습니다."
        }
        IceServersStatus::Known(_) => "채웠습니다.",
        IceServersStatus::Failed => "이 서버가 응답하지 않거나 지금 자리가 없습니다. 잠시 뒤에 다시 해 보세요.",
    },

    check: "검사",
    idle: "주소를 쓰거나 이 서버의 STUN/TURN을 채운 다음 ‘검사’를 누르세요.",
    faulty: "검사하지 않았습니다. 위에 빠지거나 잘못된 것이 있습니다.",
    checking: "검사하는 중… 응답하지 않는 서버는 12초가 걸립니다.",
    done: |good, all| match (good, all) {
        (1, 1) => "서버를 쓸 수 있습니다.".to_owned(),
        (0, 1) => "서버를 쓸 수 없습니다.".to_owned(),
        (good, all) if good == all => format!("서버 {all}개를 모두 쓸 수 있습니다."),
        (good, all) => format!("서버 {all}개 가운데 {good}개를 쓸 수 있습니다."),
    },

    outlook,
    mapping: |mapping| match mapping {
        Mapping::Unknown => None,
        Mapping::Same => {
            Some("STUN 서버마다 같은 포트가 보입니다. 다른 사람이 대개 공유기를 지나 바로 연결할 수 있습니다.")
        }
        Mapping::ByDestination => Some(
            "STUN 서버마다 다른 포트가 보입니다. 대칭형 공유기입니다. 상대의 공유기가 열려 있을 때만 바로 연결되고, 나머지는 TURN이 필요합니다.",
        ),
    },

    results: "서버별 결과",
    verdict,
    candidates: |server| format!("{server}에서 얻은 후보"),
    columns: ["걸린 시간", "종류", "프로토콜", "주소", "관련 주소", "우선순위", "중계 방식"],
    no_candidates: "후보가 없습니다.",
    untold: "알려 주지 않음",
    errors: |server| format!("{server}의 오류"),
    error: |error| match error.code {
        401 | 441 => "인증 실패",
        CandidateError::NOT_REACHED => "닿지 않음",
        _ => "거절",
    },
};

fn outlook(outlook: Outlook) -> Advice {
    match outlook {
        Outlook::Checking => Advice::new("통화에는 어떤 뜻인가", "모두 응답하면 여기에 나옵니다."),
        Outlook::Anywhere => Advice::new(
            "거의 어디서나 통화할 수 있습니다",
            "화질에 좋은 UDP 중계가 있고, 다른 것을 막는 네트워크를 위한 TCP나 TLS 중계도 있습니다.",
        ),
        Outlook::WhereUdpPasses => Advice::new(
            "UDP가 통하는 곳이면 통화할 수 있습니다",
            "UDP 중계가 있습니다. 일부 회사나 호텔처럼 UDP를 막는 네트워크에 있는 사람에게는 TCP나 TLS 중계도 필요합니다.",
        ),
        Outlook::ByStreamOnly => Advice::new(
            "통화할 수 있지만 느린 길로 갑니다",
            "TCP나 TLS 중계만 있고 UDP 중계가 없습니다. 패킷을 잃으면 다시 보낼 때까지 영상이 멈춥니다. 이 네트워크가 UDP를 막거나, 목록에 그런 중계가 없습니다.",
        ),
        Outlook::Direct(Mapping::ByDestination) => Advice::new(
            "안 되는 통화가 많습니다",
            "쓸 수 있는 중계가 없고 공유기가 대칭형입니다. 공유기가 열려 있는 사람에게만 닿습니다. TURN 서버를 마련하세요.",
        ),
        Outlook::Direct(Mapping::Unknown) => Advice::new(
            "바로 연결되거나 아예 되지 않습니다",
            "쓸 수 있는 중계가 없습니다. STUN 서버를 하나 더 넣으면 다른 사람이 대개 바로 연결할 수 있는지 알 수 있습니다. 그럴 수 없는 사람에게는 TURN 서버가 필요합니다.",
        ),
        Outlook::Direct(Mapping::Same) => Advice::new(
            "대부분 통화할 수 있지만 안 되는 때도 있습니다",
            "대개 바로 연결할 수 있지만 쓸 수 있는 중계가 없습니다. 상대가 대칭형 공유기 뒤에 있거나 UDP를 막는 네트워크에 있으면 연결되지 않습니다. 그런 때에 TURN 서버가 필요합니다.",
        ),
        Outlook::OwnNetwork => Advice::new(
            "같은 네트워크 안에서만 통화할 수 있습니다",
            "여기서 쓸 수 있는 서버가 없습니다. 까닭은 아래에 서버별로 나옵니다.",
        ),
    }
}

fn verdict(check: &ServerCheck) -> Advice {
    let url = &check.server().url;
    let by = url.carrier.name();
    match check.verdict() {
        Verdict::Checking => Advice::new("검사하는 중…", ""),
        Verdict::Relays(carrier) => {
            Advice::new(format!("쓸 수 있음: {}로 닿아 중계합니다", carrier.name()), relay_words(carrier))
        }
        Verdict::Reflects { public, behind_nat } => {
            let title = format!("쓸 수 있음: 서버에서 본 주소는 {}입니다", public.join(", "));
            Advice::new(
                title,
                match behind_nat {
                    Some(true) => "기기 자체의 주소와 다릅니다. 사이에 공유기(NAT)가 있습니다.",
                    Some(false) => "기기 자체의 주소와 같습니다. 사이에 공유기(NAT)가 없습니다.",
                    None => {
                        "기기 자체의 주소와 같은지는 알 수 없습니다. 카메라나 마이크를 허용할 때까지 브라우저가 가립니다."
                    }
                },
            )
        }
        Verdict::Fails(failure) => match failure {
            Failure::WrongCredentials => Advice::new(
                "사용자 이름이나 비밀번호가 틀립니다",
                "서버는 응답하지만 이 이름과 비밀번호를 모릅니다. 띄어쓰기와 대소문자까지 서버 설정과 견주어 보세요. 공유 비밀로 만든 인증 정보라면 그 비밀을 견주어 보세요.",
            ),
            Failure::Expired => Advice::new(
                "인증 정보의 기한이 지났습니다",
                "서버는 응답하지만 사용자 이름에 적힌 시각이 지났습니다. 새로 받으세요. 새로 받은 것이라면 서버와 이 기기의 시계를 견주어 보세요.",
            ),
            Failure::Refused(error) => Advice::new("응답하지만 거절합니다", refused(&error)),
            Failure::NameUnknown => Advice::new(
                "이름을 찾을 수 없습니다",
                format!(
                    "{}의 주소를 알 수 없습니다. 잘못 쓴 글자가 없는지 보고, 이름 서버를 관리하는 사람에게 물어보세요.",
                    url.host
                ),
            ),
            Failure::NotReachedOrNameUnknown => Advice::new(
                "닿지 않습니다",
                format!(
                    "{}의 주소를 알 수 없거나, {by} 포트 {}에서 응답이 없습니다. 어느 쪽인지 이 브라우저는 알려 주지 않습니다. 잘못 쓴 글자가 없는지, 서버가 실행 중인지 확인하세요.",
                    url.host, url.port
                ),
            ),
            Failure::NotReached | Failure::Silent => Advice::new(
                "닿지 않습니다: 응답이 없습니다",
                format!(
                    "{}의 {by} 포트 {}에서 아무것도 돌아오지 않았습니다. 거기서 서버가 실행되지 않거나, 이쪽이나 서버 쪽 방화벽이 막고 있습니다.",
                    url.host, url.port
                ),
            ),
            Failure::Untold if url.carrier != Carrier::Udp => Advice::new(
                "닿지 않습니다: 응답이 없습니다",
                format!(
                    "{}의 {by} 포트 {}에서 연결을 받지 않거나 방화벽이 막고 있습니다. turns:라면 브라우저가 믿지 않는 인증서일 때도 이렇습니다.",
                    url.host, url.port
                ),
            ),
            Failure::Untold => Advice::new(
                "아무것도 얻지 못했습니다",
                "브라우저가 까닭을 말하지 않고 그만두었습니다. 기기에서 나가는 길을 모르거나, VPN이나 설정, 확장 프로그램이 WebRTC를 막고 있을 수 있습니다.",
            ),
            Failure::NotTried(why) => {
                Advice::new("브라우저가 이 주소를 시험하지 않습니다", format!("브라우저의 말: {why}"))
            }
        },
    }
}

fn relay_words(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Udp => "중계에 가장 좋은 길입니다. 패킷 하나를 잃어도 나머지가 기다리지 않습니다.",
        Carrier::Tcp => "UDP를 막는 네트워크에 쓸모 있습니다. UDP가 통하면 UDP 중계가 낫습니다.",
        Carrier::Tls => {
            "웹 페이지처럼 보이는 것만 통과시키는 네트워크에 쓸모 있습니다. UDP가 통하면 UDP 중계가 낫습니다."
        }
    }
}

fn refused(error: &CandidateError) -> String {
    let CandidateError { code, text } = error;
    match code {
        300 => "다른 서버로 가라고 합니다(300).".to_owned(),
        403 => "설정에서 이 사용자나 이 주소에 금지했습니다(403).".to_owned(),
        442 => "이 프로토콜로는 중계하지 않습니다(442).".to_owned(),
        486 => "이 사용자가 쓸 수 있는 중계를 이미 다 쓰고 있습니다(486). 몇 분 지나면 저절로 끝납니다.".to_owned(),
        508 => "빌려줄 포트가 남지 않았습니다(508). 포트를 늘리거나 나중에 해 보세요.".to_owned(),
        _ => format!("서버의 말: {code} {text}"),
    }
}
