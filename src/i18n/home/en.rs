//! English.

use super::HomeText;

pub(super) const TEXT: HomeText = HomeText {
    page: "Video calls from a link",
    title: "Two cans and a string.",
    intro: "A video call is a link here. Send it, talk, and hang up. No account, nothing to install: picture and sound go straight from one browser to the other.",
    new_call: "New call",
    new_call_hint: "You get a link to send.",
    or: "or",
    call_link_or_code: "Call link or code",
    join_call: "Join call",
    who: "Who it is for",
    callers: "You call",
    callers_text: "Family, friends, a small team. On a phone or at a desk, in Chrome, Edge, Firefox or Safari. Whoever has the link can come in, unless you lock the call, give it a password, or let people knock.",
    hosts: "You host",
    hosts_text: "One small program serves this page and introduces callers to each other. Their picture and sound never pass through it.",
    learners: "You want to know how",
    learners_text: "The Lab takes a call apart, step by step, on a live page.",
};
