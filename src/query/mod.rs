//! `Query`: what the user asked for, as a tree with spans; and the way from there to an `Expr`.

pub mod batch;
pub mod dialect;
mod expr;
mod fault;
mod lex;
pub mod parse;
pub mod plan;
mod print;
pub mod synonym;
pub mod tree;
mod word;
