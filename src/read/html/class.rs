//! What the names that authors of pages give to their elements say about them.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::read::html::dom::Dom;
use crate::read::html::tag::{Name, Tag};

/// What is known of an element by its names; a set of bits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Kind(pub(crate) u16);

impl Kind {
    /// Navigation, advertising, what the site says on every page.
    pub(crate) const JUNK: Kind = Kind(1);
    /// What readers wrote.
    pub(crate) const COMMENT: Kind = Kind(2);
    /// Date, byline, tags: of the article, not in its text.
    pub(crate) const LABEL: Kind = Kind(4);
    /// The text of an article, for sure.
    pub(crate) const TEXT: Kind = Kind(8);
    /// The part of the page that is its own.
    pub(crate) const CONTENT: Kind = Kind(16);
    /// Not to be seen.
    pub(crate) const HIDDEN: Kind = Kind(32);
    /// Teasers of other articles.
    pub(crate) const TEASER: Kind = Kind(64);
    /// A date, said to be one.
    pub(crate) const DATE: Kind = Kind(128);
    /// What asks readers to pay.
    pub(crate) const PAYWALL: Kind = Kind(256);

    pub(crate) fn has(self, other: Kind) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Kind) {
        self.0 |= other.0;
    }
}

/// Words in classes and ids, `_` as `-`, each class with a space on either side.
const WORDS: &[(Kind, &[&str])] = &[
    (
        Kind::JUNK,
        &[
            "footer",
            "sidebar",
            "side-bar",
            "breadcrumb",
            "brotkrume",
            "cookie",
            "consent",
            "gdpr",
            "dsgvo",
            "newsletter",
            "subscrib",
            "social",
            "sociable",
            "syndication",
            " share",
            "-share",
            "sharing",
            "sharedaddy",
            "share-",
            "shareb",
            "sharet",
            "addthis",
            "addtoany",
            "a2a-",
            "taboola",
            "outbrain",
            "criteo",
            " promo-",
            " promo ",
            "-promo ",
            "-promo-",
            "promobox",
            "promotion",
            "sponsor",
            " ad ",
            " ads ",
            " ad-",
            "-ad ",
            "-ads ",
            "-ad-",
            " ads-",
            "advert",
            "adsense",
            "anzeige",
            "werbung",
            "banner",
            "popup",
            "modal",
            "overlay",
            "lightbox",
            "widget",
            "toolbar",
            "pagination",
            "pagenav",
            " pager",
            "-pager",
            "paginator",
            " nav ",
            " nav-",
            "-nav ",
            "-nav-",
            "subnav",
            "navigation",
            "navbar",
            "navlist",
            "navi ",
            "navbox",
            "menu",
            "login",
            "signup",
            "sign-up",
            "signin",
            "register",
            " rating",
            "-rating",
            "ratings",
            "dropdown",
            "masthead",
            "skip-link",
            "skiplink",
            "skip-to",
            "screen-reader",
            "screenreader",
            "sr-only",
            "visually-hidden",
            "visuallyhidden",
            "noprint",
            "no-print",
            "disclaimer",
            "copyright",
            "impressum",
            "attachment",
            "user-info",
            "user-profile",
            "search",
            "suche",
            " poll ",
            " rss ",
            "feedback",
            "donat",
            "-icon ",
            "tooltip",
            "action-bar",
            "actionbar",
            "toggle",
            "expand",
            "carousel",
            "slideshow",
            "gallery-",
            "infoline",
            "message-container",
            "zendeskform",
            "permission",
            "viewport",
            "mw-editsection",
            "printfooter",
            "catlinks",
            " reference",
            "-references",
            "contact-form",
            "wpcf7",
            " jp-",
            "dpsp-",
            "wp-socializer",
            "ssba",
            " hatom-extra",
            "author-box",
            "authorbox",
            "author-bio",
            "authorbio",
            "about-author",
            "about-the-author",
            "author-info",
            "author-desc",
            "bio-box",
            "post-author",
            "embed",
        ],
    ),
    (
        Kind::COMMENT,
        &[
            " comment",
            "-comment",
            "comments",
            "commentlist",
            "kommentar",
            "disqus",
            "respond",
            "discussion",
            "livefyre",
            "replies",
            "trackback",
            "pingback",
        ],
    ),
    (
        Kind::LABEL,
        &[
            "byline",
            "timestamp",
            "post-meta",
            "postmeta",
            "entry-meta",
            "entrymeta",
            "article-meta",
            "articlemeta",
            "article-info",
            "meta-info",
            "postmetadata",
            " meta ",
            "-meta ",
            " metadata",
            "-metadata",
            "post-info",
            "entry-info",
            "postinfo",
            "post-date",
            "entry-date",
            "entry-utility",
            "post-footer",
            "post-tags",
            "tag-list",
            "taglist",
            "tagcloud",
            "-tags ",
            " tags ",
            "tags-links",
            " tags-",
            "cat-links",
            "caption",
            "bildunterschrift",
            "credit",
            " kicker",
            "-kicker",
            "dachzeile",
            "permalink",
            "article-date",
            "date-header",
            "published",
            "pubdate",
            "pub-date",
            "posted-on",
            "author-name",
            "article-author",
            "article-tools",
            "articletools",
            "story-tools",
            "read-time",
            "reading-time",
            "headline",
        ],
    ),
    (
        Kind::TEASER,
        &[
            "related",
            "recirc",
            "recommend",
            "teaser",
            "most-read",
            "mostread",
            "most-popular",
            "mostpopular",
            "popular",
            "trending",
            "read-more",
            "readmore",
            "more-stories",
            "morestories",
            "more-news",
            "more-from",
            "also-read",
            "alsoread",
            "see-also",
            "read-also",
            "readalso",
            "next-article",
            "next-post",
            "prev-post",
            "previous-post",
            "post-nav",
            "yarpp",
            "latest-news",
            "latest-posts",
            "recent-posts",
            "recentposts",
            "top-stories",
            "topstories",
            "-stories ",
            "similar",
            "linklist",
            "link-list",
            "further-reading",
            "weiterlesen",
            "mehr-zum",
            "factbox",
            "inline-story",
            "suggest",
        ],
    ),
    (
        Kind::TEXT,
        &[
            "articlebody",
            "article-body",
            "articletext",
            "article-text",
            "articlecontent",
            "article-content",
            "article--content",
            "article--body",
            "article__body",
            "article__content",
            "entry-content",
            "entrycontent",
            "entry-body",
            "entrybody",
            "entrytext",
            "entry-text",
            "post-content",
            "postcontent",
            "post-body",
            "postbody",
            "post-text",
            "posttext",
            "post-entry",
            "postentry",
            "story-body",
            "storybody",
            "story-content",
            "storycontent",
            "story-text",
            "storytext",
            "body-text",
            "bodytext",
            "body-copy",
            "bodycopy",
            "news-text",
            "newstext",
            "news-content",
            "newscontent",
            "news-body",
            "single-content",
            "singlecontent",
            "blog-content",
            "blogpost-content",
            "td-post-content",
            "article-main",
            "article-copy",
            "art-postcontent",
            "text-content",
            "the-content",
            "contenttext",
            "maincontent-text",
            "detail-text",
            "rich-text",
            "richtext",
            "wysiwyg",
            "page-content",
            "mw-parser-output",
            "mw-content-text",
        ],
    ),
    (
        Kind::CONTENT,
        &[
            " content ",
            "maincontent",
            "main-content",
            "content-main",
            "contentmain",
            "-content ",
            " content-",
            " article ",
            "article-",
            " story ",
            " post ",
            " post-",
            " entry ",
            " hentry ",
            " main ",
            " blog",
            "singlepost",
            "single-post",
            " text ",
            "column-content",
            "theme-content",
        ],
    ),
    (
        Kind::DATE,
        &[
            "date", "datum", "time", "publish", "posted", "byline", "pubdate", "meta", "created",
            "fecha", "data-pub", "info",
        ],
    ),
    (Kind::PAYWALL, &["paywall", "pay-wall", "premium-block", "subscriber-only", "piano-"]),
];

static FINDER: LazyLock<Option<(AhoCorasick, Vec<Kind>)>> = LazyLock::new(|| {
    let words = WORDS.iter().flat_map(|(kind, words)| words.iter().map(move |it| (*kind, *it)));
    let (kinds, words): (Vec<Kind>, Vec<&str>) = words.unzip();
    let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(words).ok()?;
    Some((finder, kinds))
});

/// What the names of each element say of it.
pub(crate) fn kinds(dom: &Dom) -> Vec<Kind> {
    let mut known = HashMap::new();
    (0_u32..)
        .zip(&dom.nodes)
        .map(|(number, node)| kind(dom, number, node.tag, &mut known))
        .collect()
}

/// What an element is. `known` is what the names of others said: a page gives the same to many.
fn kind<'d>(dom: &'d Dom, node: u32, tag: Tag, known: &mut HashMap<&'d str, Kind>) -> Kind {
    let mut kind = Kind::default();
    if matches!(tag, Tag::Text | Tag::Meta | Tag::Script | Tag::Link | Tag::Root) {
        return kind;
    }
    // A kit that builds pages calls every part of them a widget.
    let built = dom.attribute(node, Name::Class).is_some_and(|it| it.contains("elementor-widget"));
    if built {
        return kind;
    }
    for attribute in [Name::Class, Name::Id, Name::DataTestid, Name::Itemprop] {
        if let Some(names) = dom.attribute(node, attribute) {
            kind.add(*known.entry(names).or_insert_with(|| said_by(names)));
        }
    }
    match dom.attribute(node, Name::Role).unwrap_or_default() {
        "navigation" | "complementary" | "banner" | "contentinfo" | "search" | "dialog"
        | "menu" | "menubar" | "alert" | "toolbar" | "tablist" | "form" => kind.add(Kind::JUNK),
        "main" | "article" => kind.add(Kind::CONTENT),
        _ => {}
    }
    match tag {
        Tag::Nav | Tag::Footer | Tag::Aside => kind.add(Kind::JUNK),
        Tag::Figcaption | Tag::Caption => kind.add(Kind::LABEL),
        Tag::Article | Tag::Main => kind.add(Kind::CONTENT),
        Tag::Time => kind.add(Kind::DATE),
        _ => {}
    }
    let hidden = dom.attribute(node, Name::Hidden).is_some()
        || dom.attribute(node, Name::AriaHidden) == Some("true")
        || dom.attribute(node, Name::Style).is_some_and(is_hiding);
    if hidden {
        kind.add(Kind::HIDDEN);
    }
    kind
}

/// What the names in the value of an attribute say.
fn said_by(names: &str) -> Kind {
    let mut kind = Kind::default();
    let Some((finder, kinds)) = &*FINDER else { return kind };
    let names = names.get(..300).unwrap_or(names).chars().map(|it| match it {
        '_' => '-',
        it if it.is_ascii_whitespace() => ' ',
        it => it.to_ascii_lowercase(),
    });
    let names: String = [' '].into_iter().chain(names).chain([' ']).collect();
    for found in finder.find_overlapping_iter(&names) {
        if let Some(found) = kinds.get(found.pattern().as_usize()) {
            kind.add(*found);
        }
    }
    kind
}

fn is_hiding(style: &str) -> bool {
    let plain: String =
        style.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_lowercase()).collect();
    plain.contains("display:none") || plain.contains("visibility:hidden")
}
