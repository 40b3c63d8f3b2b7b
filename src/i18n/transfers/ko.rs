//! 한국어.

use yew_webrtc::TransferFailure;

use super::{Advice, TransferText};

pub(super) const TEXT: TransferText = TransferText {
    send_a_file: "파일 보내기",
    to: "받는 사람",
    everyone: "모두",
    ways: "이 페이지 어디에나 파일을 끌어다 놓거나 붙여 넣어도 됩니다. 파일은 상대방에게 바로 가며, 상대방이 받기로 한 뒤에만 전송됩니다.",
    nobody_here: "파일을 받을 사람이 아직 없습니다.",
    folder: || Advice::new("폴더는 보낼 수 없습니다", "폴더 안의 파일을 고르거나 하나로 압축해 주세요."),
    too_large: || Advice::new("64GiB보다 큰 파일은 보낼 수 없습니다", "여러 개로 나누어 주세요."),
    unavailable: || {
        Advice::new(
            "여기서는 파일을 보낼 수 없습니다",
            "Tincan의 일부를 불러오지 못했습니다. 네트워크가 돌아오면 다시 해 보거나, 페이지를 새로 고치거나, 브라우저를 업데이트해 주세요.",
        )
    },

    list: "전송 목록",
    from: |name, size| format!("보낸 사람: {name} · {size}"),
    to_whom: |name, size| format!("받는 사람: {name} · {size}"),
    executable: "프로그램을 실행할 수 있는 파일입니다. 무엇인지 아는 경우에만 여세요.",
    progress: |file| format!("{file} 진행 상황"),
    of: |done, size| format!("{size} 중 {done}"),
    rate: |rate| format!("초당 {rate}"),
    seconds_left: |seconds| match seconds {
        0..60 => format!("{seconds}초 남음"),
        60..3600 => format!("{}분 남음", seconds.div_ceil(60)),
        _ => format!("{}시간 {}분 남음", seconds / 3600, seconds % 3600 / 60),
    },
    stored: |stored| format!("{stored}는 이미 받아 두어 다시 보내지 않습니다."),
    offered_to_them: "상대방이 받기를 기다립니다.",
    waiting: "곧 시작합니다.",
    paused_here: "일시 정지했습니다.",
    paused_there: |name| format!("{name} 님이 일시 정지했습니다."),
    interrupted: |name| format!("{name} 님과 연결이 끊겼습니다. 다시 연결되면 이어서 전송합니다."),
    sent: "보내고 확인했습니다.",
    received: "받고 확인했습니다.",
    declined: "거절했습니다.",
    declined_by: |name| format!("{name} 님이 받지 않았습니다."),
    cancelled: "취소했습니다.",
    cancelled_by: |name| format!("{name} 님이 취소했습니다."),
    left: |name| format!("{name} 님이 나갔습니다."),
    failed: |failure, incoming| {
        let (what, next) = match (failure, incoming) {
            (TransferFailure::Unreadable, false) => (
                "파일을 더는 읽을 수 없습니다.",
                "옮기거나 바꾸거나 지운 파일입니다. 다시 골라 주세요. 이미 보낸 부분은 남아 있습니다.",
            ),
            (TransferFailure::Unreadable, true) => (
                "보내는 사람이 파일을 더는 읽을 수 없습니다.",
                "파일을 다시 골라 달라고 하세요. 이미 받은 부분은 남아 있습니다.",
            ),
            (TransferFailure::NoSpace, true) => {
                ("저장 공간이 부족합니다.", "공간을 비우고 다시 보내 달라고 하세요. 이미 받은 부분은 남아 있습니다.")
            }
            (TransferFailure::NoSpace, false) => {
                ("상대방의 저장 공간이 부족합니다.", "상대방이 공간을 비우면 다시 보내 주세요.")
            }
            (TransferFailure::TooLargeForMemory, true) => (
                "이 브라우저는 256MiB까지만 받을 수 있습니다.",
                "여기에는 파일을 저장할 수 없습니다. 비공개 창이 아닌 창에서 해 보세요.",
            ),
            (TransferFailure::TooLargeForMemory, false) => (
                "상대방의 브라우저는 256MiB까지만 받을 수 있습니다.",
                "상대방이 비공개 창이 아닌 창에서 해 볼 수 있습니다.",
            ),
            (TransferFailure::Storage, true) => {
                ("브라우저가 파일을 저장하지 못했습니다.", "다시 해 보거나 다른 브라우저를 써 보세요.")
            }
            (TransferFailure::Storage, false) => {
                ("상대방의 브라우저가 파일을 저장하지 못했습니다.", "다시 보내거나 다른 브라우저를 써 달라고 하세요.")
            }
            (TransferFailure::Mismatch, _) => {
                ("받은 내용이 보낸 내용과 다릅니다.", "아무것도 저장하지 않았습니다. 다시 보내 주세요.")
            }
            (TransferFailure::Protocol | TransferFailure::Unknown, _) => {
                ("상대방이 알 수 없는 내용을 보냈습니다.", "두 사람 모두 페이지를 새로 고친 뒤 다시 보내 주세요.")
            }
        };
        Advice::new(what, next)
    },

    accept: "받기",
    decline: "거절",
    accept_all: "모두 받기",
    decline_all: "모두 거절",
    pause: "일시 정지",
    resume: "계속",
    cancel: "취소",
    save: "저장",
    remove: "지우기",

    kept: "이전에 받은 파일",
    kept_part: |name, done, size| format!("보낸 사람: {name} · {size} 중 {done}"),
    kept_hint: "다 받지 못한 파일은 보낸 사람이 통화에서 다시 보내면 이어서 받습니다.",
};
