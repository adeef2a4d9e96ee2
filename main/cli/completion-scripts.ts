// The shells' own part of completion: what was typed goes to `signet completion words`, a line for each word comes back,
// with what it does after a tab. Where none comes, the shell completes files.

export type Shell = 'bash' | 'zsh' | 'fish'

const bash = String.raw`# bash completion of signet. Load it: eval "$(signet completion bash)"
_signet() {
  local line="\${COMP_LINE:0:COMP_POINT}" word prefix
  local -a words
  # By spaces alone: bash would split at every @ and colon of an account.
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local current="\${words[-1]}"
  prefix="\${current%"\${current##*[@:=]}"}"
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    [[ $word == "$current"* ]] || continue
    printf -v word '%q' "$word"
    COMPREPLY+=("\${word#"$prefix"}")
  done < <("\${words[0]}" completion words -- signet "\${words[@]:1}" 2>/dev/null)
}
complete -o default -F _signet signet
`

const zsh = String.raw`#compdef signet
# zsh completion of signet. Load it: eval "$(signet completion zsh)", or put it into your fpath as _signet
_signet() {
  local -a lines found shown
  local line word
  lines=("\${(@f)$("\${words[1]}" completion words -- signet "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "\${lines[@]}"; do
    word="\${line%%$'\t'*}"
    [[ -n $word ]] || continue
    found+=("$word")
    if [[ $line == *$'\t'* ]]; then shown+=("$word  \${line#*$'\t'}"); else shown+=("$word"); fi
  done
  if (( \${#found} == 0 )); then _files; else compadd -l -d shown -a found; fi
}
if [[ \${funcstack[1]} == _signet ]]; then _signet "$@"; else compdef _signet signet; fi
`

const fish = String.raw`# fish completion of signet. Load it: signet completion fish | source
function __signet_words
  set -l typed (commandline -opc) (commandline -ct)
  $typed[1] completion words -- signet $typed[2..] 2>/dev/null
end
complete -c signet -n 'count (__signet_words)' -f -a '(__signet_words)'
`

const plain = (script: string): string => script.replaceAll('\\$', '$')

export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: plain(bash),
  zsh: plain(zsh),
  fish: plain(fish),
}
