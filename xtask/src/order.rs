//! Functions that are alike, side by side: compression finds again what it has just seen for less than what is far away.

use anyhow::{Context, Result};
use wasm_encoder::{NameMap, NameSection, Section};
use wasmparser::{Parser, Payload, TypeRef};

/// The same wasm, whose functions have names in whose order they are best compressed: those of the same type together, the short ones first. On
/// the app that saves one byte in fifty; an order by likeness of their code, found with much effort, saves less.
///
/// wasm-opt brings them into the order of their names.
pub(crate) fn name_in_order(wasm: &[u8]) -> Result<Vec<u8>> {
    let (mut imported, mut types, mut bodies) = (0_u32, Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("reading the optimized wasm")? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::FunctionSection(functions) => {
                for kind in functions {
                    types.push(kind?);
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let mut order: Vec<(u32, usize, &[u8], u32)> = types
        .into_iter()
        .zip(bodies)
        .zip(imported..)
        .map(|((kind, body), index)| (kind, body.len(), body, index))
        .collect();
    order.sort_unstable();
    let mut names: Vec<(u32, String)> =
        order.iter().enumerate().map(|(rank, &(_, _, _, index))| (index, format!("{rank:06}"))).collect();
    names.sort_unstable();
    let mut map = NameMap::new();
    names.iter().for_each(|(index, name)| map.append(*index, name));
    let mut section = NameSection::new();
    section.functions(&map);
    let mut named = wasm.to_vec();
    section.append_to(&mut named);
    Ok(named)
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, EntityType, Function, FunctionSection, ImportSection, Instruction, Module, TypeSection,
    };
    use wasmparser::{KnownCustom, Name};

    use super::*;

    #[test]
    fn functions_of_a_type_stand_together_and_the_short_ones_first() {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        types.ty().function([wasm_encoder::ValType::I32], []);
        let mut imports = ImportSection::new();
        imports.import("m", "f", EntityType::Function(0));
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for (kind, length) in [(1, 1), (0, 5), (1, 0), (0, 2)] {
            functions.function(kind);
            let mut body = Function::new([]);
            for _ in 0..length {
                body.instruction(&Instruction::Nop);
            }
            body.instruction(&Instruction::End);
            code.function(&body);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&code);
        let named = name_in_order(&module.finish()).unwrap();
        let names: Vec<(u32, String)> = Parser::new(0)
            .parse_all(&named)
            .filter_map(|payload| match payload.unwrap() {
                Payload::CustomSection(section) => Some(section),
                _ => None,
            })
            .flat_map(|section| match section.as_known() {
                KnownCustom::Name(names) => names.into_iter().collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .flat_map(|names| match names.unwrap() {
                Name::Function(functions) => functions.into_iter().collect::<Vec<_>>(),
                _ => Vec::new(),
            })
            .map(|name| name.map(|name| (name.index, name.name.to_owned())).unwrap())
            .collect();
        let expected = [(1, "000003"), (2, "000001"), (3, "000002"), (4, "000000")];
        assert_eq!(names, expected.map(|(index, name)| (index, name.to_owned())));
    }
}
