// `npm run cognito -- --port N --pool FILE`: the embedded Cognito by itself. One JSON line on stdout when it is ready.
import { parseArgs } from 'node:util'
import { PoolFileError } from './pool-file'
import { startCognito } from './server'

const usage =
  'usage: npm run cognito -- [--port N] --pool FILE   (N: 0 to 65535, 0 or absent for a free port)'

/** Wrong use ends with 2, anything else that fails with 1. */
async function main(): Promise<void> {
  const { port, poolFile } = readArguments()
  const server = await startCognito({ port, poolFile })
  const stop = () => {
    void server.close()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  process.stdout.write(`${JSON.stringify({ url: server.url, pid: process.pid })}\n`)
}

function readArguments(): { readonly port: number; readonly poolFile: string } {
  const { values } = parseArgs({ options: { port: { type: 'string' }, pool: { type: 'string' } } })
  const port = Number(values.port ?? '0')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${values.port ?? ''}: ${usage}`)
  if (values.pool === undefined) throw new UsageError(`--pool is missing: ${usage}`)
  return { port, poolFile: values.pool }
}

class UsageError extends Error {}

main().catch((error: unknown) => {
  const isUsage =
    error instanceof PoolFileError ||
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  process.stderr.write(`cognito: ${error instanceof Error ? error.message : 'failed'}\n`)
  process.exitCode = isUsage ? 2 : 1
})
