//! Short lines that pages put into their articles and nobody counts as text.

/// A longer line is text, whatever it says.
const LINE_BYTES_MAX: usize = 130;

/// What such lines start with.
const OPENINGS: &[&str] = &[
    "(c) ",
    "(credit",
    "(foto",
    "(photo",
    "about the author",
    "advertisement",
    "advertising",
    "all rights reserved",
    "also read",
    "also see",
    "click here",
    "click to",
    "comments",
    "continue reading",
    "copyright",
    "credit:",
    "do you want to be informed",
    "download the",
    "e-mail this",
    "email this",
    "explore further",
    "file photo",
    "filed under",
    "follow @",
    "follow us",
    "for more information, visit",
    "get the latest",
    "getty images",
    "image caption",
    "image copyright",
    "image source",
    "image:",
    "join our",
    "last modified",
    "last updated",
    "leave a comment",
    "leave a reply",
    "like us on",
    "loading",
    "media caption",
    "more from",
    "more on this",
    "more stories",
    "originally published",
    "photo by",
    "photo credit",
    "photo:",
    "photograph by",
    "photos:",
    "picture:",
    "posted by",
    "posted in",
    "posted on",
    "print this",
    "read also",
    "read more",
    "read next",
    "read:",
    "recommended",
    "related",
    "report this ad",
    "scroll to continue",
    "see also",
    "share on",
    "share this",
    "sign me up",
    "sign up",
    "skip advertisement",
    "source:",
    "sponsored",
    "story continues",
    "submit your",
    "subscribe",
    "support our journalism",
    "tagged",
    "tags:",
    "this article was originally",
    "topics:",
    "updated:",
    "watch:",
    "watch now",
    "you may also like",
    "you might also like",
    "©",
    // German
    "aktualisiert",
    "anzeige",
    "auch interessant",
    "bild:",
    "bildquelle",
    "das könnte",
    "das könnte sie auch",
    "das thema könnte",
    "drucken",
    "externer inhalt",
    "foto:",
    "fotos:",
    "gefällt mir",
    "inhaltsverzeichnis",
    "kommentare",
    "kontakt:",
    "lesen sie auch",
    "lesen sie hier",
    "lesen sie mehr",
    "lesetipp",
    "mehr dazu",
    "mehr themen",
    "mehr zu",
    "mehr zum thema",
    "passend dazu",
    "publiziert",
    "quelle:",
    "schlagwörter",
    "stand:",
    "teilen",
    "verwandte",
    "veröffentlicht",
    "weitere artikel",
    "weitere beiträge",
    "weitere informationen",
    "weitere infos",
    "weitere inhalte",
    "weitere themen",
    "weiterführende",
    "weiterlesen",
    "werbung",
    "wird geladen",
    "zum weiterlesen",
    "ähnliche",
    "über den autor",
    "über die autorin",
    // French
    "abonnez-vous",
    "a lire aussi",
    "crédit photo",
    "image illustrative",
    "inscrivez-vous",
    "lire aussi",
    "publicité",
    "publié le",
    "vous aimerez aussi",
    "à lire aussi",
    "à voir aussi",
    // Spanish, Portuguese, Italian
    "fuente:",
    "fonte:",
    "lea también",
    "lea además",
    "leer más",
    "le puede interesar",
    "te puede interesar",
    "leggi anche",
    "leia mais",
    "leia também",
    "más sobre",
    "pubblicità",
    "publicidad",
    "publicidade",
    "suscríbete",
    "temas",
    "veja também",
    "ver también",
    "vea también",
    "síguenos",
    "mira también",
    // Dutch, Polish
    "advertentie",
    "czytaj także",
    "czytaj też",
    "lees ook",
    "lees verder",
    "reklama",
    "zobacz także",
    "zobacz też",
];

/// What opens the part of a page that follows the article.
const ENDINGS: &[&str] = &[
    "about the author",
    "comments",
    "das könnte sie auch interessieren",
    "kommentare",
    "leave a comment",
    "leave a reply",
    "more from",
    "more stories",
    "over de auteur",
    "read next",
    "recommended",
    "related",
    "vous aimerez aussi",
    "you may also like",
    "you might also like",
    "ähnliche artikel",
    "ähnliche beiträge",
    "über den autor",
    "über die autorin",
];

/// Whether a short line is of the page and not of the article.
pub(crate) fn is_boilerplate(text: &str) -> bool {
    if text.len() > LINE_BYTES_MAX {
        return false;
    }
    let lower = text.to_lowercase();
    let lower = lower.trim_start_matches(|it: char| !it.is_alphanumeric() && !"(©".contains(it));
    OPENINGS.iter().any(|it| lower.starts_with(it)) || is_date(lower)
}

/// Whether a short line says that the article is over.
pub(crate) fn is_ending(text: &str) -> bool {
    if text.len() > 60 {
        return false;
    }
    let lower = text.to_lowercase();
    ENDINGS.iter().any(|it| lower.starts_with(it))
}

/// Whether a line is little more than a date or a time.
fn is_date(line: &str) -> bool {
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    let letters = line.chars().filter(|it| it.is_alphabetic()).count();
    line.len() < 50 && (5..=14).contains(&digits) && letters <= 20 && letters <= 3 * digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        assert!(is_boilerplate("Read more: all about floods"));
        assert!(is_boilerplate("03.04.2020, 12:35"));
        assert!(is_boilerplate("» Lesen Sie auch: Die Flut"));
        assert!(!is_boilerplate("Nobody slept."));
        assert!(!is_boilerplate("In 1947 the river rose by two metres in 24 hours."));
        assert!(is_ending("Related articles") && !is_ending("The relatives came."));
    }
}
