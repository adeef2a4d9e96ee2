// `npm run vectors -- FILE`: checks our SRP against a file of published vectors.
// Exit 0 when all pass, 1 when one fails, 2 when the file cannot be checked.
import { checkVectors } from './check-vectors'
import { readVectorFile, type VectorFile, VectorFileError } from './vector-file'

function vectorFile(args: readonly string[]): VectorFile {
  const [path, ...rest] = args
  if (path === undefined || rest.length > 0) throw new VectorFileError('usage: npm run vectors -- FILE')
  return readVectorFile(path)
}

async function check(file: VectorFile): Promise<number> {
  let [passed, failed] = [0, 0]
  for await (const { name, problem } of checkVectors(file)) {
    if (problem === undefined) passed++
    else failed++
    if (problem !== undefined) console.log(`FAILED ${name}: ${problem}`)
  }
  if (passed + failed === 0) throw new VectorFileError('the file holds no vectors: nothing was checked')
  console.log(`${passed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

try {
  process.exitCode = await check(vectorFile(process.argv.slice(2)))
} catch (error) {
  if (!(error instanceof VectorFileError)) throw error
  console.error(error.message)
  process.exitCode = 2
}
