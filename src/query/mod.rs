//! `Query`: what the user asked for, as a tree with spans; and the way from there to an `Expr`.

pub mod parse;
pub mod plan;
