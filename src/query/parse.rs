//! The query language: words, phrases, fields, ranges, booleans; errors that point.
