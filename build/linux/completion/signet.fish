# fish completion of signet. Load it: signet completion fish | source
function __signet_words
  set -l typed (commandline -opc) (commandline -ct)
  $typed[1] completion words -- signet $typed[2..] 2>/dev/null
end
complete -c signet -n 'count (__signet_words)' -f -a '(__signet_words)'
