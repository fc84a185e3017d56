
# Words, places and publishers come from the index.
_dateline_words() {
    _dateline "$@"
    local start="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}"
    local of=words head='' quote='' found
    [[ -n $start && $start != -* ]] || return 0
    # Where the shell takes `--place=pesh` apart, `=` is a word.
    [[ $start == = ]] && start=''
    [[ $before == = ]] && before="${COMP_WORDS[COMP_CWORD - 2]}"
    case $before in
        --place) of=places ;;
        --source) of=sources ;;
        --*) return 0 ;;
    esac
    case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *\ query\ * | *\ count\ * | *\ facets\ * | *\ timeline\ *) ;;
        *) return 0 ;;
    esac
    [[ $start == [\"\']* ]] && quote=${start:0:1} start=${start:1}
    # Of several words the last is completed, and those before it stay.
    [[ $of == words && $start =~ ^(.*[^[:alnum:]])[[:alnum:]]*$ ]] && head=${BASH_REMATCH[1]}
    while IFS=$'\t' read -r found _; do
        found=$head$found
        [[ -n $quote ]] || printf -v found %q "$found"
        COMPREPLY+=("$found")
    done < <(dateline complete --of "$of" --format tsv -q -- "$start" 2>/dev/null | tail -n +2)
}
complete -F _dateline_words -o nosort -o bashdefault -o default dateline
