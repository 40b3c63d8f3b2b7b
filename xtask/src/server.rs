//! The server: built, and asked whether it is up.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::command::{self, say};
use crate::workspace;

/// How the server is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quickly.
    Dev,
    /// For speed.
    Server,
}

/// Builds the server and returns its program.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let (name, folder) = match profile {
        Profile::Dev => ("dev", "debug"),
        Profile::Server => ("server", "server"),
    };
    say("building the server…");
    command::run(command::cargo().args(["build", "--locked", "--package", "tincan-server", "--profile", name]))?;
    Ok(workspace::target_dir()?.join(folder).join(format!("tincan-server{}", std::env::consts::EXE_SUFFIX)))
}

/// The server's program, told where to listen.
pub(crate) fn command(program: PathBuf, listen: SocketAddr) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root()).arg("--listen").arg(listen.to_string());
    command
}

/// An error that says what to do if something listens there already: found out before the builds, not after them.
pub(crate) fn need_free(address: SocketAddr, what_to_do: &str) -> Result<()> {
    // Windows and some firewalls let two listen at once: hence the attempt to reach somebody, too.
    let answers = TcpStream::connect_timeout(&reachable(address), Duration::from_millis(200)).is_ok();
    match TcpListener::bind(address) {
        Ok(_) if !answers => Ok(()),
        Err(error) if error.kind() != std::io::ErrorKind::AddrInUse => bail!("cannot listen on {address}: {error}"),
        _ => bail!("port {} is taken: {what_to_do}", address.port()),
    }
}

/// Whether something answers there.
pub(crate) fn is_up(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&reachable(address), Duration::from_millis(200)).is_ok()
}

/// Where this machine reaches a listener: one on all addresses is reached on loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let mut address = address;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_named_with_what_to_do() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let error = need_free(address, "choose another with --port").unwrap_err();
        assert_eq!(error.to_string(), format!("port {} is taken: choose another with --port", address.port()));
        assert!(is_up(address));
    }

    #[test]
    fn a_free_port_is_no_error() {
        assert!(need_free("127.0.0.1:0".parse().unwrap(), "").is_ok());
    }
}
