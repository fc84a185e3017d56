//! The publication date of an article: which of the places that tell it is believed.

use chrono::Datelike;
use chrono::Days;

use crate::article::Article;
use crate::article::DateSource;
use crate::article::Published;
use crate::date::stamp;
use crate::language::Text;
use crate::language::dateline;
use crate::read::Options;

/// The first year whose dates are believed.
const YEAR_MIN: i32 = 1600;

/// How many bytes of the text are looked at for a dateline.
const LEAD_BYTES: usize = 400;

/// Takes `text`, which the source gives as the publication date, into `article`.
///
/// # Errors
/// Why it cannot be: it is not one date, or lies in the future.
pub(crate) fn stated(
    article: &mut Article,
    text: &str,
    source: DateSource,
    options: &Options,
) -> Result<(), String> {
    let Some(stamp) = stamp::read(text, options.order) else {
        return Err(unread(text));
    };
    let published = stamp.published(source);
    believed(&published, options)?;
    article.notes.extend(stamp.note);
    article.published = Some(published);
    Ok(())
}

fn unread(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    format!("`{}` is not a publication date that can be read", short.escape_debug())
}

/// Why a date cannot be when an article came out.
pub(crate) fn believed(published: &Published, options: &Options) -> Result<(), String> {
    let last = options.today.checked_add_days(Days::new(1)).unwrap_or(options.today);
    if published.day > last {
        return Err(format!("the publication date {} lies in the future", published.day));
    }
    if published.day.year() < YEAR_MIN {
        return Err(format!("the publication date {} lies before {YEAR_MIN}", published.day));
    }
    Ok(())
}

/// Finds the date of an article whose source states none: in its address, the name of its file,
/// its dateline, in that order.
pub(crate) fn guess(article: &mut Article, options: &Options) {
    if article.published.is_some() {
        return;
    }
    let address = article.url.as_deref().and_then(stamp::in_path);
    let found = [
        (address, DateSource::Url),
        (stamp::in_path(&article.path), DateSource::FileName),
        (filed(article, options), DateSource::Dateline),
    ];
    article.published = found
        .into_iter()
        .filter_map(|(day, source)| day.map(|day| Published::on(day, source)))
        .find(|published| believed(published, options).is_ok());
}

/// The day of the dateline, where it gives the year.
fn filed(article: &Article, options: &Options) -> Option<chrono::NaiveDate> {
    let mut end = LEAD_BYTES.min(article.body.len());
    while !article.body.is_char_boundary(end) {
        end -= 1;
    }
    let lead = Text::new(article.body.get(..end)?);
    let date = dateline::find(&lead)?.date?;
    stamp::read(date.of(lead.text)?, options.order).map(|stamp| stamp.day)
}
