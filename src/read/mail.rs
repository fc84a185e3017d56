//! Mail: one message (EML) or a box of them (mbox), as newsletters are kept.

use std::io::BufRead;

use mail_parser::{Addr, DateTime, Message, MessageParser, PartType, Received};

use crate::article::Article;
use crate::error::Result;
use crate::read::Options;
use crate::read::Reader;
use crate::read::Sink;
use crate::read::desk::{Desk, fingerprint};
use crate::read::line::{Line, Lines};
use crate::read::markup;
use crate::text::lossy;

/// The reader of mail.
pub(crate) struct Mail;

/// Attachments make a message larger than its text.
const MESSAGE_GROWTH: usize = 4;

/// A text part with less than this share of the HTML's text only says "see the HTML".
const TEXT_SHARE: usize = 4;

/// The headers that list managers and newsletters write, kept as source fields.
const KEPT: &[&str] = &[
    "List-Id",
    "List-Unsubscribe",
    "List-Archive",
    "List-Post",
    "List-Help",
    "Archived-At",
    "Reply-To",
    "In-Reply-To",
    "Keywords",
    "X-Mailer",
    "X-Campaign",
    "Feedback-ID",
];

impl Reader for Mail {
    fn name(&self) -> &'static str {
        "mail"
    }

    fn about(&self) -> &'static str {
        "mail: EML and mbox; text or HTML part, date, list headers"
    }

    fn takes_bytes(&self) -> bool {
        true
    }

    fn sniff(&self, path: &str, head: &[u8]) -> bool {
        is_box(head) || is_message(path, head)
    }

    fn read(
        &self,
        path: &str,
        input: &mut dyn BufRead,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut desk = Desk::new(path, options, sink);
        let bytes_max = options.article_bytes_max.saturating_mul(MESSAGE_GROWTH);
        if !is_box(input.fill_buf()?) {
            let Some(bytes) = desk.whole(input, bytes_max)? else { return Ok(()) };
            desk.begin(None);
            return message(&mut desk, &bytes);
        }
        let mut lines = Lines::new(input, bytes_max);
        let mut bytes = Vec::new();
        let (mut start, mut blank, mut too_long) = (1, true, false);
        loop {
            let before = bytes.len();
            let outcome = lines.append(&mut bytes)?;
            let line = bytes.get(before..).unwrap_or_default();
            let opens = outcome != Line::End && blank && is_postmark(line);
            if opens || outcome == Line::End {
                bytes.truncate(before);
                if too_long {
                    desk.begin(Some(start));
                    desk.too_long();
                } else if !bytes.trim_ascii().is_empty() {
                    desk.begin(Some(start));
                    message(&mut desk, &bytes)?;
                }
                if outcome == Line::End {
                    return Ok(());
                }
                bytes.clear();
                (start, blank, too_long) = (lines.number() + 1, false, false);
                continue;
            }
            blank = line.trim_ascii().is_empty();
            // A line that starts with "From " was marked so that it does not open a message.
            let marks = line.iter().take_while(|it| **it == b'>').count();
            if marks > 0 && line.get(marks..).is_some_and(|it| it.starts_with(b"From ")) {
                bytes.remove(before);
            }
            if bytes.len() > bytes_max {
                too_long = true;
                bytes.clear();
            }
        }
    }
}

/// `From ann@example.org Tue Dec 12 14:05:00 2023`
fn is_postmark(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let rest = rest.trim_ascii();
    let years = rest
        .windows(5)
        .any(|it| it.first() == Some(&b' ') && it.iter().skip(1).all(u8::is_ascii_digit));
    years && rest.contains(&b':')
}

fn is_box(head: &[u8]) -> bool {
    head.starts_with(b"From ") && head.split(|it| *it == b'\n').next().is_some_and(is_postmark)
}

/// Whether `head` opens with headers that only mail has.
fn is_message(path: &str, head: &[u8]) -> bool {
    const ROUTE: &[&str] = &[
        "received",
        "return-path",
        "delivered-to",
        "message-id",
        "mime-version",
        "dkim-signature",
        "arc-seal",
        "x-received",
    ];
    let text = lossy(head.trim_ascii_start());
    let mut names = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t']) && !names.is_empty() {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        let fits = !name.is_empty()
            && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'));
        if !fits {
            break;
        }
        names.push(name.to_ascii_lowercase());
    }
    let has = |name: &str| names.iter().any(|it| it == name);
    let routed = ROUTE.iter().filter(|it| has(it)).count();
    let lower = path.to_ascii_lowercase();
    let named = [".eml", ".email"].iter().any(|it| lower.ends_with(it));
    let written = has("from") && (has("to") || has("subject")) && has("date");
    (routed > 0 && (has("from") || has("subject"))) || (named && written)
}

fn message(desk: &mut Desk<'_>, bytes: &[u8]) -> Result<()> {
    let Some(mail) = MessageParser::default().parse(bytes.trim_ascii_start()) else {
        desk.lost("this is not a message that can be read", "it has no headers");
        return Ok(());
    };
    let mut article = Article {
        title: mail.subject().unwrap_or_default().trim().to_owned(),
        body: body(&mail),
        ..Article::default()
    };
    let from = mail.from().and_then(|it| it.first());
    article.byline = from.and_then(said);
    let header = |name: &str| {
        let raw = mail.header_raw(name)?;
        let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(text).filter(|it| !it.is_empty())
    };
    let list = header("List-Id").map(|it| {
        let name = it.split('<').next().unwrap_or_default().trim().trim_matches('"').to_owned();
        if name.is_empty() { it.trim_matches(['<', '>']).to_owned() } else { name }
    });
    article.source = list.or_else(|| from.and_then(said));
    let archived = header("Archived-At").map(|it| it.trim_matches(['<', '>']).to_owned());
    article.url = archived.filter(|it| it.contains("://"));
    article.language = header("Content-Language");
    let dates = [mail.date().map(iso), mail.received().and_then(Received::date).map(|it| iso(&it))];
    desk.date(&mut article, dates.iter().flatten().map(String::as_str));
    article.id = match mail.message_id() {
        Some(id) => format!("mid:{id}"),
        None => format!("mail:{}", fingerprint(&[&article.title, &article.body])),
    };
    let address = from.and_then(|it| it.address.as_deref()).map(str::to_owned);
    article.extra.extend(address.map(|it| ("from".to_owned(), it)));
    for name in KEPT {
        article.extra.extend(header(name).map(|it| (name.to_ascii_lowercase(), it)));
    }
    for part in mail.attachments() {
        use mail_parser::MimeHeaders as _;
        let name = part.attachment_name().map(str::to_owned);
        article.extra.extend(name.map(|it| ("attachment".to_owned(), it)));
    }
    desk.give(article)
}

/// The name of a sender, else the address.
fn said(sender: &Addr<'_>) -> Option<String> {
    let name = sender.name.as_deref().map(str::trim).filter(|it| !it.is_empty());
    name.or(sender.address.as_deref()).map(str::to_owned)
}

fn iso(date: &DateTime) -> String {
    let sign = if date.tz_before_gmt { '-' } else { '+' };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{:02}:{:02}",
        date.year,
        date.month,
        date.day,
        date.hour,
        date.minute,
        date.second,
        date.tz_hour,
        date.tz_minute
    )
}

/// The text parts, or the HTML where that says more.
fn body(mail: &Message<'_>) -> String {
    let texts = mail.text_bodies().filter_map(|it| match &it.body {
        PartType::Text(text) => Some(unwrap(text)),
        _ => None,
    });
    let text = texts.collect::<Vec<_>>().join("\n\n");
    let pages = mail.html_bodies().filter_map(|it| match &it.body {
        PartType::Html(page) => Some(markup::text(page)),
        _ => None,
    });
    let page = pages.collect::<Vec<_>>().join("\n\n");
    if text.trim().len() * TEXT_SHARE > page.len() { text } else { page }
}

/// Lines that were broken for the width of a screen, put together; and signatures left out.
fn unwrap(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let text = text.split("\n-- \n").next().unwrap_or_default();
    let mut out = String::with_capacity(text.len());
    let mut last = 0;
    for line in text.lines() {
        let bare = line.trim_end();
        // A full line goes on in the next one; a short one was ended on purpose.
        let goes_on = last >= 55 && !bare.is_empty() && !bare.starts_with([' ', '*', '-', '>']);
        if !out.is_empty() {
            out.push(if goes_on { ' ' } else { '\n' });
        }
        out.push_str(bare);
        last = if bare.len() <= 80 { bare.len() } else { 0 };
    }
    out.trim().to_owned()
}
