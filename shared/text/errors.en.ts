// What every error says in English. The order is that of shared/errors.ts.
// One subject and one table: split, a missing sentence would be harder to see.
/* eslint max-lines: off */
import { failure, hitch, notice, type ErrorTexts } from './error-text'

export const errorsEn: ErrorTexts = {
  'auth/wrong-password': hitch(
    'The username or password is wrong.',
    'Nothing has changed. Type the password again.',
  ),
  'auth/attempts-exceeded': hitch(
    'There were too many attempts.',
    'The pool has paused sign-ins for this account. Your password and this device are still good. Wait 15 minutes, then sign in again.',
  ),
  'auth/user-disabled': failure(
    'This account is disabled.',
    'You cannot sign in until an administrator enables the account. Then sign in again.',
  ),
  'auth/user-not-found': failure(
    'This pool has no such user.',
    'You are not signed in yet. Check the username and the pool, then sign in again.',
  ),
  'auth/user-not-confirmed': failure(
    'This account has not been confirmed.',
    'You are not signed in yet. Have a code sent to confirm it, or ask an administrator; then sign in again.',
  ),
  'auth/password-reset-required': failure(
    'An administrator asks you to reset your password.',
    'You are not signed in yet. Choose “Forgot your password?”, or run `signet login --forgot`, to set a new one by a code.',
  ),
  'auth/temporary-password-expired': failure(
    'The temporary password has expired.',
    'You are not signed in yet. Ask an administrator for another one, then sign in again.',
  ),
  'auth/password-not-encodable': hitch(
    'The password holds a character that cannot be sent.',
    'Nothing was sent, and you are not signed in yet. Type the password by hand instead of pasting it.',
  ),
  'auth/new-password-refused': hitch(
    'The pool did not accept the new password.',
    'Nothing has changed. Choose a longer one, or one that you have not used before.',
  ),
  'auth/code-mismatch': hitch(
    'The code is wrong.',
    'Nothing is lost. Type the code that is shown or was sent to you most recently.',
  ),
  'auth/code-expired': hitch(
    'The code has expired.',
    'You are not signed in yet. Press Start again, or run `signet login`, to get another code.',
  ),
  'auth/code-already-used': hitch(
    'This code has been used already.',
    'This sign-in is still open. Wait up to 30 seconds for the next code in your authenticator app and type that.',
  ),
  'auth/code-not-delivered': failure(
    'The pool could not send the code.',
    'You are not signed in yet. Press Start again to have another one sent; if it fails again, ask an administrator.',
  ),
  'auth/answer-refused': hitch(
    'The pool did not accept the answer.',
    'You are not signed in yet. Sign in again and answer its question once more.',
  ),
  'auth/name-taken': hitch(
    'Somebody in this pool has this name or address already.',
    'You are not signed in yet. Sign in if it is you, or choose another name or address.',
  ),
  'auth/already-confirmed': hitch(
    'This account is confirmed already.',
    'Nothing is missing: sign in with your password.',
  ),
  'auth/recovery-unavailable': failure(
    'The pool cannot reset this password by itself.',
    'Nothing was changed. Ask an administrator: the pool has no address to send a code to, or you have not replaced a temporary password yet.',
  ),
  'auth/challenge-expired': hitch(
    'This step took too long, and the pool has closed it.',
    'You are not signed in yet, and nothing is lost. Type your password again to start over.',
  ),
  'auth/unsupported-challenge': failure(
    'The pool asks for a step that Signet does not know.',
    'You are not signed in. Ask an administrator for another way to sign in, or update Signet.',
  ),
  'auth/flow-not-enabled': failure(
    'This app client does not allow this way of signing in.',
    'You are not signed in yet. Choose another method under More options (`signet login --method`), or ask an administrator to enable it (docs/pool-setup.md).',
  ),
  'auth/secret-hash': failure(
    'The client secret of this pool is missing or wrong.',
    'Your password is not the problem. Remove the pool and add it again with the right client secret: `signet pools add`.',
  ),
  'auth/mfa-unavailable': failure(
    'This account has no second factor that the pool accepts.',
    'You are not signed in yet. Ask an administrator to set up a second factor for you, then sign in again.',
  ),
  'auth/security-block': failure(
    'The pool blocked this sign-in as risky.',
    'You are not signed in. Wait a while and sign in again from your usual network, or ask an administrator.',
  ),
  'auth/trigger-refused': failure(
    'A rule of your organisation refused this sign-in.',
    'You are not signed in. Ask an administrator about it, then sign in again.',
  ),
  'auth/refused': failure(
    'The pool refused this sign-in.',
    'You are not signed in. Sign in again; if it is refused again, ask an administrator.',
  ),
  'auth/server-values': failure(
    'The answer of the pool was not a safe one, so Signet stopped.',
    'Your password was not given away, and you are not signed in. Check the endpoint of the pool, then sign in again.',
  ),
  'auth/device-refused': hitch(
    'The pool no longer accepts this device.',
    'Your password is still good. Sign in again with `signet login` or the Sign in button; you will be asked for a code, and the device is registered anew.',
  ),
  'auth/device-not-confirmed': hitch(
    'The pool did not finish registering this device.',
    'You are not signed in yet, because the sign-in would not last. Sign in again; Signet starts with a fresh device.',
  ),
  'auth/browser-unavailable': hitch(
    'No browser could be opened.',
    'This sign-in is still open. Open the address that is shown in a browser yourself.',
  ),
  'auth/redirect-ports-taken': failure(
    'No port is free for the browser to come back to.',
    'You are not signed in yet. Close the program that uses the ports, or another sign-in in a browser; then sign in again.',
  ),
  'auth/redirect-invalid': hitch(
    'This address does not belong to this sign-in.',
    'The sign-in is still open. Copy the whole address that the browser ended on; it begins with the callback address.',
  ),
  'auth/provider-refused': hitch(
    'The sign-in was refused in the browser.',
    'You are not signed in yet. Sign in again; if it is refused again, ask an administrator.',
  ),
  'auth/other-account': hitch(
    'Somebody else signed in in the browser.',
    'Nothing has changed here. Try again: the browser then asks who you are. Or add the other account as one of its own.',
  ),
  'auth/in-progress': hitch(
    'A sign-in for this account is already open elsewhere.',
    'It is still good. Finish or cancel it in the window or the terminal where it began.',
  ),
  'auth/cancelled': notice(
    'The sign-in was cancelled.',
    'Nothing has changed. To sign in, press Sign in or run `signet login`.',
  ),
  'auth/timed-out': hitch(
    'The sign-in waited too long for an answer.',
    'You are not signed in, and the password is forgotten. Press Start again or run `signet login`.',
  ),

  'session/none': failure('You are not signed in.', 'Press Sign in or run `signet login`.'),
  'session/expired': failure(
    'Your sign-in has expired.',
    'This device is still remembered. Press Sign in or run `signet login`.',
  ),
  'session/revoked': failure(
    'Your sign-in was ended by you or an administrator.',
    'It cannot be used any more. Press Sign in or run `signet login`.',
  ),
  'session/reused': failure(
    'The pool saw an outdated key of this sign-in and ended it.',
    'It cannot be used any more. Press Sign in or run `signet login`; if this happens again, tell an administrator.',
  ),
  'session/user-gone': failure(
    'The pool no longer has this account.',
    'The sign-in cannot be used any more. Ask an administrator, or sign in with another account.',
  ),
  'session/device-unknown': failure(
    'The pool has forgotten this device, and the sign-in with it.',
    'Press Sign in or run `signet login`; you will be asked for a code, and the device is registered anew.',
  ),
  'session/lost-answer': failure(
    'Signet was interrupted while it renewed your sign-in.',
    'The renewed sign-in was lost, and the old one is used up. Press Sign in or run `signet login`.',
  ),
  'session/token-rejected': failure(
    'The pool rejected a token that it had just issued.',
    'Your sign-in may still be good. Try once more; if it fails again, run `signet login`.',
  ),

  'pool/none': failure('No pool has been added yet.', 'Press Add pool or run `signet pools add`.'),
  'pool/unknown': failure(
    'There is no pool of this name.',
    'Your sign-ins are unchanged. Run `signet pools list` to see the names.',
  ),
  'pool/exists': hitch(
    'There is already a pool of this name, or this app client is already there.',
    'Nothing was changed. Choose another name, or remove the old pool first: `signet pools remove`.',
  ),
  'pool/invalid': failure(
    'A setting of this pool has the wrong form.',
    'Nothing was changed. Correct the field that is named and try again.',
  ),
  'pool/file-unavailable': hitch(
    'The file of pools could not be fetched.',
    'Nothing was changed. Check the address and the connection, or fetch the file another way and give its path.',
  ),
  'pool/not-found': failure(
    'Cognito has no such pool or app client.',
    'You are not signed in. Compare user pool id, client id and endpoint with what your administrator gave you, then add the pool again.',
  ),
  'pool/configuration': failure(
    'The pool is not set up for this.',
    'Your other sign-ins are unchanged. Show this message to an administrator of the pool.',
  ),
  'account/none': failure(
    'Nobody has signed in on this computer yet.',
    'Press Sign in or run `signet login`.',
  ),
  'account/unknown': failure(
    'There is no such account.',
    'Your sign-ins are unchanged. Run `signet accounts` to see the ones there are.',
  ),
  'account/label-taken': failure(
    'Another account answers to this name.',
    'Nothing has changed. Choose a label that no other account has as its label or username.',
  ),
  'account/ambiguous': failure(
    'More than one account fits.',
    'Your sign-ins are unchanged. Use the id that `signet accounts` shows.',
  ),
  'account/scope-missing': failure(
    'This sign-in may not ask for the details of the account.',
    'It stays good for its tokens. A sign-in without the browser may always ask. One in the browser needs the scope aws.cognito.signin.user.admin: an administrator allows it in the app client, and the pool is added with it (`signet pools add --scopes`).',
  ),
  'account/limit-reached': hitch(
    'The pool takes no more changes of this kind for now.',
    'You are still signed in, and nothing was changed. A user pool allows a few an hour: wait an hour, then try again.',
  ),
  'account/wrong-password': hitch(
    'This is not your current password.',
    'You are still signed in, and your password is unchanged. Type both again.',
  ),
  'account/new-password-refused': hitch(
    'The pool did not accept the new password.',
    'Your password is unchanged. Choose a longer one, or one that you have not used before.',
  ),
  'account/password-not-encodable': hitch(
    'The password holds a character that cannot be sent.',
    'Your password is unchanged. Type the new one by hand instead of pasting it.',
  ),
  'account/code-mismatch': hitch(
    'The code is wrong.',
    'You are still signed in. Type the code that is shown or was sent to you most recently.',
  ),
  'account/code-expired': hitch(
    'The code has expired.',
    'You are still signed in. Have another code sent, and type that one.',
  ),
  'account/code-already-used': hitch(
    'This code has been used already.',
    'You are still signed in. Wait for the next code, and type that one.',
  ),
  'account/code-not-delivered': failure(
    'The pool could not send the code.',
    'You are still signed in. Check the address, or ask an administrator.',
  ),
  'account/name-taken': hitch(
    'Somebody in this pool has this name or address already.',
    'You are still signed in, and the old value stands. Choose another one.',
  ),
  'account/refused': failure(
    'The pool refused this.',
    'You are still signed in, and nothing was changed. Try again; if it is refused again, ask an administrator.',
  ),
  'account/attribute-refused': hitch(
    'The pool did not accept the change of this detail.',
    'You are still signed in, and the old value stands. Enter another value, or ask an administrator whether you may change it.',
  ),
  'account/mfa-refused': hitch(
    'The pool did not change this second factor.',
    'You are still signed in, and your second factors are as they were. Set it up first: a verified address, a telephone number or an authenticator app; or ask an administrator.',
  ),
  'account/devices-not-tracked': notice(
    'This pool does not keep devices.',
    'You are still signed in. An administrator can turn device tracking on (docs/pool-setup.md).',
  ),
  'account/device-unknown': hitch(
    'The pool has no such device of yours.',
    'You are still signed in. `signet devices` lists those that there are.',
  ),
  'account/device-in-use': hitch(
    'This is the device that you are signed in on.',
    'Nothing was forgotten. To forget it, choose “Forget this device”, which signs you out: `signet logout --forget-device`.',
  ),
  'account/more-devices': hitch(
    'There are more devices than Signet lists.',
    'You are still signed in. Forget some that you do not need, and the others come into sight.',
  ),

  'aws/no-identity-pool': failure(
    'This pool has no identity pool, so it gives no AWS credentials.',
    'Your sign-in is still good. Remove the pool and add it again with its identity pool: `signet pools add --identity-pool`.',
  ),
  'aws/identity-pool-unknown': failure(
    'AWS does not know the identity pool.',
    'Your sign-in is still good. Compare the id and its region with the AWS console, then add the pool again.',
  ),
  'aws/identity-refused': hitch(
    'The identity pool did not take your identity.',
    'Your sign-in is still good. Ask again; if it fails again, ask an administrator whether the identity pool trusts this user pool and its app client.',
  ),
  'aws/token-refused': hitch(
    'The identity pool did not take your id token.',
    'Your sign-in is most likely still good. Check the clock of this computer, then ask again.',
  ),
  'aws/refused': failure(
    'The identity pool gave no credentials.',
    'Your sign-in is still good. The role that was asked for must be one of yours: ask an administrator which there are.',
  ),
  'aws/configuration': failure(
    'The identity pool is not set up for this.',
    'Your sign-in is still good. Show this message to an administrator: the roles of the identity pool must be corrected.',
  ),

  'person/refused': notice(
    'A person refused this.',
    'Nothing has changed. To do it all the same, ask again and answer yes.',
  ),
  'person/needed': failure(
    'A person must agree to this at Signet’s own surface.',
    'Nothing has changed. Run the command on a terminal, or do it in the Signet window.',
  ),
  'person/timed-out': hitch(
    'Nobody answered whether this may be done.',
    'Nothing has changed. Ask again and answer within a minute.',
  ),
  'person/refused-recently': hitch(
    'A person refused this a moment ago.',
    'Nothing has changed. Wait 30 seconds, then ask again.',
  ),

  'keychain/unavailable': failure(
    'There is no keychain to keep your sign-in in.',
    'Signet never keeps it in a plain file. Start your keychain service (docs/headless.md), or press Use this session only (`signet agent --session-only`).',
  ),
  'keychain/locked': hitch(
    'Your keychain is locked.',
    'Your sign-in in it is still good. Unlock the keychain and try again.',
  ),
  'keychain/refused': failure(
    'The keychain did not let Signet in.',
    'Your sign-in in it is still good. Try again and press Allow when the keychain asks.',
  ),
  'keychain/timed-out': hitch(
    'The keychain did not answer in time.',
    'Your sign-in in it is still good. Look for a question of the keychain behind other windows, then try again.',
  ),
  'keychain/damaged': failure(
    'What the keychain holds for this account is damaged.',
    'That sign-in cannot be used. Press Sign in or run `signet login`; Signet writes it anew.',
  ),

  'network/unreachable': hitch(
    'The pool cannot be reached.',
    'What you had before is still good. Check the connection, VPN or proxy, then try again.',
  ),
  'network/timed-out': hitch(
    'The pool did not answer in time.',
    'What you had before is still good. Check the connection, then try again.',
  ),
  'network/throttled': hitch(
    'The pool has too much to do just now.',
    'What you had before is still good. Wait a minute, then try again.',
  ),
  'network/blocked': failure(
    'A firewall in front of the pool turned Signet away.',
    'What you had before is still good. Try again from another network or VPN, or show this message to an administrator.',
  ),
  'network/server-error': hitch(
    'Cognito failed at its own end.',
    'What you had before is still good. Wait a minute, then try again.',
  ),
  'network/bad-answer': failure(
    'Something other than Cognito answered.',
    'What you had before is still good. Check the endpoint of the pool and any proxy or login page of your network, then try again.',
  ),
  'network/untrusted-certificate': failure(
    'The connection is not trusted: its certificate comes from an authority that this computer does not know.',
    'What you had before is still good, and nothing was sent. If your network inspects HTTPS, have its authority installed on this computer, or name its file in NODE_EXTRA_CA_CERTS, and start Signet again; check the computer’s date, too.',
  ),
  'network/proxy-setting': failure(
    'The proxy setting cannot be used.',
    'What you had before is still good. Correct the variable in the environment that Signet starts from, then start Signet again.',
  ),
  'network/proxy-unreachable': hitch(
    'The proxy cannot be reached.',
    'What you had before is still good. Check the connection or VPN, and the proxy that HTTPS_PROXY names, then try again.',
  ),
  'network/proxy-refused': failure(
    'The proxy did not let Signet through.',
    'What you had before is still good. Put the name and password that the proxy wants into HTTPS_PROXY, or show this message to whoever runs the proxy.',
  ),

  'storage/damaged': failure(
    'A file of Signet could not be read, and was set aside.',
    'Sign-ins in the keychain are still good. Add again what is missing, or put a backup of the file back.',
  ),
  'storage/newer-version': failure(
    'A file was written by a newer Signet.',
    'It was left as it is, and your sign-ins are still good. Update Signet.',
  ),
  'storage/write-failed': failure(
    'Signet could not write to the disk.',
    'What was there before is still there. Free some space or check the permissions of the folder, then try again.',
  ),
  'storage/untrusted-folder': failure(
    'Other users could change the folder that Signet keeps its files in.',
    'Your sign-ins are still good, but Signet will not use the folder. Make it yours alone: `chmod 700` on it, then start Signet again.',
  ),

  'autostart/other-entry': failure(
    'Another entry of this name is among the programs that start when you sign in.',
    'Signet has left it as it is. Move the file that is named away, then try again.',
  ),
  'autostart/refused': failure(
    'This could not be changed at the system.',
    'It is as it was. Look at what starts when you sign in, in the system’s own settings: Signet may be turned off there.',
  ),

  'request/invalid': failure(
    'The request is not one Signet understands.',
    'Your sign-in is still good. Correct the field that is named; `signet help` shows the right form.',
  ),
  'request/too-large': failure(
    'The request is too large.',
    'Your sign-in is still good. Send at most 64 KiB.',
  ),
  'request/head-too-large': failure(
    'The head of the request is too large.',
    'Your sign-in is still good. Send at most 16 KiB of headers.',
  ),
  'request/too-slow': hitch(
    'The request was not sent in time.',
    'Your sign-in is still good. Send it again within 10 seconds.',
  ),
  'request/unknown': failure(
    'Signet has no such request.',
    'Your sign-in is still good. `signet help` lists what there is.',
  ),
  'request/unsupported-version': failure(
    'This version of the local API is not spoken here.',
    'Your sign-in is still good. Update the program or Signet; `signet status` shows the versions.',
  ),
  'broker/denied': failure(
    'This program was refused a token.',
    'Your sign-in is still good. To let it in, run `signet apps allow`, or ask again and press Allow.',
  ),
  'broker/consent-required': failure(
    'A person must allow this program first.',
    'Your sign-in is still good. Run `signet apps allow` on a terminal, or open the Signet window and ask again.',
  ),
  'broker/consent-timed-out': hitch(
    'Nobody answered whether this program may have a token.',
    'Your sign-in is still good. Ask again and answer within a minute.',
  ),
  'broker/denied-recently': hitch(
    'This program was refused a moment ago.',
    'Your sign-in is still good. Wait 30 seconds, then ask again.',
  ),
  'broker/untrusted-caller': failure(
    'Signet could not tell which program was asking.',
    'Your sign-in is still good. Start the program again and let it ask again.',
  ),
  'broker/busy': hitch(
    'Too many programs are asking at once.',
    'Your sign-in is still good. Try again in a few seconds.',
  ),
  'lock/locked': hitch(
    'Signet is locked.',
    'Your sign-in is still good. Press Unlock in the window or run `signet unlock`.',
  ),
  'lock/wrong-password': hitch(
    'The password is wrong.',
    'Signet is still locked. Type the password of the account that is shown.',
  ),
  'lock/attempts-exceeded': hitch(
    'The pool has paused this account after too many wrong passwords.',
    'Signet is still locked, and your sign-ins are still good. Wait 15 minutes, then type the password again.',
  ),
  'lock/too-soon': hitch(
    'The password was wrong a moment ago.',
    'Signet is still locked. Wait a little before the next try; the pause grows with each wrong one.',
  ),
  'lock/offline': hitch(
    'Without a network, your password cannot be checked.',
    'Signet is still locked: the pool alone can say whether a password is right. Connect to a network and try again.',
  ),
  'lock/not-proved': failure(
    'The pool does not let this account prove its password now.',
    'Signet is still locked. Use another account or ask the administrator of the pool. As a last resort, `signet reset` deletes all that Signet keeps.',
  ),
  'lock/no-password': hitch(
    'No account here can prove a password.',
    'Nothing has changed. Sign in to an account with a password first.',
  ),
  'lock/touch-id-refused': hitch(
    'Touch ID did not recognise you.',
    'Signet is still locked. Press Unlock and touch the sensor again.',
  ),
  'share/ended': failure(
    'This share has ended.',
    'Its sign-in is unchanged. A person opens another one with `signet share`, on the computer that shares.',
  ),
  'share/other-account': failure(
    'This share is of another account.',
    'It is of one account alone: ask for the one that was named to `signet share`, or for the default one.',
  ),
  'share/other-token': failure(
    'This share gives another kind of token.',
    'It gives one kind alone. A person shares the other one with `signet share`, on the computer that shares.',
  ),
  'share/too-many': failure(
    'Too many shares are open.',
    'Your sign-in is still good. End one with `signet share end`, or in the window.',
  ),

  'host/already-running': notice(
    'Signet is already running.',
    'Your sign-in is still good. Use the one that runs: `signet status` shows it.',
  ),
  'host/not-running': failure(
    'Signet is not running.',
    'Your sign-in is still good. Open the app or run `signet agent`.',
  ),
  'host/untrusted': failure(
    'The socket does not belong to you alone, so nothing was sent.',
    'Your sign-in is still good. Remove the folder that is named, then start Signet again.',
  ),
  'host/socket-path-too-long': failure(
    'The path of the socket is too long for this system.',
    'Your sign-in is still good. Set `SIGNET_SOCKET` to a shorter path and start Signet again.',
  ),
  'host/socket-in-use': failure(
    'Something else is using the place of the socket.',
    'Your sign-in is still good. Remove what lies at the path that is named, then start Signet again.',
  ),
  'host/not-served': notice(
    'Signet does not serve other programs on Windows yet.',
    'You can sign in and manage your accounts in its window. Programs, the signet command among them, get no tokens here: Signet cannot yet tell them from those of other users.',
  ),
  internal: failure(
    'Signet met a fault of its own.',
    'Your sign-in is most likely still good. Try again; if it fails again, report it with the log that `signet status` names.',
  ),
}
