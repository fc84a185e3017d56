//! WordPress exports (WXR): posts and pages that were published.

use std::io::BufRead;

use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::Desk;
use crate::read::feed;
use crate::read::markup;
use crate::read::xml::{self, Element};

/// The reader of WordPress exports.
pub(crate) struct Wxr;

impl Reader for Wxr {
    fn name(&self) -> &'static str {
        "wxr"
    }

    fn about(&self) -> &'static str {
        "WordPress exports: published posts and pages; drafts and attachments are passed over"
    }

    fn sniff(&self, _path: &str, head: &[u8]) -> bool {
        xml::root(head).is_some_and(|(name, tag)| {
            name.eq_ignore_ascii_case("rss") && tag.contains("wordpress.org/export/")
        })
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        desk.records(input, feed::is_item, &mut |desk, item, around| {
            let said = |name: &str| item.child(name).and_then(Element::said).unwrap_or_default();
            let (kind, status) = (said("wp:post_type"), said("wp:status"));
            if !matches!(kind.as_str(), "" | "post" | "page" | "article") {
                desk.odd(&format!("passed over: a WordPress {kind}"));
                return Ok(());
            }
            if !matches!(status.as_str(), "" | "publish" | "inherit" | "future") {
                desk.odd(&format!("passed over: a post that is not published ({status})"));
                return Ok(());
            }
            let mut article = feed::article(desk, &item, around);
            if let Some(content) = item.child("content:encoded") {
                article.body = markup::text(&paragraphs(&shortcodes(&content.raw())));
            }
            if let Some(name) = article.byline.take() {
                article.byline = Some(author(&name, around).unwrap_or(name));
            }
            if article.published.is_none() {
                let dates = ["wp:post_date_gmt", "wp:post_date"].map(said);
                desk.date(&mut article, dates.iter().map(String::as_str));
            }
            article.extra.retain(|it| it.0 != "content:encoded" && it.0 != "wp:postmeta");
            desk.give(article)
        })?;
        desk.end();
        Ok(())
    }
}

/// WordPress makes paragraphs of blank lines when it shows a post.
fn paragraphs(text: &str) -> String {
    text.replace("\r\n", "\n").replace("\n\n", "<p>").replace('\n', "<br>")
}

/// So many codes that are closed again are looked for in one post.
const CLOSED_MAX: usize = 200;

/// The text without `[gallery ids="1,2"]` and the like; what stands between two of them stays.
fn shortcodes(text: &str) -> String {
    let closed: Vec<&str> = text
        .split("[/")
        .skip(1)
        .filter_map(|it| it.split_once(']'))
        .map(|it| it.0)
        .filter(|it| it.len() <= 30)
        .take(CLOSED_MAX)
        .collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'[', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let taken = shortcode(rest, &closed);
        match taken {
            0 => out.push('['),
            // What stands under a picture is no part of the sentence after it.
            _ if rest.starts_with("[/caption") => out.push_str("\n\n"),
            _ => {}
        }
        rest = rest.get(taken.max(1)..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The length of the code at the start of `text`; 0 where it is a mere bracket.
fn shortcode(text: &str, closed: &[&str]) -> usize {
    const CODES: &[&str] = &[
        "gallery",
        "caption",
        "embed",
        "audio",
        "video",
        "playlist",
        "vc_",
        "et_pb",
        "youtube",
        "tweet",
        "instagram",
        "contact-form",
        "wp_",
        "su_",
    ];
    let inner = text.get(1..).unwrap_or_default();
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let name = inner.split([' ', ']', '/']).next().unwrap_or_default();
    if !CODES.iter().any(|it| inner.starts_with(it)) && !closed.contains(&name) {
        return 0;
    }
    let bytes = text.as_bytes();
    let bytes = bytes.get(..2_000).unwrap_or(bytes);
    memchr::memchr(b']', bytes).map_or(0, |end| end + 1)
}

/// The name that the export gives to a login.
fn author(login: &str, around: &[Element]) -> Option<String> {
    let authors = around.iter().flat_map(Element::children).filter(|it| it.is("wp:author"));
    let same = |it: &&Element| {
        it.child("wp:author_login").and_then(Element::said).as_deref() == Some(login)
    };
    let found = authors.into_iter().find(same)?;
    found.child("wp:author_display_name").and_then(Element::said)
}
