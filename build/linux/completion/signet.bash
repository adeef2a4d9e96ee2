# bash completion of signet. Load it: eval "$(signet completion bash)"
_signet() {
  local line="${COMP_LINE:0:COMP_POINT}" word prefix
  local -a words
  # By spaces alone: bash would split at every @ and colon of an account.
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  local current="${words[-1]}"
  prefix="${current%"${current##*[@:=]}"}"
  COMPREPLY=()
  while IFS=$'\t' read -r word _; do
    [[ $word == "$current"* ]] || continue
    printf -v word '%q' "$word"
    COMPREPLY+=("${word#"$prefix"}")
  done < <("${words[0]}" completion words -- signet "${words[@]:1}" 2>/dev/null)
}
complete -o default -F _signet signet
