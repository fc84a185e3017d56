//! Any bytes under any name: no panic, and every article within its bounds.
#![no_main]

use chrono::NaiveDate;
use dateline::Result;
use dateline::article::Article;
use dateline::read::{self, Options, Problem, READERS, Sink, Source};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 12] = [
    "a.txt", "a.md", "a.csv", "a.tsv", "a.jsonl", "a.json", "a.html", "a.xml", "a.gz", "a.zip",
    "a.tar", "2023-05-05_a",
];

struct Nothing {
    articles: u32,
}

impl Sink for Nothing {
    fn article(&mut self, article: Article) -> Result<()> {
        assert!(!article.id.is_empty() && article.id.len() <= 5_000);
        assert!(article.title.len() + article.body.len() <= 1 << 16);
        self.articles += 1;
        Ok(())
    }

    fn problem(&mut self, problem: Problem) {
        assert!(!problem.reason.is_empty());
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(([name, format], bytes)) = bytes.split_first_chunk() else { return };
    let mut options = Options::new(NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default());
    options.article_bytes_max = 1 << 16;
    options.unpacked_bytes_max = 1 << 20;
    // Where the second byte is that of no reader, the format is found out.
    options.format = READERS.get(usize::from(*format)).map(|it| it.name().to_owned());
    let path = NAMES[usize::from(*name) % NAMES.len()].to_owned();
    let source = Source { path, file: None, bytes: Some(bytes.len() as u64) };
    let mut sink = Nothing { articles: 0 };
    read::read(&source, Some(&mut &*bytes), &options, &mut sink).unwrap();
});
