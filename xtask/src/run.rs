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
}

/// Builds what has changed, and serves until Ctrl-C.
pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let listen = SocketAddr::new(options.host, options.port);
    server::need_free(listen, "choose another with --port")?;
    app::build()?;
    let program = server::build(Profile::Server)?;
    // The builds take minutes: somebody may have come before us.
    server::need_free(listen, "choose another with --port")?;

    let mut children = Children::new()?;
    let mut server = server::command(program, listen);
    // Its own line with the link says less than the welcome below.
    server.arg("--app").arg(workspace::dist()).stdout(Stdio::null());
    children.start("the server", &mut server)?;
    if let Some(code) = children.wait_until(|| server::is_up(listen))? {
        return Ok(code);
    }
    println!("{}", welcome(listen));
    children.wait()
}

fn welcome(listen: SocketAddr) -> String {
    let port = listen.port();
    format!(
        "
  Tincan is up:  http://localhost:{port}
  Open it, press \"New call\", and open the call's link in a second window. Ctrl-C stops it.

  Others on the network need HTTPS: browsers give camera and microphone to https pages only (localhost is the
  exception). Put it in front of this server in one of these ways:
    caddy reverse-proxy --from calls.example.org --to localhost:{port}
        your own domain; the certificate comes by itself
    caddy reverse-proxy --from 192.168.1.10 --internal-certs --to localhost:{port}
        this machine's address on the local network; each browser asks once whether to trust it
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
