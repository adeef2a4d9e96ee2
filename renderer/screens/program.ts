// How a program is named to a person.
import type { AppView, GrantView } from '../../shared/model/consent'

/** The last part of the path of what runs: the script where there is one, else the executable. */
export function programName(app: AppView): string {
  const path = app.script ?? app.executable
  const name = path.split(/[/\\]/).findLast((part) => part !== '')
  return name ?? path
}

interface Program {
  readonly app: AppView
  readonly grants: readonly GrantView[]
}

/** Decisions gathered by program, in the order in which each program comes first. */
export function byProgram(grants: readonly GrantView[]): readonly Program[] {
  const programs = new Map<string, Program>()
  for (const grant of grants) {
    const known = programs.get(grant.app.id)
    programs.set(grant.app.id, { app: grant.app, grants: [...(known?.grants ?? []), grant] })
  }
  return [...programs.values()]
}
