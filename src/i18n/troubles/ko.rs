//! Korean.

use yew_webrtc::{DeniedBy, DeviceKind, MediaErrorKind, next_step::NextStep};

use super::{Advice, MediaSource, TroubleText};

pub(super) const TEXT: TroubleText = TroubleText {
    took_over: |kind, from, to| {
        let problem = match to {
            "" => format!("다른 {}로 바뀌었습니다", device(kind)),
            to => format!("지금 사용하는 {}: ‘{to}’", device(kind)),
        };
        let next = match from {
            "" => "앞서 쓰던 기기는 지금 쓸 수 없습니다.".to_owned(),
            from => format!("앞서 쓰던 기기: ‘{from}’"),
        };
        Advice { problem, next }
    },
    came_back: |kind, label| match label {
        "" => format!("원래 {}로 돌아왔습니다", device(kind)),
        label => format!("원래 {}로 돌아왔습니다: ‘{label}’", device(kind)),
    },
    new_device: |kind, label| match label {
        "" => format!("새 {}가 연결되었습니다", device(kind)),
        label => format!("새 {}가 연결되었습니다: ‘{label}’", device(kind)),
    },
    new_pair: |label| match label {
        "" => "마이크가 있는 새 카메라가 연결되었습니다".to_owned(),
        label => format!("마이크가 있는 새 카메라가 연결되었습니다: ‘{label}’"),
    },
    use_it: "사용하기",
    not_now: "나중에",
    try_device_again: |kind, label| match label {
        "" => format!("원래 {} 다시 시도", device(kind)),
        label => format!("‘{label}’ 다시 시도"),
    },
    muted_by_system: |kind| match kind {
        DeviceKind::Camera => Advice::new(
            "카메라에서 영상이 나오지 않습니다",
            "시스템이나 카메라의 스위치가 막고 있습니다. 덮개, 단축키, 개인정보 보호 설정을 확인하세요.",
        ),
        DeviceKind::Microphone | DeviceKind::Speaker => Advice::new(
            "시스템에서 마이크를 음소거했습니다",
            "상대에게 내 목소리가 들리지 않습니다. 헤드셋의 스위치, 단축키, 시스템의 소리 설정을 확인하세요.",
        ),
    },
    silent_title: "마이크에서 아무 소리도 나지 않습니다",
    silent_text: "마이크는 켜져 있지만 소리가 전혀 들어오지 않습니다. 기기의 음소거 스위치를 확인하거나 다른 마이크를 고르세요.",
    speaking_while_muted: "말씀하고 계시지만 마이크가 꺼져 있습니다",
    unmute: "켜기",

    gone: |label, source| match label {
        "" => format!("{} 연결이 끊겼습니다", name(source)),
        label => format!("‘{label}’ 연결이 끊겼습니다"),
    },
    speaker_gone: |label| match label {
        "" => "사용할 수 있는 스피커가 없습니다".to_owned(),
        label => format!("‘{label}’ 연결이 끊겨 사용할 수 있는 스피커가 없습니다"),
    },
    gone_next: "다시 연결하면 저절로 켜집니다. 다른 기기를 골라도 됩니다.",
    permission_lost: |source| format!("이 페이지에서 더는 {} 쓸 수 없습니다", object(source)),
    problem,
    next_step,
};

fn device(kind: DeviceKind) -> &'static str {
    // All three end in a vowel, so the same particles follow.
    match kind {
        DeviceKind::Camera => "카메라",
        DeviceKind::Microphone => "마이크",
        DeviceKind::Speaker => "스피커",
    }
}

/// What a constraint asks for. Only what is asked for in a call has a word of its own.
fn wish(constraint: &str) -> &'static str {
    match constraint {
        "width" | "height" | "aspectRatio" => "영상 크기",
        "frameRate" => "초당 프레임",
        "facingMode" => "카메라 방향",
        "echoCancellation" => "울림 제거",
        "noiseSuppression" => "소음 줄이기",
        "autoGainControl" => "자동 음량 조절",
        _ => "설정 중 하나",
    }
}

fn name(source: MediaSource) -> &'static str {
    match source {
        MediaSource::Camera => "카메라",
        MediaSource::Microphone => "마이크",
        MediaSource::CameraAndMicrophone => "카메라와 마이크",
        MediaSource::Screen => "화면",
    }
}

/// The same with the particle of an object.
fn object(source: MediaSource) -> &'static str {
    match source {
        MediaSource::Camera => "카메라를",
        MediaSource::Microphone => "마이크를",
        MediaSource::CameraAndMicrophone => "카메라와 마이크를",
        MediaSource::Screen => "화면을",
    }
}

fn problem(kind: &MediaErrorKind, source: MediaSource) -> String {
    let (it, object) = (name(source), object(source));
    match kind {
        MediaErrorKind::Denied(DeniedBy::System) => format!("시스템에서 브라우저의 {it} 사용을 막고 있습니다"),
        MediaErrorKind::Denied(DeniedBy::Dismissal) => format!("{it} 사용을 묻는 창이 닫혔습니다"),
        MediaErrorKind::Denied(DeniedBy::Policy) | MediaErrorKind::Forbidden => {
            format!("이 페이지에서는 {object} 쓰도록 허용되지 않았습니다")
        }
        MediaErrorKind::Denied(DeniedBy::Person | DeniedBy::Untold) => {
            format!("브라우저가 {it} 사용을 허용하지 않았습니다")
        }
        MediaErrorKind::NotFound => format!("{object} 찾을 수 없습니다"),
        MediaErrorKind::Overconstrained { constraint: Some(constraint) } if constraint != "deviceId" => {
            format!("{it}에 요청한 조건을 맞출 수 없습니다: {}", wish(constraint))
        }
        MediaErrorKind::Overconstrained { .. } => format!("선택한 {object} 쓸 수 없습니다"),
        MediaErrorKind::Ended => format!("{it} 사용이 멈췄습니다"),
        MediaErrorKind::InsecurePage => format!("이 페이지에서는 {object} 쓸 수 없습니다"),
        MediaErrorKind::Unsupported => format!("이 브라우저에서는 {object} 쓸 수 없습니다"),
        MediaErrorKind::InUse
        | MediaErrorKind::Aborted
        | MediaErrorKind::PageInactive
        | MediaErrorKind::NeedsGesture
        | MediaErrorKind::BadRequest
        | MediaErrorKind::Unknown { .. } => format!("{object} 켜지 못했습니다"),
    }
}

fn next_step(step: NextStep, source: MediaSource) -> String {
    let (it, object) = (name(source), object(source));
    let sentence = match step {
        NextStep::AllowInChromium => {
            return format!("주소 왼쪽에서 슬라이더 두 개가 그려진 표시를 눌러 {object} 켠 뒤 다시 시도하세요.");
        }
        NextStep::AllowInFirefox => {
            return format!("주소 옆에 줄이 그어진 표시를 눌러 {it} 차단을 지운 뒤 다시 시도하세요.");
        }
        NextStep::AllowInSafari => {
            return format!(
                "화면 맨 위의 ‘Safari’ 메뉴에서 ‘이 웹 사이트 설정…’을 열어 {object} 허용한 뒤 다시 시도하세요."
            );
        }
        NextStep::AllowInAndroidBrowser => {
            return format!("주소 옆의 표시를 누르고 ‘권한’에서 {object} 허용한 뒤 다시 시도하세요.");
        }
        NextStep::AllowInIosSafari => {
            return format!("주소 옆의 표시를 누르고 ‘웹 사이트 설정’에서 {object} 허용한 뒤 다시 시도하세요.");
        }
        NextStep::AllowInIosSettings => {
            return format!("‘설정’ 앱에서 이 브라우저를 찾아 {object} 켠 뒤 다시 시도하세요.");
        }
        NextStep::AllowInBrowser => {
            return format!("주소 옆이나 브라우저 설정에서 이 페이지의 {it} 사용을 허용한 뒤 다시 시도하세요.");
        }
        NextStep::AllowInWindows => {
            return format!(
                "Windows 설정의 ‘개인 정보 및 보안’에서 데스크톱 앱이 {object} 쓰도록 허용한 뒤 다시 시도하세요."
            );
        }
        NextStep::AllowInMacOs => {
            return format!(
                "시스템 설정의 ‘개인정보 보호 및 보안’에서 브라우저가 {object} 쓰도록 켠 뒤 다시 시도하세요."
            );
        }
        NextStep::AllowInAndroid => {
            return format!(
                "휴대폰 설정의 ‘애플리케이션’에서 브라우저를 찾아 ‘권한’의 {object} 허용한 뒤 다시 시도하세요."
            );
        }
        NextStep::AllowInSystem => {
            return format!("시스템의 개인정보 보호 설정에서 브라우저가 {object} 쓰도록 허용한 뒤 다시 시도하세요.");
        }
        NextStep::AllowScreenInMacOs => {
            "시스템 설정의 ‘개인정보 보호 및 보안’에서 ‘화면 및 시스템 오디오 녹음’을 열어 브라우저를 켠 뒤, 브라우저를 다시 시작하세요."
        }
        NextStep::AnswerAllow => "다시 시도한 뒤 브라우저가 물으면 ‘허용’을 선택하세요.",
        NextStep::OpenInOwnWindow => "다른 페이지 안에 열려 있어 사용이 막혔습니다. 링크를 새 창에서 여세요.",
        NextStep::UseHttps => {
            "주소가 http://로 시작해서 보안이 적용되지 않은 페이지입니다. 링크를 보낸 사람에게 https://로 시작하는 링크를 요청하세요."
        }
        NextStep::PlugIn => "기기를 연결하거나 켜져 있는지 확인한 뒤 다시 시도하세요.",
        NextStep::PlugInOrAllowInMacOs => {
            "기기를 연결하거나 시스템 설정의 ‘개인정보 보호 및 보안’에서 브라우저가 쓰도록 허용한 뒤 다시 시도하세요."
        }
        NextStep::CloseOtherPrograms => "다른 프로그램이나 창에서 쓰고 있을 수 있습니다. 그쪽을 닫고 다시 시도하세요.",
        NextStep::ChooseAnother => "연결이 끊어졌을 수 있습니다. 다른 기기를 고르거나 다시 시도하세요.",
        NextStep::Replug => "기기를 뺐다가 다시 연결하거나 브라우저를 다시 시작한 뒤 시도하세요.",
        NextStep::ActOnPage => "브라우저가 이 페이지에서의 동작을 기다리고 있습니다. 다시 시도하세요.",
        NextStep::UseAnotherBrowser => {
            "브라우저를 업데이트하거나 최신 Chrome, Edge, Firefox, Safari에서 링크를 여세요."
        }
        NextStep::UseComputer => "이 기기의 브라우저로는 할 수 없습니다. 컴퓨터에서 링크를 여세요.",
        NextStep::TryAgain => "다시 시도하세요.",
        NextStep::RestartBrowser => {
            "브라우저가 이유를 알려 주지 않았습니다. 다시 시도하거나 브라우저를 다시 시작하세요."
        }
    };
    sentence.to_owned()
}
