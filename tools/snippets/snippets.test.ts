import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startGateway } from '@lucid-gateway/gateway'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf, isRunnable } from './blocks.ts'
import { type Place, runBlock } from './run-block.ts'

const root = join(import.meta.dirname, '../..')
const pages = [
  'README.md',
  ...globSync('docs/guides/*.md', { cwd: root }),
  ...globSync('{packages,plugins,apps}/*/README.md', { cwd: root }),
]
const blocks = pages
  .flatMap(page => blocksOf(page, readFileSync(join(root, page), 'utf8')))
  .filter(isRunnable)

/** A machine without curl skips what is written for curl. */
const hasCurl = spawnSync('curl', ['--version']).status === 0

let place: Place
let stop: () => Promise<void>

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true })
  const folder = await mkdtemp(join(root, '.cache', 'snippets-'))
  const env = { LUCID_DATA_DIR: join(folder, 'data') }
  const gateway = await startGateway({ port: 0, cwd: root, env, logLevel: 'silent' })
  place = { folder, url: gateway.url }
  stop = async () => {
    await gateway.close()
    await rm(folder, { recursive: true, force: true })
  }
}, 30_000)

afterAll(() => stop())

describe('what the pages tell readers to run', () => {
  it('is there to be run', () => {
    expect(blocks.length).toBeGreaterThan(8)
  })

  it.for(blocks.map(block => [`${block.page}:${block.line}`, block] as const))(
    '%s works',
    { timeout: 40_000 },
    async ([, block], { skip }) => {
      skip(block.language === 'sh' && !hasCurl, 'curl is not installed')
      const printed = await runBlock(block, place)
      const saved = / -o \S+/.test(block.code)
      if (!saved) expect(printed.trim()).not.toBe('')
      if (!/wrong|chatt/.test(block.code)) expect(printed).not.toContain('"error"')
    },
  )
})
