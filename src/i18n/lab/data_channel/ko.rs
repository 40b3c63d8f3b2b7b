//! Korean.

use yew_webrtc::{ChannelFault, ChannelStatus, SendError};

use super::{BurstCount, DataChannelText};
use crate::{
    components::channel_form::Field,
    i18n::{Advice, transfers::bytes},
};

pub(in crate::i18n::lab) const TEXT: DataChannelText = DataChannelText {
    name: "데이터 채널",
    what: "한쪽 끝에서 다른 쪽 끝으로 메시지를 보냅니다. 신뢰성과 순서, 채널 수를 마음대로 고를 수 있습니다.",
    how: "통화와 같은 연결 두 개가 이 페이지 안에 있고 서버는 없습니다. 연결한 다음 채널이 메시지를 다루는 방법을 고르고, 무엇이 어떤 순서로 도착하고 무엇을 잃는지 보세요.",

    connect: "연결",
    idle: "양쪽이 연결되어 있지 않습니다. 채널은 연결될 때까지 기다립니다.",
    connected: "연결되었습니다.",

    form: "새 채널",
    form_hint: "각각은 createDataChannel의 인수입니다. 채널은 나중에 바꿀 수 없으니, 다르게 쓰려면 하나 더 여세요.",
    about: |field| match field {
        Field::Label => "채널의 이름. 상대 쪽에도 보입니다",
        Field::Ordered => "보낸 순서대로 도착합니다",
        Field::MaxRetransmits => "잃은 메시지를 다시 보내는 횟수. 비우면 도착할 때까지",
        Field::MaxPacketLifeTime => "메시지를 보내 보는 시간(밀리초). 비우면 끝없이",
        Field::Protocol => "양쪽이 메시지를 이해하는 방식의 이름",
        Field::Priority => "다른 채널과 미디어 사이에서 차지하는 몫",
        Field::Negotiated => "양쪽이 같은 id로 만들고 서로 알리지 않습니다",
        Field::Id => "1에서 65534까지. 협상한 채널에만 씁니다",
    },
    open_channel: "채널 열기",
    fault: |fault| match fault {
        ChannelFault::BothLimits => Advice::new(
            "maxRetransmits와 maxPacketLifeTime은 함께 쓸 수 없습니다",
            "다시 보내는 횟수와 시간 가운데 하나만 정할 수 있습니다. 브라우저가 TypeError를 냅니다. 둘 중 하나를 비우세요.",
        ),
        ChannelFault::LimitTooLarge => Advice::new(
            "값이 너무 큽니다",
            "maxRetransmits와 maxPacketLifeTime은 16비트 수이며 65535까지입니다. 브라우저가 TypeError를 냅니다.",
        ),
        ChannelFault::NoId => Advice::new(
            "협상한 채널에는 id가 필요합니다",
            "알려 주는 쪽이 없으므로 양쪽이 id로 찾습니다. 브라우저가 TypeError를 냅니다. 1에서 65534까지 고르세요.",
        ),
        ChannelFault::IdTooLarge => Advice::new(
            "id가 범위를 벗어났습니다",
            "SCTP 스트림은 65535개이고 마지막 id는 65534입니다. 브라우저가 TypeError를 냅니다. 1에서 65534까지 고르세요.",
        ),
        ChannelFault::IdTaken => Advice::new(
            "id 0은 이미 쓰고 있습니다",
            "Tincan 연결의 제어 채널이 씁니다. 브라우저가 OperationError를 냅니다. 1에서 65534까지 고르세요.",
        ),
        ChannelFault::TooLong => Advice::new(
            "label이나 protocol이 너무 깁니다",
            "각각 65535바이트까지입니다. 브라우저가 TypeError를 냅니다.",
        ),
    },
    not_a_number: |field| Advice::new(format!("{field} 값이 정수가 아닙니다"), "숫자만 쓰거나 비워 두세요."),
    label_in_use: || {
        Advice::new(
            "같은 label의 채널이 이미 있습니다",
            "브라우저는 상관하지 않지만, 이 페이지의 B 쪽은 label로 채널을 찾습니다. 다른 이름을 쓰거나 협상한 채널로 여세요.",
        )
    },
    code: "채널을 만드는 코드",

    channels: "채널",
    channels_hint: "모두 한 연결을 나누어 쓰며 서로 기다리지 않습니다.",
    no_channels: "채널이 없습니다. 위에서 하나 여세요.",
    unnamed: "(label 없음)",
    status: |status| match status {
        ChannelStatus::Waiting => "기다림".to_owned(),
        ChannelStatus::Connecting => "연결 중".to_owned(),
        ChannelStatus::Open => "열림".to_owned(),
        ChannelStatus::Closed => "닫힘".to_owned(),
        ChannelStatus::Refused(why) => format!("거부됨: {why}"),
    },
    close: "닫기",
    reopen: "다시 열기",
    remove: "없애기",

    texts: "글",
    texts_empty: "한쪽에서 쓴 글이 다른 쪽에 도착합니다.",
    text_from: |end| format!("{end}에서"),
    send: "보내기",
    send_error: |error| match error {
        SendError::Closed => "보내지 못했습니다. 채널이 열려 있지 않습니다.".to_owned(),
        SendError::TooLarge { bytes: size, max } => {
            format!(
                "보내지 못했습니다. {size}바이트는 메시지 하나로 너무 큽니다. 상대 쪽은 {max}바이트(maxMessageSize)까지 받으므로 브라우저가 TypeError를 냅니다."
            )
        }
        SendError::Full { waiting } => {
            format!(
                "보내지 못했습니다. 이미 {}가 기다리고 있어 브라우저가 더 받지 않습니다(OperationError). 먼저 나가야 합니다.",
                bytes(*waiting)
            )
        }
        SendError::Unwritable(why) => format!("보내지 못했습니다: {why}."),
        SendError::Refused(why) => format!("보내지 못했습니다. 브라우저의 답: {why}"),
    },
    too_large: "1바이트 넘치게 보내기",
    too_large_to_try: |max| {
        format!(
            "이 브라우저는 메시지 하나에 {max}까지 받습니다. 넘치는지 보려면 이 페이지가 메모리를 너무 많이 써야 합니다."
        )
    },

    burst: "번호 붙은 메시지",
    burst_hint: "번호 붙은 메시지는 A에서 B로 한꺼번에 갑니다. 한 페이지 안의 두 끝 사이에서는 저절로 잃는 것이 없습니다. 하지만 길이 담을 수 있는 것보다 많이 보내면 넘칩니다. maxRetransmits가 0이면 몇 개를 영영 잃고, Chromium에서 maxPacketLifeTime이 짧으면 대부분을 잃습니다. 순서를 지키지 않으면 다시 보낸 메시지를 나중 것이 앞지르기도 합니다.",
    burst_count: "메시지 수",
    burst_size: "하나의 크기",
    send_burst: "한꺼번에 보내기",
    map: "번호별로 메시지가 어떻게 되었는지",
    states: ["가는 중", "순서대로 도착", "앞지름당함", "잃음", "브라우저가 받지 않음"],
    burst_result,

    flow: "흐름",
    flow_hint: "‘쉬지 않고 보내기’는 기다리는 것이 적을 때마다 A에서 B로 보냅니다. 1초에 다섯 번 작은 메시지가 같은 줄에 서서 갔다가 돌아옵니다.",
    flow_start: "쉬지 않고 보내기",
    flow_stop: "그만 보내기",
    throughput: "처리량",
    round_trip: "왕복 시간",
    buffered: "대기 중(bufferedAmount)",
    per_second: |size| format!("초당 {}", bytes(size)),
    milliseconds: |time| format!("{time}ms"),
};

fn burst_result(count: BurstCount) -> String {
    let BurstCount { sent, untaken, arrived, overtaken } = count;
    let mut words = format!("메시지 {sent}개 가운데 {arrived}개가 도착했습니다. ");
    match overtaken {
        0 => words.push_str("도착한 순서는 보낸 순서와 같고, "),
        _ => words.push_str(&format!("그 가운데 {overtaken}개는 나중 것보다 늦었고, ")),
    }
    match count.lost() {
        0 => words.push_str("잃은 것은 없습니다."),
        lost => words.push_str(&format!("{lost}개를 잃었습니다.")),
    }
    if untaken > 0 {
        words.push_str(&format!(" 버퍼가 가득 차서 브라우저가 {untaken}개를 더 받지 않았습니다."));
    }
    words
}
