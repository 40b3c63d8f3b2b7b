//! How the code that runs in a browser treats the browser.

use super::project::{BROWSER_CODE, Finding, Project};

/// The hooks crate names no app but in the paths of the crates below it, and gives nothing a look.
pub(super) fn hooks_know_no_app(project: &Project) -> Vec<Finding> {
    const STYLES: &[&str] = &["class=", "style=", "set_class_name"];
    let files = project.rust(&["crates/yew-webrtc/src/", "crates/yew-webrtc/examples/"]);
    let in_file = files.flat_map(|file| {
        let all_lines = file.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        let words =
            all_lines.filter(|(_, line)| names_the_app(line)).map(|(number, _)| file.finding(number, "names Tincan"));
        words.chain(file.lines_with(file.code(), STYLES)).collect::<Vec<_>>()
    });
    in_file.collect()
}

/// `extern` blocks for wasm-bindgen, and JavaScript written into Rust.
pub(super) fn bindings_in_sys(project: &Project) -> Vec<Finding> {
    const BINDINGS: &[&str] =
        &["#[wasm_bindgen", "inline_js", "js_sys::eval", "Function::new_with_args", "Function::new_no_args"];
    let files = project.rust(BROWSER_CODE).filter(|file| file.path != "crates/tincan-web/src/sys.rs");
    let mut findings: Vec<_> =
        files.flat_map(|file| file.lines_with(file.code_before_tests(), BINDINGS).collect::<Vec<_>>()).collect();
    let configurations = project.files().filter(|file| file.path.ends_with(".toml") || file.path == ".ci/run");
    findings.extend(configurations.flat_map(|file| {
        let lines = file.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        file.lines_with(lines, &["web_sys_unstable_apis"]).collect::<Vec<_>>()
    }));
    findings
}

/// Clippy knows these by their types; here the words are enough, in macros too.
pub(super) fn nothing_leaked(project: &Project) -> Vec<Finding> {
    const LEAKS: &[&str] =
        &[".forget()", "into_js_value(", "once_into_js(", "mem::forget", "Box::leak", "ManuallyDrop"];
    let files = project.rust(BROWSER_CODE);
    files.flat_map(|file| file.lines_with(file.code_before_tests(), LEAKS).collect::<Vec<_>>()).collect()
}

/// In the app, nothing called a track is stopped, nor are the tracks of a stream taken out of it where something is stopped.
pub(super) fn renderers_stop_no_track(project: &Project) -> Vec<Finding> {
    const TAKEN_OUT: &[&str] = &[".get_tracks()", ".get_audio_tracks()", ".get_video_tracks()"];
    let mut findings = Vec::new();
    for file in project.rust(&["src/"]) {
        let code: Vec<_> = file.code_before_tests().collect();
        let of_tracks = code.iter().filter(|(_, line)| stops_a_track(line));
        findings.extend(of_tracks.map(|(number, _)| file.finding(*number, "stops a track")));
        for function in code.chunk_by(|_, (_, next)| !begins_function(next)) {
            if function.iter().any(|(_, line)| stops_something(line)) {
                findings.extend(file.lines_with(function.iter().copied(), TAKEN_OUT));
            }
        }
    }
    findings
}

/// By call, or by name, for each of several.
fn stops_something(line: &str) -> bool {
    [".stop()", "MediaStreamTrack::stop"].iter().any(|stop| line.contains(stop))
}

/// At any depth: closures within it belong to it.
fn begins_function(line: &str) -> bool {
    let line = line.trim_start();
    let rest =
        ["pub ", "pub(crate) ", "pub(super) ", "async "].iter().fold(line, |line, word| line.trim_start_matches(word));
    rest.starts_with("fn ")
}

/// What stands before a `.stop()` is called a track, or is returned by something called so.
fn stops_a_track(line: &str) -> bool {
    if line.contains("MediaStreamTrack::stop") {
        return true;
    }
    line.match_indices(".stop()").any(|(position, _)| {
        let before = &line[..position];
        let receiver = before.rsplit([' ', ';', '{', '|', ',', '=', '&']).next().unwrap_or(before);
        receiver.to_lowercase().contains("track")
    })
}

fn names_the_app(line: &str) -> bool {
    let line = line.to_lowercase();
    line.match_indices("tincan").any(|(position, word)| {
        let after = &line[position + word.len()..];
        !["_core", "_web", "_protocol", "-core", "-web", "-protocol"].iter().any(|rest| after.starts_with(rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_may_name_the_crates_below_and_not_the_app() {
        let find = |text| hooks_know_no_app(&Project::of(&[("crates/yew-webrtc/src/use_room.rs", text)])).len();
        assert_eq!(find("use tincan_core::room;\n//! See `tincan-web`.\n"), 0);
        assert_eq!(find("//! As Tincan does.\n"), 1);
        assert_eq!(find("html! { <video class=\"tile\" /> }\n"), 1);
        assert_eq!(find("use tincan::App;\n"), 1);
    }

    #[test]
    fn bindings_belong_in_sys() {
        let binding = "#[wasm_bindgen]\nextern \"C\" {}\n";
        let find = |path, text| bindings_in_sys(&Project::of(&[(path, text)])).len();
        assert_eq!(find("crates/tincan-web/src/sys.rs", binding), 0);
        assert_eq!(find("crates/tincan-web/src/peer.rs", binding), 1);
        assert_eq!(find("src/lib.rs", "js_sys::eval(\"1\");\n"), 1);
        assert_eq!(find("crates/tincan-web/tests/web/main.rs", binding), 0);
        assert_eq!(
            find("crates/tincan-web/src/peer.rs", "#[cfg(test)]\nmod tests { #[wasm_bindgen_test] fn a() {} }\n"),
            0
        );
        assert_eq!(find(".cargo/config.toml", "rustflags = [\"--cfg=web_sys_unstable_apis\"]\n"), 1);
    }

    #[test]
    fn leaks_are_found_and_talk_about_them_is_not() {
        let find = |text| nothing_leaked(&Project::of(&[("src/dom.rs", text)])).len();
        assert_eq!(find("closure.forget();\nlet value = closure.into_js_value();\n"), 2);
        assert_eq!(find("// never closure.forget()\n"), 0);
    }

    #[test]
    fn a_renderer_that_stops_a_track_is_found_and_a_verb_of_a_hook_is_not() {
        let find = |text| renderers_stop_no_track(&Project::of(&[("src/components/tile.rs", text)])).len();
        assert_eq!(find("media.stop();\n"), 0);
        assert_eq!(find("track.stop();\n"), 1);
        assert_eq!(find("media.camera.track().map(|t| t.clone());\nmedia.camera.track().stop();\n"), 1);
        assert_eq!(find("for t in stream.get_tracks() { t.stop(); }\n"), 1);
        assert_eq!(find("let count = stream.get_tracks().length();\n"), 0);
        assert_eq!(find("stream.get_tracks().iter().for_each(|it| MediaStreamTrack::stop(&it));\n"), 2);
        let (counts, stops) =
            ("fn a() {\n    stream.get_tracks().length()\n}\n", "    pub fn b() {\n    media.stop();\n}\n");
        assert_eq!(find(&format!("{counts}{stops}")), 0, "one function counts, another stops what it owns");
    }
}
