#!/usr/bin/env python3
"""Asks Signet for a token and prints it: token.py [ACCOUNT [access|id]]. Python 3.8 or newer, no packages.

Exit codes are those of `signet token`: 3 not running, 4 sign-in required, 5 refused, 6 locked, 7 offline or busy.
"""

import http.client
import json
import os
import socket
import stat
import sys
import time
from urllib.parse import quote

# Programs switch on `code`. One that is not here may be added later.
EXITS = {
    "sign_in_required": 4,
    "consent_denied": 5,
    "consent_required": 5,
    "denied_recently": 5,
    "consent_timeout": 9,
    "account_not_found": 2,
    "bad_request": 2,
    "locked": 6,
    "offline": 7,
    "throttled": 7,
    "busy": 7,
    "keychain_unavailable": 8,
    "keychain_locked": 8,
    "keychain_refused": 8,
}
# A person may be asked: Signet waits a minute for an answer, and longer where somebody has to sign in first.
PATIENCE = 300


class SignetError(Exception):
    def __init__(self, exit_code, text):
        super().__init__(text)
        self.exit_code = exit_code


class Connection(http.client.HTTPConnection):
    """HTTP over the Unix socket."""

    def __init__(self, path):
        super().__init__("signet", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


def socket_paths():
    env = os.environ
    if env.get("SIGNET_SOCKET"):
        return [env["SIGNET_SOCKET"]]
    if env.get("SIGNET_HOME"):
        return [env["SIGNET_HOME"] + "/signet.sock"]
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return [home + "/Library/Application Support/Signet/signet.sock"]
    state = env.get("XDG_STATE_HOME") or home + "/.local/state"
    folders = [env.get("XDG_RUNTIME_DIR"), "/run/user/%d" % os.getuid(), state]
    return [folder + "/signet/signet.sock" for folder in folders if folder]


def find_socket():
    for path in socket_paths():
        try:
            # Somebody else's socket is no Signet of yours: say nothing to it.
            facts, folder = os.lstat(path), os.lstat(os.path.dirname(path))
        except FileNotFoundError:
            continue
        is_own = facts.st_uid == folder.st_uid == os.getuid()
        if is_own and stat.S_ISSOCK(facts.st_mode) and not folder.st_mode & 0o077:
            return path
    raise SignetError(3, "Signet does not run. Start the app, or `signet agent`.")


def request(account, body):
    """The status, the JSON and the seconds to wait before another try."""
    connection = Connection(find_socket())
    try:
        path = "/v1/accounts/%s/token" % quote(account, safe="")
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read()), int(response.headers.get("Retry-After", 0))
    except (ConnectionError, http.client.HTTPException) as error:
        raise SignetError(3, "Signet does not run, or ended before it answered: %r" % error)
    except socket.timeout:
        raise SignetError(9, "Signet did not answer in time.")
    finally:
        connection.close()


def token(account="default", use="access", reason=None):
    """`{"token": …, "expiresAt": …, "expiresIn": …}`. Keep it while it lives, or just ask again: Signet keeps it."""
    body = {"use": use, "minimumTtl": 60}
    if reason:
        body["reason"] = reason
    status, reply, wait = request(account, body)
    # Busy, or Cognito throttles: once more, when it says so. After a person's no it says how long not to ask.
    if status in (429, 503) and 0 < wait <= 30:
        time.sleep(wait)
        status, reply, wait = request(account, body)
    if status == 200:
        return reply
    # `detail` is for a person: it says what to do.
    raise SignetError(EXITS.get(reply["code"], 1), "%s (%s)" % (reply["detail"], reply["code"]))


def main():
    account, use = (sys.argv[1:] + ["default", "access"][len(sys.argv) - 1 :])[:2]
    try:
        print(token(account, use)["token"])
    except SignetError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
