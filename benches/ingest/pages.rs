//! Articles as web pages: a file each, with as much around the text as news sites have.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// So many articles become pages.
const PAGES: usize = 1_000;

/// So many links lead elsewhere, before the article and after it.
const LINKS: usize = 150;

/// A script of so many statements stands in the head.
const STATEMENTS: usize = 500;

/// Writes the first articles of `corpus` to a folder.
pub(crate) fn write(corpus: &Path, folder: &Path) {
    fs::create_dir(folder).unwrap();
    let lines = BufReader::new(fs::File::open(corpus).unwrap()).lines();
    for (number, line) in lines.take(PAGES).enumerate() {
        let row: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let text = |name: &str| row[name].as_str().unwrap_or_default().replace('<', "&lt;");
        let mut page = format!(
            "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{}</title>\n<script>\n",
            text("title")
        );
        for statement in 0..STATEMENTS {
            writeln!(page, "window.state[{statement}] = 'slot-{statement}-{number}';").unwrap();
        }
        let links = |page: &mut String, kind: &str| {
            write!(page, "<div class=\"{kind}\"><ul>").unwrap();
            for link in 0..LINKS {
                write!(page, "<li class=\"item\"><a href=\"/{kind}/{link}\">More {link}</a></li>")
                    .unwrap();
            }
            writeln!(page, "</ul></div>").unwrap();
        };
        page.push_str("</script></head><body>");
        links(&mut page, "nav");
        writeln!(page, "<article><h1>{}</h1>", text("title")).unwrap();
        for paragraph in text("body").split("\n\n") {
            writeln!(page, "<p>{paragraph}</p>").unwrap();
        }
        page.push_str("</article>");
        links(&mut page, "related");
        page.push_str("<footer>About this site</footer></body></html>\n");
        fs::write(folder.join(format!("{number:04}.html")), page).unwrap();
    }
}
