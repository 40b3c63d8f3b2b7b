//! Browser tests: each crate that has them, in each browser, by wasm-pack.

use std::process::Command;

use anyhow::Result;

use super::counted;
use super::counts::Counts;
use crate::browsers::Browsers;
use crate::command::{self, say};
use crate::tools::{GECKODRIVER, Toolbox, WASM_BINDGEN, WASM_PACK, WASM_TARGET, need_wasm_target};
use crate::workspace;

/// Runs them, and builds the example of the hooks for the browser.
pub(crate) fn test(arguments: &[String]) -> Result<Counts> {
    need_wasm_target()?;
    let browsers = Browsers::ready()?;
    let toolbox = Toolbox::with(&[WASM_BINDGEN, WASM_PACK, GECKODRIVER])?;

    say("building the example of the hooks…");
    let mut example = command::cargo();
    let mut counts = super::check(example.args([
        "build",
        "--locked",
        "--package",
        "yew-webrtc",
        "--example",
        "call",
        "--target",
        WASM_TARGET,
    ]))?;
    for folder in FOLDERS {
        for browser in [Browser::Chromium, Browser::Firefox] {
            let mut wasm_pack = toolbox.command("wasm-pack")?;
            wasm_pack.current_dir(workspace::root().join(folder)).args(["test", "--mode", "no-install", "--headless"]);
            browser.select(&mut wasm_pack, &browsers, &toolbox)?;
            wasm_pack.args(["--", "--locked", "--test", "web"]);
            if !arguments.is_empty() {
                wasm_pack.arg("--").args(arguments);
            }
            say(format!("browser tests of {folder}, in {browser:?}…"));
            let ran = counted(&mut wasm_pack)?;
            // A name to filter by may belong to the tests of another crate.
            counts += if arguments.is_empty() { ran.unless_none_ran() } else { ran };
        }
    }
    Ok(counts)
}

/// The packages with browser tests, all of them in a test target `web`.
const FOLDERS: [&str; 3] = ["crates/tincan-web", "crates/yew-webrtc", "."];

#[derive(Debug, Clone, Copy)]
enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    fn select(self, wasm_pack: &mut Command, browsers: &Browsers, toolbox: &Toolbox) -> Result<()> {
        match self {
            Self::Chromium => {
                wasm_pack.args(["--chrome", "--chromedriver"]).arg(&browsers.chromedriver);
            }
            Self::Firefox => {
                wasm_pack.args(["--firefox", "--geckodriver"]).arg(toolbox.path("geckodriver")?);
                // geckodriver looks for `firefox` only, and some systems call it `firefox-esr`.
                wasm_pack.env("GECKODRIVER_ARGS", format!("--binary '{}'", browsers.firefox.display()));
            }
        }
        Ok(())
    }
}
