//! `labs-bind LABS.wasm LIBRARY.js`: one classic script of the compiled labs, which runs from a file as well as from a server.
//!
//! Browsers give a page from a file neither modules nor `fetch`. So the script carries the WebAssembly itself, packed with gzip and
//! written in base64, and the functions of wasm-bindgen inside a function of its own, whose text can be given to a worker.

use anyhow::{Context, Result};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::fs;
use wasm_bindgen_cli_support::Bindgen;
use zopfli::{Format, Options};

/// What stands around the functions: it unpacks and starts the WebAssembly, once, when a lab asks.
const START: &str = include_str!("start.js");

fn main() -> Result<()> {
    let mut paths = std::env::args().skip(1);
    let (Some(wasm), Some(script)) = (paths.next(), paths.next()) else {
        anyhow::bail!("write: labs-bind LABS.wasm LIBRARY.js");
    };
    let made = tempfile::tempdir()?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name("labs").typescript(false).no_modules(true)?;
    bindgen.remove_name_section(true).remove_producers_section(true);
    bindgen.generate(made.path()).with_context(|| format!("{wasm} cannot be bound"))?;
    let (functions, wasm) = (made.path().join("labs.js"), fs::read(made.path().join("labs_bg.wasm"))?);
    let mut packed = Vec::new();
    zopfli::compress(Options::default(), Format::Gzip, &wasm[..], &mut packed)?;
    let text = START.replace("{functions}", &fs::read_to_string(functions)?);
    let text = text.replace("{packed}", &STANDARD.encode(&packed));
    println!("{} kB of WebAssembly, {} kB packed", wasm.len() / 1000, packed.len() / 1000);
    fs::write(&script, text).with_context(|| format!("cannot write {script}"))
}
