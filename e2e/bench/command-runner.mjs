// Runs commands in turn and prints how long each run took, as JSON: `node command-runner.mjs COUNT COMMANDS-AS-JSON`.
// A script of its own, so that the person can allow it: of `signet token` it is the parent, which is who asks.
import { spawn } from 'node:child_process'

const [count = '10', json = '[]'] = process.argv.slice(2)
/** @type {string[][]} */
const commands = JSON.parse(json)

/** @param {string[]} command @returns {Promise<number>} */
function run([file = '', ...args]) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (chunk) => (out += chunk))
    child.on('close', (code) => {
      const took = performance.now() - started
      if (code === 0 && /^ey[\w.-]+\n$/.test(out)) resolve(took)
      else reject(new Error(`${file} ${args.join(' ')}: exit ${code}: ${out}`))
    })
  })
}

const times = commands.map(() => [0])
for (let round = -3; round < Number(count); round++) {
  for (const [index, command] of commands.entries()) {
    const took = await run(command)
    if (round >= 0) times[index]?.push(took)
  }
}
console.log(JSON.stringify(times.map((each) => each.slice(1))))
