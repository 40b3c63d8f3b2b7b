//! The browsers that the tests drive, and chromedriver: found on the PATH, or installed where apt can do it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use crate::command::{self, say};
use crate::tools::find_on_path;

/// Where the browsers and the driver that comes with one of them are.
#[derive(Debug)]
pub(crate) struct Browsers {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// Chromium's driver; Firefox's is one of the [tools](crate::tools::GECKODRIVER).
    pub(crate) chromedriver: PathBuf,
    /// Firefox.
    pub(crate) firefox: PathBuf,
}

impl Browsers {
    /// Finds them, installing what is missing where that is possible.
    pub(crate) fn ready() -> Result<Self> {
        let complete = STAGE.iter().all(|program| find_on_path(&[program]).is_some());
        if let Some(browsers) = Self::find() {
            if !complete && cfg!(target_os = "linux") && install().is_err() {
                say(format!("without {} some scenarios are skipped", STAGE.join(", ")));
            }
            return Ok(browsers);
        }
        install()?;
        Self::find().map_or_else(|| bail!("{}", what_to_install()), Ok)
    }

    fn find() -> Option<Self> {
        Some(Self {
            chromium: find("TINCAN_E2E_CHROMIUM", CHROMIUM)?,
            chromedriver: find("TINCAN_E2E_CHROMEDRIVER", CHROMEDRIVER)?,
            firefox: find("TINCAN_E2E_FIREFOX", FIREFOX)?,
        })
    }
}

/// By the environment variable that the tests read, or on the PATH.
fn find(variable: &str, programs: &[&str]) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file()).or_else(|| find_on_path(programs))
}

fn install() -> Result<()> {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) || find_on_path(&["apt-get"]).is_none() {
        bail!("{}", what_to_install());
    }
    let Some(apt) = apt() else { bail!("{}", what_to_install()) };
    let has_relay = find_on_path(&["turnserver"]).is_some();
    say(format!("installing {}…", PACKAGES.join(", ")));
    let update = ["update", "--quiet"].map(str::to_owned).to_vec();
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"].iter().chain(PACKAGES);
    for arguments in [update, install.map(|&word| word.to_owned()).collect()] {
        let Some((program, before)) = apt.split_first() else { break };
        let mut command = Command::new(program);
        command.args(before).args(arguments).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
        if let Err(error) = command::run(&mut command) {
            bail!("{error}\n{}", what_to_install());
        }
    }
    if !has_relay {
        stop_relay(&apt);
    }
    Ok(())
}

/// Debian starts the services that it installs: here a relay that nobody asked for, on the port of Tincan's own.
fn stop_relay(apt: &[&str]) {
    let sudo = apt.split_last().map_or(&[][..], |(_, sudo)| sudo);
    let words = [sudo, &["systemctl", "disable", "--now", "coturn"]].concat();
    if let Some((program, arguments)) = words.split_first() {
        // Where there is no systemd it was not started either.
        let _ = command::stdout(Command::new(program).args(arguments));
    }
}

/// How to call apt-get as root: directly, or by a sudo that asks for no password.
fn apt() -> Option<Vec<&'static str>> {
    let answer = |program: &str, arguments: &[&str]| command::stdout(Command::new(program).args(arguments)).ok();
    if answer("id", &["-u"]).is_some_and(|id| id.trim() == "0") {
        return Some(vec!["apt-get"]);
    }
    answer("sudo", &["-n", "true"]).map(|_| vec!["sudo", "-n", "apt-get"])
}

fn is_debian(os_release: &str) -> bool {
    os_release
        .lines()
        .filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")))
        .flat_map(|value| value.trim_matches('"').split_whitespace())
        .any(|id| id == "debian")
}

fn what_to_install() -> String {
    let sought = [
        ("Chromium or Chrome", "TINCAN_E2E_CHROMIUM", CHROMIUM),
        ("the chromedriver of the same version", "TINCAN_E2E_CHROMEDRIVER", CHROMEDRIVER),
        ("Firefox", "TINCAN_E2E_FIREFOX", FIREFOX),
    ];
    let missing = sought.iter().filter(|(_, variable, programs)| find(variable, programs).is_none());
    let lines = missing.map(|(name, variable, programs)| {
        format!("\n  {name}: one of `{}` on the PATH, or its path in {variable}", programs.join("`, `"))
    });
    format!(
        "the browser tests need programs that are missing; install{}\n  (on Debian: apt-get install {})",
        lines.collect::<String>(),
        PACKAGES.join(" "),
    )
}

const CHROMIUM: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const CHROMEDRIVER: &[&str] = &["chromedriver"];
const FIREFOX: &[&str] = &["firefox", "firefox-esr"];

/// What the scenarios with headsets to plug in, with real screens and with networks of their own need besides; they are skipped, and say so, without.
const STAGE: &[&str] = &["pulseaudio", "pactl", "Xvfb", "xdotool", "nft", "turnserver"];

/// Debian's packages. The font lets Korean be seen instead of boxes.
const PACKAGES: &[&str] = &[
    "chromium",
    "chromium-driver",
    "coturn",
    "firefox-esr",
    "fonts-noto-cjk",
    "iproute2",
    "nftables",
    "pulseaudio",
    "pulseaudio-utils",
    "xdotool",
    "xvfb",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debian_and_its_children_are_told_from_others() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"));
        assert!(is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nPRETTY_NAME=\"not debian\"\n"));
        assert!(!is_debian(""));
    }

    #[test]
    fn what_is_missing_is_named_with_the_way_to_install_it() {
        let words = what_to_install();
        let (_, packages) = words.split_once("apt-get install ").unwrap();
        for package in PACKAGES {
            assert!(packages.split([' ', ')']).any(|word| word == *package), "{package}: {words}");
        }
    }
}
