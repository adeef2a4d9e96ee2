// `npm run demo`: sets up, builds, and lets a person's day with Signet happen for real.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { buildApp, root, setUp } from './set-up.mjs'

setUp()
buildApp()
const story = ['--import', 'tsx', join(root, 'e2e/run/demo-story.ts')]
const { status } = spawnSync(process.execPath, story, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
process.exit(status ?? 1)
