//! The stylesheets of the built app in one file.
//!
//! There is one per component, which is good to work with. To load, one file is better: a request instead of dozens, and
//! text that compresses as a whole.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::fingerprint::Fingerprint;

/// Joins the stylesheets that the built page links, in their order, and links the one instead: those of the page itself,
/// and those that wait in a `<template>` each, until the Lab or the panels need them.
pub(crate) fn join(dist: &Path) -> Result<()> {
    let page_file = dist.join("index.html");
    let page = fs::read_to_string(&page_file).context("reading the built index.html")?;
    let page = join_where(dist, &page, "styles", None)?;
    let page = join_where(dist, &page, "panels", Some("panels-styles"))?;
    let page = join_where(dist, &page, "lab", Some("lab-styles"))?;
    fs::write(&page_file, page).context("writing the built index.html")
}

/// The page with one link in the place of those that wait in this template, or in none.
fn join_where(dist: &Path, page: &str, name: &str, template: Option<&str>) -> Result<String> {
    let links: Vec<_> = links(page).into_iter().filter(|link| link.template == template).collect();
    let mut joined = String::new();
    for link in &links {
        let sheet = fs::read_to_string(dist.join(link.file)).with_context(|| format!("reading {}", link.file))?;
        if sheet.contains("@import") || sheet.contains("@charset") {
            bail!("{} begins with what must stand first in a file: it cannot be joined with others", link.file);
        }
        joined.push_str(sheet.trim_end());
        joined.push('\n');
    }
    // The server takes a name with a hash of the content for one that never changes its content.
    let name = format!("{name}-{}.css", Fingerprint::of(dist, &[], &joined)?);
    for link in &links {
        fs::remove_file(dist.join(link.file)).with_context(|| format!("removing {}", link.file))?;
    }
    if !links.is_empty() {
        fs::write(dist.join(&name), &joined).with_context(|| format!("writing {name}"))?;
    }
    Ok(relinked(page, &links, &name))
}

/// A `<link rel="stylesheet">` of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Link<'a> {
    start: usize,
    end: usize,
    /// Relative to the page.
    file: &'a str,
    /// The `<template>` in which it waits, so that nothing loads it yet.
    template: Option<&'a str>,
}

fn links(page: &str) -> Vec<Link<'_>> {
    let tags = page.match_indices("<link ").filter_map(|(start, _)| {
        let (before, after) = page.split_at_checked(start)?;
        let end = start + after.find('>')? + 1;
        let tag = page.get(start..end)?;
        let is_stylesheet = attribute(tag, "rel") == Some("stylesheet");
        let file = attribute(tag, "href")?.strip_prefix('/')?;
        let template = before.rfind("<template").filter(|open| before.rfind("</template>") < Some(*open));
        let template = template.and_then(|open| attribute(before.get(open..)?.split_inclusive('>').next()?, "id"));
        is_stylesheet.then_some(Link { start, end, file, template })
    });
    tags.collect()
}

/// The value of an attribute, which a minified page does not quote.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, value) = tag.split_once(&format!(" {name}="))?;
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([' ', '>']).next(),
    }
}

/// The page with a link to `name` in the place of the first link, and nothing in that of the others.
fn relinked(page: &str, links: &[Link<'_>], name: &str) -> String {
    let mut text = String::new();
    let mut position = 0;
    for (index, link) in links.iter().enumerate() {
        text.push_str(page[position..link.start].trim_end_matches([' ', '\n']));
        if index == 0 {
            text.push_str(&format!("<link rel=\"stylesheet\" href=\"/{name}\">"));
        }
        position = link.end;
    }
    text + &page[position..]
}

#[cfg(test)]
mod tests {
    use std::env;

    use super::*;

    const PAGE: &str = "<head>
  <link rel=\"icon\" href=\"/favicon.svg\" />
  <link rel=\"stylesheet\" href=\"/tokens-1.css\" integrity=\"sha384-a/b+c\"/>
  <link rel=stylesheet href=/base-2.css integrity=sha384-d>
  <template id=\"panels-styles\"><link rel=stylesheet href=/chat-4.css></template>
  <template id=lab-styles><link rel=stylesheet href=/trace-3.css></template>
  <script></script>
</head>";

    #[test]
    fn stylesheets_are_found_quoted_or_not_and_other_links_are_none() {
        let found: Vec<_> = links(PAGE).iter().map(|link| (link.file, link.template)).collect();
        let (panels, lab) = (Some("panels-styles"), Some("lab-styles"));
        let expected = [("tokens-1.css", None), ("base-2.css", None), ("chat-4.css", panels), ("trace-3.css", lab)];
        assert_eq!(found, expected);
    }

    #[test]
    fn one_link_takes_the_place_of_all() {
        let page = relinked(PAGE, &links(PAGE)[..2], "styles-0.css");
        assert_eq!(page.matches("rel=stylesheet").count() + page.matches("rel=\"stylesheet").count(), 3);
        assert!(page.contains("<link rel=\"stylesheet\" href=\"/styles-0.css\">"), "{page}");
        assert!(page.contains("favicon.svg") && page.contains("<script>"), "{page}");
    }

    #[test]
    fn the_joined_files_have_all_rules_in_order_and_those_that_wait_are_apart() {
        let dist = env::temp_dir().join(format!("tincan-stylesheets-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        for (file, content) in [
            ("index.html", PAGE),
            ("tokens-1.css", "a{}\n"),
            ("base-2.css", "b{}"),
            ("chat-4.css", "d{}"),
            ("trace-3.css", "c{}"),
        ] {
            fs::write(dist.join(file), content).unwrap();
        }
        join(&dist).unwrap();

        let files: Vec<_> =
            fs::read_dir(&dist).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(files.len(), 4, "{files:?}");
        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        let (head, templates) = page.split_once("<template").unwrap();
        let (panels, lab) = templates.split_once("<template").unwrap();
        for (name, content, place) in
            [("styles-", "a{}\nb{}\n", head), ("panels-", "d{}\n", panels), ("lab-", "c{}\n", lab)]
        {
            let joined = files.iter().find(|file| file.starts_with(name)).unwrap();
            assert_eq!(fs::read_to_string(dist.join(joined)).unwrap(), content);
            assert!(place.contains(joined), "{page}");
        }
        fs::remove_dir_all(&dist).unwrap();
    }
}
