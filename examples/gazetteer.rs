//! Compiles places.tsv (see tools/gazetteer.py) into the gazetteer that ships with the program.

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
    let mut lines = BufReader::new(File::open(table)?);
    let (bytes, report) = compile::build(vec![Source::Table(&mut lines)])?;
    fs::write(out, bytes)?;
    eprintln!("{report:?}");
    Ok(())
}
