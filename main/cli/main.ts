// The `signet` command. Built into out/cli/signet.cjs, which holds what a token needs; each other verb is a file beside it.
import { join } from 'node:path'
import { run } from './run'
import { nodeWorld } from './node-world'

async function main(): Promise<void> {
  // __dirname is the bundle's folder: the built programs lie beside it.
  process.exitCode = await run(process.argv.slice(2), await nodeWorld(join(__dirname, '..')))
}

void main()
