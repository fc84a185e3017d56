//! The fields of a hit: their names, what they say, and their text for tables.

use crate::search::Hit;

/// One field of a hit.
#[derive(Debug)]
pub struct Column {
    /// Its name, as `--fields` takes it and JSON and CSV print it.
    pub name: &'static str,
    /// What it says.
    pub about: &'static str,
    /// Whether a table has it by default.
    pub in_tables: bool,
    /// Its text in a table.
    pub text: fn(&Hit) -> String,
}

/// Every field of a hit, in the order they are written.
pub const COLUMNS: &[Column] = &[
    Column {
        name: "id",
        about: "what `show`, `similar` and `delete` take",
        in_tables: true,
        text: |hit| hit.id.clone(),
    },
    Column {
        name: "score",
        about: "how well it matches; 0 where the hits are not ranked",
        in_tables: true,
        text: |hit| hit.score.to_string(),
    },
    Column { name: "title", about: "the headline", in_tables: true, text: |hit| hit.title.clone() },
    Column {
        name: "published",
        about: "when it came out: a day, or an instant where the source has one",
        in_tables: true,
        text: |hit| hit.published.map(|it| it.value()).unwrap_or_default(),
    },
    Column {
        name: "date_source",
        about: "where that was found: header, front-matter, field, url, page, file-name, dateline",
        in_tables: false,
        text: |hit| hit.published.map(|it| it.source.name().to_owned()).unwrap_or_default(),
    },
    Column {
        name: "source",
        about: "who published it",
        in_tables: true,
        text: |hit| hit.source.clone().unwrap_or_default(),
    },
    Column {
        name: "url",
        about: "where it can be read",
        in_tables: true,
        text: |hit| hit.url.clone().unwrap_or_default(),
    },
    Column {
        name: "language",
        about: "its language: en, de, …; und where it is not known",
        in_tables: true,
        text: |hit| hit.language.code().to_owned(),
    },
    Column {
        name: "path",
        about: "the file it was read from",
        in_tables: false,
        text: |hit| hit.path.clone(),
    },
    Column {
        name: "places",
        about: "the places it speaks of, the most spoken of first",
        in_tables: true,
        text: |hit| joined(hit.places.iter().map(|it| it.path.to_string())),
    },
    Column {
        name: "when",
        about: "the times it speaks of, from .. to, half-open",
        in_tables: true,
        text: |hit| joined(hit.when.iter().map(|it| format!("{}/{}", it.start, it.end))),
    },
    Column {
        name: "snippets",
        about: "the passages that show why it matches",
        in_tables: true,
        text: |hit| joined_by(hit.snippets.iter().map(|it| it.text.clone()), " … "),
    },
    Column {
        name: "story",
        about: "the id of the earliest of its near-copies, and how many there are",
        in_tables: false,
        text: |hit| hit.story.as_ref().map(|it| it.id.clone()).unwrap_or_default(),
    },
    Column {
        name: "explanation",
        about: "how its score comes about (--explain)",
        in_tables: false,
        text: |hit| joined(hit.explanation.iter().cloned()),
    },
];

/// The field of a name.
pub fn column(name: &str) -> Option<&'static Column> {
    COLUMNS.iter().find(|it| it.name == name)
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    joined_by(texts, "; ")
}

fn joined_by(texts: impl Iterator<Item = String>, separator: &str) -> String {
    texts.collect::<Vec<_>>().join(separator)
}
