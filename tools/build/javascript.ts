import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { entriesOf, filesUnder, root } from '../workspace.ts'
import type { Package } from '../workspace.ts'
import { readStamp, writeStamp } from './stamp.ts'

/** Bundles the packages whose sources changed since they were bundled last, and gives back those that it could. */
export async function bundle(packages: readonly Package[]): Promise<readonly Package[]> {
  const stale = packages.filter(pkg => {
    const built = Object.keys(entriesOf(pkg)).every(entry =>
      existsSync(join(pkg.folder, 'dist', `${entry}.js`)),
    )
    return !built || readStamp(pkg).javascript !== sourcesHash(pkg)
  })
  const done: Package[] = []
  for (const pkg of stale) if (await bundleOne(pkg)) done.push(pkg)
  process.chdir(root)
  return done
}

/**
 * Into a folder beside `dist` and then renamed, so that nobody who runs the package meanwhile sees half of it.
 * Dependencies stay imports. Splitting is on: what the source imports lazily stays a file that is loaded lazily.
 */
async function bundleOne(pkg: Package): Promise<boolean> {
  const entry = entriesOf(pkg)
  if (Object.keys(entry).length === 0) return false
  const hash = sourcesHash(pkg)
  // Loaded only here: it takes longer than finding out that nothing has to be built.
  const { build } = await import('tsup')
  process.chdir(pkg.folder) // tsup finds package.json and tsconfig.json by the working directory
  try {
    await build({
      entry,
      outDir: 'dist.next',
      format: 'esm',
      target: 'node22',
      platform: 'node',
      splitting: true,
      sourcemap: true,
      clean: true,
      skipNodeModulesBundle: true,
      removeNodeProtocol: false, // some modules of Node have no other name: node:sqlite
      config: false,
      silent: true,
      esbuildOptions: options => {
        options.absWorkingDir = pkg.folder // esbuild would keep the directory that it was loaded in
        options.chunkNames = 'chunks/[name]-[hash]'
        options.sourcesContent = false // the sources are in the package
      },
    })
  } catch {
    process.stderr.write(`Build: ${pkg.path} failed; its messages are above.\n`)
    process.exitCode = 1
    return false
  }
  await rm('dist', { recursive: true, force: true })
  await rename('dist.next', 'dist')
  writeStamp(pkg, { javascript: hash })
  return true
}

/** Whatever the bundle of a package is made from: its sources, its entries and the builder itself. */
function sourcesHash(pkg: Package): string {
  const { exports, bin, dependencies } = pkg.manifest
  const hash = createHash('sha256').update(JSON.stringify({ exports, bin, dependencies }))
  hash.update(readFileSync(import.meta.filename))
  const sources = filesUnder(join(pkg.folder, 'src')).filter(file => !/\.test(-d)?\.tsx?$/.test(file))
  for (const file of sources) hash.update(`\n${file}\n`).update(readFileSync(join(pkg.folder, 'src', file)))
  return hash.digest('hex')
}
