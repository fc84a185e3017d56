//! The files that inputs name: folders in a stable order, globs, nothing that blocks or loops.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use globset::GlobBuilder;
use ignore::WalkBuilder;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::error::Error;
use crate::error::Kind;
use crate::error::Result;
use crate::read::Input;
use crate::read::Options;
use crate::read::Problem;
use crate::read::Source;

/// What web pages are made of besides their text, by the ends of names.
const PARTS: [&str; 24] = [
    "avif", "bmp", "css", "eot", "gif", "ico", "jpeg", "jpg", "js", "map", "mjs", "mp3", "mp4",
    "ogg", "otf", "png", "svg", "ttf", "wasm", "wav", "webm", "webp", "woff", "woff2",
];

/// What programs that copy sites leave beside the pages.
const MIRROR_FILES: [&str; 6] =
    ["robots.txt", "sitemap.xml", "manifest.json", "hts-log.txt", "cookies.txt", "hts-cache"];

/// Finds the files that `inputs` name, folders walked in a stable order. What cannot be read goes
/// to `problem` and does not stop the walk.
///
/// Hidden files and folders are passed over unless they are named, and so are the parts of web
/// pages that hold no text, which is said once a folder; links are followed, and a loop
/// of them is reported. Pipes and devices are read only where they are named.
///
/// # Errors
/// Where a pattern of `options.exclude` is none.
pub fn walk(
    inputs: &[Input],
    options: &Options,
    problem: &mut dyn FnMut(Problem),
) -> Result<Vec<Source>> {
    let mut walk = Walk { options, problem, seen: HashSet::new(), sources: Vec::new() };
    for input in inputs {
        match input {
            Input::Stdin => walk.keep(Source { path: "-".to_owned(), file: None, bytes: None }),
            Input::Path(path) => walk.path(&tidy(path))?,
        }
    }
    Ok(walk.sources)
}

/// Whether none of `inputs` names anything that is there.
pub fn are_missing(inputs: &[Input]) -> bool {
    inputs.iter().all(|input| match input {
        Input::Stdin => false,
        Input::Path(path) => !is_glob(path) && fs::metadata(path).is_err(),
    })
}

/// `./a//b/.` is `a/b`, so that an article keeps its id however its folder was named.
fn tidy(path: &Path) -> PathBuf {
    let tidy: PathBuf = path.components().filter(|it| *it != Component::CurDir).collect();
    if tidy.as_os_str().is_empty() { PathBuf::from(".") } else { tidy }
}

struct Walk<'a> {
    options: &'a Options,
    problem: &'a mut dyn FnMut(Problem),
    seen: HashSet<String>,
    sources: Vec<Source>,
}

impl Walk<'_> {
    fn keep(&mut self, source: Source) {
        if self.seen.insert(source.path.clone()) {
            self.sources.push(source);
        }
    }

    fn lost(&mut self, path: &Path, reason: &str, hint: &str) {
        let problem = Problem::lost(&path.to_string_lossy(), reason);
        (self.problem)(Problem { hint: Some(hint.to_owned()), ..problem });
    }

    fn path(&mut self, path: &Path) -> Result<()> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => self.folder(path, &|_| true),
            Ok(found) if found.is_file() => {
                self.file(path, Some(found.len()));
                Ok(())
            }
            // What a shell makes of `<(command)` is a pipe with a writer.
            Ok(_) if path.starts_with("/dev/fd") || path.starts_with("/proc") => {
                self.file(path, None);
                Ok(())
            }
            Ok(_) => {
                self.lost(path, "neither a file nor a folder", "pipe it in: `-` reads its input");
                Ok(())
            }
            Err(_) if is_glob(path) => self.glob(path),
            Err(error) => {
                let hint = "check the name; folders are walked, globs in quotes are expanded";
                self.lost(path, &format!("cannot be opened: {}", reason(&error)), hint);
                Ok(())
            }
        }
    }

    fn file(&mut self, path: &Path, bytes: Option<u64>) {
        let name = path.to_string_lossy().into_owned();
        self.keep(Source { path: name, file: Some(path.to_owned()), bytes });
    }

    fn glob(&mut self, pattern: &Path) -> Result<()> {
        let text = pattern.to_string_lossy();
        let matcher = GlobBuilder::new(&text)
            .literal_separator(true)
            .build()
            .map_err(|error| {
                Error::new(Kind::Usage, format!("`{text}` is not a glob"))
                    .hint("the marks are * ? [abc] {a,b} and ** for folders")
                    .because(error)
            })?
            .compile_matcher();
        let base: PathBuf =
            pattern.components().take_while(|it| !is_glob(Path::new(it.as_os_str()))).collect();
        let base = tidy(&base);
        let before = self.sources.len();
        if base.is_dir() {
            self.folder(&base, &|path| matcher.is_match(tidy(path)))?;
        }
        if self.sources.len() == before {
            self.lost(pattern, "no file matches", "check the pattern; ** stands for folders");
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<()> {
        let excluded = self.excluded(folder)?;
        let entries = WalkBuilder::new(folder)
            .standard_filters(false)
            .hidden(true)
            .follow_links(true)
            .filter_entry(move |entry| {
                let folder = entry.file_type().is_some_and(|it| it.is_dir());
                !excluded.matched(entry.path(), folder).is_ignore()
            })
            .sort_by_file_name(std::ffi::OsStr::cmp)
            .build();
        let mut parts: BTreeMap<String, u64> = BTreeMap::new();
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let hint = "check links and permissions; the rest is read";
                    self.lost(folder, &format!("cannot be walked: {error}"), hint);
                    continue;
                }
            };
            let path = tidy(entry.path());
            if !entry.file_type().is_some_and(|it| it.is_file()) || !wanted(&path) {
                continue;
            }
            if let Some(part) = part_of_page(entry.path().strip_prefix(folder).unwrap_or(&path)) {
                *parts.entry(part).or_default() += 1;
                continue;
            }
            let bytes = entry.metadata().ok().map(|it| it.len());
            self.file(&path, bytes);
        }
        if !parts.is_empty() {
            let all: u64 = parts.values().sum();
            let each: Vec<String> = parts.iter().map(|(name, it)| format!("{name} {it}")).collect();
            let reason = format!("passed over: {all} parts of web pages ({})", each.join(", "));
            let problem = Problem::lost(&folder.to_string_lossy(), &reason);
            (self.problem)(Problem { lost: false, ..problem });
        }
        Ok(())
    }

    /// The patterns of `--exclude`, as a `.gitignore` in `folder` would have them.
    fn excluded(&self, folder: &Path) -> Result<Gitignore> {
        let mut builder = GitignoreBuilder::new(folder);
        for pattern in &self.options.exclude {
            builder.add_line(None, pattern).map_err(|error| {
                Error::new(Kind::Usage, format!("`{pattern}` is not a pattern to exclude"))
                    .hint("patterns are as in .gitignore: drafts/ *.tmp /archive/**/old")
                    .because(error)
            })?;
        }
        builder.build().map_err(|error| {
            Error::new(Kind::Usage, "the patterns to exclude cannot be used").because(error)
        })
    }
}

/// What a file within a folder is, where it is a part of web pages, or of the copy of a site: the
/// end of its name, or its name.
fn part_of_page(path: &Path) -> Option<String> {
    let names = path.iter().map(|it| it.to_string_lossy().to_ascii_lowercase());
    if let Some(name) = names.into_iter().find(|it| MIRROR_FILES.contains(&&**it)) {
        return Some(name);
    }
    // Programs keep the query of an address in the name.
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let end = name.split(['?', '@']).next()?.rsplit_once('.')?.1;
    PARTS.contains(&end).then(|| end.to_owned())
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// What the system says, without its number.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
