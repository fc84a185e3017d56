//! Full-text search for news articles, by date and by place.
//!
//! The whole program is two lines of flow:
//!
//! ```text
//! bytes ── read ──▶ Article ── annotate ──▶ Document ── index ──▶ disk
//! words ── query ─▶ Plan ───── search ────▶ Results ─── render ─▶ bytes
//! ```
//!
//! Each noun is one plain struct in one file; each verb is one module.
//! A module may use the modules above it in this list and none below,
//! and modules on one line do not use each other:
//!
//! ```text
//! error  text
//! article  language
//! date  place  dedup
//! document  read  search
//! query  index  render
//! ingest
//! cli
//! ```
//!
//! Only `index` knows tantivy, only `cli` knows clap, and only `main` knows what day it is.

pub mod error;
pub mod text;

pub mod article;
pub mod language;

pub mod date;
pub mod dedup;
pub mod place;

pub mod document;
pub mod read;
pub mod search;

pub mod index;
pub mod query;
pub mod render;

pub mod ingest;

pub mod cli;

pub use crate::error::{Error, Result};
