//! XML of any other kind: records that repeat, their fields by name or by `--map`.

use std::io::BufRead;

use serde_json::Value;

use crate::article::DateSource;
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::record;
use crate::read::xml::{self, Element};

/// The reader of unknown XML.
pub(crate) struct XmlRecords;

/// What others call an article.
const RECORDS: &[&str] =
    &["article", "doc", "document", "record", "item", "story", "row", "entry", "news", "post"];

impl Reader for XmlRecords {
    fn name(&self) -> &'static str {
        "xml"
    }

    fn about(&self) -> &'static str {
        "other XML: a record an <article>, <doc>, <item> …; fields by name or --map"
    }

    fn sniff(&self, path: &str, head: &[u8]) -> bool {
        let Some((name, _)) = xml::root(head) else { return false };
        let named = path.to_lowercase().ends_with(".xml");
        let declared = head.trim_ascii_start().starts_with(b"<?xml");
        !name.eq_ignore_ascii_case("html") && (named || declared)
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let given = options.record.is_some();
        let is_record: fn(&Element, &[Element]) -> bool = if given {
            // Every element is asked by name below; the outermost of them is the record.
            |_, around| !around.is_empty()
        } else {
            |it, _| RECORDS.iter().any(|name| it.is(name))
        };
        let mut seen = 0_u32;
        let wanted = options.record.clone();
        let root = desk.records(input, is_record, &mut |desk, element, _| {
            let mut found = Vec::new();
            match &wanted {
                Some(name) if !element.is(name) => found.extend(element.all(name)),
                _ => found.push(&element),
            }
            for (number, element) in found.into_iter().enumerate() {
                if number > 0 {
                    desk.begin(desk.line);
                }
                seen += 1;
                one(desk, element)?;
            }
            Ok(())
        })?;
        // A document may be one article.
        let whole = root.as_ref().filter(|it| seen == 0 && is_article(it));
        if let Some(root) = whole {
            desk.begin(Some(1));
            return one(&mut desk, root);
        }
        if seen == 0 {
            let what = "no element of it is known to be an article";
            desk.lost(what, "name it: --map FILE.toml with record = \"NAME\" (help formats)");
        }
        Ok(())
    }
}

/// Whether an element has a text among its fields.
fn is_article(element: &Element) -> bool {
    element.children().any(|it| record::is_usual_body(&it.name))
}

fn one(desk: &mut Desk<'_>, element: &Element) -> Result<()> {
    let fields: record::Fields = match element.value() {
        Value::Object(object) => object.into_iter().collect(),
        value => vec![("text".to_owned(), value)],
    };
    let names: Vec<String> = fields.iter().take(12).map(|it| it.0.clone()).collect();
    let (article, odd) = record::article(fields, DateSource::Field, desk.options);
    for why in odd {
        desk.odd(&why);
    }
    if article.title.trim().is_empty() && article.body.trim().is_empty() {
        let hint = format!("name its fields: --map body=NAME; there are: {}", names.join(", "));
        desk.lost("the record has neither a title nor a text", &hint);
        return Ok(());
    }
    desk.give(article)
}
