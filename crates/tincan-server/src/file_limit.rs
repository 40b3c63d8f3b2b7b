//! How many files, and so sockets, the system lets the program have open.

/// Sees to it that as many sockets can be open as this allows, and says so where the system does not let it.
///
/// Systems begin with a soft limit of 1024, or of 256, for the sake of old programs, which any program may raise up to the hard one
/// (POSIX `setrlimit`).
#[cfg(unix)]
pub(crate) fn allow(sockets: usize) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let wanted = u64::try_from(sockets).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let enough = |limit: Option<u64>| limit.is_none_or(|limit| limit >= wanted);
    if enough(current) {
        return;
    }
    let raised = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: Some(raised), maximum }) {
        tracing::debug!(%error, "the limit of open files stays");
    }
    let Rlimit { current, .. } = getrlimit(Resource::Nofile);
    if !enough(current) {
        tracing::warn!(
            "the system lets this program have {} files open, and --max-sockets {sockets} needs {wanted}: \
             raise the limit (ulimit -n, or LimitNOFILE of a unit), or lower --max-sockets",
            current.unwrap_or_default()
        );
    }
}

/// Here nothing is limited that way.
#[cfg(not(unix))]
pub(crate) fn allow(_sockets: usize) {}

/// Files that are no client's socket: those of the app that are being sent, the log, the listeners.
#[cfg(unix)]
const OTHERS: u64 = 64;
