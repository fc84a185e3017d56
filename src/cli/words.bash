
# Words, places and publishers come from the index.
_dateline_words() {
    _dateline "$@"
    local start="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" of=words found
    [[ -n $start && $start != -* ]] || return 0
    case $before in
        --place) of=places ;;
        --source) of=sources ;;
        --*) return 0 ;;
    esac
    case " ${COMP_WORDS[*]:1:COMP_CWORD-1} " in
        *\ query\ * | *\ count\ * | *\ facets\ * | *\ timeline\ *) ;;
        *) return 0 ;;
    esac
    while IFS=$'\t' read -r found _; do
        COMPREPLY+=("$(printf %q "$found")")
    done < <(dateline complete --of "$of" --format tsv -q -- "$start" 2>/dev/null | tail -n +2)
}
complete -F _dateline_words -o nosort -o bashdefault -o default dateline
