//! `--map`: which field of theirs is which of ours, said on the command line or in a TOML file.

use crate::error::{Error, Kind, Result};
use crate::read::Options;

/// What may be mapped, by our names.
pub const FIELDS: [&str; 9] =
    ["id", "title", "body", "published", "url", "source", "byline", "language", "place"];

/// Adds what a mapping file says to `options`:
///
/// ```toml
/// record = "Item"                    # the element of XML that is an article
/// title = "Headline"
/// body = ["Text", "meta.summary"]    # the first that is there; a dot leads into an object
/// ```
///
/// # Errors
/// `Kind::Usage` where the text is no TOML, or names what is no field of ours.
pub fn read_mapping(text: &str, options: &mut Options) -> Result<()> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |it| lines_before(text, it.start) + 1);
        let message = format!("line {line} of the map is not TOML: {}", error.message());
        Error::new(Kind::Usage, message)
            .hint("a line is ours = \"theirs\", as title = \"headline\"")
    })?;
    for (ours, theirs) in table {
        if ours == "record" {
            let name = theirs.as_str().ok_or_else(|| no_name(&ours))?;
            options.record = Some(name.to_owned());
            continue;
        }
        if !FIELDS.contains(&&*ours) {
            return Err(no_field(&ours));
        }
        let names = match theirs {
            toml::Value::Array(names) => names,
            name => vec![name],
        };
        for name in names {
            let name = name.as_str().filter(|it| !it.is_empty()).ok_or_else(|| no_name(&ours))?;
            options.map.push((ours.clone(), name.to_owned()));
        }
    }
    Ok(())
}

fn lines_before(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|it| *it == b'\n').count()
}

/// The error of a name on our side of a mapping that is none of ours.
pub fn no_field(ours: &str) -> Error {
    Error::new(Kind::Usage, format!("`{ours}` is no field of ours"))
        .hint(format!("ours are {}; in a file also record", FIELDS.join(", ")))
}

fn no_name(ours: &str) -> Error {
    Error::new(Kind::Usage, format!("`{ours}` is mapped to what is no name"))
        .hint("write the name of their field in quotes; of several, the first that is there counts")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn options() -> Options {
        Options::new(NaiveDate::from_ymd_opt(2024, 1, 31).unwrap())
    }

    #[test]
    fn maps_are_read() {
        let mut options = options();
        let text = "record = 'Item'\ntitle = 'Headline'\nbody = ['Text', 'meta.summary']\n";
        read_mapping(text, &mut options).unwrap();
        assert_eq!(options.record.as_deref(), Some("Item"));
        let pair = |ours: &str, theirs: &str| (ours.to_owned(), theirs.to_owned());
        let expected =
            [pair("title", "Headline"), pair("body", "Text"), pair("body", "meta.summary")];
        assert_eq!(options.map.len(), 3);
        assert!(expected.iter().all(|it| options.map.contains(it)), "{:?}", options.map);
    }

    #[track_caller]
    fn check_refused(text: &str, expected: &str) {
        let error = read_mapping(text, &mut options()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.advice().is_some());
    }

    #[test]
    fn what_is_no_map_is_refused() {
        check_refused("title = 'a'\nbody: b\n", "line 2");
        check_refused("titel = 'a'", "`titel` is no field");
        check_refused("title = 7", "no name");
        check_refused("title = ['a', '']", "no name");
        check_refused("record = ['a']", "no name");
    }
}
