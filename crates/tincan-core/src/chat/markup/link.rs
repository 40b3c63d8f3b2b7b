//! Addresses in a text.

use std::ops::Range;

/// Where the address is whose `://` is at this place, if it is one that may be a link.
pub(super) fn around(text: &str, colon: usize) -> Option<Range<usize>> {
    let before = &text[..colon];
    let scheme = ["https", "http"].into_iter().find(|scheme| ends_with(before, scheme))?;
    let start = colon - scheme.len();
    let glued = text[..start].ends_with(|c: char| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let rest = &text[colon + 3..];
    let address = without_trailing_punctuation(&rest[..rest.find(ends_address).unwrap_or(rest.len())]);
    // A backslash counts as a slash in a browser, and what comes before may look like the host.
    let cut_short = rest[address.len()..].starts_with('\\');
    let authority = address.split(['/', '?', '#']).next()?;
    (!glued && !cut_short && is_host_and_port(authority)).then_some(start..colon + 3 + address.len())
}

fn ends_with(text: &str, scheme: &str) -> bool {
    let start = text.len().checked_sub(scheme.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
}

/// What is in no address (RFC 3986, 2, with the letters of RFC 3987), or cannot be seen in it.
fn ends_address(c: char) -> bool {
    if c.is_ascii() { !c.is_ascii_graphic() || "<>\"'`\\{}^|".contains(c) } else { !c.is_alphanumeric() }
}

/// No closing bracket that was not opened within, and nothing that ends a sentence.
fn without_trailing_punctuation(mut address: &str) -> &str {
    while let Some(last) = address.chars().next_back() {
        let unopened = |open| address.matches(last).count() > address.matches(open).count();
        let drop = match last {
            '.' | ',' | ':' | ';' | '!' | '?' | '*' | '_' | '~' => true,
            ')' => unopened('('),
            ']' => unopened('['),
            _ => false,
        };
        if !drop {
            break;
        }
        address = &address[..address.len() - last.len_utf8()];
    }
    address
}

fn is_host_and_port(authority: &str) -> bool {
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let is_label = |label: &str| {
        label.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
            && label.starts_with(char::is_alphanumeric)
            && label.ends_with(char::is_alphanumeric)
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    host.split('.').all(is_label) && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|_| !port.starts_with('+')))
}
