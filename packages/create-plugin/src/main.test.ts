import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { understood } from './answer.ts'
import { main, type Surroundings } from './main.ts'

let cwd: string
let said: string
let complained: string

beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'create-plugin-'))
  said = ''
  complained = ''
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

function run(line: string, ask?: Surroundings['ask']): Promise<number> {
  const args = line.split(' ').filter(Boolean)
  return main(args, { cwd, say: text => (said += text), complain: text => (complained += text), ask })
}

const read = (path: string): Promise<string> => readFile(join(cwd, path), 'utf8')

describe('create-plugin', () => {
  it('writes five files for a vendor of a known wire, under its own names', async () => {
    expect(await run('my-vendor --url https://api.vendor.test/v1/')).toBe(0)
    expect((await readdir(join(cwd, 'my-vendor'), { recursive: true })).toSorted()).toEqual([
      'README.md',
      'package.json',
      'src',
      'src/conformance.test.ts',
      'src/index.ts',
      'tsconfig.json',
    ])
    const source = await read('my-vendor/src/index.ts')
    expect(source).toContain("id: 'my-vendor'")
    expect(source).toContain("name: 'My Vendor'")
    expect(source).toContain("baseUrl: 'https://api.vendor.test/v1'")
    expect(source).toContain("env: 'MY_VENDOR_API_KEY'")
    expect(JSON.parse(await read('my-vendor/package.json'))).toMatchObject({
      name: 'lucid-provider-my-vendor',
      keywords: ['lucid-plugin'],
      lucid: {
        id: 'my-vendor',
        abi: 1,
        capabilities: ['chat'],
        credentials: { apiKey: { env: ['MY_VENDOR_API_KEY'], required: true } },
      },
    })
    expect(said).toContain('cd my-vendor && npm install')
  })

  it('says to install with pnpm where the folder is in a workspace of pnpm', async () => {
    await writeFile(join(cwd, 'pnpm-workspace.yaml'), 'packages: [plugins/*]\n')
    expect(await run('my-vendor --kind wire --dir plugins/my-vendor')).toBe(0)
    expect(said).toContain('cd plugins/my-vendor && pnpm install')
  })

  it.each([
    ['wire', '@lucid-gateway/provider-kit'],
    ['capability', 'zod'],
    ['openai-compatible --url https://a.test', '@lucid-gateway/openai-compatible'],
  ])('leaves nothing of its model vendor behind: %s', async (kind, dependency) => {
    expect(await run(`other --kind ${kind} --dir .`)).toBe(0)
    for (const file of ['package.json', 'README.md', 'src/index.ts', 'src/conformance.test.ts']) {
      expect(await read(file)).not.toMatch(/acme/i)
    }
    expect(Object.keys(JSON.parse(await read('package.json')).dependencies)).toContain(dependency)
  })

  it("names a new capability as it is told to, and its own package's name", async () => {
    expect(await run('acme-tools --kind capability --capability x-translate --package @acme/lucid')).toBe(0)
    expect(await read('acme-tools/src/index.ts')).toContain("'x-translate': capability")
    expect(JSON.parse(await read('acme-tools/package.json'))).toMatchObject({
      name: '@acme/lucid',
      lucid: { capabilities: ['x-translate'], credentials: {} },
    })
  })

  it('asks one question where the kind is left open, and none before the name is good', async () => {
    const ask = () => Promise.resolve(understood('https://api.vendor.test/v1'))
    expect(await run('asked', ask)).toBe(0)
    expect(await read('asked/src/index.ts')).toContain("baseUrl: 'https://api.vendor.test/v1'")
    const never = (): never => expect.unreachable()
    expect(await run('Bad.Name', never)).toBe(1)
  })

  it.each([
    ['', 'needs a name'],
    ['My.Vendor --kind wire', 'lower case letters, digits and dashes'],
    ['chat --kind wire', 'The name "chat" is taken'],
    [
      'a --kind soup',
      'There is no kind "soup".\nWrite --kind with one of openai-compatible, wire, capability.',
    ],
    ['a', 'What the plugin brings was not said'],
    ['a --kind openai-compatible', 'needs its base URL'],
    ['a --url nonsense', '"nonsense" is no base URL'],
    ['a --kind capability --capability chat', `The capability "chat" is Lucid's own`],
    ['a --kind wire --package UPPER', `can't be the name of a package`],
    ['a --kind wire --colour red', '--help shows what there is'],
    ['a b --kind wire', '"b" was not expected'],
  ])('refuses "%s" and says why', async (line, complaint) => {
    expect(await run(line)).toBe(1)
    expect(complained).toContain(complaint)
    expect(await readdir(cwd)).toEqual([])
  })

  it('writes over nothing', async () => {
    await writeFile(join(cwd, 'precious.txt'), 'mine')
    expect(await run('a --kind wire --dir .')).toBe(1)
    expect(complained).toContain('is not empty; it has precious.txt')
    expect(await readdir(cwd)).toEqual(['precious.txt'])
  })

  it('tells its help and its version', async () => {
    expect(await run('--help')).toBe(0)
    expect(said).toContain('--capability ID')
    expect(await run('--version')).toBe(0)
  })
})

describe('the answer to the question', () => {
  it.each([
    [' https://a.test/v1 ', { kind: 'openai-compatible', url: 'https://a.test/v1' }],
    ['Wire', { kind: 'wire', url: undefined }],
  ])('%s', (answer, wish) => expect(understood(answer)).toEqual(wish))
})
