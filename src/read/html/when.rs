//! When a page came out: what it says for machines first, then what it says for readers.

use crate::article::DateSource;
use crate::article::Published;
use crate::date::parse::DateOrder;
use crate::date::stamp;
use crate::read::Options;
use crate::read::html::ld;
use crate::read::html::meta::Facts;
use crate::read::html::meta::line;
use crate::read::html::tag::{Name, Tag};
use crate::read::published;

/// Names of `<meta>` that give the day of publication, the most trusted first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "publishdate",
    "publish_date",
    "publish-date",
    "published_date",
    "publication_date",
    "publicationdate",
    "published",
    "published_time",
    "publishtime",
    "published_at",
    "pubdate",
    "pub_date",
    "ptime",
    "pdate",
    "article_date_original",
    "article.published",
    "article:post_date",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_date",
    "originalpublicationdate",
    "rnews:datepublished",
    "bt:pubdate",
    "displaydate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc.created",
    "article:create_date",
    "datecreated",
    "created",
    "creation_date",
    "timestamp",
    "date",
    "release_date",
    "last-modified-date",
    "og:pubdate",
];

/// Names that give when it was changed.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "og:modified_time",
    "lastmodified",
    "last-modified",
    "last_modified",
    "dcterms.modified",
    "dc.date.modified",
    "article:modified",
    "modified",
    "updated_time",
    "lastmod",
    "revision_date",
];

/// Reads dates as one page writes them.
pub(crate) struct When<'a> {
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) options: &'a Options,
    pub(crate) order: Option<DateOrder>,
}

impl When<'_> {
    fn read(&self, text: &str, source: DateSource) -> Option<Published> {
        let stamp = stamp::read(text, self.options.order.or(self.order))?;
        let found = stamp.published(source);
        published::believed(&found, self.options).ok()?;
        Some(found)
    }

    fn field(&self, text: &str) -> Option<Published> {
        self.read(text, DateSource::Field)
    }

    /// The day of publication.
    pub(crate) fn published(&self) -> Option<Published> {
        self.stated().or_else(|| self.address())
    }

    fn stated(&self) -> Option<Published> {
        let ld = |name: &str| {
            let article = self.facts.ld.article().and_then(|it| ld::words(it.get(name)?));
            article.or_else(|| self.facts.ld.of_page(name)).and_then(|it| self.field(&it))
        };
        let meta = PUBLISHED.iter().find_map(|name| self.field(self.facts.metas.first(&[name])?));
        ld("datePublished")
            .or(meta)
            .or_else(|| self.marked(&["datepublished", "pubdate", "datecreated"]))
            .or_else(|| self.time())
            .or_else(|| ld("dateCreated"))
            .or_else(|| ld("uploadDate"))
    }

    fn address(&self) -> Option<Published> {
        let day = stamp::in_path(self.facts.address?)?;
        let found = Published::on(day, DateSource::Url);
        published::believed(&found, self.options).ok().map(|()| found)
    }

    /// The first element whose `itemprop` is one of `names`.
    fn marked(&self, names: &[&str]) -> Option<Published> {
        let elements = self.facts.each(|it| it != Tag::Text && it != Tag::Meta);
        let mut marked = elements.filter(|it| {
            let given = self.facts.dom.attribute(*it, Name::Itemprop).unwrap_or_default();
            let mut given = given.split_ascii_whitespace();
            given.any(|it| names.iter().any(|name| it.eq_ignore_ascii_case(name)))
        });
        marked.find_map(|it| self.element(it))
    }

    /// The date that an element gives for machines, else in words.
    fn element(&self, node: u32) -> Option<Published> {
        for name in [Name::Datetime, Name::Content] {
            if let Some(found) = self.facts.dom.attribute(node, name).and_then(|it| self.field(it))
            {
                return Some(found);
            }
        }
        let text = line(&self.facts.dom.inner_text(node));
        self.field(&text)
    }

    /// The first `<time>` of the page.
    fn time(&self) -> Option<Published> {
        self.facts.each(|it| it == Tag::Time).take(50).find_map(|it| self.element(it))
    }

    /// When the page was changed, as it says.
    pub(crate) fn modified(&self) -> Option<Published> {
        let article = self.facts.ld.article().and_then(|it| ld::words(it.get("dateModified")?));
        let ld = article.or_else(|| self.facts.ld.of_page("dateModified"));
        let meta = || MODIFIED.iter().find_map(|name| self.field(self.facts.metas.first(&[name])?));
        ld.and_then(|it| self.field(&it)).or_else(meta).or_else(|| self.marked(&["datemodified"]))
    }
}
