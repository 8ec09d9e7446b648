import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packageJson } from './package-json.ts'
import type { Plan } from './plan.ts'
import { Problem } from './problem.ts'
import { common, filled } from './template.ts'

/** Files that a folder may have before: those of version control. */
const harmless: ReadonlySet<string> = new Set(['.git', '.gitignore', '.gitattributes'])

/** The five files of a plugin, by their paths. */
function filesOf(plan: Plan): ReadonlyMap<string, string> {
  return new Map([
    ['package.json', packageJson(plan)],
    ['tsconfig.json', common('tsconfig.json')],
    ['src/index.ts', filled(plan, 'src/index.ts')],
    ['src/conformance.test.ts', filled(plan, 'src/conformance.test.ts')],
    ['README.md', filled(plan, 'README.md')],
  ])
}

export function writePlugin(plan: Plan): readonly string[] {
  requireEmpty(plan.folder)
  const files = filesOf(plan)
  for (const [path, text] of files) {
    const file = join(plan.folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return [...files.keys()]
}

function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) {
    throw new Problem(`${folder} is a file.`, 'Name another folder with --dir.')
  }
  const there = readdirSync(folder).filter(name => !harmless.has(name))
  if (there.length === 0) return
  throw new Problem(
    `${folder} is not empty; it has ${there.slice(0, 3).join(', ')}.`,
    'Name another folder with --dir.',
  )
}
