//! For scripts: the stable JSON, its version and its fields.
