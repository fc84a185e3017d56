//! `Index`: open, create, lock, format number; the only door to tantivy.

mod facet;
mod row;
mod run;
mod schema;
mod snippet;
mod write;
