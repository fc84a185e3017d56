//! `Renderer` and the table of output formats.

mod csv;
mod human;
mod json;
