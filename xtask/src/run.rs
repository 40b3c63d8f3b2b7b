//! `cargo xtask run`: the app, built and served, from one command.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{ExitCode, Stdio};

use anyhow::Result;
use clap::Args;

use crate::children::Children;
use crate::server::{self, Profile};
use crate::{app, workspace};

/// What `run` can be told.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The port to listen on
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The address to listen on: 0.0.0.0 lets a proxy on another machine reach it
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// For others on the local network, too: HTTPS on all addresses, by a certificate that the server signs itself
    #[arg(long, conflicts_with = "host")]
    lan: bool,
}

/// Builds what has changed, and serves until Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let host = if options.lan { IpAddr::V4(Ipv4Addr::UNSPECIFIED) } else { options.host };
    let listen = SocketAddr::new(host, options.port);
    server::need_free(listen, "choose another with --port")?;
    app::build()?;
    let program = server::build(Profile::Server)?;
    // The builds take minutes: somebody may have come before us.
    server::need_free(listen, "choose another with --port")?;

    let mut children = Children::new()?;
    let mut server = server::command(program, listen);
    server.arg("--app").arg(workspace::dist());
    if options.lan {
        server.arg("--tls-self-signed");
    } else {
        // Its own line with the link says less than the welcome below.
        server.stdout(Stdio::null());
    }
    children.start("the server", &mut server)?;
    if let Some(code) = children.wait_until(|| server::is_up(listen))? {
        return Ok(code);
    }
    println!("{}", if options.lan { LAN_WELCOME.to_owned() } else { welcome(listen) });
    children.wait()
}

/// Below the links, which the server prints itself: it knows its addresses.
const LAN_WELCOME: &str = "
  Open one of these links, press \"New call\", and send the call's link to others on this network. Their browsers, and yours, ask
  once whether to trust this server. Ctrl-C stops it.
";

/// Builds what a host needs: the app and the server.
pub(crate) fn build() -> Result<ExitCode> {
    app::build()?;
    let program = server::build(Profile::Server)?;
    println!("the app is in {}, the server is {}", workspace::dist().display(), program.display());
    Ok(ExitCode::SUCCESS)
}

fn welcome(listen: SocketAddr) -> String {
    let port = listen.port();
    format!(
        "
  Tincan is up:  http://localhost:{port}
  Open it, press \"New call\", and open the call's link in a second window. Ctrl-C stops it.

  Others on the network need HTTPS: browsers give camera and microphone to https pages only (localhost is the
  exception). It comes in one of these ways:
    cargo xtask run --lan
        HTTPS by this server itself, for the local network; each browser asks once whether to trust it
    caddy reverse-proxy --from calls.example.org --to localhost:{port}
        your own domain; the certificate comes by itself
    cloudflared tunnel --url http://localhost:{port}
        a tunnel, with a public address for as long as it runs
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_stands_in_the_welcome_with_the_port_chosen() {
        let text = welcome("127.0.0.1:9000".parse().unwrap());
        assert!(text.contains("http://localhost:9000\n"));
        assert!(text.contains("HTTPS"));
        assert!(!text.contains("8080"));
    }
}
