//! Running other programs: from the root of the checkout, with errors that name the command.

use std::env;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write, stdout as terminal};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Says what is being done, in one short line.
pub(crate) fn say(what: impl AsRef<str>) {
    eprintln!("▸ {}", what.as_ref());
}

/// The cargo that runs this program, called in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
    command.current_dir(workspace::root());
    command
}

/// Runs to the end with this terminal; any other exit than success is an error.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| cannot_start(command))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// What the command prints; any other exit than success is an error with what it said.
pub(crate) fn stdout(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| cannot_start(command))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{}` failed ({}): {}", shown(command), output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs to the end, shows its output as it comes, and keeps it.
pub(crate) fn stream(command: &mut Command) -> Result<(ExitStatus, String)> {
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| cannot_start(command))?;
    let mut kept = String::new();
    if let Some(output) = child.stdout.take() {
        let mut lines = BufReader::new(output);
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).with_context(|| format!("reading from `{}`", shown(command)))? > 0 {
            let text = String::from_utf8_lossy(&line);
            // A closed pipe behind this program (`| head`) is no reason to stop the tests.
            let _ = terminal().write_all(text.as_bytes());
            kept.push_str(&text);
            line.clear();
        }
    }
    let status = child.wait().with_context(|| format!("waiting for `{}`", shown(command)))?;
    Ok((status, kept))
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command) -> String {
    format!("could not start `{}`: is it installed?", command.get_program().to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let error = run(&mut Command::new("tincan-no-such-program")).unwrap_err();
        assert_eq!(error.to_string(), "could not start `tincan-no-such-program`: is it installed?");
    }

    #[test]
    fn a_failing_command_is_shown_as_typed() {
        let error = stdout(cargo().args(["--no-such-flag"])).unwrap_err().to_string();
        assert!(error.contains("--no-such-flag` failed"), "{error}");
    }

    #[test]
    fn streamed_output_is_kept_with_the_status() {
        let (status, kept) = stream(cargo().arg("--version")).unwrap();
        assert!(status.success());
        assert!(kept.starts_with("cargo "), "{kept}");
    }
}
