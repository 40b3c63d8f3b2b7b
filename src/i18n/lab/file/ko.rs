//! Korean.

use super::FileText;

pub(in crate::i18n::lab) const TEXT: FileText = FileText {
    name: "파일",
    what: "파일 하나가 채널을 지나갑니다. 어떤 부분이 필요하고, 가는 중이고, 확인되어 저장되었는지, 손상된 부분은 어떻게 되는지 보여 줍니다.",
    how: "이 페이지 안의 두 끝 사이에서 통화와 같은 프로그램이 움직입니다. A에서 B로 파일을 보내며 각 부분을 지켜보고, 일시 정지하고, 연결을 끊고, 가는 길에 손상시켜 보세요.",

    idle: "양쪽이 연결되어 있지 않습니다.",
    connected: "연결되었습니다.",
    pick: "파일 고르기",
    make: |size| format!("{size} 파일 만들기"),
    made: "잡음.dat",
    chunk: "가장 큰 프레임",
    chunk_hint: "채널의 메시지 하나에 담는 파일의 크기입니다. 다음 파일이나 새로 연결한 뒤의 채널부터 적용됩니다.",
    largest: "채널이 받는 만큼",
    stored_hint: "도착한 것은 통화에서처럼 지울 때까지 이 사이트의 파일로 저장됩니다.",

    sender: "A 쪽이 보냅니다",
    receiver: "B 쪽이 받습니다",
    none: "아직 없습니다.",

    inside: "안에서 일어나는 일",
    inside_hint: "파일은 256KiB씩 묶여서 가며, 묶음마다 BLAKE3 해시가 먼저 갑니다. 받는 쪽은 해시가 맞는 묶음만 저장하고, 맞지 않는 묶음은 다시 달라고 합니다.",
    map: "파일의 묶음마다 얼마나 왔는지",
    states: ["필요함", "가는 중", "도착해서 확인 중", "확인하고 저장함", "틀림: 다시 필요함"],
    groups: "묶음",
    hashes: "알린 해시",
    chunks_sent: "보낸 조각",
    chunks_arrived: "도착한 조각",
    damaged: "손상된 조각",
    again: "다시 달라고 한 묶음",
    verified: "확인함",
    root: "해시 트리의 뿌리",
    root_unknown: "끝에 알립니다. 그때까지 보내는 쪽은 파일을 다 읽지 않았습니다.",
    flip: "비트 하나 뒤집기",
    flip_hint: "다음에 도착하는 조각의 비트 하나를 받는 쪽이 보기 전에 뒤집습니다.",
    flip_waits: "다음에 도착하는 조각이 손상됩니다.",
    arriving: "도착하는 속도",
    proven: "파일 전체의 BLAKE3 해시이므로 b3sum의 결과와 같습니다.",
};
