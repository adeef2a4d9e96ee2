// `npm run openapi`: writes docs/openapi.json from the schemas. `--check`: fails where it is not what they give.
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { format, resolveConfig } from 'prettier'
import { openApiDocument } from '../../shared/broker/openapi/document'

const file = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url))
const options = await resolveConfig(file)
const text = await format(JSON.stringify(openApiDocument()), { ...options, parser: 'json' })

if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  console.error('docs/openapi.json is not what the schemas of shared/broker give: run `npm run openapi`.')
  process.exitCode = 1
}
