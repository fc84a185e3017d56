//! When a page came out: what it says for machines first, then what it says for readers.

use chrono::Datelike;

use crate::article::DateSource;
use crate::article::Published;
use crate::date::parse::DateOrder;
use crate::date::stamp;
use crate::read::Options;
use crate::read::html::block::Blocks;
use crate::read::html::class::Kind;
use crate::read::html::day;
use crate::read::html::ld;
use crate::read::html::meta::Facts;
use crate::read::html::meta::{folded, line};
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
    "article:create_date",
    "og:pubdate",
    "dc.date.issued",
    "dcterms.issued",
];

/// Names that often give when the page was made, whatever is on it.
const MADE: &[&str] = &[
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "dc:date",
    "dc.created",
    "datecreated",
    "created",
    "creation_date",
    "timestamp",
    "date",
    "release_date",
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
    pub(crate) kinds: &'a [Kind],
    pub(crate) blocks: &'a Blocks,
    pub(crate) title: &'a str,
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
        let (address, stated) = (self.address(), self.stated());
        // The address is the surest of the day; what is stated has the time as well.
        let same = stated.filter(|it| address.is_none_or(|address| address.day == it.day));
        same.or(address)
            .or_else(|| self.beside_title())
            .or_else(|| self.in_scripts())
            .or_else(|| self.said())
            .or_else(|| self.modified())
            .or_else(|| self.picture())
            .or_else(|| self.anywhere())
    }

    /// The days that a line names.
    fn days(&self, text: &str) -> impl Iterator<Item = Published> {
        let year_max = u32::try_from(self.options.today.year()).unwrap_or_default();
        let days = day::days(text, self.options.order.or(self.order), year_max);
        let found = days.into_iter().map(|it| Published::on(it, DateSource::Page));
        found.filter(|it| published::believed(it, self.options).is_ok())
    }

    /// Whether a node lies in what is not the article: a sidebar, comments, teasers.
    fn in_margin(&self, node: u32) -> bool {
        let mut node = node;
        while node != 0 {
            let it = self.facts.dom.node(node);
            if matches!(it.tag, Tag::Body | Tag::Html) {
                return false;
            }
            let kind = self.kinds[node as usize];
            if kind.has(Kind::JUNK) || kind.has(Kind::COMMENT) || kind.has(Kind::TEASER) {
                return true;
            }
            node = it.parent;
        }
        false
    }

    /// The heading that is the headline.
    fn headline(&self) -> Option<u32> {
        let headings = || self.facts.each(Tag::is_heading);
        let title = folded(self.title);
        let same = |it: &u32| {
            let text = folded(&self.facts.dom.inner_text(*it));
            text.len() > 3 && (title.contains(&text) || text.contains(&title))
        };
        headings()
            .take(80)
            .find(same)
            .or_else(|| headings().find(|it| self.facts.dom.node(*it).tag == Tag::H1))
    }

    /// The day in an element whose names say that it holds one; the nearest to the headline.
    fn labelled(&self) -> Option<Published> {
        let headline = self.headline().unwrap_or_default();
        let mut best: Option<(u32, Published)> = None;
        let mut seen = 0;
        for node in self.facts.each(|it| it != Tag::Text && it != Tag::Meta) {
            if !self.kinds[node as usize].has(Kind::DATE)
                || self.facts.dom.node(node).end - node > 24
            {
                continue;
            }
            seen += 1;
            if seen > 400 {
                break;
            }
            let distance = node.abs_diff(headline);
            if best.as_ref().is_some_and(|it| it.0 <= distance) || self.in_margin(node) {
                continue;
            }
            if let Some(found) = self.in_element(node) {
                best = Some((distance, found));
            }
        }
        best.map(|it| it.1)
    }

    fn in_element(&self, node: u32) -> Option<Published> {
        for name in [Name::Datetime, Name::Content, Name::Title] {
            let stated = self.facts.dom.attribute(node, name);
            if let Some(found) = stated.and_then(|it| self.field(it)) {
                return Some(found);
            }
        }
        let text = self.facts.dom.inner_text(node);
        if text.len() > 400 || !text.bytes().any(|it| it.is_ascii_digit()) {
            return None;
        }
        self.days(&text).next()
    }

    /// The first day in the short lines around the headline.
    fn beside_title(&self) -> Option<Published> {
        let headline = self.headline()?;
        let all = &self.blocks.all;
        let at = all.partition_point(|it| it.first < headline);
        let lines =
            |from: usize, to: usize| all.get(from..to.min(all.len())).unwrap_or_default().iter();
        let mut after = lines(at, at + 12).filter(|it| it.chars < 160);
        let found = after.find_map(|it| self.days(self.blocks.text(it)).next());
        let before = || {
            let mut lines = lines(at.saturating_sub(5), at).rev().filter(|it| it.chars < 100);
            lines.find_map(|it| self.days(self.blocks.text(it)).next())
        };
        found.or_else(before).or_else(|| self.days(self.title).next())
    }

    /// What the page's own scripts know.
    fn in_scripts(&self) -> Option<Published> {
        const KEYS: &[&str] = &[
            "datePublished",
            "publishedDate",
            "publishDate",
            "published_at",
            "publishedAt",
            "publish_date",
            "publication_date",
            "publishingDate",
            "dateCreated",
            "uploadDate",
            "createdAt",
            "created_at",
            "pubDate",
        ];
        for key in KEYS {
            for script in self.facts.each(|it| it == Tag::Script) {
                let text = self.facts.dom.text(script);
                for at in memchr::memmem::find_iter(text.as_bytes(), key.as_bytes()).take(3) {
                    let rest = text.get(at + key.len()..).unwrap_or_default();
                    let rest = rest.trim_start_matches(|it| "\"\\' :=".contains(it));
                    let value = rest.split(['"', '\'', '\\', ',', '}']).next().unwrap_or_default();
                    if let Some(found) = self.field(value) {
                        return Some(found);
                    }
                }
            }
        }
        None
    }

    /// A line of the page that says that it gives the day.
    fn said(&self) -> Option<Published> {
        const WORDS: &[&str] = &[
            "published",
            "posted",
            "publish",
            "created",
            "updated",
            "edited",
            "modified",
            "date",
            "veröffentlicht",
            "erstellt",
            "aktualisiert",
            "stand",
            "datum",
            "erschienen",
            "publié",
            "mis à jour",
            "mise en ligne",
            "publicado",
            "fecha",
            "pubblicato",
            "dieser artikel",
            "wurde am",
            "geplaatst",
            "opublikowano",
            "revision",
            "written",
        ];
        let lines = self.blocks.all.iter().filter(|it| it.chars < 240 && !self.in_margin(it.node));
        let mut said = lines.filter_map(|it| {
            let text = self.blocks.text(it);
            let found = self.days(text).next()?;
            let lower = text.to_lowercase();
            WORDS.iter().any(|word| lower.contains(word)).then_some(found)
        });
        said.next()
    }

    /// The day that the address of the lead picture tells.
    fn picture(&self) -> Option<Published> {
        let day = stamp::in_path(&self.facts.image()?)?;
        let found = Published::on(day, DateSource::Page);
        published::believed(&found, self.options).ok().map(|()| found)
    }

    /// The first day in any line of the page that is short.
    fn anywhere(&self) -> Option<Published> {
        let lines = |margin: bool| {
            let all = self.blocks.all.iter();
            all.filter(move |it| it.chars < 300 && (margin || !self.in_margin(it.node)))
        };
        let first =
            |margin: bool| lines(margin).find_map(|it| self.days(self.blocks.text(it)).next());
        let titled = || {
            let elements = self.facts.each(|it| it == Tag::Other).take(2_000);
            let mut titles = elements.filter_map(|it| self.facts.dom.attribute(it, Name::Title));
            titles.find_map(|it| self.days(it).next())
        };
        first(false).or_else(|| first(true)).or_else(titled)
    }

    fn stated(&self) -> Option<Published> {
        let ld = |name: &str| {
            let article = self.facts.ld.article().and_then(|it| ld::words(it.get(name)?));
            article.or_else(|| self.facts.ld.of_page(name)).and_then(|it| self.field(&it))
        };
        let meta = |names: &[&str]| {
            names.iter().find_map(|name| self.field(self.facts.metas.first(&[name])?))
        };
        meta(PUBLISHED)
            .or_else(|| ld("datePublished"))
            .or_else(|| self.marked(&["datepublished", "pubdate", "datecreated"]))
            .or_else(|| self.time())
            .or_else(|| self.labelled())
            .or_else(|| meta(MADE))
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
        for name in [Name::Datetime, Name::Content, Name::Title] {
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
        let times = || self.facts.each(|it| it == Tag::Time).take(100);
        let headline = self.headline().unwrap_or_default();
        let own = times().filter(|it| !self.in_margin(*it));
        let own = own.filter_map(|it| Some((it.abs_diff(headline), self.element(it)?)));
        let own = own.min_by_key(|it| it.0).map(|it| it.1);
        own.or_else(|| times().find_map(|it| self.element(it)))
    }

    /// When the page was changed, as it says.
    pub(crate) fn modified(&self) -> Option<Published> {
        let article = self.facts.ld.article().and_then(|it| ld::words(it.get("dateModified")?));
        let ld = article.or_else(|| self.facts.ld.of_page("dateModified"));
        let meta = || MODIFIED.iter().find_map(|name| self.field(self.facts.metas.first(&[name])?));
        ld.and_then(|it| self.field(&it)).or_else(meta).or_else(|| self.marked(&["datemodified"]))
    }
}
