//! Korean.

use super::HomeText;

pub(super) const TEXT: HomeText = HomeText {
    page: "링크로 시작하는 영상 통화",
    title: "깡통 두 개와 실 한 가닥.",
    intro: "링크 하나면 영상 통화가 됩니다. 보내고, 이야기하고, 끊으면 끝. 가입도 설치도 필요 없고, 영상과 소리는 브라우저에서 브라우저로 곧장 오갑니다.",
    new_call: "새 통화",
    new_call_hint: "보낼 수 있는 링크가 만들어집니다.",
    or: "또는",
    call_link_or_code: "통화 링크 또는 코드",
    join_call: "통화 참여",
    who: "이런 분께",
    callers: "통화하는 분",
    callers_text: "가족, 친구, 작은 팀을 위한 통화입니다. 휴대폰에서도 책상에서도 Chrome, Edge, Firefox, Safari로 쓸 수 있습니다. 통화를 잠그거나 비밀번호나 허락을 두지 않으면 링크가 있는 누구나 들어올 수 있습니다.",
    hosts: "직접 운영하는 분",
    hosts_text: "작은 프로그램 하나가 이 페이지를 제공하고 서로를 이어 줍니다. 영상과 소리는 서버를 거치지 않습니다.",
    learners: "원리가 궁금한 분",
    learners_text: "실험실에서는 통화가 이어지는 과정을 한 단계씩 직접 볼 수 있습니다.",
};
