#!/usr/bin/env node
import module from 'node:module'

// Older versions of Node cannot even parse the rest, so nothing of it is imported before it is known that they need not.
const { isNodeNewEnough } = await import('./cli/node-version.ts')
const { oldestNode } = await import('./version.ts')
const running = process.versions.node
if (isNodeNewEnough(running)) {
  module.enableCompileCache?.()
  const { main } = await import('./cli/main.ts')
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write(
    `Lucid needs Node ${oldestNode} or later; this is ${running}. Install a newer one; a checkout of Lucid has its own in .toolchain (see its README).\n`,
  )
  process.exitCode = 1
}
