//! The elements and attributes that matter, by name.

/// An element; what has no row of its own is `Other`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u8)]
pub(crate) enum Tag {
    Root,
    Text,
    Other,
    A,
    Address,
    Article,
    Aside,
    Blockquote,
    Body,
    Br,
    Button,
    Canvas,
    Caption,
    Center,
    Dd,
    Div,
    Dl,
    Dt,
    Fieldset,
    Figcaption,
    Figure,
    Footer,
    Form,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Head,
    Header,
    Hr,
    Html,
    Iframe,
    Img,
    Input,
    Label,
    Li,
    Link,
    Main,
    Meta,
    Nav,
    Noscript,
    Object,
    Ol,
    Option,
    P,
    Pre,
    /// How a word is read, set above it.
    Ruby,
    Script,
    Section,
    Select,
    Style,
    Sup,
    Svg,
    Table,
    Tbody,
    Td,
    Template,
    Textarea,
    Tfoot,
    Th,
    Thead,
    Time,
    Title,
    Tr,
    Ul,
    Video,
    Void,
}

/// How many tags there are.
pub(crate) const TAGS: usize = Tag::Void as usize + 1;

impl Tag {
    /// The tag called `name`, which is in lower case.
    pub(crate) fn named(name: &[u8]) -> Tag {
        match name {
            b"a" => Tag::A,
            b"address" => Tag::Address,
            b"article" => Tag::Article,
            b"aside" => Tag::Aside,
            b"blockquote" => Tag::Blockquote,
            b"body" => Tag::Body,
            b"br" => Tag::Br,
            b"button" => Tag::Button,
            b"canvas" => Tag::Canvas,
            b"caption" => Tag::Caption,
            b"center" => Tag::Center,
            b"dd" => Tag::Dd,
            b"details" | b"hgroup" | b"search" | b"summary" | b"dialog" => Tag::Div,
            b"div" => Tag::Div,
            b"dl" => Tag::Dl,
            b"dt" => Tag::Dt,
            b"fieldset" => Tag::Fieldset,
            b"figcaption" => Tag::Figcaption,
            b"figure" => Tag::Figure,
            b"footer" => Tag::Footer,
            b"form" => Tag::Form,
            b"h1" => Tag::H1,
            b"h2" => Tag::H2,
            b"h3" => Tag::H3,
            b"h4" => Tag::H4,
            b"h5" => Tag::H5,
            b"h6" => Tag::H6,
            b"head" => Tag::Head,
            b"header" => Tag::Header,
            b"hr" => Tag::Hr,
            b"html" => Tag::Html,
            b"iframe" | b"noembed" | b"noframes" | b"xmp" => Tag::Iframe,
            b"img" | b"image" => Tag::Img,
            b"input" => Tag::Input,
            b"label" => Tag::Label,
            b"li" => Tag::Li,
            b"link" => Tag::Link,
            b"main" => Tag::Main,
            b"menu" | b"ul" | b"dir" => Tag::Ul,
            b"meta" => Tag::Meta,
            b"nav" => Tag::Nav,
            b"noscript" => Tag::Noscript,
            b"object" => Tag::Object,
            b"ol" => Tag::Ol,
            b"option" | b"optgroup" => Tag::Option,
            b"p" => Tag::P,
            b"pre" | b"listing" => Tag::Pre,
            b"rt" | b"rp" => Tag::Ruby,
            b"script" => Tag::Script,
            b"section" => Tag::Section,
            b"select" | b"datalist" => Tag::Select,
            b"style" => Tag::Style,
            b"sup" => Tag::Sup,
            b"svg" | b"math" => Tag::Svg,
            b"table" => Tag::Table,
            b"tbody" => Tag::Tbody,
            b"td" => Tag::Td,
            b"template" => Tag::Template,
            b"textarea" => Tag::Textarea,
            b"tfoot" => Tag::Tfoot,
            b"th" => Tag::Th,
            b"thead" => Tag::Thead,
            b"time" | b"relative-time" | b"time-ago" => Tag::Time,
            b"title" => Tag::Title,
            b"tr" => Tag::Tr,
            b"video" | b"audio" => Tag::Video,
            b"area" | b"base" | b"col" | b"embed" | b"param" | b"source" | b"track" | b"wbr" => {
                Tag::Void
            }
            _ => Tag::Other,
        }
    }

    /// Whether the element has no content.
    pub(crate) fn is_void(self) -> bool {
        matches!(
            self,
            Tag::Br | Tag::Hr | Tag::Img | Tag::Input | Tag::Link | Tag::Meta | Tag::Void
        )
    }

    /// Whether what the element holds is not markup.
    pub(crate) fn is_raw(self) -> bool {
        matches!(self, Tag::Script | Tag::Style | Tag::Textarea | Tag::Title | Tag::Iframe)
    }

    /// Whether the element belongs in the head of a page.
    pub(crate) fn is_head(self) -> bool {
        matches!(
            self,
            Tag::Link
                | Tag::Meta
                | Tag::Noscript
                | Tag::Script
                | Tag::Style
                | Tag::Template
                | Tag::Title
                | Tag::Void
        )
    }

    /// Whether text before and after the element's edges is apart.
    pub(crate) fn is_block(self) -> bool {
        !matches!(
            self,
            Tag::A
                | Tag::Br
                | Tag::Button
                | Tag::Img
                | Tag::Input
                | Tag::Label
                | Tag::Other
                | Tag::Ruby
                | Tag::Sup
                | Tag::Svg
                | Tag::Text
                | Tag::Time
                | Tag::Void
                | Tag::Script
                | Tag::Style
                | Tag::Noscript
                | Tag::Template
                | Tag::Meta
                | Tag::Link
                | Tag::Canvas
                | Tag::Object
                | Tag::Iframe
        )
    }

    /// Whether the element closes an open paragraph.
    pub(crate) fn ends_paragraph(self) -> bool {
        self.is_block()
            && !matches!(
                self,
                Tag::Td | Tag::Th | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Caption
            )
            && !matches!(self, Tag::Option | Tag::Select | Tag::Textarea | Tag::Video | Tag::Title)
    }

    pub(crate) fn is_heading(self) -> bool {
        matches!(self, Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6)
    }
}

/// An attribute that is kept.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Name {
    Class,
    Content,
    Datetime,
    Hidden,
    Href,
    Id,
    Itemprop,
    Lang,
    Named,
    Property,
    Rel,
    Role,
    Src,
    Style,
    Title,
    Type,
    AriaHidden,
    DataTestid,
    HttpEquiv,
    Alt,
}

impl Name {
    /// The attribute called `name`, which is in lower case; `None` where it is not kept.
    pub(crate) fn named(name: &[u8]) -> Option<Name> {
        Some(match name {
            b"class" => Name::Class,
            b"content" => Name::Content,
            b"datetime" => Name::Datetime,
            b"hidden" => Name::Hidden,
            b"href" => Name::Href,
            b"id" => Name::Id,
            b"itemprop" => Name::Itemprop,
            b"lang" | b"xml:lang" => Name::Lang,
            b"name" => Name::Named,
            b"property" => Name::Property,
            b"rel" => Name::Rel,
            b"role" => Name::Role,
            b"src" => Name::Src,
            b"style" => Name::Style,
            b"title" => Name::Title,
            b"type" => Name::Type,
            b"aria-hidden" => Name::AriaHidden,
            b"data-testid" | b"data-component" | b"data-component-name" => Name::DataTestid,
            b"http-equiv" => Name::HttpEquiv,
            b"alt" => Name::Alt,
            _ => return None,
        })
    }
}
