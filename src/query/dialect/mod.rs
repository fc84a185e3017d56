//! The query languages of other systems, read into the same tree.
//!
//! What means the same is translated; what has no counterpart is a fault that names it. Printing
//! the tree gives the query in our own language: the translation is never hidden.

mod build;
mod factiva;
mod lucene;
mod nexis;
mod scan;

use crate::error::Result;
use crate::query::fault::Fault;
use crate::query::parse::{self, Beside};
use crate::query::tree::{self, Query};
use crate::text::Span;

/// A query language.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Syntax {
    /// Our own.
    #[default]
    Native,
    /// Terms and connectors: `w/5` `pre/5` `/s` `/p` `atleast5()` `hlead()` `date()`.
    Nexis,
    /// Free text: `near5` `adj5` `w/5` `same` `hd=` `la=` `date from … to …`.
    Factiva,
    /// The query string of Lucene, Solr and Elasticsearch.
    Lucene,
}

impl Syntax {
    /// All of them.
    pub const ALL: [Syntax; 4] = [Syntax::Native, Syntax::Nexis, Syntax::Factiva, Syntax::Lucene];

    /// The name that `--syntax` takes.
    pub fn name(self) -> &'static str {
        match self {
            Syntax::Native => "dateline",
            Syntax::Nexis => "nexis",
            Syntax::Factiva => "factiva",
            Syntax::Lucene => "lucene",
        }
    }
}

/// Reads a query of any language. `beside` is heeded by our own only: the others say what words
/// beside each other mean.
///
/// # Errors
/// See [`parse::parse`]; and where an operator has no counterpart.
pub fn read(text: &str, syntax: Syntax, beside: Beside) -> Result<Query> {
    if syntax == Syntax::Native {
        return parse::parse(text, beside);
    }
    parse::fits(text)?;
    let query = match syntax {
        Syntax::Native | Syntax::Lucene => lucene::read(text),
        Syntax::Nexis => nexis::read(text),
        Syntax::Factiva => factiva::read(text),
    };
    query.map_err(|fault| fault.error(text))
}

/// The fault of something that cannot be said in our language.
fn no_counterpart(span: Span, text: &str, hint: &str) -> Fault {
    let shown = span.of(text).unwrap_or_default().trim();
    Fault::new(span, format!("`{shown}` has no counterpart here"), hint)
}

/// The number of words that a connector says.
fn distance(number: &str, span: Span) -> Result<u32, Fault> {
    match number.parse::<u32>() {
        Ok(distance) if distance <= tree::DISTANCE_MAX => Ok(distance),
        _ => {
            let what = format!("at most {} words can stand between", tree::DISTANCE_MAX);
            Err(Fault::new(span, what, "look in the paragraph instead"))
        }
    }
}
