//! The headers that keep the app's pages to themselves.

use axum::{
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// Adds what every response has: no guessing of types, no referrer (a room's code is in the page's address), no
/// handle on the window for pages that link here, the few powers that a call needs, and a policy that lets nothing
/// in from elsewhere, unless the response brought its own.
pub(crate) async fn add_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, content_security_policy(&[]));
    }
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// The policy (CSP 3) of a page whose inline scripts are these.
pub(crate) fn content_security_policy(inline_scripts: &[String]) -> HeaderValue {
    let hashes: String = inline_scripts
        .iter()
        .map(|script| format!(" 'sha256-{}'", BASE64.encode(&Sha256::digest(script.as_bytes()))))
        .collect();
    let policy = format!("script-src 'self' 'wasm-unsafe-eval'{hashes}; {REST_OF_POLICY}");
    // Base64 and the constants are visible ASCII.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The text of each script that stands in the page itself, as a browser hashes it: line ends normalised (HTML 13.2.3.5).
pub(crate) fn inline_scripts(html: &str) -> Vec<String> {
    let mut scripts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let Some(attributes) = strip_prefix_ignoring_case(rest, "<script") else {
            rest = &rest[1..];
            continue;
        };
        if !attributes.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/') {
            rest = attributes;
            continue;
        }
        let Some(tag_end) = tag_end(attributes) else { break };
        let content = &attributes[tag_end + 1..];
        let end = find_ignoring_case(content, "</script").unwrap_or(content.len());
        if !has_src(&attributes[..tag_end]) {
            scripts.push(content[..end].replace("\r\n", "\n"));
        }
        rest = &content[end..];
    }
    scripts
}

/// Where the tag ends whose attributes these are: at the first `>` outside quotes.
fn tag_end(attributes: &str) -> Option<usize> {
    let mut quote = None;
    attributes.char_indices().find_map(|(index, c)| {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, '>') => return Some(index),
            _ => {}
        }
        None
    })
}

/// Whether one of a tag's attributes is `src`.
fn has_src(attributes: &str) -> bool {
    let mut outside = String::new();
    let mut quote = None;
    for c in attributes.chars() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => outside.push(c),
        }
    }
    outside.split_ascii_whitespace().any(|attribute| {
        attribute.split('=').next().is_some_and(|name| name.trim_matches('/').eq_ignore_ascii_case("src"))
    })
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn find_ignoring_case(text: &str, pattern: &str) -> Option<usize> {
    text.to_ascii_lowercase().find(pattern)
}

const HEADERS: [(&str, &str); 4] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(self), microphone=(self), display-capture=(self), speaker-selection=(self), autoplay=(self), \
         fullscreen=(self), picture-in-picture=(self), screen-wake-lock=(self), clipboard-write=(self), \
         web-share=(self), accelerometer=(), clipboard-read=(), encrypted-media=(), geolocation=(), gyroscope=(), \
         hid=(), idle-detection=(), local-fonts=(), magnetometer=(), midi=(), payment=(), \
         publickey-credentials-get=(), serial=(), sync-xhr=(), usb=(), xr-spatial-tracking=()",
    ),
];

/// Pictures may also come from the page's own memory (`blob:`): a photo of the preview is shown before it is saved. Workers, too:
/// a script that could make one runs already, and the worker is under the policy of the page that made it (CSP 3, 7.8).
/// Streams are no sources in the sense of the policy.
const REST_OF_POLICY: &str = "default-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' blob:; \
     worker-src 'self' blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        assert_eq!(inline_scripts(html), expected, "{html}");
    }

    #[test]
    fn inline_scripts_are_found() {
        check("<html><body><p>no script</p><scripture>x</scripture>", &[]);
        check("<script>a()</script><SCRIPT type=module>\nb() < c\n</SCRIPT >", &["a()", "\nb() < c\n"]);
        check(
            "<script src=x.js></script><script async src='y.js'></script><script data-src='z'>d()</script>",
            &["d()"],
        );
        check("<script type=\"module\" data-x=\"a>b src=\">e()</script>", &["e()"]);
        check("<!-- <script>old()</script> --><script>f()\r\ng()</script>", &["f()\ng()"]);
        check("<script>unfinished", &["unfinished"]);
        check("<script", &[]);
    }

    #[test]
    fn the_policy_names_their_hashes() {
        let policy = content_security_policy(&["alert('Hello, world.');".to_owned()]);
        // The example of CSP 3, 8.1.
        assert!(
            policy.to_str().unwrap().contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"),
            "{policy:?}"
        );
        assert!(!policy.to_str().unwrap().contains("unsafe-inline"));
    }

    #[test]
    fn nothing_but_pictures_and_workers_is_made_up_by_the_page() {
        let policy = content_security_policy(&[]);
        let beyond = |directive: &&str| ["data:", "blob:", "http", "*"].iter().any(|source| directive.contains(source));
        let lax: Vec<_> = policy.to_str().unwrap().split("; ").filter(beyond).collect();
        assert_eq!(lax, ["img-src 'self' blob:", "worker-src 'self' blob:"]);
    }
}
