//! Korean.

use yew_webrtc::{Access, RoomRefusal};

use super::{AccessText, Advice};

pub(super) const TEXT: AccessText = AccessText {
    host: "진행자",
    ask_to_mute: "음소거 부탁",
    asked_to_mute: |name| format!("{}님에게 음소거를 부탁했습니다.", name.as_str()),
    make_host: "진행자로 지정",
    remove: "내보내기",
    no_host: "지금 진행자가 없습니다. ‘새 통화’로 통화를 만든 사람과 그 사람이 지정한 사람이 진행자입니다.",

    who_may_come_in: "들어올 수 있는 사람",
    access: |access| match access {
        Access::Open => "링크가 있는 누구나",
        Access::Knock => "진행자가 허락한 사람",
        Access::Password => "비밀번호를 아는 사람",
        Access::Locked => "더는 아무도 못 들어옴",
    },
    access_hint: |access| match access {
        Access::Open => "링크를 연 사람은 누구나 참여할 수 있습니다.",
        Access::Knock => "다른 사람은 문밖에서 기다리고, 진행자에게 묻습니다.",
        Access::Password => "다른 사람에게는 비밀번호를 묻습니다.",
        Access::Locked => "통화가 잠겨 있습니다. 통화에 있던 사람은 다시 들어올 수 있습니다.",
    },
    only_hosts: "진행자만 바꿀 수 있습니다.",
    password: "비밀번호",
    password_new: "새 비밀번호",
    password_hint: "손님에게 직접 알려 주세요. 링크에도 서버에도 들어 있지 않습니다.",
    password_missing: "먼저 비밀번호를 입력하세요.",
    password_impossible: "비밀번호는 HTTPS로 연 페이지에서만 쓸 수 있습니다.",
    set_password: "비밀번호 정하기",
    password_is_set: "비밀번호를 정했습니다.",

    end_for_all: "모두의 통화 끝내기",
    end_for_all_hint: "본인을 포함해 모두 통화에서 나가게 됩니다.",
    end_now: "지금 끝내기",

    knocks: |name| format!("{}님이 들어오려고 합니다.", name.as_str()),
    admit: "들이기",
    deny: "거절",
    mute_asked: "진행자가 마이크를 꺼 달라고 합니다.",

    password_wanted: "이 통화에는 비밀번호가 있습니다. 초대한 사람이 알고 있습니다.",
    password_wrong: "이 통화의 비밀번호가 아닙니다.",
    knock_again: "다시 부탁하기",
    refused,
};

fn refused(refusal: RoomRefusal) -> Advice {
    match refusal {
        RoomRefusal::RoomFull => Advice::new("통화 인원이 가득 찼습니다", "누군가 나간 뒤에 다시 시도하세요."),
        RoomRefusal::Busy => Advice::new(
            "서버가 지금은 통화를 더 받을 수 없습니다",
            "서버 전체 또는 사용 중인 네트워크의 한도에 이르렀습니다. 1분 뒤에 다시 시도하세요.",
        ),
        RoomRefusal::Replaced => Advice::new(
            "다른 창에서 이 통화에 참여했습니다",
            "통화는 그 창에서 이어집니다. 이 창에서 통화하려면 다시 참여하세요.",
        ),
        RoomRefusal::Locked => Advice::new(
            "통화가 잠겨 있습니다",
            "진행자가 지금은 아무도 더 들이지 않습니다. 열어 달라고 부탁한 뒤 다시 시도하세요.",
        ),
        RoomRefusal::PasswordWanted | RoomRefusal::PasswordWrong => {
            Advice::new("이 통화에는 비밀번호가 있습니다", "초대한 사람이 알고 있습니다.")
        }
        RoomRefusal::Denied => Advice::new(
            "들어오는 것이 허락되지 않았습니다",
            "진행자가 거절했습니다. 누구인지 몰랐을 수 있으니, 알아볼 이름으로 다시 부탁해 보세요.",
        ),
        RoomRefusal::Removed => {
            Advice::new("통화에서 내보내졌습니다", "진행자가 내보냈으며, 이 탭으로는 다시 들어올 수 없습니다.")
        }
        RoomRefusal::Ended => Advice::new("통화가 끝났습니다", "진행자가 모두의 통화를 끝냈습니다."),
        RoomRefusal::OtherVersion => Advice::new(
            "페이지가 서버와 맞지 않습니다",
            "서버와 이 페이지의 버전이 다릅니다. 새로고침하여 맞는 페이지를 받으세요.",
        ),
        RoomRefusal::NotUnderstood => Advice::new(
            "서버가 참여를 받아들이지 않았습니다",
            "새로고침한 뒤 다시 참여하세요. 계속되면 서버를 운영하는 분에게 알려 주세요.",
        ),
    }
}
