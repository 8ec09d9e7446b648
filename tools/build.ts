// Builds every package of the workspace: JavaScript by tsup, declarations by tsc, each only where something changed.
//   node tools/build.ts [--javascript] [package ...]     --javascript: enough to run, without declarations
import { parseArgs } from 'node:util'
import { withLock } from './bootstrap/kit.mjs'
import { emitDeclarations } from './build/declarations.ts'
import { bundle } from './build/javascript.ts'
import { writeManifests } from './build/manifest.ts'
import { isPlugin, readWorkspace } from './workspace.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { javascript: { type: 'boolean', default: false } },
})
await withLock('build', build)

async function build(): Promise<void> {
  const from = performance.now()
  const everything = readWorkspace()
  const wanted = everything.filter(({ name }) => positionals.length === 0 || positionals.includes(name))

  const bundled = await bundle(wanted)
  const headsMayDiffer = bundled.some(pkg => isPlugin(pkg) || pkg.name === 'core')
  const described = headsMayDiffer ? await writeManifests(everything.filter(isPlugin)) : []
  const declared = values.javascript ? [] : await emitDeclarations(wanted)

  const done = [
    bundled.length > 0 && `${bundled.length} bundled`,
    declared.length > 0 && `${declared.length} declared`,
    described.length > 0 && `manifest written: ${described.join(', ')}`,
  ].filter(part => part !== false)
  if (done.length > 0) {
    process.stderr.write(
      `Build: ${done.join(', ')} ... ${((performance.now() - from) / 1000).toFixed(1)} s\n`,
    )
  }
}
