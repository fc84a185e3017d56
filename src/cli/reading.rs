//! What to read and how: the flags that `ingest`, `tag` and `read` share, understood.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use crate::cli::args::Reading;
use crate::cli::context::Context;
use crate::error::{Error, Kind, Result};
use crate::read::{self, Input, Options, READERS};

/// The inputs that `reading` names, and how they are to be read. Where none is named, standard
/// input; but not where somebody would have to type it without knowing.
pub(crate) fn understand(
    reading: &Reading,
    context: &mut Context<'_, '_>,
) -> Result<(Vec<Input>, Options)> {
    let mut paths = reading.corpus.clone();
    if let Some(list) = &reading.files_from {
        paths.extend(listed(list, context)?);
    } else if paths.is_empty() {
        if context.io.input_is_terminal {
            return Err(Error::new(Kind::Usage, "nothing to read")
                .hint("name files or folders, or pipe articles in; `-` reads what you type"));
        }
        paths.push(PathBuf::from("-"));
    }
    let input = |path| if path == Path::new("-") { Input::Stdin } else { Input::Path(path) };
    let mut options = Options::new(context.now.date_naive());
    if let Some(name) = &reading.input_format {
        let known: Vec<&str> = READERS.iter().map(|it| it.name()).collect();
        if !known.contains(&&**name) {
            return Err(Error::new(Kind::Usage, format!("there is no input format `{name}`"))
                .hint(format!("the formats are {}", known.join(", "))));
        }
    }
    options.format.clone_from(&reading.input_format);
    for map in &reading.map {
        add_map(map, &mut options)?;
    }
    options.exclude.clone_from(&reading.exclude);
    options.order = reading.date_order;
    options.crawl_date = reading.crawl_date;
    Ok((paths.into_iter().map(input).collect(), options))
}

/// One `--map`: `ours=theirs`, or the file that says many of them.
fn add_map(map: &str, options: &mut Options) -> Result<()> {
    if let Some((ours, theirs)) = map.split_once('=') {
        if !read::FIELDS.contains(&ours) {
            return Err(read::no_field(ours));
        }
        if theirs.is_empty() {
            return Err(Error::new(Kind::Usage, format!("`{ours}` is mapped to nothing"))
                .hint("write it as ours=theirs, for instance title=headline"));
        }
        options.map.push((ours.to_owned(), theirs.to_owned()));
        return Ok(());
    }
    let text = std::fs::read_to_string(map).map_err(|error| {
        Error::new(Kind::Usage, format!("cannot read the map `{map}`"))
            .because(error)
            .hint("--map takes ours=theirs, as title=headline, or a TOML file of such lines")
    })?;
    read::read_mapping(&text, options)
}

/// The paths that a file lists, one a line.
fn listed(list: &Path, context: &mut Context<'_, '_>) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| {
        let message = format!("cannot read the list of files `{}`", list.display());
        Error::new(Kind::Io, message).because(error).hint("it holds one path a line")
    };
    let lines: std::io::Result<Vec<String>> = if list == Path::new("-") {
        context.io.lines()
    } else {
        BufReader::new(File::open(list).map_err(unreadable)?).lines().collect()
    };
    let lines = lines.map_err(unreadable)?;
    Ok(lines.into_iter().filter(|it| !it.is_empty()).map(PathBuf::from).collect())
}
