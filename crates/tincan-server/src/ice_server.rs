//! ICE servers as people write them.

use tincan_protocol::IceServer;

/// Reads an ICE server: `stun:HOST[:PORT]`, or `turn:HOST[:PORT][?transport=udp|tcp],USERNAME,CREDENTIAL` (RFC 7064,
/// RFC 7065, and what TURN needs beyond its address). The credential is the rest and may have commas in it.
///
/// # Errors
/// What is missing or wrong, for the person who wrote it.
pub fn parse_ice_server(text: &str) -> Result<IceServer, IceServerError> {
    let mut parts = text.trim().splitn(3, ',');
    let url = parts.next().unwrap_or_default();
    let needs_user = check_url(url)?;
    let filled = |part: Option<&str>| part.filter(|part| !part.is_empty()).map(str::to_owned);
    let urls = vec![url.to_owned()];
    match (needs_user, filled(parts.next()), filled(parts.next())) {
        (true, Some(username), Some(credential)) => {
            Ok(IceServer { urls, username: Some(username), credential: Some(credential) })
        }
        (true, ..) => Err(IceServerError::NoCredential),
        (false, None, None) => Ok(IceServer { urls, username: None, credential: None }),
        (false, ..) => Err(IceServerError::NeedlessCredential),
    }
}

/// Why a text is no ICE server.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IceServerError {
    /// It begins in another way.
    #[error("an ICE server begins with stun: or turn: (or stuns:, turns:)")]
    Scheme,
    /// The host is missing, or is no host.
    #[error("an ICE server names a host, and a port if it is not the usual one, as in stun:stun.example:3478")]
    Address,
    /// The port is no port.
    #[error("the port of an ICE server is a number from 1 to 65535")]
    Port,
    /// What follows `?` is not understood.
    #[error("only ?transport=udp or ?transport=tcp may follow the address of a TURN server")]
    Transport,
    /// TURN without user name and credential.
    #[error("a TURN server needs a user name and a credential: turn:HOST:PORT,USERNAME,CREDENTIAL")]
    NoCredential,
    /// STUN with them.
    #[error("a STUN server takes no user name and no credential")]
    NeedlessCredential,
}

/// Checks a URL, and says whether it is one of TURN.
pub(crate) fn check_url(url: &str) -> Result<bool, IceServerError> {
    let (scheme, address) = url.split_once(':').ok_or(IceServerError::Scheme)?;
    let is_turn = match scheme {
        "stun" | "stuns" => false,
        "turn" | "turns" => true,
        _ => return Err(IceServerError::Scheme),
    };
    check_address(address, is_turn)?;
    Ok(is_turn)
}

fn check_address(address: &str, may_have_transport: bool) -> Result<(), IceServerError> {
    let address = match address.split_once('?') {
        Some((address, "transport=udp" | "transport=tcp")) if may_have_transport => address,
        Some(_) => return Err(IceServerError::Transport),
        None => address,
    };
    let (host, port) = match address.strip_prefix('[') {
        Some(v6) => {
            let (host, rest) = v6.split_once(']').ok_or(IceServerError::Address)?;
            host.parse::<std::net::Ipv6Addr>().map_err(|_| IceServerError::Address)?;
            let port =
                if rest.is_empty() { None } else { Some(rest.strip_prefix(':').ok_or(IceServerError::Address)?) };
            (host, port)
        }
        None => address.split_once(':').map_or((address, None), |(host, port)| (host, Some(port))),
    };
    let valid = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':');
    if host.is_empty() || !host.bytes().all(valid) {
        return Err(IceServerError::Address);
    }
    match port.map(str::parse::<u16>) {
        None | Some(Ok(1..)) => Ok(()),
        Some(Ok(0) | Err(_)) => Err(IceServerError::Port),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, url: &str, user: Option<(&str, &str)>) {
        let expected = IceServer {
            urls: vec![url.to_owned()],
            username: user.map(|(name, _)| name.to_owned()),
            credential: user.map(|(_, credential)| credential.to_owned()),
        };
        assert_eq!(parse_ice_server(text), Ok(expected), "{text:?}");
    }

    #[test]
    fn stun_and_turn() {
        check("stun:stun.example:3478", "stun:stun.example:3478", None);
        check(" stun:stun.example", "stun:stun.example", None);
        check("stun:[::1]:3478", "stun:[::1]:3478", None);
        check("turn:1.2.3.4:3478,ada,pa,ss", "turn:1.2.3.4:3478", Some(("ada", "pa,ss")));
        check("turns:t.example?transport=tcp,a:1,b", "turns:t.example?transport=tcp", Some(("a:1", "b")));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text| parse_ice_server(text).unwrap_err();
        assert_eq!(error(""), IceServerError::Scheme);
        assert_eq!(error("stun.example:3478"), IceServerError::Scheme);
        assert_eq!(error("https://stun.example"), IceServerError::Scheme);
        assert_eq!(error("stun:"), IceServerError::Address);
        assert_eq!(error("stun://stun.example"), IceServerError::Address);
        assert_eq!(error("stun:a b"), IceServerError::Address);
        assert_eq!(error("stun:[::g]:1"), IceServerError::Address);
        assert_eq!(error("stun:a:0"), IceServerError::Port);
        assert_eq!(error("stun:a:99999"), IceServerError::Port);
        assert_eq!(error("stun:a?transport=udp"), IceServerError::Transport);
        assert_eq!(error("turn:a?transport=sctp,a,b"), IceServerError::Transport);
        assert_eq!(error("turn:a"), IceServerError::NoCredential);
        assert_eq!(error("turn:a,b"), IceServerError::NoCredential);
        assert_eq!(error("turn:a,b,"), IceServerError::NoCredential);
        assert_eq!(error("stun:a,b,c"), IceServerError::NeedlessCredential);
    }
}
