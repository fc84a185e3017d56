
# Words, places and publishers come from the index.
_dateline_words() {
    local -a lines found
    [[ -n $PREFIX && $PREFIX != -* ]] || return 1
    lines=("${(@f)$(dateline complete --of $1 --format tsv -q -- "${(Q)PREFIX}" 2>/dev/null)}")
    found=("${(@)${(@)lines[2,-1]}%%$'\t'*}")
    (( $#found )) || return 1
    # Of several words the last is completed, and those before it stay.
    [[ $1 == words ]] && compset -P '*[^[:alnum:]]'
    compadd -U -i "$IPREFIX" -V dateline -- "${found[@]}"
}
