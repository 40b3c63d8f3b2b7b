//! The drawings of the index.

use yew::prelude::*;

use crate::route::Experiment;

/// What an experiment is about, in a few lines. It is a decoration: the words beside it say the same.
pub(super) fn figure(experiment: Experiment) -> Html {
    let (lines, accent) = match experiment {
        Experiment::Camera => {
            ("M10 22h14l5-7h14l5 7h14v34H10zM36 26a12.5 12.5 0 1 0 .01 0z", "M29 33.5a9 9 0 0 1 7-2.5")
        }
        Experiment::Sound => ("M6 36h8M58 36h8M36 6v8", "M14 36c4-22 8-22 11 0s7 22 11 0 8-22 11 0 7 22 11 0"),
        Experiment::Constraints => (
            "M8 18h22M44 18h20M8 36h6M28 36h36M8 54h32M54 54h10",
            "M37 11a7 7 0 1 0 .01 0zM21 29a7 7 0 1 0 .01 0zM47 47a7 7 0 1 0 .01 0z",
        ),
        Experiment::Devices => (
            "M8 12h24v16H8zM8 44h24v16H8zM14 20h12M14 52h12",
            "M32 20h10c8 0 8 16 14 16M32 52h10c8 0 8-16 14-16M56 31h6v10h-6z",
        ),
        Experiment::Screen => ("M6 12h60v38H6zM28 62h16M36 50v12", "M30 22l16 8-7 2-3 7z"),
        Experiment::PeerConnection => {
            ("M6 24h14v22H6zM52 24h14v22H52zM6 30h14M6 40h14M52 30h14M52 40h14", "M20 35c9 16 23 16 32 0")
        }
        Experiment::Ice => (
            "M6 40h14v22H6zM52 40h14v22H52zM6 46h14M6 56h14M52 46h14M52 56h14M29 10h14v14H29zM29 17h14",
            "M13 34C14 24 18 18 24 17M48 17c6 1 10 7 11 17M24 51h6M34 51h4M42 51h6",
        ),
        Experiment::DataChannel => {
            ("M6 14h60M6 26h60M6 46h60M6 58h60", "M14 36h6M26 36h6M38 36h6M50 36h8M52 30l6 6-6 6")
        }
        Experiment::File => (
            "M14 6h30l14 14v46H14zM44 6v14h14",
            "M22 30h7v7h-7zM33 30h7v7h-7zM44 30h7v7h-7zM22 41h7v7h-7zM33 41h7v7h-7zM22 52h7v7h-7z",
        ),
    };
    html! {
        <svg class="lab__figure" viewBox="0 0 72 72" aria-hidden="true" focusable="false">
            <path class="lab__lines" d={lines} />
            <path class="lab__accent" d={accent} />
        </svg>
    }
}
