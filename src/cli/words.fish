
# Words, places and publishers come from the index.
function __fish_dateline_words
    set -l token (commandline -ct)
    # What stays as it is: the name of the flag; of several words all but the last.
    set -l head (string match -r '^--\w+=' -- "$token")
    set -l start (string replace -r '^--\w+=' '' -- "$token" | string replace -r '^["\']' '')
    test -n "$start"; and not string match -q -- '-*' "$start"; or return
    test $argv[1] = words; and set head (string replace -rf '^(.*[^\w]|)\w*$' '$1' -- "$start")
    for line in (dateline complete --of $argv[1] --format tsv -q -- "$start" 2>/dev/null)[2..-1]
        echo "$head$line"
    end
end
set -l asks "__fish_dateline_using_subcommand query count facets timeline"
complete -c dateline -n $asks -f -a "(__fish_dateline_words words)"
complete -c dateline -n $asks -l place -x -a "(__fish_dateline_words places)"
complete -c dateline -n $asks -l source -x -a "(__fish_dateline_words sources)"
