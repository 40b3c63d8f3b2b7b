//! Korean.

use super::ChatText;

pub(super) const TEXT: ChatText = ChatText {
    messages: "메시지",
    empty_title: "아직 메시지가 없습니다",
    empty_text: "여기에 쓴 글은 통화 중인 사람의 브라우저로 곧장 전달되며 다른 곳에는 남지 않습니다.",
    alone_text: "지금은 혼자입니다. 나중에 들어오는 사람도 지금 쓴 글을 읽을 수 있습니다.",

    you: "나",
    only_to_you: "나에게만",
    only_to: |name| format!("{name} 님에게만"),
    passed_on_by: |name| format!("{name} 님이 전달함"),
    sending: "보내는 중…",
    sending_to: |names| format!("보내는 중… {names} 님에게는 아직 전달되지 않음"),
    delivered: "전달됨",
    failed: "전달되지 않음",
    retry: "다시 보내기",
    react: "반응하기",
    reaction: |emoji, names| format!("{emoji}: {names}"),
    new: "새 메시지",
    to_the_newest: "새 메시지 보기",

    message: "메시지 입력",
    placeholder: "메시지를 입력하세요",
    to: "받는 사람",
    everyone: "모두",
    only: |name| format!("{name} 님만"),
    private: |name| format!("{name} 님만 읽을 수 있습니다."),
    gone: |name| format!("{name} 님은 통화에서 나갔습니다. 받는 사람을 다시 고르세요."),
    send: "보내기",
    left: |count| format!("{count}자 남음"),
    too_many: |count| format!("{count}자 초과"),
    typing: |names| match names {
        [one] => format!("{one} 님이 입력하고 있습니다…"),
        [one, other] => format!("{one} 님과 {other} 님이 입력하고 있습니다…"),
        _ => "여러 사람이 입력하고 있습니다…".to_owned(),
    },
    typing_to_you: |names| match names {
        [one] => format!("{one} 님이 나에게 입력하고 있습니다…"),
        [one, other] => format!("{one} 님과 {other} 님이 나에게 입력하고 있습니다…"),
        _ => "여러 사람이 나에게 입력하고 있습니다…".to_owned(),
    },

    copy: "대화 복사",
    copied: "대화를 복사했습니다.",
    copy_failed: "이 브라우저에서는 여기서 복사할 수 없습니다. 대신 저장하세요.",
    save: "대화 저장",
    saved: "대화를 텍스트 파일로 저장했습니다.",
    sound_on: "소리 켜기",
    sound_off: "소리 끄기",
};
