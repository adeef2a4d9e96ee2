// Reads the whole audit log and says whether it is what was written: each line carries the hash of the one before, and
// the keychain holds the hash of one of the last. [Note: What a cut-off line is] A host that is killed, or a disk that
// fills, leaves half a line at the end of a file; the chain then goes on in the next file, from the last line that was
// known to be written, so that lines which the disk had taken after all are there twice. That is no fault.
import type { AuditFault, AuditReport } from '../../../shared/model/audit'
import type { RecordStore } from '../ports'
import { type Link, linkOf, origin } from './audit-chain'
import { auditFiles } from './audit-files'

/** Lines up to which the keychain vouches, or why it does not. */
export type Anchor = Link | undefined

/** State: where the chain stands, and what of it the last file has added. */
class Chain {
  #link: Link = origin
  /** Links of the file at hand, its beginning first: where the next one may take up. */
  #inFile: Link[] = [origin]
  #isTorn = false
  readonly #anchor: Anchor
  #isAnchorMet = false
  cutOff = 0

  constructor(anchor: Anchor) {
    this.#anchor = anchor
    this.#isAnchorMet = anchor?.seq === 0
  }

  get last(): Link {
    return this.#link
  }

  /** @returns what is wrong with the file's first bad line, if there is one. */
  read(file: string, text: string): AuditFault | undefined {
    const lines = text.split('\n')
    const rest = lines.pop() ?? ''
    const before = this.#isTorn ? this.#inFile : [this.#link]
    this.#isTorn = rest !== ''
    if (this.#isTorn) this.cutOff += 1
    for (const [index, line] of lines.entries()) {
      const why = this.#take(line, index === 0 ? before : [this.#link])
      if (why !== undefined) return { file, line: index + 1, why }
      if (index === 0) this.#inFile = []
      this.#inFile.push(this.#link)
    }
    return undefined
  }

  /** Whether the anchor's line was there; where there is no anchor, there is nothing to miss. */
  get missesAnchor(): boolean {
    return this.#anchor !== undefined && !this.#isAnchorMet
  }

  #take(line: string, mayFollow: readonly Link[]): AuditFault['why'] | undefined {
    const next = linkOf(line)
    if (next === undefined) return 'no-line'
    const follows = mayFollow.some(({ seq, hash }) => seq + 1 === next.link.seq && hash === next.prev)
    if (!follows) return 'out-of-chain'
    this.#link = next.link
    if (next.link.seq !== this.#anchor?.seq) return undefined
    this.#isAnchorMet = next.link.hash === this.#anchor.hash
    return this.#isAnchorMet ? undefined : 'not-the-anchored'
  }
}

/** @throws `storage/*` */
export async function verifyAudit(store: RecordStore, anchor: Anchor): Promise<AuditReport> {
  const chain = new Chain(anchor)
  let fault: AuditFault | undefined
  for (const file of await auditFiles(store)) {
    fault = chain.read(file, (await store.read(file)) ?? '')
    if (fault !== undefined) break
  }
  if (fault === undefined && chain.missesAnchor) fault = { line: chain.last.seq, why: 'end-missing' }
  const counts = { lines: chain.last.seq, cutOff: chain.cutOff }
  if (fault !== undefined) return { state: 'broken', ...counts, fault }
  return { state: 'intact', ...counts, ...(anchor === undefined ? {} : { anchoredTo: anchor.seq }) }
}

/** Whether the log has this line still. The newest files are looked at first. @throws `storage/*` */
export async function hasLine(store: RecordStore, { seq, hash }: Link): Promise<boolean> {
  for (const file of (await auditFiles(store)).toReversed()) {
    // The number comes first in every line: only the line that has it is parsed and hashed.
    const lines = ((await store.read(file)) ?? '').split('\n')
    const found = lines.find((line) => line.startsWith(`{"seq":${seq},`))
    if (found !== undefined) return linkOf(found)?.link.hash === hash
  }
  return false
}
