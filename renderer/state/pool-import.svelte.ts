import { AppError } from '../../shared/errors'
import type { FoundPool } from '../../shared/pool-file/found-pool'
import { maxPoolFileBytes, notText, readPoolFile, tooLarge } from '../../shared/pool-file/pool-file'

/** What is needed of a file that was dropped or chosen. */
export type GivenFile = Pick<File, 'name' | 'size' | 'arrayBuffer'>

/** A file of pools: what was found in it, which one is meant, and why it could not be read. */
export class PoolImport {
  fileName = $state('')
  found = $state.raw<readonly FoundPool[]>([])
  failure = $state.raw<AppError>()
  #chosen = $state(0)
  #reads = 0
  readonly #use: (pool: FoundPool) => void

  /** @param use takes over the pool that is meant. */
  constructor(use: (pool: FoundPool) => void) {
    this.#use = use
  }

  /** The pool that is meant, by its place in the file. */
  get chosen(): number {
    return this.#chosen
  }

  /** The pool that is meant. */
  get pool(): FoundPool | undefined {
    return this.found[this.#chosen]
  }

  /** Whether the client of the pool that is meant has a secret, which a person has to give. */
  get isSecretWanted(): boolean {
    return this.pool?.hasClientSecret === true
  }

  choose(index: number): void {
    this.#chosen = index
    const pool = this.found[index]
    if (pool !== undefined) this.#use(pool)
  }

  /** Reads the file and takes over its first pool. What was found before is gone, whether it can be read or not. */
  async read(file: GivenFile): Promise<void> {
    this.#reads += 1
    const read = this.#reads
    this.found = []
    this.failure = undefined
    try {
      const found = readPoolFile(await textOf(file))
      if (read !== this.#reads) return
      this.fileName = file.name
      this.found = found
      this.choose(0)
    } catch (error) {
      if (read === this.#reads) this.failure = failureOf(error)
    }
  }
}

async function textOf(file: GivenFile): Promise<string> {
  if (file.size > maxPoolFileBytes) throw tooLarge()
  const bytes = await file.arrayBuffer()
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw notText(error)
  }
}

/** A folder, or a file that is gone, fails in the browser's own way. */
function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError('pool/invalid', 'The file cannot be read.', { cause: error })
}
