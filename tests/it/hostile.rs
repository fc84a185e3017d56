//! Texts, archives, folders and queries made to do harm.

use std::fs;
use std::io::Write as _;
use std::time::{Duration, Instant};

use dateline::text::is_hostile;
use proptest::prelude::*;

use crate::sandbox::{Output, Sandbox};

/// Everything that moves a cursor, turns the reading direction, or starts an escape.
const HOSTILE: &str =
    "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J\u{202e}evil\u{2066}\u{200f}\u{85}\u{7f}\r\u{8}";

fn hostile() -> Sandbox {
    let value = |name: &str| serde_json::Value::from(format!("{name} {HOSTILE} end"));
    let article = serde_json::json!({
        "id": value("id"), "title": value("flood"), "source": value("paper"), "byline": value("by"),
        "url": value("http://x.org/"), "published": "2023-05-05", "section": value("section"),
        "body": format!("Floods {HOSTILE} reached Lima {HOSTILE} on Tuesday. It rained."),
    });
    let sandbox = Sandbox::new().file("news/a.jsonl", article.to_string()).terminal(100);
    let name = format!("news/b{}.txt", "\u{1b}[2J\u{202e}");
    let sandbox = sandbox.file(&name, "date 2023-05-06 Floods in Quito.");
    let name = format!("news/c{}.jsonl", "\u{1b}]0;x\u{7}");
    sandbox.file(&name, format!("{{\"id\": {HOSTILE}\n"))
}

#[track_caller]
fn check_harmless(args: &[&str], output: &Output) {
    for text in [&output.out, &output.err] {
        let harm = text.chars().find(|it| is_hostile(*it));
        assert_eq!(harm, None, "{args:?}: {text:?}");
    }
    assert!(!output.err.contains("panicked"), "{args:?}");
}

#[test]
fn no_control_character_reaches_a_terminal() {
    let sandbox = hostile();
    let plain = |args: &[&str]| {
        let args = [args, &["--color", "never"]].concat();
        let output = sandbox.run(&args);
        check_harmless(&args, &output);
        output
    };
    plain(&["ingest", "@/news"]).expect(2);
    let ids = sandbox.run(&["query", "floods", "--json", "--fields", "id"]).json();
    for format in ["human", "json", "jsonl", "csv", "tsv", "trec", "geojson"] {
        let found = plain(&["query", "floods", "--format", format]).expect(0);
        assert!(!found.out.is_empty(), "{format}");
    }
    for hit in ids["hits"].as_array().unwrap() {
        let id = hit["id"].as_str().unwrap();
        for format in ["human", "json"] {
            plain(&["show", id, "--format", format, "--why", "--source-fields"]);
            plain(&["similar", id, "--format", format]);
        }
    }
    plain(&["query", "floods", "--explain"]).expect(0);
    plain(&["query", HOSTILE]);
    plain(&["query", &format!("title:{HOSTILE}")]);
    plain(&["query", "--place", HOSTILE]).expect(2);
    plain(&["query", "--from", HOSTILE]).expect(2);
    plain(&["query", "--index", &format!("@/none{HOSTILE}"), "x"]).expect(2);
    plain(&["place", HOSTILE]);
    plain(&["facets", "--by", "source,place:2"]).expect(0);
    plain(&["facets", "--by", "source", "--format", "csv"]).expect(0);
    plain(&["timeline"]).expect(0);
    for of in ["words", "places", "sources"] {
        plain(&["complete", "--of", of, ""]).expect(0);
        plain(&["complete", "--of", of, HOSTILE, "--json"]);
    }
    plain(&["doctor"]).expect(0);
    plain(&["doctor", "--format", "csv"]).expect(0);
    plain(&["delete", HOSTILE]).expect(1);
    for command in ["tag", "read"] {
        for format in ["human", "jsonl"] {
            plain(&[command, "@/news", "--format", format]);
        }
    }
}

#[test]
fn cells_are_no_formulas() {
    let article = |id: &str| {
        format!("{{\"id\":\"{id}\",\"title\":\"{id}\",\"source\":\"{id}\",\"body\":\"Rain.\"}}\n")
    };
    let lines: String = ["=1+1", "+1", "-1", "@SUM(A1)", "plain"].map(article).concat();
    let sandbox = Sandbox::new().file("a.jsonl", lines);
    sandbox.run(&["ingest", "@/a.jsonl"]).expect(0);
    for args in [
        &["query", "-n", "0", "--fields", "id,title,source"][..],
        &["facets", "--by", "source", "-n", "0"],
        &["doctor"],
    ] {
        for format in ["csv", "tsv"] {
            let args = [args, &["--format", format, "--csv-safe"]].concat();
            let output = sandbox.run(&args).expect(0);
            let split = if format == "csv" { ',' } else { '\t' };
            assert!(output.out.contains("'=1+1") && output.out.contains("'@SUM"), "{}", output.out);
            for cell in output.out.lines().flat_map(|it| it.split(split)) {
                let cell = cell.trim_matches('"');
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{args:?}: {cell}");
            }
        }
    }
}

/// Runs an ingest that must end, and leave the good article in.
#[track_caller]
fn check_survives(sandbox: Sandbox, said: &[&str]) {
    let sandbox = sandbox.file("news/zz_good.txt", "date 2023-05-05 Lightning struck Lima.");
    let started = Instant::now();
    let output = sandbox.run(&["ingest", "@/news"]);
    assert!(started.elapsed() < Duration::from_mins(1), "it took {:?}", started.elapsed());
    for it in said {
        assert!(output.err.contains(it), "`{it}` was expected:\n{}", output.err);
    }
    let code = if said.is_empty() { 0 } else { 2 };
    sandbox.run(&["query", "lightning"]).expect(0);
    output.expect(code);
}

#[test]
fn bombs_are_bounded() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = b"rain ".repeat(1 << 18);
    for _ in 0..200 {
        bomb.write_all(&zeros).unwrap();
    }
    let bomb = bomb.finish().unwrap();
    let deep = format!("{}1{}", "[".repeat(20_000), "]".repeat(20_000));
    let objects = format!("{}1{}", "{\"body\":".repeat(20_000), "}".repeat(20_000));
    let sandbox = Sandbox::new()
        .file("news/bomb.txt.gz", bomb)
        .file("news/deep.json", deep)
        .file("news/objects.jsonl", objects);
    check_survives(sandbox, &["bomb.txt.gz", "deep.json", "objects.jsonl"]);
}

#[test]
fn nested_markup_is_bounded() {
    let divs = format!("<html><body>{}<p>It rained in Lima.</p>", "<div>".repeat(100_000));
    let sandbox = Sandbox::new()
        .file("news/divs.html", divs)
        .file("news/quotes.md", format!("# T\n\n{} deep\n", ">".repeat(100_000)))
        .file("news/lists.md", format!("# T\n\n{} deep\n", "- ".repeat(100_000)))
        .file("news/open.md", "[".repeat(100_000))
        .file("news/stars.md", "**a ".repeat(50_000))
        .file("news/zz_good.txt", "date 2023-05-05 Lightning struck Lima.");
    let started = Instant::now();
    sandbox.run(&["ingest", "@/news"]);
    assert!(started.elapsed() < Duration::from_mins(1), "it took {:?}", started.elapsed());
    sandbox.run(&["query", "lightning"]).expect(0);
}

#[test]
fn archives_are_read_in_memory_and_never_extracted() {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in ["../../escaped.txt", "/tmp/absolute.txt", "fine.txt"] {
        archive.start_file(name, options).unwrap();
        archive.write_all(b"date 2023-05-05 It rained in Lima.").unwrap();
    }
    let archive = archive.finish().unwrap().into_inner();
    let mut tape = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::Symlink);
    header.set_size(0);
    header.set_cksum();
    tape.append_link(&mut header, "link.txt", "/etc/passwd").unwrap();
    let mut header = tar::Header::new_gnu();
    let text = b"date 2023-05-05 It snowed in Oslo.";
    header.set_size(text.len() as u64);
    header.set_cksum();
    tape.append_data(&mut header, "fine.txt", &text[..]).unwrap();
    let tape = tape.into_inner().unwrap();
    let sandbox = Sandbox::new().file("news/a.zip", archive).file("news/b.tar", tape);
    sandbox.run(&["ingest", "@/news"]);
    let found = sandbox.run(&["count", "rained", "--json"]).expect(0).json();
    assert!(found["total"].as_u64() >= Some(1), "{found}");
    sandbox.run(&["query", "snowed"]).expect(0);
    sandbox.run(&["query", "root"]).expect(1);
    assert!(!sandbox.path("escaped.txt").exists());
    assert!(!std::path::Path::new("/tmp/absolute.txt").exists());
}

#[test]
#[cfg(unix)]
fn links_pipes_and_devices_do_not_hold_it_up() {
    let sandbox = Sandbox::new().file("news/a/b/c.txt", "date 2023-05-05 It rained in Lima.");
    std::os::unix::fs::symlink("..", sandbox.path("news/a/b/loop")).unwrap();
    std::os::unix::fs::symlink("self", sandbox.path("news/self")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", sandbox.path("news/zero.txt")).unwrap();
    let fifo = sandbox.path("news/fifo.txt");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let socket = std::os::unix::net::UnixListener::bind(sandbox.path("news/socket.txt"));
    check_survives(sandbox, &["cannot be walked"]);
    drop(socket);
}

#[test]
fn bytes_that_are_no_text_do_not_stop_it() {
    let text = "date 2023-05-05 It rained in Lima, and the river rose. ";
    let utf16: Vec<u8> = text.repeat(4).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let with_nul: Vec<u8> = text.bytes().flat_map(|it| [it, 0, 0]).collect();
    let mut laughs = "---\na: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for letter in b'b'..=b'p' {
        let (name, before) = (char::from(letter), char::from(letter - 1));
        let many = vec![format!("*{before}"); 9].join(",");
        laughs += &format!("{name}: &{name} [{many}]\n");
    }
    laughs += "---\nBody.\n";
    let sandbox = Sandbox::new()
        .file("news/utf16.txt", utf16)
        .file("news/nul.txt", with_nul)
        .file("news/laughs.md", laughs)
        .file("news/bytes.csv", [0xFF, 0xFE, 0x00, 0xD8, b',', b'\n', 0x80, 0x81])
        .file("news/zz_good.txt", "date 2023-05-05 Lightning struck Lima.");
    let started = Instant::now();
    sandbox.run(&["ingest", "@/news"]);
    assert!(started.elapsed() < Duration::from_mins(1));
    sandbox.run(&["query", "lightning"]).expect(0);
}

/// Ten milliseconds are promised: `tests/torture` takes the time of what is shipped. Here a bomb
/// that is not refused would outlast the patience of all.
#[test]
fn query_bombs_are_refused_at_once() {
    let sandbox = Sandbox::new().file("a.txt", "date 2023-05-05 It rained in Lima.");
    sandbox.run(&["ingest", "@/a.txt"]).expect(0);
    let many = |count: usize, word: &str, join: &str| vec![word; count].join(join);
    let numbered: Vec<String> = (0..1_000_000).map(|it| format!("w{it}")).collect();
    let started = Instant::now();
    for (name, query) in [
        ("a million words", numbered.join(" ")),
        ("a million alternatives", many(1_000_000, "a", " OR ")),
        ("brackets", format!("{}a{}", "(".repeat(100_000), ")".repeat(100_000))),
        ("few brackets", format!("{}a{}", "(".repeat(1_000), ")".repeat(1_000))),
        ("nots", format!("{}a", "NOT (".repeat(1_000))),
        ("nested nots", format!("{}a{}", "NOT (b OR ".repeat(300), ")".repeat(300))),
        ("minus", format!("x {}a", "-(".repeat(500))),
        ("near", many(2_000, "a*", " NEAR/5 ")),
        ("stars", many(2_000, "a*", " OR ")),
        ("a phrase", format!("\"{}\"", many(100_000, "a", " "))),
        ("far", "a NEAR/4000000000 b".to_owned()),
        ("fuzzy", format!("{}~2", "a".repeat(100_000))),
        ("fields", many(5_000, "title:a", " OR ")),
    ] {
        let output = sandbox.run(&["query", &query]);
        assert_eq!(output.code, 2, "{name}: {}", output.err);
        assert!(output.err.len() < 2_000, "{name}: {}", output.err.len());
        let limit = output.err.chars().any(|it| it.is_ascii_digit());
        assert!(limit, "{name}: no limit is named: {}", output.err);
    }
    assert!(started.elapsed() < Duration::from_mins(1), "it took {:?}", started.elapsed());
}

/// What only the words of the index make a bomb: it is refused, and the limit is named.
#[test]
fn queries_that_ask_for_too_much_work_are_refused() {
    let words: Vec<String> = (0..110_000).map(|it| format!("a{it:06}")).collect();
    let near: Vec<String> = (0..4_000).map(|it| format!("w{}", it % 10)).collect();
    let article = |id: &str, body: String| format!("{{\"id\":\"{id}\",\"body\":\"{body}\"}}\n");
    let corpus = article("many", words.join(" ")) + &article("near", near.join(" "));
    let sandbox = Sandbox::new().file("a.jsonl", corpus);
    sandbox.run(&["ingest", "@/a.jsonl"]).expect(0);
    let joined = |count: usize, word: &dyn Fn(usize) -> String, join: &str| {
        (0..count).map(word).collect::<Vec<String>>().join(join)
    };
    for (query, limit) in [
        ("a*".to_owned(), "stand for more than 100000 words"),
        ("*0*".to_owned(), "stand for more than 100000 words"),
        (joined(60, &|it| format!("*q{it}"), " OR "), "look through more than 5000000 words"),
        (joined(60, &|it| format!("zorb{it}~2"), " "), "look through more than 5000000 words"),
        (joined(10, &|it| format!("w{it}"), " NEAR/1000 "), "more than 200000000 steps"),
    ] {
        for command in ["query", "count"] {
            let output = sandbox.run(&[command, &query]).expect(2);
            assert!(output.err.contains(limit) && output.err.contains("hint: "), "{}", output.err);
        }
    }
    let found = |query: &str| sandbox.run(&["count", query]).out;
    assert_eq!(found("a10999*"), "1\n");
    assert_eq!(found("*09999"), "1\n");
    assert_eq!(found("w1 NEAR/1 w2"), "1\n");
    // The same pattern many times is one; words that nothing has are not all looked up.
    assert_eq!(found(&joined(60, &|_| "*09999".to_owned(), " OR ")), "1\n");
    sandbox.run(&["query", &joined(800, &|it| format!("zorb{it}"), " ")]).expect(1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// Any bytes under any name: no panic, no stop, and no mention outside of its text.
    #[test]
    fn any_bytes_are_read(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["a.txt", "a.md", "a.csv", "a.jsonl", "a.json", "a.html",
            "a.gz", "a.zip", "a.tar", "a.xml", "a"]),
    ) {
        let sandbox = Sandbox::new().file(&format!("news/{name}"), bytes);
        let output = sandbox.run(&["ingest", "@/news"]);
        prop_assert!(output.code == 0 || output.code == 2, "{}", output.all());
        prop_assert!(!output.err.contains("the program failed"), "{}", output.err);
    }

    /// Any text: every span of a tag lies in its field and reads as its text says; nothing on a
    /// terminal is hostile.
    #[test]
    fn spans_lie_in_their_texts(
        title in "\\PC{0,40}",
        body in "(\\PC|\n|on Tuesday|in May 2021| 12 March 2020|Lima|Paris, Texas|New York|\u{1b}|\u{202e}){0,60}",
    ) {
        let article = serde_json::json!({"id": "x", "title": title, "body": body,
            "published": "2023-05-05"});
        let sandbox = Sandbox::new().input(article.to_string());
        let tagged = sandbox.run(&["tag", "-", "--input-format", "jsonl", "--jsonl"]);
        let fields = |field: &str| if field == "title" { title.clone() } else { body.clone() };
        for line in tagged.lines() {
            for kind in ["places", "dates"] {
                for mention in line[kind].as_array().into_iter().flatten() {
                    let text = fields(mention["field"].as_str().unwrap());
                    let bound = |name: &str| usize::try_from(mention[name].as_u64().unwrap()).unwrap();
                    let span = text.get(bound("start")..bound("end"));
                    prop_assert_eq!(span, mention["text"].as_str(), "{}", mention);
                }
            }
        }
        let sandbox = Sandbox::new().input(article.to_string()).terminal(72);
        let shown = sandbox.run(&["tag", "-", "--input-format", "jsonl", "--format", "human",
            "--color", "never"]);
        prop_assert!(!shown.out.chars().any(is_hostile), "{:?}", shown.out);
    }
}

#[test]
fn a_large_article_is_left_out_and_said() {
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path("news")).unwrap();
    let mut words = String::new();
    for number in 0..2_600_000 {
        words += &format!("w{number:06} ");
    }
    check_survives(sandbox.file("news/words.txt", words), &["words.txt", "larger"]);
}
