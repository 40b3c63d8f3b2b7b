//! A session description in its parts, for people who read it. Peers pass descriptions on as they are.

/// A part of a session description (RFC 8866 5): what is said about all of it, or one media section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<'a> {
    /// What it is about.
    pub about: About<'a>,
    /// Its lines, without their ends.
    pub lines: Vec<&'a str>,
}

/// What a part of a session description is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About<'a> {
    /// The session as a whole.
    Session,
    /// One media section.
    Media {
        /// Its place among them, from 0.
        index: usize,
        /// What its `m=` line begins with: `audio`, `video` or `application`.
        kind: &'a str,
    },
}

/// The parts of a description, in order.
///
/// ```
/// use tincan_core::sdp::{About, sections};
///
/// let parts = sections("v=0\r\ns=-\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\na=mid:0\r\n");
/// assert_eq!(parts[0].about, About::Session);
/// assert_eq!(parts[1].about, About::Media { index: 0, kind: "audio" });
/// assert_eq!(parts[1].lines[1], "a=mid:0");
/// ```
#[must_use]
pub fn sections(sdp: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    let mut media = 0;
    for line in sdp.lines().filter(|line| !line.is_empty()) {
        if let Some(rest) = line.strip_prefix("m=") {
            let kind = rest.split(' ').next().unwrap_or(rest);
            sections.push(Section { about: About::Media { index: media, kind }, lines: vec![line] });
            media += 1;
        } else if let Some(section) = sections.last_mut() {
            section.lines.push(line);
        } else {
            sections.push(Section { about: About::Session, lines: vec![line] });
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_media_section_begins_with_its_line() {
        let sdp = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\nm=audio 9 X 0\r\na=mid:0\r\nm=video 9 X 96\r\na=mid:1\r\n\
                   a=sendrecv\r\nm=application 9 X webrtc-datachannel\r\n";
        let parts: Vec<_> = sections(sdp).into_iter().map(|section| (section.about, section.lines.len())).collect();
        assert_eq!(
            parts,
            [
                (About::Session, 2),
                (About::Media { index: 0, kind: "audio" }, 2),
                (About::Media { index: 1, kind: "video" }, 3),
                (About::Media { index: 2, kind: "application" }, 1),
            ]
        );
    }

    #[test]
    fn no_line_is_lost_whatever_it_says() {
        for sdp in ["", "m=", "\n\nx\n", "m=audio", "garbage without lines", "m=a\nm=b\n\nc"] {
            let lines: Vec<_> = sections(sdp).into_iter().flat_map(|section| section.lines).collect();
            let expected: Vec<_> = sdp.lines().filter(|line| !line.is_empty()).collect();
            assert_eq!(lines, expected, "{sdp:?}");
        }
    }
}
