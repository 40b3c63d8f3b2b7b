//! A network of a scenario's own: a namespace in which there are its server, its browsers and nobody else, so that it can be cut.
//!
//! The test starts itself once more inside, and the namespace goes when that ends. The cut is a rule of the kernel's: what browsers send to each
//! other, or to the server, has no way. Their drivers still answer. Only root may do so.

use std::{env, process::Command};

use anyhow::{Context as _, Result, ensure};

use super::{Stage, play};

/// The network that a scenario is alone in.
#[derive(Debug)]
pub(crate) struct Network(());

/// Plays a scenario in a network of its own. `test` is the whole name of the test that calls this. Where there can be no such network it
/// prints why, and plays nothing.
///
/// # Panics
/// When the scenario fails.
pub(crate) fn play_apart(test: &str, scenario: impl AsyncFnOnce(&Stage, &Network) -> Result<()>) {
    if env::var_os(APART).is_some() {
        match Network::set_up() {
            Ok(network) => play(async |stage| scenario(stage, &network).await),
            Err(error) => panic!("the network: {error:#}"),
        }
    } else if let Err(why) = is_possible() {
        println!("SKIPPED: there can be no network of its own here: {why:#}");
    } else {
        let played = env::current_exe().and_then(|program| {
            Command::new("unshare")
                .arg("--net")
                .arg(program)
                .args([test, "--exact", "--nocapture"])
                .env(APART, "1")
                .status()
        });
        assert!(played.is_ok_and(|status| status.success()), "{test} failed in a network of its own");
    }
}

impl Network {
    fn set_up() -> Result<Self> {
        ip("link set lo up")?;
        // Firefox offers nothing where no way leads anywhere.
        ip("link add inside type veth peer name outside")?;
        ip("link set inside up")?;
        ip("link set outside up")?;
        ip("addr add 10.77.0.1/24 dev inside")?;
        ip("route add default dev inside")?;
        // The kernel's own addresses come after what is forbidden.
        ip("rule add pref 10 lookup local")?;
        ip("rule del pref 0")?;
        Ok(Self(()))
    }

    /// Cuts the way between the browsers, and that to the server. Nobody is told.
    pub(crate) fn cut(&self, stage: &Stage) -> Result<()> {
        self.rule("add", stage)
    }

    /// Mends it.
    pub(crate) fn mend(&self, stage: &Stage) -> Result<()> {
        self.rule("del", stage)
    }

    #[expect(clippy::unused_self, reason = "whoever has it is in a network of their own")]
    fn rule(&self, change: &str, stage: &Stage) -> Result<()> {
        let port = stage.server().address().port();
        for what in ["ipproto udp", &format!("ipproto tcp sport {port}"), &format!("ipproto tcp dport {port}")] {
            ip(&format!("rule {change} pref 5 {what} unreachable"))?;
        }
        Ok(())
    }
}

fn is_possible() -> Result<()> {
    let made = Command::new("unshare")
        .args(["--net", "ip", "rule", "add", "pref", "5", "ipproto", "udp", "unreachable"])
        .output();
    let made = made.context("unshare")?;
    ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr).trim());
    Ok(())
}

fn ip(arguments: &str) -> Result<()> {
    let done = Command::new("ip").args(arguments.split(' ')).output().context("ip")?;
    ensure!(done.status.success(), "ip {arguments}: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(())
}

/// Says that the test is inside.
const APART: &str = "TINCAN_E2E_APART";
