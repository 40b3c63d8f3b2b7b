//! English.

use yew_webrtc::{
    IceServersStatus,
    ice_check::{CandidateError, Carrier, Failure, Mapping, Outlook, ServerCheck, UrlFault, Verdict},
};

use super::IceText;
use crate::i18n::Advice;

pub(in crate::i18n::lab) const TEXT: IceText = IceText {
    name: "ICE",
    what: "Whether STUN and TURN servers work from where you are, why not, and what that means for calls.",
    how: "Calls find their way by ICE: STUN servers tell your browser how it looks from outside, TURN servers relay where nothing goes straight. Here each of them is tried from your browser, on your network.",

    servers: "Servers",
    servers_hint: "Each is tried by a connection of its own. Names and passwords go to that server only, and are not kept.",
    server: |number| format!("Server {number}"),
    url: "Server address",
    url_hint: "As in stun:stun.example.org, turn:turn.example.org?transport=tcp, turns:turn.example.org:443",
    username: "User name",
    credential: "Password",
    url_fault: |fault| match fault {
        UrlFault::Empty => "Type an address that begins with stun:, turn: or turns:.",
        UrlFault::Scheme => "An address begins with stun:, turn: or turns:.",
        UrlFault::Stuns => "Browsers take no stuns: address. Over TLS only TURN is spoken, by turns:.",
        UrlFault::Slashes => "No // here: the host follows the colon, as in turn:turn.example.org.",
        UrlFault::Host => {
            "The host is neither a name nor an address. An address of IPv6 stands in brackets: stun:[2001:db8::1]."
        }
        UrlFault::Port => "The port is a number from 1 to 65535. An address of IPv6 stands in brackets.",
        UrlFault::Query => {
            "An address with turn: may end in ?transport=udp or ?transport=tcp, one with turns: in ?transport=tcp. With stun: nothing follows the port."
        }
    },
    no_username: "TURN asks who you are: type the user name.",
    no_credential: "TURN asks who you are: type the password.",
    add: "Add a server",
    remove: "Remove",
    own: "This server’s own",
    own_hint: "Fills in what this server hands out to calls, with credentials that begin now.",
    own_status: |status| match status {
        IceServersStatus::Unasked => "",
        IceServersStatus::Asking => "Asking this server…",
        IceServersStatus::Known(servers) if servers.is_empty() => {
            "This server hands out no STUN or TURN: it runs without. Calls through it are direct, or not at all."
        }
        IceServersStatus::Known(_) => "Filled in.",
        IceServersStatus::Failed => "This server does not answer, or has no room now. Try again in a moment.",
    },

    check: "Check",
    idle: "Type an address, or fill in this server’s own, and press Check.",
    faulty: "Nothing was checked: something above is missing or wrong.",
    checking: "Checking… A server that does not answer takes 12 seconds.",
    done: |good, all| match (good, all) {
        (1, 1) => "The server works.".to_owned(),
        (0, 1) => "The server does not work.".to_owned(),
        (good, all) if good == all => format!("All {all} servers work."),
        (good, all) => format!("{good} of {all} servers work."),
    },

    outlook,
    mapping: |mapping| match mapping {
        Mapping::Unknown => None,
        Mapping::Same => Some(
            "The STUN servers see one and the same port: others can usually reach you directly through your router.",
        ),
        Mapping::ByDestination => Some(
            "Each STUN server sees another port: your router is symmetric. You reach others directly only if theirs is open; for the rest it takes TURN.",
        ),
    },

    results: "Server by server",
    verdict,
    candidates: |server| format!("Candidates by {server}"),
    columns: ["After", "Type", "Protocol", "Address", "Related address", "Priority", "Relay by"],
    no_candidates: "No candidates.",
    untold: "not told",
    errors: |server| format!("Errors of {server}"),
    error: |error| match error.code {
        401 | 441 => "unauthorized",
        CandidateError::NOT_REACHED => "not reached",
        _ => "refused",
    },
};

fn outlook(outlook: Outlook) -> Advice {
    match outlook {
        Outlook::Checking => Advice::new("What it means for calls", "You will read it here once all have answered."),
        Outlook::Anywhere => Advice::new(
            "Calls come about from nearly everywhere",
            "There is a relay over UDP for good pictures, and one over TCP or TLS for networks that let nothing else through.",
        ),
        Outlook::WhereUdpPasses => Advice::new(
            "Calls come about wherever UDP passes",
            "There is a relay over UDP. Whoever sits in a network that blocks UDP (some offices and hotels do) needs one over TCP or TLS, too.",
        ),
        Outlook::ByStreamOnly => Advice::new(
            "Calls come about, the slow way",
            "There is a relay over TCP or TLS and none over UDP: where packets are lost, pictures stand still until they were sent again. Either this network blocks UDP, or no such relay is on the list.",
        ),
        Outlook::Direct(Mapping::ByDestination) => Advice::new(
            "Many calls will not come about",
            "No relay works, and your router is symmetric: only those whose own router is open are reached. Set up a TURN server.",
        ),
        Outlook::Direct(Mapping::Unknown) => Advice::new(
            "Calls come about directly, or not at all",
            "No relay works. A second STUN server on the list would tell whether others can usually reach you; a TURN server makes up for those who cannot.",
        ),
        Outlook::Direct(Mapping::Same) => Advice::new(
            "Most calls come about, some do not",
            "Others can usually reach you directly, but no relay works: between you and somebody behind a symmetric router, or a network that blocks UDP, nothing comes about. A TURN server is for these.",
        ),
        Outlook::OwnNetwork => Advice::new(
            "Calls come about within your own network only",
            "None of these servers works from here. Below you read why, for each.",
        ),
    }
}

fn verdict(check: &ServerCheck) -> Advice {
    let url = &check.server().url;
    let by = url.carrier.name();
    match check.verdict() {
        Verdict::Checking => Advice::new("Checking…", ""),
        Verdict::Relays(carrier) => {
            Advice::new(format!("Works: it relays, and is reached over {}", carrier.name()), relay_words(carrier))
        }
        Verdict::Reflects { public, behind_nat } => {
            let title = format!("Works: it sees you at {}", public.join(", "));
            Advice::new(
                title,
                match behind_nat {
                    Some(true) => "That is not this device’s own address: a router (NAT) stands between.",
                    Some(false) => "That is this device’s own address: no router (NAT) stands between.",
                    None => {
                        "Whether that is this device’s own address is hidden by the browser, until a page may use the camera or the microphone."
                    }
                },
            )
        }
        Verdict::Fails(failure) => match failure {
            Failure::WrongCredentials => Advice::new(
                "Wrong user name or password",
                "The server answers, and does not know this name with this password. Compare both with the server’s settings, spaces and capitals, too. For credentials made from a shared secret, compare the secret.",
            ),
            Failure::Expired => Advice::new(
                "The credentials have expired",
                "The server answers, and the time in the user name has passed. Get new ones. If they are new, compare the server’s clock with that of this device.",
            ),
            Failure::Refused(error) => Advice::new("It answers, and refuses", refused(&error)),
            Failure::NameUnknown => Advice::new(
                "The name leads nowhere",
                format!(
                    "No address is known for {}. Look for a typing error; then ask whoever runs the name server.",
                    url.host
                ),
            ),
            Failure::NotReachedOrNameUnknown => Advice::new(
                "Not reached",
                format!(
                    "Either no address is known for {}, or nobody answers there on {by} port {}. This browser does not say which: look for typing errors, then whether the server runs.",
                    url.host, url.port
                ),
            ),
            Failure::NotReached | Failure::Silent => Advice::new(
                "Not reached: nobody answers",
                format!(
                    "Nothing came back from {} on {by} port {}. Either the server does not run there, or a firewall, yours or the server’s, does not let it through.",
                    url.host, url.port
                ),
            ),
            Failure::Untold if url.carrier != Carrier::Udp => Advice::new(
                "Not reached: nobody answers",
                format!(
                    "{} takes no connection on {by} port {}, or a firewall does not let it through. With turns: a certificate that the browser does not trust looks the same.",
                    url.host, url.port
                ),
            ),
            Failure::Untold => Advice::new(
                "Nothing came of it",
                "The browser gave up without saying why. It may know no way out of this device, or keep WebRTC from using it (a VPN, a setting, an extension).",
            ),
            Failure::NotTried(why) => {
                Advice::new("The browser does not try this address", format!("In its own words: {why}"))
            }
        },
    }
}

fn relay_words(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Udp => "The best way to be relayed: a lost packet holds nothing up.",
        Carrier::Tcp => "It serves networks that block UDP. Where UDP passes, prefer a relay over UDP.",
        Carrier::Tls => {
            "It serves networks that let through only what looks like pages. Where UDP passes, prefer a relay over UDP."
        }
    }
}

fn refused(error: &CandidateError) -> String {
    let CandidateError { code, text } = error;
    match code {
        300 => "It sends you to another server (300).".to_owned(),
        403 => "It forbids it (403): by its settings, to this user or from this address.".to_owned(),
        442 => "It does not relay by this protocol (442).".to_owned(),
        486 => {
            "This user has as many relays as one may have (486). They end by themselves after some minutes.".to_owned()
        }
        508 => "It has no port left to lend (508). Give it more ports, or try later.".to_owned(),
        _ => format!("It says: {code} {text}"),
    }
}
