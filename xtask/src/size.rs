//! `cargo xtask size`: what a visitor downloads.

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::{app, workspace};

/// Builds the app, prints the weight of each of its files and the total, and fails beyond [`LIMIT`].
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
    let total = total(&weights);
    println!("size: {} (limit {})", kilobytes(total.compressed), kilobytes(LIMIT));
    Ok(if total.compressed <= LIMIT { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// At most this many bytes, compressed, for everything a call page loads.
const LIMIT: u64 = 200_000;

/// What a call page does not load; it loads every other file of the build. iOS fetches this picture when somebody puts
/// the page on the home screen.
const NOT_LOADED: &[&str] = &["apple-touch-icon.png"];

#[derive(Debug, Clone, PartialEq, Eq)]
struct Weight {
    file: String,
    raw: u64,
    compressed: u64,
}

/// What a call page loads, together.
fn total(weights: &[Weight]) -> Weight {
    let loaded = || weights.iter().filter(|weight| !NOT_LOADED.contains(&weight.file.as_str()));
    Weight {
        file: "everything a call page loads".to_owned(),
        raw: loaded().map(|weight| weight.raw).sum(),
        compressed: loaded().map(|weight| weight.compressed).sum(),
    }
}

fn table(weights: &[Weight]) -> String {
    let total = total(weights);
    let width = weights.iter().map(|weight| weight.file.len()).chain([total.file.len()]).max().unwrap_or_default();
    let mut text = format!("{:width$}  {:>9}  {:>9}\n", "file", "bytes", "brotli");
    for Weight { file, raw, compressed } in weights.iter().chain([&total]) {
        text.push_str(&format!("{file:width$}  {raw:>9}  {compressed:>9}\n"));
    }
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
        assert_eq!(kilobytes(LIMIT), "200.0 kB");
        assert_eq!(kilobytes(LIMIT + 1), "200.1 kB");
        assert_eq!(kilobytes(0), "0.0 kB");
    }

    #[test]
    fn the_table_ends_with_the_sum() {
        let weight = |file: &str, raw, compressed| Weight { file: file.to_owned(), raw, compressed };
        let text = table(&[weight("a.js", 1000, 300), weight("apple-touch-icon.png", 9, 9), weight("b.png", 50, 50)]);
        let words: Vec<_> = text.lines().last().unwrap().split_whitespace().collect();
        assert_eq!(words, ["everything", "a", "call", "page", "loads", "1050", "350"]);
    }
}
