// The way in: `npm start`, `npm run lucid` and `npm test` run this with whatever Node (20 or later) is there. It fetches the
// pinned Node and pnpm through npm once, installs and builds what changed, and hands over to them.
// Plain JavaScript without dependencies, since nothing is installed yet when it runs.
import { spawnSync } from 'node:child_process'
import { handOver } from './bootstrap/hand-over.mjs'
import { installPackages } from './bootstrap/install.mjs'
import { root, Trouble } from './bootstrap/kit.mjs'
import { ensureToolchain } from './bootstrap/toolchain.mjs'

/** How the command line is run here, for messages that tell people what to run. */
const lucid = 'npm run -s lucid --'

const tasks = {
  start: { build: true, argv: ['apps/gateway/dist/cli.js', 'start'], env: { LUCID_COMMAND: lucid } },
  lucid: { build: true, argv: ['apps/gateway/dist/cli.js'], env: { LUCID_COMMAND: lucid } },
  test: { build: false, argv: ['tools/test.ts'] },
  'test:long': { build: false, argv: ['tools/test.ts'], env: { LUCID_LONG: '1' } },
  dev: { build: false, argv: ['tools/dev.ts'] },
}

async function main(name, rest) {
  const task = tasks[name]
  if (!task) throw new Trouble(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(', ')}.`)
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Trouble(
      `This is Node ${process.versions.node}; the set-up needs Node 20 or later, and brings its own from there.`,
    )
  }
  const toolchain = await ensureToolchain()
  await installPackages(toolchain)
  if (task.build) build(toolchain)
  return handOver(toolchain.node, [...task.argv, ...rest], { ...toolchain.env, ...task.env })
}

function build({ node, env }) {
  const built = spawnSync(node, ['tools/build.ts', '--javascript'], { cwd: root, env, stdio: 'inherit' })
  if (built.status !== 0) throw new Trouble('The build failed; its messages are above.')
}

try {
  const [name, ...rest] = process.argv.slice(2)
  process.exitCode = await main(name, rest)
} catch (error) {
  if (!(error instanceof Trouble)) throw error
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}
