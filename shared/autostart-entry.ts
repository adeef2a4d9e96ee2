// The XDG autostart entry by which a Linux desktop starts Signet: for the app, which keeps it, and for `signet doctor`.

/** What an entry of this name says. */
export interface AutostartEntry {
  /** Signet wrote it. */
  readonly isOurs: boolean
  /** No tool of the desktop has turned it off. */
  readonly isOn: boolean
  /** What it starts; the desktop passes over an entry whose program is gone. */
  readonly program: string | undefined
}

interface Place {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
}

/** Where the entry of this user is. The XDG base directory specification: a path that is not absolute is ignored. */
export function autostartPath({ env, home }: Place): string {
  const { XDG_CONFIG_HOME: config = '' } = env
  return `${config.startsWith('/') ? config : `${home}/.config`}/autostart/signet.desktop`
}

const marker = 'X-Signet'

/**
 * Whether an entry can name this program. The specification forbids "=", and a line ends at a line break; GLib and
 * systemd look for a program of another name where there is a "%" or a backslash.
 */
export function canBeStarted(program: string): boolean {
  return !/[=%\\\p{Cc}]/u.test(program)
}

/** The entry that starts `program` without a window. */
export function autostartText(program: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Signet',
    'Icon=signet',
    `TryExec=${program}`,
    `Exec=${quoted(program)} --hidden`,
    'Terminal=false',
    'StartupNotify=false',
    `${marker}=true`,
    '',
  ].join('\n')
}

/** The program of `Exec`: escaped as an argument, and each backslash of that once more as every value is. */
function quoted(program: string): string {
  return `"${program.replace(/["`$]/g, '\\\\$&')}"`
}

/** Reads an entry, whoever wrote it. */
export function parseAutostart(text: string): AutostartEntry {
  const values = valuesOf(text)
  return {
    isOurs: values.get(marker) === 'true',
    // The first is how most desktops turn an entry off, the second is GNOME's way.
    isOn: values.get('Hidden') !== 'true' && values.get('X-GNOME-Autostart-enabled') !== 'false',
    program: values.get('TryExec'),
  }
}

/** The keys of the one group that counts. */
function valuesOf(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  let group = ''
  for (const line of text.split('\n').map((one) => one.trim())) {
    const equals = line.indexOf('=')
    if (line.startsWith('[')) group = line
    else if (group === '[Desktop Entry]' && equals > 0 && !line.startsWith('#'))
      values.set(line.slice(0, equals).trimEnd(), line.slice(equals + 1).trimStart())
  }
  return values
}
