//! The completion scripts in the shells that read them; a shell that is not there is passed over.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::sandbox::Sandbox;

/// What a shell prints that runs `script` with the program in its path, and its errors; nothing
/// where there is no such shell.
fn printed(shell: &str, flag: &str, script: &str) -> Option<[String; 2]> {
    let sandbox = Sandbox::new().file(
        "a.jsonl",
        "{\"id\":\"a\",\"title\":\"Zanzibar\",\"source\":\"Spice Post\",\
         \"body\":\"Zanzibaris met in Stone Town, Tanzania.\"}",
    );
    sandbox.run(&["ingest", "@/a.jsonl"]).expect(0);
    let output = Command::new("sh")
        .args(["-c", "PATH=\"$0:$PATH\" exec \"$@\""])
        .arg(Path::new(env!("CARGO_BIN_EXE_dateline")).parent().unwrap())
        .args([shell, flag, "-c", script])
        .env("HOME", sandbox.folder())
        .env("DATELINE_INDEX", sandbox.path("index"))
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code() != Some(127)).then(|| [text(output.stdout), text(output.stderr)])
}

#[test]
fn bash_completes_words_of_the_index() {
    let script = "source <(dateline completions bash)
        try() { COMP_WORDS=(dateline \"$@\") COMP_CWORD=$# COMPREPLY=()
            _dateline_words dateline \"${!#}\" query; echo \"${COMPREPLY[*]}\"; }
        try query zanzibari; try query --place tanz; try query --place = tanz
        try query --source spi; try query --source '\"spi'; try query '\"stone tow'
        try show zanz; try query --li";
    let expected = "zanzibaris\n/Africa/Tanzania\n/Africa/Tanzania\nSpice\\ Post\nSpice Post\n\
                    stone town\n\n--limit\n";
    match printed("bash", "--norc", script) {
        Some([out, err]) => assert_eq!(out, expected, "{err}"),
        None => println!("skipped: there is no bash"),
    }
}

#[test]
fn fish_completes_words_of_the_index() {
    let script = "dateline completions fish | source
        for line in 'query zanzibari' 'query --place tanz' 'query --place=tanz' \\
            'query --source spi' 'query \"stone tow' 'show zanz' 'query --li'
            echo (complete -C \"dateline $line\" | string split -f1 \\t)
        end";
    let expected = "zanzibaris\n/Africa/Tanzania\n--place=/Africa/Tanzania\nSpice Post\n\
                    stone town\n\n--limit\n";
    match printed("fish", "--no-config", script) {
        Some([out, err]) => assert_eq!(out, expected, "{err}"),
        None => println!("skipped: there is no fish"),
    }
}

#[test]
fn zsh_completes_words_of_the_index() {
    // Completion runs in the line editor only: a shell within the shell, on a terminal of its own.
    let script = "zmodload zsh/zpty || exit
        zpty shell zsh -f -i; zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D
            source <(dateline completions zsh)
            show() { print -r -- \"<$BUFFER>\"; BUFFER=; zle accept-line }; zle -N show
            bindkey \"^X\" show; print read\"\"y'
        zpty -r shell text '*ready*'
        for line in 'query zanzibari' 'query --place tanz' 'query --place=tanz' \\
            'query --source spi' 'query \"stone tow' 'query --lim'; do
            zpty -w -n shell \"dateline $line\"$'\\t\\x18' && zpty -r shell text '*<*>*' &&
                print -r -- ${${text##*<}%%>*}
        done";
    let expected = "dateline query zanzibaris \ndateline query --place /Africa/Tanzania \n\
                    dateline query --place=/Africa/Tanzania \n\
                    dateline query --source Spice\\ Post \ndateline query \"stone town\" \n\
                    dateline query --limit=\n";
    match printed("zsh", "-f", script) {
        Some([out, err]) => assert_eq!(out, expected, "{err}"),
        None => println!("skipped: there is no zsh"),
    }
}
