//! Requests and answers of STUN and TURN (RFC 8489, RFC 8656), read and written by the crates `stun` and `turn`.

use std::net::SocketAddr;

use stun::{
    attributes::{
        ATTR_CHANNEL_NUMBER, ATTR_DATA, ATTR_LIFETIME, ATTR_MAPPED_ADDRESS, ATTR_MESSAGE_INTEGRITY, ATTR_NONCE,
        ATTR_REALM, ATTR_REQUESTED_ADDRESS_FAMILY, ATTR_REQUESTED_TRANSPORT, ATTR_USERNAME, ATTR_XOR_PEER_ADDRESS,
        AttrType,
    },
    error_code::{ErrorCode, ErrorCodeAttribute},
    fingerprint::FINGERPRINT,
    integrity::MessageIntegrity,
    message::{CLASS_ERROR_RESPONSE, CLASS_SUCCESS_RESPONSE, MAGIC_COOKIE, Message, MessageType, Setter},
    textattrs::TextAttribute,
    xoraddr::XorMappedAddress,
};
use turn::proto::peeraddr::PeerAddress;

/// A message as it came. None: it is none, or a broken one.
pub(crate) fn parse(data: &[u8]) -> Option<Message> {
    let mut message = Message { raw: data.to_vec(), ..Message::default() };
    message.decode().ok()?;
    // What the length does not count belongs to no message, and would be in the way of checking its integrity.
    (message.raw.len() == 20 + message.length as usize).then_some(message)
}

/// The text of an attribute.
pub(crate) fn text(message: &Message, attribute: AttrType) -> Option<String> {
    TextAttribute::get_from_as(message, attribute).ok().map(|attribute| attribute.text)
}

/// Every `XOR-PEER-ADDRESS` of a message. None if one of them is broken, or there is none.
pub(crate) fn peers(message: &Message) -> Option<Vec<SocketAddr>> {
    let attributes = message.attributes.0.iter().filter(|attribute| attribute.typ == ATTR_XOR_PEER_ADDRESS);
    let peers: Option<Vec<SocketAddr>> = attributes.map(|attribute| peer(&attribute.value, message)).collect();
    peers.filter(|peers| !peers.is_empty())
}

/// By hand, because the crate reads the first of several only (RFC 8489 14.2).
fn peer(value: &[u8], message: &Message) -> Option<SocketAddr> {
    let (head, ip) = value.split_at_checked(4)?;
    let cookie = MAGIC_COOKIE.to_be_bytes();
    let key = cookie.iter().chain(&message.transaction_id.0);
    let bytes: Vec<u8> = ip.iter().zip(key).map(|(byte, key)| byte ^ key).collect();
    let port = u16::from_be_bytes([head[2] ^ cookie[0], head[3] ^ cookie[1]]);
    match (head[1], ip.len()) {
        (1, 4) => Some(SocketAddr::from((<[u8; 4]>::try_from(bytes).ok()?, port))),
        (2, 16) => Some(SocketAddr::from((<[u8; 16]>::try_from(bytes).ok()?, port))),
        _ => None,
    }
}

/// The attributes of a request that must be understood and are not (RFC 8489 6.3): among them `DONT-FRAGMENT`, `EVEN-PORT` and
/// `RESERVATION-TOKEN`, which no browser asks for.
pub(crate) fn not_understood(message: &Message) -> Vec<AttrType> {
    let attributes = message.attributes.0.iter().map(|attribute| attribute.typ);
    attributes.filter(|attribute| attribute.value() < 0x8000 && !UNDERSTOOD.contains(attribute)).collect()
}

const UNDERSTOOD: [AttrType; 11] = [
    ATTR_MAPPED_ADDRESS,
    ATTR_USERNAME,
    ATTR_MESSAGE_INTEGRITY,
    ATTR_REALM,
    ATTR_NONCE,
    ATTR_CHANNEL_NUMBER,
    ATTR_LIFETIME,
    ATTR_XOR_PEER_ADDRESS,
    ATTR_DATA,
    ATTR_REQUESTED_ADDRESS_FAMILY,
    ATTR_REQUESTED_TRANSPORT,
];

/// The answer that it is done, signed if the request was.
pub(crate) fn success(request: &Message, key: Option<&MessageIntegrity>, attributes: Vec<Box<dyn Setter>>) -> Vec<u8> {
    build(request, CLASS_SUCCESS_RESPONSE, key, attributes)
}

/// The answer that it is not done.
pub(crate) fn failure(
    request: &Message,
    key: Option<&MessageIntegrity>,
    code: ErrorCode,
    mut attributes: Vec<Box<dyn Setter>>,
) -> Vec<u8> {
    attributes.insert(0, Box::new(ErrorCodeAttribute { code, reason: reason(code).as_bytes().to_vec() }));
    build(request, CLASS_ERROR_RESPONSE, key, attributes)
}

/// Where the request came from, as the one who sent it wants to know.
pub(crate) fn mapped(from: SocketAddr) -> Box<dyn Setter> {
    Box::new(XorMappedAddress { ip: from.ip().to_canonical(), port: from.port() })
}

/// What came from a peer to whom no channel is bound (RFC 8656 11.6).
pub(crate) fn data_indication(from: SocketAddr, data: &[u8]) -> Vec<u8> {
    let mut message = Message::new();
    // Who answers to this is nobody: it needs an id only because every message has one.
    message.set_type(MessageType::new(stun::message::METHOD_DATA, stun::message::CLASS_INDICATION));
    let _ = message.new_transaction_id();
    message.write_header();
    let _ = PeerAddress { ip: from.ip(), port: from.port() }.add_to(&mut message);
    message.add(ATTR_DATA, data);
    message.raw
}

fn build(
    request: &Message,
    class: stun::message::MessageClass,
    key: Option<&MessageIntegrity>,
    attributes: Vec<Box<dyn Setter>>,
) -> Vec<u8> {
    let mut message = Message::new();
    message.typ = MessageType::new(request.typ.method, class);
    message.transaction_id = request.transaction_id;
    message.write_header();
    for attribute in attributes {
        // Nothing here is longer than an attribute may be.
        let _ = attribute.add_to(&mut message);
    }
    if let Some(key) = key {
        let _ = key.add_to(&mut message);
    }
    let _ = FINGERPRINT.add_to(&mut message);
    message.raw
}

/// The words that the specifications have for a code.
fn reason(code: ErrorCode) -> &'static str {
    match code.0 {
        400 => "Bad Request",
        401 => "Unauthenticated",
        403 => "Forbidden",
        420 => "Unknown Attribute",
        437 => "Allocation Mismatch",
        438 => "Stale Nonce",
        440 => "Address Family not Supported",
        441 => "Wrong Credentials",
        442 => "Unsupported Transport Protocol",
        443 => "Peer Address Family Mismatch",
        486 => "Allocation Quota Reached",
        508 => "Insufficient Capacity",
        _ => "",
    }
}
