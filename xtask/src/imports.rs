//! The names by which wasm and its script know each other, made short.
//!
//! wasm-bindgen gives every function that it imports a name of some fifty letters, with a hash; of several hundred imports that is a part of
//! the download that nobody reads.

use std::collections::HashMap;

use anyhow::{Context, Result, bail};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The same wasm and script with short names for what the one imports from the other. What the script imports from elsewhere keeps its
/// names.
pub(crate) fn shorten(wasm: &[u8], script: &str) -> Result<(Vec<u8>, String)> {
    let mut names = HashMap::new();
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.context("reading the app's wasm")?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for import in section.into_imports() {
                let import = import.context("reading the imports of the app's wasm")?;
                let kind = RoundtripReencoder.entity_type(import.ty).context("reading the kind of an import")?;
                if import.module == BINDINGS {
                    let next = short(names.len());
                    let name = names.entry(import.name).or_insert(next);
                    imports.import(MODULE, name, kind);
                } else {
                    imports.import(import.module, import.name, kind);
                }
            }
            module.section(&imports);
        } else if let Some((id, range)) = payload.as_section() {
            let data =
                wasm.get(usize::try_from(range.start)?..usize::try_from(range.end)?).context("cutting a section")?;
            module.section(&RawSection { id, data });
        }
    }
    if names.is_empty() {
        bail!("the app's wasm imports nothing from {BINDINGS}");
    }
    Ok((module.finish(), renamed(script, &names)?))
}

/// The script with the new names: of the module, and of the properties of the object that stands for it.
fn renamed(script: &str, names: &HashMap<&str, String>) -> Result<String> {
    let mut lines = Vec::new();
    let (mut seen, mut is_module_named) = (0, false);
    for line in script.lines() {
        let (before, text) = line.split_at(line.len() - line.trim_start().len());
        let property = text.split_once(':').and_then(|(name, rest)| Some((names.get(name)?, rest)));
        if let Some((name, rest)) = property {
            seen += 1;
            lines.push(format!("{before}{name}:{rest}"));
        } else if let Some(rest) = text.strip_prefix(&format!("\"{BINDINGS}\":")) {
            is_module_named = true;
            lines.push(format!("{before}{MODULE}:{rest}"));
        } else {
            lines.push(line.to_owned());
        }
    }
    if seen != names.len() || !is_module_named {
        bail!("the app's script names {seen} of {} imports", names.len());
    }
    Ok(lines.join("\n"))
}

/// A name for the import of this number: letters alone.
fn short(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        name.push(char::from(b'a' + u8::try_from(number % 26).unwrap_or_default()));
        number /= 26;
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

const BINDINGS: &str = "./tincan_bg.js";
const MODULE: &str = "a";

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, TypeSection};

    use super::*;

    fn wasm(imports: &[(&str, &str)]) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        module.section(&types);
        let mut section = ImportSection::new();
        for (from, name) in imports {
            section.import(from, name, EntityType::Function(0));
        }
        module.section(&section);
        module.finish()
    }

    const SCRIPT: &str = "const import0 = {\n    __wbg_a_0f: function() { a: 1 },\n    __wbg_b_1e: function() {},\n};\nreturn {\n    \"./tincan_bg.js\": import0,\n    \"./loader.js\": import1,\n};";

    #[test]
    fn imports_are_renamed_on_both_sides() {
        let long = wasm(&[("./tincan_bg.js", "__wbg_a_0f"), ("./loader.js", "load"), ("./tincan_bg.js", "__wbg_b_1e")]);
        let (short, script) = shorten(&long, SCRIPT).unwrap();
        assert_eq!(short, wasm(&[("a", "a"), ("./loader.js", "load"), ("a", "b")]));
        assert_eq!(
            script,
            "const import0 = {\n    a: function() { a: 1 },\n    b: function() {},\n};\nreturn {\n    a: import0,\n    \"./loader.js\": import1,\n};"
        );
    }

    #[test]
    fn a_script_that_does_not_fit_is_an_error() {
        let long = wasm(&[("./tincan_bg.js", "__wbg_c_2d")]);
        assert_eq!(shorten(&long, SCRIPT).unwrap_err().to_string(), "the app's script names 0 of 1 imports");
        assert!(shorten(&wasm(&[("./loader.js", "load")]), SCRIPT).is_err());
        assert!(shorten(b"no wasm", SCRIPT).is_err());
    }

    #[test]
    fn short_names_are_all_different() {
        let names: std::collections::HashSet<_> = (0..2000).map(short).collect();
        assert_eq!(names.len(), 2000);
        assert_eq!([0, 25, 26, 27, 701, 702].map(short), ["a", "z", "aa", "ba", "zz", "aaa"]);
    }
}
