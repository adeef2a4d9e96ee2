#!/bin/bash
# Takes back what after-install.sh has linked: links of Signet's own alone. An upgrade removes the old package last: then
# the new one's files are there, and its links stay.
resources='/opt/${sanitizedProductName}/resources/linux'
unlink() { [ "$(readlink "$DESTDIR$1")" = "$resources/$2" ] && [ ! -e "$DESTDIR$resources/$2" ] && rm -f "$DESTDIR$1"; }

unlink '/usr/bin/${executable}' signet
unlink /usr/share/man/man1/signet.1 signet.1
unlink /usr/lib/systemd/user/signet-agent.service signet-agent.service
unlink /usr/share/bash-completion/completions/signet completion/signet.bash
unlink /usr/share/zsh/vendor-completions/_signet completion/_signet
unlink /usr/share/fish/vendor_completions.d/signet.fish completion/signet.fish
[ -z "$DESTDIR" ] || exit 0

# From here on as electron-builder does it by itself.
APPARMOR_PROFILE_DEST='/etc/apparmor.d/${executable}'

# Remove and unload apparmor profile.
if [ -f "$APPARMOR_PROFILE_DEST" ]; then
  # Unload the profile from the running kernel before deleting the file so the
  # policy is not left enforced until the next reboot.  Mirror the chroot guard
  # used in the after-install script — live AppArmor operations are not
  # meaningful inside a chroot.
  # https://wiki.debian.org/AppArmor/HowToUse
  if apparmor_status --enabled > /dev/null 2>&1; then
    if ! { [ -x '/usr/bin/ischroot' ] && /usr/bin/ischroot; } && hash apparmor_parser 2>/dev/null; then
      apparmor_parser --remove "$APPARMOR_PROFILE_DEST" || true
    fi
  fi
  rm -f "$APPARMOR_PROFILE_DEST"
fi
exit 0
