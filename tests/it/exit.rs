//! Exit codes, closed pipes, full disks: what only a real process can show.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use crate::sandbox::Sandbox;

#[test]
fn a_bad_flag_is_a_usage_error() {
    let output = Sandbox::new().run(&["query", "--bogus"]).expect(2);
    assert!(output.err.starts_with("error: unexpected argument '--bogus'"), "{}", output.err);
    assert!(output.err.contains("hint: "), "{}", output.err);
    assert_eq!(output.out, "");
}

#[test]
fn errors_are_json_with_json() {
    for flag in ["--json", "--jsonl", "--format=json"] {
        let output = Sandbox::new().run(&["query", "--bogus", flag]).expect(2);
        let error: serde_json::Value = serde_json::from_str(&output.err).unwrap();
        assert_eq!(error["kind"], "usage");
        assert!(error["message"].as_str().unwrap().contains("--bogus"));
        assert!(error["hint"].as_str().is_some());
    }
}

#[test]
fn an_index_that_is_not_there_is_an_error() {
    let output = Sandbox::new().run(&["query", "soldiers", "--json"]).expect(2);
    let error: serde_json::Value = serde_json::from_str(&output.err).unwrap();
    assert_eq!(error["kind"], "index");
}

#[test]
fn help_and_version_are_results() {
    let output = Sandbox::new().run(&["--help"]).expect(0);
    assert!(output.out.contains("Usage: dateline"));
    assert_eq!(output.err, "");
    let output = Sandbox::new().run(&["--version"]).expect(0);
    assert!(output.out.contains("GeoNames"), "{}", output.out);
    Sandbox::new().run(&["help", "dates"]).expect(0);
    Sandbox::new().run(&["help", "nonsense"]).expect(2);
    Sandbox::new().run(&[]).expect(2);
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.env_remove("DATELINE_INDEX").env_remove("DATELINE_NOW");
    command
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = program()
        .args(["tag", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    for number in 0..2_000 {
        let article = format!("{{\"id\":\"{number}\",\"title\":\"t\",\"body\":\"It rained.\"}}\n");
        // The program may have ended by now: that is the point.
        if input.write_all(article.as_bytes()).is_err() {
            break;
        }
    }
    drop(input);
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert_eq!(err, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_said() {
    let full = std::fs::File::create("/dev/full").unwrap();
    let output = program().args(["help", "dates"]).stdout(full).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(err.contains("cannot write to standard output"), "{err}");
    assert!(!err.contains("panicked"), "{err}");
}

#[test]
fn a_real_process_ends_in_the_code() {
    let code = |args: &[&str]| program().args(args).output().unwrap().status.code();
    assert_eq!(code(&["help"]), Some(0));
    assert_eq!(code(&["query", "--bogus"]), Some(2));
    assert_eq!(code(&["query", "x", "--index", "/nonexistent"]), Some(2));
}
