//! `cargo xtask size`: what a visitor downloads.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::scripts::When;
use crate::{app, scripts, workspace};

/// Builds the app, prints the weight of each of its files, and fails when a call page weighs more than [`LIMIT`].
pub(crate) fn size() -> Result<ExitCode> {
    app::build()?;
    let dist = workspace::dist();
    let mut weights = Vec::new();
    for file in workspace::files(&dist, |path| path.ends_with(".br"))? {
        let raw = fs::metadata(dist.join(&file)).with_context(|| format!("weighing {file}"))?.len();
        // What is not compressed travels as it is.
        let compressed = fs::metadata(dist.join(format!("{file}.br"))).map_or(raw, |beside| beside.len());
        weights.push(Weight { file, raw, compressed });
    }
    print!("{}", table(&weights));
    let total = total(&weights).compressed;
    println!("size: {} (limit {})", kilobytes(total), kilobytes(LIMIT));
    Ok(if total <= LIMIT { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// At most this many bytes, compressed, for everything a call page loads.
const LIMIT: u64 = 260_000;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Weight {
    file: String,
    raw: u64,
    compressed: u64,
}

impl Weight {
    /// Whether a call page loads this file at once. iOS fetches the picture when somebody puts the page on the home screen.
    fn is_at_once(&self) -> bool {
        scripts::when(&self.file) == When::AtOnce && self.file != "apple-touch-icon.png"
    }

    fn is_later(&self) -> bool {
        scripts::when(&self.file) == When::Later
    }

    fn is_elsewhere(&self) -> bool {
        !self.is_at_once() && !self.is_later()
    }
}

/// What a call page loads, together.
fn total(weights: &[Weight]) -> Weight {
    let loaded = || weights.iter().filter(|weight| weight.is_at_once());
    Weight {
        file: "everything a call page loads".to_owned(),
        raw: loaded().map(|weight| weight.raw).sum(),
        compressed: loaded().map(|weight| weight.compressed).sum(),
    }
}

/// The files of a call page with their sum, and below them what is loaded when it is opened, and what no call page loads.
fn table(weights: &[Weight]) -> String {
    let total = total(weights);
    let width = weights.iter().map(|weight| weight.file.len()).chain([total.file.len()]).max().unwrap_or_default();
    let row = |Weight { file, raw, compressed }: &Weight| format!("{file:width$}  {raw:>9}  {compressed:>9}\n");
    let mut text = format!("{:width$}  {:>9}  {:>9}\n", "a call page", "bytes", "brotli");
    text.extend(weights.iter().filter(|weight| weight.is_at_once()).chain([&total]).map(row));
    text.push_str("\nwhen somebody opens it\n");
    text.extend(weights.iter().filter(|weight| weight.is_later()).map(row));
    text.push_str("\nonly in the Lab, for files, or on a home screen\n");
    text.extend(weights.iter().filter(|weight| weight.is_elsewhere()).map(row));
    text
}

/// Thousands of bytes, rounded up, so that a figure beyond the limit never looks like the limit.
fn kilobytes(bytes: u64) -> String {
    let tenths = bytes.div_ceil(100);
    format!("{}.{} kB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kilobytes_are_thousands_rounded_up() {
        assert_eq!(kilobytes(143_200), "143.2 kB");
        assert_eq!(kilobytes(LIMIT), "260.0 kB");
        assert_eq!(kilobytes(LIMIT + 1), "260.1 kB");
        assert_eq!(kilobytes(0), "0.0 kB");
    }

    #[test]
    fn the_sum_is_that_of_a_call_page_and_all_files_are_listed() {
        let weight = |file: &str, raw, compressed| Weight { file: file.to_owned(), raw, compressed };
        let text = table(&[
            weight("a.js", 1000, 300),
            weight("apple-touch-icon.png", 9, 9),
            weight("b.png", 50, 50),
            weight("lab-0123456789abcdef.js", 7000, 700),
            weight("tincan-panels-0123456789abcdef.wasm", 900, 90),
        ]);
        let rows: Vec<_> = text.lines().map(|row| row.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            rows,
            [
                "a call page bytes brotli",
                "a.js 1000 300",
                "b.png 50 50",
                "everything a call page loads 1050 350",
                "",
                "when somebody opens it",
                "tincan-panels-0123456789abcdef.wasm 900 90",
                "",
                "only in the Lab, for files, or on a home screen",
                "apple-touch-icon.png 9 9",
                "lab-0123456789abcdef.js 7000 700",
            ]
        );
    }
}
