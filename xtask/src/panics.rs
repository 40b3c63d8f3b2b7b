//! Leaves out what the app would say if it panicked.
//!
//! A panic is a bug, and ends the app with or without words; the browser's console tells where, by a trace of the stack. What the words
//! are made of is much: at each of a thousand places its file and line, and the code that hands them over. What is left is a trap.
//!
//! The compiler does so too, but not the stable one (`-C panic=immediate-abort`). So it is done to what the linker wrote, before that is
//! cut: no byte of it moves, and what nothing refers to any more goes with the relocations that did.

use std::collections::HashSet;
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasm_encoder::{CustomSection, Encode, Module, RawSection};
use wasmparser::{
    DataKind, FunctionBody, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocAddendKind, RelocationEntry,
    SymbolInfo, TypeRef,
};

/// The same wasm, in which each panic is a trap.
pub(crate) fn silence(wasm: &[u8]) -> Result<Vec<u8>> {
    let parts = Parts::read(wasm)?;
    if parts.panics.is_empty() {
        bail!("nothing in the app's wasm panics: the names of what does have changed");
    }
    let mut silent = wasm.to_vec();
    let mut blank = Blank::default();
    for (index, body) in &parts.bodies {
        if parts.panics.contains(index) {
            blank.fill(&mut silent, range(body.range())?, &[NO_LOCALS, UNREACHABLE], &[END])?;
        } else {
            for call in parts.calls(body)? {
                blank.fill(&mut silent, call, &[UNREACHABLE], &[])?;
            }
        }
    }
    parts.with_fewer_relocations(&silent, &blank)
}

/// What of a wasm is needed to know it.
struct Parts<'a> {
    /// With the indices of their functions.
    bodies: Vec<(u32, FunctionBody<'a>)>,
    /// The indices of the functions that do nothing but panic.
    panics: HashSet<u32>,
    /// The symbols of places in the source.
    places: HashSet<u32>,
    code_section: u32,
    code_start: usize,
}

impl<'a> Parts<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut parts =
            Self { bodies: Vec::new(), panics: HashSet::new(), places: HashSet::new(), code_section: 0, code_start: 0 };
        let (mut imported, mut sections, mut memory) = (0, 0, Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.context("reading the app's wasm")?;
            if let Payload::CodeSectionStart { range, .. } = &payload {
                (parts.code_section, parts.code_start) = (sections, usize::try_from(range.start)?);
            }
            sections += u32::from(payload.as_section().is_some());
            match payload {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    parts.bodies.push((imported + u32::try_from(parts.bodies.len())?, body));
                }
                Payload::DataSection(segments) => {
                    for segment in segments {
                        let segment = segment?;
                        memory.push((address(&segment.kind)?, segment.data));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Name(names) => {
                        for names in names {
                            let Name::Function(functions) = names? else { continue };
                            for function in functions {
                                let function = function?;
                                if is_panic(function.name) {
                                    parts.panics.insert(function.index);
                                }
                            }
                        }
                    }
                    KnownCustom::Linking(linking) => {
                        for subsection in linking {
                            let Linking::SymbolTable(symbols) = subsection? else { continue };
                            for (index, symbol) in (0..).zip(symbols) {
                                if is_place(&symbol?, &memory) {
                                    parts.places.insert(index);
                                }
                            }
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(parts)
    }

    /// Where a body calls what panics: each call, with what is put on the stack just before it, for it alone.
    fn calls(&self, body: &FunctionBody<'_>) -> Result<Vec<Range<usize>>> {
        let mut calls = Vec::new();
        let mut reader = body.get_operators_reader()?;
        let mut pushed = None;
        while !reader.eof() {
            let start = usize::try_from(reader.original_position())?;
            match reader.read()? {
                Operator::I32Const { .. } | Operator::I64Const { .. } | Operator::LocalGet { .. } => {
                    pushed = pushed.or(Some(start));
                }
                Operator::Call { function_index } if self.panics.contains(&function_index) => {
                    calls.push(pushed.take().unwrap_or(start)..usize::try_from(reader.original_position())?);
                }
                _ => pushed = None,
            }
        }
        Ok(calls)
    }

    /// The wasm without the relocations of what is blank, and of places in the source: some are handed on until somebody may panic.
    fn with_fewer_relocations(&self, wasm: &[u8], blank: &Blank) -> Result<Vec<u8>> {
        let mut module = Module::new();
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload.context("reading the app's wasm once more")?;
            if let Payload::CustomSection(section) = &payload
                && let KnownCustom::Reloc(relocations) = section.as_known()
                && relocations.section_index() == self.code_section
            {
                let mut kept = Vec::new();
                for entry in relocations.entries() {
                    let entry = entry?;
                    let is_blank = blank.contains(self.code_start + usize::try_from(entry.offset)?);
                    let is_place =
                        entry.ty.addend_kind() != RelocAddendKind::None && self.places.contains(&entry.index);
                    if !is_blank && !is_place {
                        kept.push(entry);
                    }
                }
                let mut data = Vec::new();
                self.code_section.encode(&mut data);
                u32::try_from(kept.len())?.encode(&mut data);
                kept.iter().for_each(|entry| encode(entry, &mut data));
                module.section(&CustomSection { name: section.name().into(), data: data.into() });
            } else if let Some((id, section)) = payload.as_section() {
                module.section(&RawSection { id, data: wasm.get(range(section)?).context("cutting a section")? });
            }
        }
        Ok(module.finish())
    }
}

/// Stretches in which nothing is left.
#[derive(Debug, Default)]
struct Blank(Vec<Range<usize>>);

impl Blank {
    /// Puts instructions that do nothing into the place of others, but for those at both ends. In ascending order.
    fn fill(&mut self, code: &mut [u8], range: Range<usize>, first: &[u8], last: &[u8]) -> Result<()> {
        let place = code.get_mut(range.clone()).context("a function outside of the code")?;
        let middle = place.len().checked_sub(first.len() + last.len()).context("too little room for a trap")?;
        place.copy_from_slice(&[first, &vec![NOP; middle], last].concat());
        self.0.push(range);
        Ok(())
    }

    fn contains(&self, position: usize) -> bool {
        let following = self.0.partition_point(|range| range.start <= position);
        following.checked_sub(1).and_then(|index| self.0.get(index)).is_some_and(|range| range.contains(&position))
    }
}

/// Whether a function does nothing but panic.
fn is_panic(symbol: &str) -> bool {
    let path = format!("{:#}", rustc_demangle::demangle(symbol));
    PANICS.iter().any(|panic| path.starts_with(panic))
}

/// Whether a symbol is a [`std::panic::Location`]: the address and the length of the name of a file with Rust in it, a line, a column.
fn is_place(symbol: &SymbolInfo<'_>, memory: &[(u32, &[u8])]) -> bool {
    let SymbolInfo::Data { symbol: Some(symbol), .. } = symbol else { return false };
    let Some((_, segment)) = memory.get(symbol.index as usize) else { return false };
    let start = symbol.offset as usize;
    let words = segment.get(start..start + symbol.size as usize).map(<[u8]>::as_chunks::<4>);
    let Some((&[address, length, _, _], [])) = words else { return false };
    let (address, length) = (u32::from_le_bytes(address), u32::from_le_bytes(length) as usize);
    memory.iter().any(|(from, bytes)| {
        let name = address.checked_sub(*from).and_then(|start| bytes.get(start as usize..)?.get(..length));
        name.is_some_and(|name| name.ends_with(b".rs"))
    })
}

/// Where in memory a segment of the data begins.
fn address(kind: &DataKind<'_>) -> Result<u32> {
    let DataKind::Active { offset_expr, .. } = kind else { bail!("the app's data has no place of its own") };
    match offset_expr.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => bail!("the app's data begins at {other:?}"),
    }
}

fn range(range: Range<u64>) -> Result<Range<usize>> {
    Ok(usize::try_from(range.start)?..usize::try_from(range.end)?)
}

fn encode(entry: &RelocationEntry, sink: &mut Vec<u8>) {
    sink.push(entry.ty as u8);
    entry.offset.encode(sink);
    entry.index.encode(sink);
    if entry.ty.addend_kind() != RelocAddendKind::None {
        entry.addend.encode(sink);
    }
}

/// How the paths of those functions begin. None of them returns, and none does anything that is seen outside but the panic.
const PANICS: [&str; 19] = [
    "__rustc::rust_begin_unwind",
    "<alloc::vec::Vec<_>>::remove::assert_failed",
    "<alloc::vec::Vec<_>>::swap_remove::assert_failed",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::capacity_overflow",
    "alloc::raw_vec::handle_error",
    "core::cell::lazy::panic_poisoned",
    "core::cell::panic_already_",
    "core::option::expect_failed",
    "core::option::unwrap_failed",
    "core::panicking::",
    "core::result::unwrap_failed",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::slice::index::slice_index_fail",
    "core::slice::sort::shared::smallsort::panic_on_ord_violation",
    "core::str::slice_error_fail",
    "std::alloc::rust_oom",
    "std::panicking::begin_panic",
    "std::thread::local::panic_access_error",
];

const NO_LOCALS: u8 = 0x00;
const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, FunctionSection, MemorySection, MemoryType, NameMap, NameSection,
        TypeSection, ValType,
    };
    use wasmparser::Validator;

    use super::*;

    const PANIC: &str = "_ZN4core9panicking5panic17h0123456789abcdefE";

    /// `panic`, and an app that calls it with a number and the place 1024, and reads the place 1024 and the number at 1040.
    fn wasm(panic: &str) -> Vec<u8> {
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32, ValType::I32], []);
        types.ty().function([], []);
        let mut functions = FunctionSection::new();
        functions.function(0).function(1);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut code = CodeSection::new();
        code.raw(&[0, 0x41, 0x80, 0x88, 0x80, 0x80, 0, 0x1a, END]);
        code.raw(
            &[
                &[0, 0x41, 5][..],                             // i32.const 5
                &[0x41, 0x80, 0x88, 0x80, 0x80, 0],            // i32.const 1024
                &[0x10, 0x80, 0x80, 0x80, 0x80, 0],            // call 0
                &[0x41, 0x80, 0x88, 0x80, 0x80, 0, 0x1a],      // i32.const 1024, drop
                &[0x41, 0x90, 0x88, 0x80, 0x80, 0, 0x1a, END], // i32.const 1040, drop
            ]
            .concat(),
        );
        let mut data = DataSection::new();
        let place: Vec<u8> = [1044_u32, 6, 12, 3, 7].iter().flat_map(|word| word.to_le_bytes()).collect();
        data.active(0, &ConstExpr::i32_const(1024), [&place, &b"app.rs"[..]].concat());
        module.section(&types).section(&functions).section(&memories).section(&code).section(&data);
        // Version 2, one table of two symbols: each its kind, flags, name, segment, offset and size.
        let symbols = [&[2, 1, 0, 1, b'p', 0, 0, 16][..], &[1, 0, 1, b'n', 0, 16, 4]].concat();
        let table = [&[2, 8, u8::try_from(symbols.len()).unwrap()][..], &symbols].concat();
        module.section(&CustomSection { name: "linking".into(), data: table.into() });
        // Of section 3, five: each its kind, offset, symbol and, for an address, what is added.
        let relocations = [3, 5, 4, 4, 0, 0, 4, 17, 0, 0, 0, 23, 0, 4, 29, 0, 0, 4, 36, 1, 0];
        module.section(&CustomSection { name: "reloc.CODE".into(), data: (&relocations[..]).into() });
        let (mut names, mut known) = (NameSection::new(), NameMap::new());
        known.append(0, panic);
        names.functions(&known);
        module.section(&names);
        module.finish()
    }

    fn bodies(wasm: &[u8]) -> Vec<Vec<u8>> {
        let bodies = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.unwrap() {
            Payload::CodeSectionEntry(body) => Some(wasm[range(body.range()).unwrap()].to_vec()),
            _ => None,
        });
        bodies.collect()
    }

    /// The offsets of the relocations.
    fn relocated(wasm: &[u8]) -> Vec<u32> {
        let entries = Parser::new(0).parse_all(wasm).find_map(|payload| match payload.unwrap() {
            Payload::CustomSection(section) => match section.as_known() {
                KnownCustom::Reloc(relocations) => Some(relocations.entries()),
                _ => None,
            },
            _ => None,
        });
        entries.unwrap().into_iter().map(|entry| entry.unwrap().offset).collect()
    }

    #[test]
    fn a_panic_is_a_trap_and_hands_nothing_over() {
        let before = wasm(PANIC);
        Validator::new().validate_all(&before).unwrap();
        let after = silence(&before).unwrap();
        Validator::new().validate_all(&after).unwrap();

        let (old, new) = (bodies(&before), bodies(&after));
        assert_eq!(new[0], [&[NO_LOCALS, UNREACHABLE][..], &[NOP; 6], &[END]].concat());
        assert_eq!(new[1], [&[NO_LOCALS, UNREACHABLE][..], &[NOP; 13], &old[1][15..]].concat());
    }

    #[test]
    fn what_only_panics_refer_to_is_not_referred_to() {
        let before = wasm(PANIC);
        assert_eq!(relocated(&before), [4, 17, 23, 29, 36]);
        // The place at 29 is handed on to somebody who may panic; at 36 there is something else.
        assert_eq!(relocated(&silence(&before).unwrap()), [36]);
    }

    #[test]
    fn an_app_in_which_nothing_seems_to_panic_is_an_error() {
        assert!(silence(&wasm("app")).is_err());
        assert!(silence(b"no wasm").is_err());
    }

    #[test]
    fn panics_are_known_by_either_way_of_naming_them() {
        for name in
            [PANIC, "_RNvCsfLfy6EI15iL_7___rustc17rust_begin_unwind", "_RNvNtCsgXGp5Oqx2Ny_4core6option13unwrap_failed"]
        {
            assert!(is_panic(name), "{name}");
        }
        for name in ["app", "_RNvNtNtCsebHcaeoSrxy_3std9panicking11panic_count17is_zero_slow_path"] {
            assert!(!is_panic(name), "{name}");
        }
    }
}
