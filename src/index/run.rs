//! Runs a `Plan`: the tantivy query, collectors, sorting, paging.
