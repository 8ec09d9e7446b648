// `pnpm dev`: the gateway from its sources, started anew whenever one of them changes.
import { spawn } from 'node:child_process'
import { root, sourceCondition } from './workspace.ts'

const args = [
  `--conditions=${sourceCondition}`,
  '--watch',
  '--watch-preserve-output',
  'apps/gateway/src/cli.ts',
  'start',
]
const child = spawn(process.execPath, [...args, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', status => process.exit(status ?? 0))
