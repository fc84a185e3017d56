//! Where a page was saved from, as the programs that saved it say in a comment.

use crate::read::html::meta::is_address;

/// How far into the page such a comment is looked for.
const HEAD_BYTES: usize = 4 << 10;

/// What stands before the address: in the comments of browsers, of `SingleFile` and of `HTTrack`.
const MARKS: [&str; 3] = ["saved from url=(", "url: ", "Mirrored from "];

/// The address in the comment of whoever saved the page.
pub(crate) fn saved_from(html: &str) -> Option<String> {
    let head = html.get(..html.floor_char_boundary(HEAD_BYTES)).unwrap_or_default();
    head.split("<!--").skip(1).find_map(|it| {
        let comment = it.split("-->").next().unwrap_or_default();
        let (mark, rest) =
            MARKS.iter().find_map(|mark| comment.split_once(mark).map(|it| (*mark, it.1)))?;
        match mark {
            // The length of the address stands in brackets before it.
            "saved from url=(" => address(rest.split_once(')')?.1),
            "url: " if comment.contains("SingleFile") => address(rest),
            "Mirrored from " if comment.contains("HTTrack") => {
                let bare = rest.split(" by HTTrack").next().unwrap_or_default();
                address(&format!("http://{bare}"))
            }
            _ => None,
        }
    })
}

fn address(text: &str) -> Option<String> {
    let address = text.split_whitespace().next()?;
    is_address(address).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_tell_where_a_page_is_from() {
        for (html, expected) in [
            (
                "<!DOCTYPE html>\n<!-- saved from url=(0030)https://courier.example/ferry1 -->",
                Some("https://courier.example/ferry1"),
            ),
            (
                "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: \
                 https://courier.example/ferry \n saved date: Tue Dec 12 2023 \n-->",
                Some("https://courier.example/ferry"),
            ),
            (
                "<html><!-- Mirrored from courier.example/ferry by HTTrack Website Copier/3.x \
                 [XR&CO'2014], Mon, 11 Dec 2023 10:00:00 GMT -->",
                Some("http://courier.example/ferry"),
            ),
            ("<!-- the url: https://courier.example/ is ours -->", None),
            ("<!-- saved from url=(0014)about:internet -->", None),
            ("<!-- saved from url=", None),
            ("url: https://courier.example/", None),
        ] {
            assert_eq!(saved_from(html).as_deref(), expected, "{html}");
        }
    }
}
