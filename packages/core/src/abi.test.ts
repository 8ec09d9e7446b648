import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'

/** What plugins import is the ABI: it changes seldom, and only by addition. `LUCID_UPDATE_ABI=1` accepts a change. */
const recorded = fileURLToPath(new URL('../abi.json', import.meta.url))
const project = fileURLToPath(new URL('..', import.meta.url))
const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url))

let declarations: string

beforeAll(() => {
  declarations = mkdtempSync(join(tmpdir(), 'lucid-abi-'))
  execFileSync(process.execPath, [
    compiler,
    ...['-p', project, '--outDir', declarations, '--declarationDir', declarations],
    ...[
      '--composite',
      'false',
      '--incremental',
      'false',
      '--declarationMap',
      'false',
      '--tsBuildInfoFile',
      'null',
    ],
  ])
}, 60_000)

afterAll(() => rmSync(declarations, { recursive: true, force: true }))

/** Each exported declaration with a fingerprint of its text, comments left out. */
function exportsOf(file: string): Record<string, string> {
  const text = readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
  const found: Record<string, string> = {}
  for (const [, specifier] of text.matchAll(/^export (?:type )?\* from '(.+)\.ts';$/gm)) {
    Object.assign(found, exportsOf(join(dirname(file), `${specifier}.d.ts`)))
  }
  for (const block of text.split(/^(?=(?:export|declare|import) )/m)) {
    const name = /^export (?:declare )?(?:const|function|class|interface|type) (\w+)/.exec(block)?.[1]
    if (!name) continue
    const plain = block.replaceAll(/\s+/g, ' ').replace(/ export \{\};? ?$/, '')
    found[name] = (found[name] ?? '') + createHash('sha256').update(plain).digest('hex').slice(0, 12)
  }
  return found
}

it('the declarations that plugins import are those on record', () => {
  const now = Object.fromEntries(Object.entries(exportsOf(join(declarations, 'index.d.ts'))).toSorted())
  if (process.env.LUCID_UPDATE_ABI) writeFileSync(recorded, `${JSON.stringify(now, null, 2)}\n`)
  expect(Object.keys(now).length).toBeGreaterThan(100)
  expect(
    now,
    'additions and changes need LUCID_UPDATE_ABI=1 and a changeset; a removal or a change needs a new ABI',
  ).toEqual(JSON.parse(readFileSync(recorded, 'utf8')))
})
