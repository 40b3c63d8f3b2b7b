//! The stylesheets of the built app in one file.
//!
//! There is one per component, which is good to work with. To load, one file is better: a request and an integrity hash
//! instead of dozens, and text that compresses as a whole.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::fingerprint::Fingerprint;

/// Joins the stylesheets that the built page links, in their order, and links the one instead.
pub(crate) fn join(dist: &Path) -> Result<()> {
    let page_file = dist.join("index.html");
    let page = fs::read_to_string(&page_file).context("reading the built index.html")?;
    let links = links(&page);
    if links.len() < 2 {
        return Ok(());
    }
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
    let name = format!("styles-{}.css", Fingerprint::of(dist, &[], &joined)?);
    fs::write(dist.join(&name), &joined).with_context(|| format!("writing {name}"))?;
    fs::write(&page_file, relinked(&page, &links, &name)).context("writing the built index.html")?;
    for link in &links {
        fs::remove_file(dist.join(link.file)).with_context(|| format!("removing {}", link.file))?;
    }
    Ok(())
}

/// A `<link rel="stylesheet">` of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Link<'a> {
    start: usize,
    end: usize,
    /// Relative to the page.
    file: &'a str,
}

fn links(page: &str) -> Vec<Link<'_>> {
    let tags = page.match_indices("<link ").filter_map(|(start, _)| {
        let end = start + page.get(start..)?.find('>')? + 1;
        let tag = page.get(start..end)?;
        let is_stylesheet = attribute(tag, "rel") == Some("stylesheet");
        let file = attribute(tag, "href")?.strip_prefix('/')?;
        is_stylesheet.then_some(Link { start, end, file })
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
  <script></script>
</head>";

    #[test]
    fn stylesheets_are_found_quoted_or_not_and_other_links_are_none() {
        assert_eq!(links(PAGE).iter().map(|link| link.file).collect::<Vec<_>>(), ["tokens-1.css", "base-2.css"]);
    }

    #[test]
    fn one_link_takes_the_place_of_all() {
        let page = relinked(PAGE, &links(PAGE), "styles-0.css");
        assert_eq!(page.matches("stylesheet").count(), 1);
        assert!(page.contains("<link rel=\"stylesheet\" href=\"/styles-0.css\">"), "{page}");
        assert!(page.contains("favicon.svg") && page.contains("<script>"), "{page}");
    }

    #[test]
    fn the_joined_file_has_all_rules_in_order() {
        let dist = env::temp_dir().join(format!("tincan-stylesheets-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("index.html"), PAGE).unwrap();
        fs::write(dist.join("tokens-1.css"), "a{}\n").unwrap();
        fs::write(dist.join("base-2.css"), "b{}").unwrap();
        join(&dist).unwrap();

        let files: Vec<_> =
            fs::read_dir(&dist).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        let joined = files.iter().find(|name| name.starts_with("styles-")).unwrap();
        assert_eq!(fs::read_to_string(dist.join(joined)).unwrap(), "a{}\nb{}\n");
        assert_eq!(files.len(), 2, "{files:?}");
        assert!(fs::read_to_string(dist.join("index.html")).unwrap().contains(joined.as_str()));
        fs::remove_dir_all(&dist).unwrap();
    }
}
