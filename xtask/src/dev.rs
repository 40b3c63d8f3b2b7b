//! `cargo xtask dev`: the app, rebuilt and reloaded on every change, with the server behind it.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{ExitCode, Stdio};

use anyhow::Result;
use clap::Args;

use crate::children::Children;
use crate::command::say;
use crate::server::{self, Profile};
use crate::tools::{TRUNK, Toolbox, WASM_BINDGEN, need_wasm_target};

/// What `dev` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The port to serve the app on
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Serves until Ctrl-C.
pub(crate) fn dev(options: &Options) -> Result<ExitCode> {
    let app = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    let signalling = SocketAddr::from((Ipv4Addr::LOCALHOST, SIGNALLING_PORT));
    server::need_free(app, "choose another with --port")?;
    server::need_free(signalling, "stop what listens there, the proxy of Trunk.toml leads to it")?;

    need_wasm_target()?;
    let toolbox = Toolbox::with(&[TRUNK, WASM_BINDGEN])?;
    let program = server::build(Profile::Dev)?;

    let mut children = Children::new()?;
    let mut server = server::command(program, signalling);
    // trunk's proxy replaces the Host header, so the server cannot see that the page comes from the same host.
    for host in ["localhost", "127.0.0.1"] {
        server.arg("--allowed-origin").arg(format!("http://{host}:{}", options.port));
    }
    // Its line with a link would lead to a server without the app.
    children.start("the server", server.stdout(Stdio::null()))?;
    say(format!("serving on http://localhost:{}, rebuilding on every change; Ctrl-C stops it", options.port));
    let mut trunk = toolbox.command("trunk")?;
    children.start("trunk", trunk.args(["serve", "--skip-version-check", "--port", &options.port.to_string()]))?;
    children.wait()
}

/// Where the proxy of Trunk.toml leads.
const SIGNALLING_PORT: u16 = 8081;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_of_trunk_leads_to_the_server() {
        let file = std::fs::read_to_string(crate::workspace::root().join("Trunk.toml")).unwrap();
        let trunk: toml::Table = file.parse().unwrap();
        let backend = trunk["proxy"][0]["backend"].as_str().unwrap();
        assert_eq!(backend, format!("ws://127.0.0.1:{SIGNALLING_PORT}/ws"));
    }
}
