//! Plain text with a date header and perhaps a dateline.
