//! Named fields to an `Article`: which name means what, here once for all readers.

use serde_json::Value;

use crate::article::Article;
use crate::article::DateSource;
use crate::article::Given;
use crate::article::Standing;
use crate::read::Options;
use crate::read::published;

/// Our fields and the names that others give them, the likeliest first. Names are compared in
/// lower case without `_`, `-` and spaces; a dot leads into an object.
const NAMES: &[(Slot, &[&str])] = &[
    (
        Slot::Title,
        &["title", "headline", "webtitle", "headline.main", "fields.headline", "name", "subject"],
    ),
    (
        Slot::Body,
        &[
            "body",
            "text",
            "content",
            "articlebody",
            "maintext",
            "fulltext",
            "bodytext",
            "fields.bodytext",
            "articletext",
            "article",
            "story",
            "content.text",
            "description",
            "summary",
            "abstract",
            "snippet",
        ],
    ),
    (
        Slot::Date,
        &[
            "published",
            "publishedat",
            "datepublished",
            "datepublish",
            "pubdate",
            "publicationdate",
            "publishdate",
            "publisheddate",
            "publishedon",
            "webpublicationdate",
            "firstpublished",
            "publishtime",
            "publicationtime",
            "date",
            "datetime",
            "createdat",
            "created",
            "timestamp",
            "time",
        ],
    ),
    (Slot::Url, &["url", "link", "weburl", "canonicalurl", "permalink", "href", "uri"]),
    (Slot::Id, &["id", "guid", "_id", "uuid", "docid", "articleid"]),
    (
        Slot::Source,
        &[
            "source",
            "source.name",
            "publisher",
            "publisher.name",
            "outlet",
            "newspaper",
            "publication",
            "sourcedomain",
            "domain",
            "site",
            "sitename",
            "medianame",
        ],
    ),
    (
        Slot::Byline,
        &["byline", "byline.original", "author", "author.name", "authors", "creator", "writer"],
    ),
    (Slot::Language, &["lang", "language", "inlanguage", "languagecode"]),
    // Too many mean something else by it: only where the user says so.
    (Slot::Place, &[]),
];

/// A field of an `Article`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Slot {
    Title,
    Body,
    Date,
    Url,
    Id,
    Source,
    Byline,
    Language,
    Place,
}

impl Slot {
    /// What `--map` calls it: one of [`mapping::FIELDS`].
    fn named(name: &str) -> Option<Slot> {
        Some(match name {
            "title" => Slot::Title,
            "body" => Slot::Body,
            "published" => Slot::Date,
            "url" => Slot::Url,
            "id" => Slot::Id,
            "source" => Slot::Source,
            "byline" => Slot::Byline,
            "language" => Slot::Language,
            "place" => Slot::Place,
            _ => return None,
        })
    }
}

/// The fields of one record in their order.
pub(crate) type Fields = Vec<(String, Value)>;

/// A field with its name in the form in which names are compared.
#[derive(Debug)]
struct Named {
    plain: String,
    name: String,
    value: Value,
}

/// A name in the form in which names are compared.
fn plain(name: &str) -> String {
    let kept = name.chars().filter(|it| !matches!(it, '_' | '-' | ' '));
    kept.flat_map(char::to_lowercase).collect()
}

/// The usual names are shorter, however they are written.
const USUAL_BYTES_MAX: usize = 60;

/// Whether `name` is one of the usual names.
pub(crate) fn is_usual(name: &str) -> bool {
    // What stands before the first comma of a prose is no name.
    if name.len() > USUAL_BYTES_MAX {
        return false;
    }
    let name = plain(name);
    NAMES.iter().any(|(_, names)| names.contains(&name.as_str()))
}

/// Whether `name` is a usual one for a headline or a text.
pub(crate) fn is_usual_text(name: &str) -> bool {
    let name = plain(name);
    let texts = NAMES.iter().filter(|row| matches!(row.0, Slot::Title | Slot::Body));
    texts.into_iter().any(|(_, names)| names.contains(&name.as_str()))
}

/// Whether `name` is a usual one for a text, and never for what a list says of itself.
pub(crate) fn is_usual_body(name: &str) -> bool {
    let name = plain(name);
    let mut texts = NAMES.iter().filter(|row| row.0 == Slot::Body);
    let weak = ["description", "summary", "abstract", "snippet"].contains(&name.as_str());
    !weak && texts.any(|(_, names)| names.contains(&name.as_str()))
}

/// Whether `name` says that a field holds a headline or a text.
pub(crate) fn is_text(name: &str, options: &Options) -> bool {
    let mapped = options.map.iter().any(|(ours, theirs)| {
        let first = theirs.split('.').next().unwrap_or_default();
        let text = matches!(Slot::named(ours), Some(Slot::Title | Slot::Body));
        text && (theirs == name || first == name)
    });
    mapped || is_usual_text(name)
}

/// Makes an article of `fields`. What was odd and lost nothing comes beside it.
pub(crate) fn article(
    mut fields: Fields,
    source: DateSource,
    options: &Options,
) -> (Article, Vec<String>) {
    // Elasticsearch wraps what it was given.
    if let Some((_, inner)) = fields.iter_mut().find(|(name, _)| name == "_source")
        && let Value::Object(inner) = inner.take()
    {
        fields.splice(0..0, inner);
    }
    let mut fields: Vec<Named> = fields
        .into_iter()
        .map(|(name, value)| Named { plain: plain(&name), name, value })
        .collect();
    let mut article = Article::default();
    let mut odd = Vec::new();
    for (slot, names) in NAMES {
        fill(&mut article, *slot, names, &mut fields, source, options, &mut odd);
    }
    rest(&mut article, fields);
    (article, odd)
}

/// Fills one field of ours from the first name that has something to say.
fn fill(
    article: &mut Article,
    slot: Slot,
    names: &[&str],
    fields: &mut Vec<Named>,
    source: DateSource,
    options: &Options,
    odd: &mut Vec<String>,
) {
    for (ours, theirs) in &options.map {
        if Slot::named(ours) == Some(slot)
            && let Some((value, at)) = find(fields, &|it| it.name == *theirs, theirs)
            && store(article, slot, value, source, options, odd)
        {
            remove(fields, &at);
            return;
        }
    }
    for name in names {
        let same = |field: &Named| field.plain == *name;
        if let Some((value, at)) = find(fields, &same, name)
            && store(article, slot, value, source, options, odd)
        {
            remove(fields, &at);
            return;
        }
    }
}

/// Where a value was found: the number of its field, and whether it is all of that field.
struct At {
    field: usize,
    whole: bool,
}

/// The field called by `same`, or what the dotted `path` leads to.
fn find<'a>(
    fields: &'a [Named],
    same: &dyn Fn(&Named) -> bool,
    path: &str,
) -> Option<(&'a Value, At)> {
    let given = |value: &&Value| !value.is_null() && value.as_str() != Some("");
    if let Some(field) = fields.iter().position(same) {
        let value = fields.get(field).map(|it| &it.value).filter(given)?;
        return Some((value, At { field, whole: true }));
    }
    let mut steps = path.split('.');
    let first = steps.next()?;
    let field = fields.iter().position(|it| it.name == first || it.plain == first)?;
    let mut value = &fields.get(field)?.value;
    let mut deep = false;
    for step in steps {
        deep = true;
        value = match value {
            Value::Object(object) => object
                .get(step)
                .or_else(|| object.iter().find(|it| plain(it.0) == step).map(|it| it.1))?,
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    (deep && given(&value)).then_some((value, At { field, whole: false }))
}

/// A value that was read in whole needs no second place in `extra`.
fn remove(fields: &mut Vec<Named>, at: &At) {
    if at.whole {
        fields.remove(at.field);
    }
}

/// Puts `value` where it belongs; says whether it could be.
fn store(
    article: &mut Article,
    slot: Slot,
    value: &Value,
    source: DateSource,
    options: &Options,
    odd: &mut Vec<String>,
) -> bool {
    if slot == Slot::Date {
        return store_date(article, value, source, options, odd);
    }
    if slot == Slot::Place {
        return store_places(article, value);
    }
    let Some(text) = text_of(value, if slot == Slot::Body { "\n\n" } else { ", " }) else {
        return false;
    };
    // Title and text stay as they are, since others may have counted their bytes.
    let trimmed = || Some(text.trim().to_owned()).filter(|it| !it.is_empty());
    match slot {
        Slot::Title => article.title = text,
        Slot::Body => article.body = text,
        Slot::Url => article.url = trimmed(),
        Slot::Id => article.id = trimmed().unwrap_or_default(),
        Slot::Source => article.source = trimmed(),
        Slot::Byline => article.byline = trimmed(),
        Slot::Language => article.language = trimmed(),
        Slot::Date | Slot::Place => return false,
    }
    true
}

fn store_date(
    article: &mut Article,
    value: &Value,
    source: DateSource,
    options: &Options,
    odd: &mut Vec<String>,
) -> bool {
    // What `dateline read` writes names the place where the date was found.
    let found = value.get("source").and_then(Value::as_str);
    let source = found
        .and_then(|name| DateSource::ALL.into_iter().find(|it| it.name() == name))
        .unwrap_or(source);
    let inner = value
        .get("value")
        .or_else(|| value.get("$date"))
        .or_else(|| value.get("date"))
        .unwrap_or(value);
    let text = match inner {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return false,
    };
    match published::stated(article, &text, source, options) {
        Ok(()) => true,
        Err(why) => {
            article.notes.push(why.clone());
            odd.push(why);
            false
        }
    }
}

/// A place by its name, or several.
fn store_places(article: &mut Article, value: &Value) -> bool {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let names = list.iter().filter_map(|it| text_of(it, ", "));
    let before = article.given.len();
    article.given.extend(
        names
            .map(|it| it.trim().to_owned())
            .filter(|it| !it.is_empty())
            .map(|name| Given { name, ..Given::default() }),
    );
    article.given.len() > before
}

/// A value as text: a list joined by `glue`, an object by its name.
fn text_of(value: &Value, glue: &str) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => {
            let parts: Option<Vec<String>> = list.iter().map(|it| text_of(it, glue)).collect();
            parts.filter(|parts| !parts.is_empty()).map(|parts| parts.join(glue))
        }
        Value::Object(object) => {
            ["name", "text", "value", "$oid"].iter().find_map(|name| match object.get(*name)? {
                Value::String(text) => Some(text.clone()),
                _ => None,
            })
        }
        Value::Null | Value::Bool(_) => None,
    }
}

/// What is left goes to `extra`, in the source's own words and order.
fn rest(article: &mut Article, fields: Vec<Named>) {
    let ours = ["extra", "record", "path"].map(|name| fields.iter().any(|it| it.name == name));
    let ours = ours == [true; 3];
    let read = fields.iter().find(|it| it.name == "read").and_then(|it| it.value.as_object());
    let read = read.filter(|it| it.contains_key("record") && it.contains_key("path"));
    let written = read.is_some();
    if let Some(read) = read {
        origin(article, read);
    }
    for Named { name, value, .. } in fields {
        match (name.as_str(), value) {
            (_, Value::Null) => {}
            (_, Value::String(empty)) if empty.is_empty() => {}
            ("source_fields", Value::Object(inner)) if written => {
                for (name, value) in inner {
                    match value {
                        Value::Array(list) => {
                            let each = list.into_iter().map(|it| (name.clone(), words(it)));
                            article.extra.extend(each);
                        }
                        value => article.extra.push((name, words(value))),
                    }
                }
            }
            ("read" | "version", _) if written => {}
            ("extra", Value::Object(inner)) => {
                let inner = inner.into_iter().filter(|it| !it.1.is_null());
                article.extra.extend(inner.map(|(name, value)| (name, words(value))));
            }
            ("record" | "path" | "version" | "notes", _) if ours => {}
            (_, value) => article.extra.push((name, words(value))),
        }
    }
}

/// What `dateline read` said of where it found an article: its date, its places, its oddities.
fn origin(article: &mut Article, read: &serde_json::Map<String, Value>) {
    let found = read.get("date_source").and_then(Value::as_str);
    let source = found.and_then(|name| DateSource::ALL.into_iter().find(|it| it.name() == name));
    if let (Some(published), Some(source)) = (&mut article.published, source) {
        published.source = source;
    }
    let notes = read.get("notes").and_then(Value::as_array).into_iter().flatten();
    article.notes.extend(notes.filter_map(Value::as_str).map(str::to_owned));
    for place in read.get("places").and_then(Value::as_array).into_iter().flatten() {
        let text = |name: &str| place.get(name).and_then(Value::as_str).map(str::to_owned);
        let degrees = |name: &str| place.get(name).and_then(Value::as_f64);
        article.given.push(Given {
            name: text("name").unwrap_or_default(),
            code: text("code"),
            point: degrees("lat").zip(degrees("lon")),
            standing: Standing::ALL
                .into_iter()
                .find(|it| text("as").as_deref() == Some(it.name()))
                .unwrap_or_default(),
        });
    }
}

fn words(value: Value) -> String {
    match value {
        Value::String(text) => text,
        value => value.to_string(),
    }
}
