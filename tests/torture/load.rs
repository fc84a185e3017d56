//! Much at once, and much in one.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dateline::query::parse::{Beside, parse};

use crate::world::{Verdict, World, peak_megabytes, percentile};

/// Backs the index up while it is written.
pub(crate) fn backups(world: &World) -> Verdict {
    let folder = world.folder("backups");
    let index = folder.join("index");
    let (file, mut ids) = world.batch(&folder, "first", 40, 120);
    assert!(world.ingest(&index, &file));
    let mut verdict = Verdict::default();
    let target = folder.join("copy");
    for round in 0..world.rounds(2, 40) {
        let (file, more) = world.batch(&folder, &format!("more{round}"), 40, 120);
        let mut child = world.start(&index, &file, &[]);
        while child.try_wait().unwrap().is_none() {
            let output = world.run(&index, &["backup", target.to_str().unwrap()]);
            verdict.runs += 1;
            verdict.lost += u64::from(!output.status.success());
            verdict.lost += world.losses(&target, &ids);
        }
        ids.extend(more);
    }
    let restored = folder.join("restored");
    let output = world.run(&restored, &["restore", target.to_str().unwrap()]);
    verdict.lost += u64::from(!output.status.success());
    let before: BTreeSet<String> = world.ids(&target);
    verdict.lost += u64::from(before != world.ids(&restored));
    verdict.said = "each backup whole, with all that was acknowledged before it".to_owned();
    verdict
}

/// Eight processes ask while one ingests.
pub(crate) fn readers(world: &World) -> Verdict {
    let folder = world.folder("readers");
    let index = folder.join("index");
    let (file, _) = world.batch(&folder, "first", 100, 120);
    assert!(world.ingest(&index, &file));
    let kilobytes = world.rounds(200, 200_000);
    let corpus = world.corpus(&folder, "corpus", kilobytes * 1_000);
    let done = AtomicBool::new(false);
    let errors = AtomicU64::new(0);
    let times = Mutex::new(Vec::new());
    let asked: [&[&str]; 4] = [
        &["query", "river police", "--json"],
        &["query", "--place", "Pakistan", "--happened", "2021-05", "--json"],
        &["facets", "market", "--by", "place:2,date:month", "--json"],
        &["count", "\"of the\"", "--from", "2022-03", "--json"],
    ];
    let started = Instant::now();
    let (program, index) = (world.program().to_owned(), &index);
    std::thread::scope(|scope| {
        let mut child = world.start(index, &corpus, &[]);
        for reader in 0..8 {
            let (done, errors, times, program) = (&done, &errors, &times, &program);
            scope.spawn(move || {
                for words in asked.iter().cycle().skip(reader) {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    let started = Instant::now();
                    let output = std::process::Command::new(program)
                        .args(*words)
                        .arg("--index")
                        .arg(index)
                        .stdin(Stdio::null())
                        .output()
                        .unwrap();
                    times.lock().unwrap().push(started.elapsed());
                    if output.status.code().is_none_or(|it| it > 1) {
                        println!("{words:?}: {}", String::from_utf8_lossy(&output.stderr));
                        errors.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let ended = child.wait().unwrap().success();
        errors.fetch_add(u64::from(!ended), Ordering::Relaxed);
        done.store(true, Ordering::Relaxed);
    });
    let seconds = started.elapsed().as_secs_f64();
    let mut times = times.into_inner().unwrap();
    times.sort_unstable();
    Verdict {
        runs: times.len() as u64,
        lost: errors.into_inner(),
        said: format!(
            "8 readers, {kilobytes} kB ingested in {seconds:.0} s; a whole process took {:.0} ms \
             (p50), {:.0} ms (p99)",
            percentile(&times, 50),
            percentile(&times, 99),
        ),
        skipped: None,
    }
}

/// One article of unique words: left out where it is too large, and never much memory.
pub(crate) fn unique_words(world: &World) -> Verdict {
    let folder = world.folder("words");
    let mut verdict = Verdict::default();
    let mut peaks = Vec::new();
    for megabytes in if world.long { &[15, 100][..] } else { &[1][..] } {
        let path = folder.join(format!("words{megabytes}.txt"));
        let mut file = std::io::BufWriter::new(fs::File::create(&path).unwrap());
        let mut written = 0;
        for number in 0.. {
            let word = format!("w{number:07x} ");
            written += word.len();
            file.write_all(word.as_bytes()).unwrap();
            if written > megabytes * 1_000_000 {
                break;
            }
        }
        file.flush().unwrap();
        let (peak, code) = peak_megabytes(world.start(&folder.join("index"), &path, &[]));
        let expected = if *megabytes > 16 { 2 } else { 0 };
        verdict.runs += 1;
        verdict.lost += u64::from(code != Some(expected) || peak > 800);
        peaks.push(format!("{megabytes} MB: {peak} MB of memory, exit code {code:?}"));
    }
    verdict.said = peaks.join("; ");
    verdict
}

/// Memory does not grow with the corpus.
pub(crate) fn memory(world: &World) -> Verdict {
    let folder = world.folder("memory");
    let megabytes = world.rounds(1, 100);
    let corpus = world.corpus(&folder, "corpus", megabytes * 1_000_000);
    let (peak, code) = peak_megabytes(world.start(&folder.join("index"), &corpus, &[]));
    Verdict {
        runs: 1,
        lost: u64::from(code != Some(0) || peak > 600),
        said: format!("{megabytes} MB of articles: {peak} MB of memory at most (600 allowed)"),
        skipped: None,
    }
}

/// Queries that ask for too much are refused before they cost anything.
pub(crate) fn bombs(world: &World) -> Verdict {
    let folder = world.folder("bombs");
    let index = folder.join("index");
    let (file, _) = world.batch(&folder, "first", 20, 40);
    assert!(world.ingest(&index, &file));
    let many = |count: usize, word: &str, join: &str| vec![word; count].join(join);
    let bombs = [
        (0..1_000_000).map(|it| format!("w{it}")).collect::<Vec<_>>().join(" "),
        many(1_000_000, "a", " OR "),
        format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000)),
        format!("{}a{}", "NOT (b OR ".repeat(300), ")".repeat(300)),
        many(2_000, "a*", " NEAR/5 "),
        many(2_000, "a*", " OR "),
        format!("\"{}\"", many(100_000, "a", " ")),
        "a NEAR/4000000000 b".to_owned(),
        many(5_000, "title:a", " OR "),
    ];
    // A query comes by a file: no argument may be so long. A harmless one in a file of the same
    // length tells what reading it costs.
    let ask = |text: &str, filling: &str| {
        let path = folder.join("queries.jsonl");
        let line = serde_json::json!({"qid": "1", "text": text, "note": filling});
        fs::write(&path, line.to_string()).unwrap();
        let words = ["query", "--queries", path.to_str().unwrap(), "--format", "trec"];
        let started = Instant::now();
        let output = world.run(&index, &words);
        (started.elapsed(), output)
    };
    let least = |text: &str, filling: &str| (0..7).map(|_| ask(text, filling).0).min().unwrap();
    let mut verdict = Verdict::default();
    let (mut worst, mut slowest) = (Duration::ZERO, Duration::ZERO);
    for bomb in &bombs {
        // The refusal itself, and the process with a file of that length to read.
        let refuse = || {
            let started = Instant::now();
            (parse(bomb, Beside::All), started.elapsed())
        };
        let (refusal, first) = refuse();
        let took = (0..6).map(|_| refuse().1).min().map_or(first, |it| it.min(first));
        let process = least(bomb, "").saturating_sub(least("rain", bomb));
        let output = ask(bomb, "").1;
        let refused = refusal.is_err() && output.status.code() == Some(2);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let good = refused && took < Duration::from_millis(10) && said.len() < 2_000;
        if !good {
            let start: String = bomb.chars().take(30).collect();
            println!("{start}… took {took:?}, code {:?}: {said:.200}", output.status.code());
        }
        verdict.runs += 1;
        verdict.lost += u64::from(!good);
        (worst, slowest) = (worst.max(took), slowest.max(process));
    }
    let [worst, slowest] = [worst, slowest].map(|it| it.as_secs_f64() * 1_000.0);
    verdict.said = format!(
        "the slowest refusal took {worst:.2} ms; the process {slowest:.1} ms more than with a \
         harmless query in a file as long"
    );
    verdict
}

/// What only the words of the index make a bomb: it is stopped once it has taken what it may take.
pub(crate) fn works(world: &World) -> Verdict {
    let folder = world.folder("works");
    let index = folder.join("index");
    let words = world.rounds(110_000, 1_000_000);
    let unique: Vec<String> = (0..words).map(|it| format!("a{it:07}")).collect();
    let common: Vec<String> = (0..4_000).map(|it| format!("w{}", it % 10)).collect();
    let article = |body: &[String]| serde_json::json!({"body": body.join(" ")}).to_string();
    let file = folder.join("words.jsonl");
    fs::write(&file, article(&unique) + "\n" + &article(&common)).unwrap();
    assert!(world.ingest(&index, &file));
    let joined = |count: u32, word: &dyn Fn(u32) -> String, join: &str| {
        (0..count).map(word).collect::<Vec<String>>().join(join)
    };
    let asked = [
        ("`a*`", "a*".to_owned()),
        ("`*0*`", "*0*".to_owned()),
        ("60 times `*q`", joined(60, &|it| format!("*q{it}"), " OR ")),
        ("60 times `~2`", joined(60, &|it| format!("zorb{it}~2"), " ")),
        ("ten words NEAR each other", joined(10, &|it| format!("w{it}"), " NEAR/1000 ")),
    ];
    let least = |query: &str| {
        let ask = || {
            let started = Instant::now();
            let output = world.run(&index, &["count", query]);
            (started.elapsed(), output)
        };
        (0..world.rounds(1, 5)).map(|_| ask()).min_by_key(|it| it.0).unwrap()
    };
    let harmless = least("rain").0;
    let mut verdict = Verdict::default();
    let mut times = Vec::new();
    for (name, query) in asked {
        let (took, output) = least(&query);
        let took = took.saturating_sub(harmless);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let refused = output.status.code() == Some(2) && said.contains(" more than ");
        // A second or so; of a build that is not optimised nothing is asked.
        let good = refused && (!world.long || took < Duration::from_secs(3));
        if !good {
            println!("{name} took {took:?}, code {:?}: {said:.200}", output.status.code());
        }
        verdict.runs += 1;
        verdict.lost += u64::from(!good);
        times.push(format!("{name} {:.1} ms", took.as_secs_f64() * 1_000.0));
    }
    verdict.said = format!("stopped, the limit named, after: {}", times.join(", "));
    verdict
}

/// A line that never ends: memory stays, and it is said.
pub(crate) fn endless(world: &World) -> Verdict {
    let folder = world.folder("endless");
    let megabytes = world.rounds(3, 1_000);
    let mut verdict = Verdict::default();
    let mut peaks = Vec::new();
    for format in ["jsonl", "csv", "markdown", "plain"] {
        let index = folder.join(format);
        let mut command = world.command(&index, &["ingest", "-", "--input-format", format]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        let writer = std::thread::spawn(move || {
            let piece = b"{\"body\": \"word, word word ".repeat(40_000);
            for _ in 0..megabytes {
                if input.write_all(&piece).is_err() {
                    break;
                }
            }
        });
        let (peak, code) = peak_megabytes(child);
        writer.join().unwrap();
        verdict.runs += 1;
        verdict.lost += u64::from(code.is_none() || peak > 600);
        peaks.push(format!("{format}: {peak} MB"));
    }
    verdict.said = format!("{megabytes} MB on one line; memory at most {}", peaks.join(", "));
    verdict
}
