//! The analyzer that ingest, query and snippets share: text to terms.
