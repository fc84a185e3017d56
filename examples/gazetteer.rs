//! Compiles places.tsv (see tools/gazetteer.py) into the gazetteer that ships with the program.

#![allow(dead_code, clippy::all, clippy::pedantic, reason = "a maintainer's tool")]
#![allow(clippy::print_stderr, clippy::print_stdout, clippy::string_slice, reason = "the same")]
#![allow(clippy::unwrap_used, reason = "the same")]

use std::error::Error;
use std::fs::{self, File};
use std::io::BufReader;

use dateline::place::compile;
use dateline::place::source::Source;

fn main() -> Result<(), Box<dyn Error>> {
    let [table, out] = std::env::args()
        .skip(1)
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| "cargo run --example gazetteer -- places.tsv src/place/gazetteer.bin")?;
    let mut lines = BufReader::new(File::open(&table)?);
    let (bytes, report) = compile::build(vec![Source::Table(&table, &mut lines)])?;
    fs::write(out, bytes)?;
    eprintln!("{report:?}");
    Ok(())
}
