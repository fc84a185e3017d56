//! Short lines that pages put into their articles and nobody counts as text.

/// Lines that start so, where they are short.
const OPENINGS: &[&str] = &[
    "advertisement",
    "share this",
    "share on",
    "read more",
    "read also",
    "also read",
    "see also",
    "related:",
    "related articles",
    "related stories",
    "more on this",
    "click here",
    "sign up",
    "subscribe",
    "follow us",
    "follow @",
    "continue reading",
    "all rights reserved",
    "copyright",
    "©",
    "(c) ",
    "loading",
    "posted by",
    "posted in",
    "posted on",
    "filed under",
    "tagged",
    "tags:",
    "leave a comment",
    "leave a reply",
    "comments",
    "print this",
    "e-mail this",
    "email this",
    "image copyright",
    "image caption",
    "media caption",
    "story continues",
    "photo:",
    "photo by",
    "getty images",
    "weiterlesen",
    "anzeige",
    "werbung",
    "lesen sie auch",
    "mehr zum thema",
    "teilen",
    "drucken",
    "kommentare",
    "foto:",
    "bild:",
    "lire aussi",
    "à lire aussi",
    "publicité",
    "lea también",
    "publicidad",
    "leggi anche",
    "leia também",
];

/// Whether a short line is of the page and not of the article.
pub(crate) fn is_boilerplate(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let lower = text.to_lowercase();
    OPENINGS.iter().any(|it| lower.starts_with(it))
}
