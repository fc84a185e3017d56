//! What a page says of itself: title, byline, publisher, language, address, picture.

use serde_json::Value;

use crate::read::entity;
use crate::read::html::block::Blocks;
use crate::read::html::dom::Dom;
use crate::read::html::ld::{self, Ld};
use crate::read::html::prose::Found;
use crate::read::html::tag::{Name, Tag};

/// The named values of a page's `<meta>`, the names in lower case.
#[derive(Debug, Default)]
pub(crate) struct Metas(Vec<(String, String)>);

impl Metas {
    pub(crate) fn of(dom: &Dom) -> Metas {
        let mut metas = Vec::new();
        for (number, node) in (0_u32..).zip(&dom.nodes) {
            if node.tag != Tag::Meta {
                continue;
            }
            let Some(content) = dom.attribute(number, Name::Content) else { continue };
            let content = content.trim();
            if content.is_empty() {
                continue;
            }
            for name in [Name::Property, Name::Named, Name::Itemprop, Name::HttpEquiv] {
                if let Some(name) = dom.attribute(number, name) {
                    metas.push((name.trim().to_ascii_lowercase(), content.to_owned()));
                }
            }
        }
        Metas(metas)
    }

    /// The value of the first of `names` that is there.
    pub(crate) fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.iter().find(|it| it.0 == *name).map(|it| it.1.as_str()))
    }

    /// All values of the name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |it| it.0 == name).map(|it| it.1.as_str())
    }
}

/// Names of `<meta>` that give the author, and the language.
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "byl",
    "sailthru.author",
    "parsely-author",
    "cxenseparse:author",
    "citation_author",
    "og:article:author",
    "article:author_name",
    "article.author",
];
const LANGUAGES: &[&str] = &["og:locale", "content-language", "dc.language", "language"];

/// What all parts of the reading of a page look at.
pub(crate) struct Facts<'a> {
    pub(crate) dom: &'a Dom,
    pub(crate) metas: Metas,
    pub(crate) ld: Ld,
    pub(crate) address: Option<&'a str>,
}

/// One line of text: white space runs become one space.
pub(crate) fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// A value that may hold markup or references of its own, as one line.
pub(crate) fn plain(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return line(text);
    }
    let dom = Dom::parse(text);
    line(&dom.inner_text(0))
}

impl Facts<'_> {
    fn of_article(&self, name: &str) -> Option<String> {
        self.ld.article().and_then(|it| ld::words(it.get(name)?))
    }

    pub(crate) fn each(&self, wanted: impl Fn(Tag) -> bool) -> impl Iterator<Item = u32> {
        let nodes = (0_u32..).zip(&self.dom.nodes);
        nodes.filter(move |it| wanted(it.1.tag)).map(|it| it.0)
    }

    /// The text as JSON-LD has it, where the page shows much less of it.
    pub(crate) fn written_out(&self, found: Found) -> Found {
        let Some(text) = self.of_article("articleBody") else { return found };
        let marked = text.contains("</p>") || text.contains("<br");
        let text = if marked {
            let dom = Dom::parse(&text);
            let blocks = Blocks::of(&dom);
            blocks.all.iter().map(|it| blocks.text(it)).collect::<Vec<_>>().join("\n\n")
        } else {
            let mut plain = String::with_capacity(text.len());
            entity::decode(&text, &mut plain);
            let lines = plain.lines().map(line).filter(|it| !it.is_empty());
            lines.collect::<Vec<_>>().join("\n\n")
        };
        let chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if chars > 250 && chars / 2 > found.chars {
            return Found { body: text, chars, ..found };
        }
        found
    }

    /// The headline, without the name of the site.
    pub(crate) fn title(&self, site: Option<&str>) -> String {
        let headings: Vec<String> = self
            .each(|it| it == Tag::H1)
            .take(8)
            .map(|it| line(&self.dom.inner_text(it)))
            .filter(|it| it.len() > 3)
            .collect();
        let tag = self.each(|it| it == Tag::Title).next();
        let tag = tag.map(|it| line(self.dom.text(it))).unwrap_or_default();
        let site = site.map(folded).filter(|it| !it.is_empty());
        let host = self.address.map(host).map(folded_host).unwrap_or_default();
        let is_site = |text: &str| {
            let text = folded(text);
            !text.is_empty()
                && (site.as_deref().is_some_and(|it| it.contains(&text) || text.contains(it))
                    || (!host.is_empty() && text.contains(&host))
                    || (text.len() > 3 && host.contains(&text)))
        };
        let stated = [
            self.of_article("headline"),
            self.metas.first(&["og:title", "twitter:title"]).map(str::to_owned),
        ];
        let stated = stated.into_iter().flatten().map(|it| plain(&it));
        let mut stated = stated.filter(|it| it.len() > 3 && !is_site(it));
        if let Some(found) = stated.next() {
            return without_site(&found, &headings, &is_site);
        }
        let cut = without_site(&tag, &headings, &is_site);
        let only = headings.iter().find(|it| !is_site(it) && folded(&tag).contains(&folded(it)));
        if let Some(only) = only {
            return only.clone();
        }
        if cut.len() > 3 || headings.is_empty() { cut } else { headings[0].clone() }
    }

    /// Who wrote it.
    pub(crate) fn byline(&self) -> Option<String> {
        let authors = |name: &str| -> Option<Vec<String>> {
            let value: &Value = self.ld.article()?.get(name)?;
            let mut names = self.ld.names(value);
            for it in &mut names {
                *it = plain(it);
            }
            names.retain(|it| is_name(it));
            names.dedup();
            Some(names).filter(|it| !it.is_empty())
        };
        if let Some(names) = authors("author").or_else(|| authors("creator")) {
            return Some(names.join(", "));
        }
        for name in AUTHORS {
            let mut found: Vec<String> =
                self.metas.all(name).map(|it| by(&plain(it))).filter(|it| is_name(it)).collect();
            found.dedup();
            if !found.is_empty() {
                return Some(found.join(", "));
            }
        }
        self.byline_in_text()
    }

    fn byline_in_text(&self) -> Option<String> {
        let marked = |number: u32| {
            let has = |name: Name, word: &str| {
                let value = self.dom.attribute(number, name).unwrap_or_default();
                value.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(word))
            };
            has(Name::Itemprop, "author") || has(Name::Rel, "author")
        };
        let classed = |number: u32| {
            let class = self.dom.attribute(number, Name::Class).unwrap_or_default();
            let class = class.to_ascii_lowercase();
            class.split_ascii_whitespace().any(|it| {
                matches!(it, "byline" | "author" | "by-line" | "author-name" | "article-author")
                    || it.ends_with("__byline")
                    || it.ends_with("byline__name")
            })
        };
        let read = |number: u32| {
            let text = by(&line(&self.dom.inner_text(number)));
            Some(text).filter(|it| is_name(it))
        };
        let elements = || self.each(|it| it != Tag::Text && it != Tag::Meta);
        let found = elements().filter(|it| marked(*it)).take(20).find_map(read);
        found.or_else(|| elements().filter(|it| classed(*it)).take(20).find_map(read))
    }

    /// The name of the site or the newspaper.
    pub(crate) fn source(&self) -> Option<String> {
        let publisher = self.ld.article().and_then(|it| {
            self.ld.names(it.get("publisher")?).into_iter().find(|it| !it.is_empty())
        });
        let named = publisher.map(|it| plain(&it)).or_else(|| {
            const METAS: &[&str] =
                &["og:site_name", "dc.publisher", "publisher", "application-name", "cre"];
            self.metas.first(METAS).map(plain)
        });
        let named = named.filter(|it| !it.is_empty() && it.len() < 120 && !it.contains("://"));
        named.or_else(|| self.address.map(host).filter(|it| !it.is_empty()).map(str::to_owned))
    }

    /// The language that the page says it is in.
    pub(crate) fn language(&self) -> Option<String> {
        let root = self.each(|it| it == Tag::Html || it == Tag::Body);
        let stated = root
            .filter_map(|it| self.dom.attribute(it, Name::Lang))
            .find(|it| !it.trim().is_empty());
        let found = stated.map(str::to_owned).or_else(|| self.of_article("inLanguage"));
        let found = found.or_else(|| self.metas.first(LANGUAGES).map(str::to_owned))?;
        let tag = found.trim().replace('_', "-");
        let fits = |it: &str| {
            let main = it.split('-').next().unwrap_or_default();
            (2..=3).contains(&main.len())
                && it.len() <= 20
                && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
        };
        Some(tag).filter(|it| fits(it))
    }

    fn link(&self, rel: &str) -> Option<&str> {
        let links = self.each(|it| it == Tag::Link);
        let mut found = links.filter(|it| {
            let rels = self.dom.attribute(*it, Name::Rel).unwrap_or_default();
            rels.split_ascii_whitespace().any(|it| it.eq_ignore_ascii_case(rel))
        });
        found.find_map(|it| self.dom.attribute(it, Name::Href)).map(str::trim)
    }

    /// The address that the page gives as its own.
    pub(crate) fn canonical(&self) -> Option<String> {
        let stated = self.link("canonical").filter(|it| is_address(it)).map(str::to_owned);
        let meta = || self.metas.first(&["og:url", "twitter:url"]).map(str::to_owned);
        let stated = stated.or_else(|| meta().filter(|it| is_address(it)));
        stated.or_else(|| self.of_article("url").filter(|it| is_address(it)))
    }

    /// Where the picture that leads the article lies.
    pub(crate) fn image(&self) -> Option<String> {
        const METAS: &[&str] = &["og:image", "og:image:url", "twitter:image", "twitter:image:src"];
        let meta = self.metas.first(METAS).map(str::to_owned);
        let found = meta.or_else(|| self.of_article("image"));
        let found = found.or_else(|| self.link("image_src").map(str::to_owned))?;
        Some(absolute(&found, self.address)).filter(|it| is_address(it))
    }
}

pub(crate) fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|it| it.len() > 3 && !it.contains(char::is_whitespace)) && text.len() < 2_000
}

/// `link` as it is seen from the page at `base`.
fn absolute(link: &str, base: Option<&str>) -> String {
    let link = link.trim();
    let Some((scheme, rest)) = base.and_then(|it| it.split_once("://")) else {
        return link.strip_prefix("//").map_or(link.to_owned(), |it| format!("https://{it}"));
    };
    if link.contains("://") {
        return link.to_owned();
    }
    if let Some(rest) = link.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    let host = rest.split('/').next().unwrap_or(rest);
    if link.starts_with('/') {
        return format!("{scheme}://{host}{link}");
    }
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let folder = path.rsplit_once('/').map_or(path, |it| it.0);
    format!("{scheme}://{folder}/{link}")
}

/// `www.` and the scheme taken off, and all that follows the name.
pub(crate) fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |it| it.1);
    let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    host.strip_prefix("www.").unwrap_or(host)
}

fn folded_host(host: &str) -> String {
    let mut parts: Vec<&str> = host.split('.').collect();
    parts.pop();
    folded(parts.iter().max_by_key(|it| it.len()).copied().unwrap_or_default())
}

/// Letters and digits alone, in lower case.
pub(crate) fn folded(text: &str) -> String {
    text.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What stands between a headline and the name of its site.
const MARKS: &[&str] =
    &[" | ", " - ", " – ", " — ", " » ", " « ", " · ", " :: ", " • ", " / ", " : "];

/// Cuts the site's name, or a section's, off either end of a title.
fn without_site(title: &str, headings: &[String], is_site: &dyn Fn(&str) -> bool) -> String {
    if headings.iter().any(|it| it == title) {
        return title.to_owned();
    }
    let mut title = title;
    for _ in 0..3 {
        let last = MARKS.iter().filter_map(|mark| title.rfind(mark).map(|at| (at, *mark))).max();
        let first = MARKS.iter().filter_map(|mark| title.find(mark).map(|at| (at, *mark))).min();
        let (Some((end, mark)), Some((start, opening))) = (last, first) else { break };
        let head = title.get(..end).unwrap_or_default();
        let tail = title.get(end + mark.len()..).unwrap_or_default();
        let lead = title.get(..start).unwrap_or_default();
        let rest = title.get(start + opening.len()..).unwrap_or_default();
        if headings.iter().any(|it| it == head) || (is_site(tail) && head.len() > 3) {
            title = head;
        } else if headings.iter().any(|it| it == rest) || (is_site(lead) && rest.len() > 3) {
            title = rest;
        } else if tail.len() * 3 < head.len() && matches!(mark, " | " | " » " | " :: ") {
            title = head;
        } else {
            break;
        }
    }
    title.trim().to_owned()
}

/// `By Jane Doe` is Jane Doe.
fn by(text: &str) -> String {
    const WORDS: &[&str] =
        &["by ", "von ", "par ", "por ", "di ", "written by ", "posted by ", "author: ", "autor: "];
    let lower = text.to_lowercase();
    let opening = WORDS.iter().filter(|it| lower.starts_with(**it)).map(|it| it.len()).max();
    let text = opening.and_then(|it| text.get(it..)).unwrap_or(text);
    text.trim_matches([' ', ',', '|', '·', ':', '-', '–']).to_owned()
}

/// Whether it can be what people who write are called.
fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 120
        && !text.contains("://")
        && !text.starts_with("www.")
        && text.chars().any(char::is_alphabetic)
        && text.chars().filter(char::is_ascii_digit).count() < 4
        && text.split_whitespace().count() <= 14
}
