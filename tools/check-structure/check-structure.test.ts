import { describe, expect, it } from 'vitest'
import { checkAnatomy } from './anatomy.ts'
import { checkArrows } from './arrows.ts'
import { codeLines, importsOf } from './code.ts'
import { checkCycles } from './cycles.ts'
import { checkForbiddenWords } from './forbidden-words.ts'
import { checkLineLimits } from './line-limits.ts'
import { treeOf } from './tree.ts'
import type { Check } from './tree.ts'

const lines = (count: number) =>
  Array.from({ length: count }, (_, at) => `export const a${at} = ${at}`).join('\n')

/** A small repository without a fault: core, a provider on it, and nothing else. */
const faultless: Readonly<Record<string, string>> = {
  ...packageFiles('packages/core', { dependencies: { zod: '^4.0.0' } }),
  'packages/core/src/index.ts': "import { z } from 'zod'\nexport const definePlugin = z.custom\n",
  ...packageFiles(
    'plugins/provider-demo',
    {
      keywords: ['lucid-plugin'],
      dependencies: { '@lucid-gateway/core': 'workspace:^' },
      devDependencies: { '@lucid-gateway/testkit': 'workspace:^' },
    },
    ['core', 'testkit'],
  ),
  'plugins/provider-demo/src/index.ts':
    "import { definePlugin } from '@lucid-gateway/core'\nexport default definePlugin({})\n",
  'plugins/provider-demo/src/chat.ts': 'export const chat = 1\n',
  'plugins/provider-demo/src/conformance.test.ts':
    "import { testProvider } from '@lucid-gateway/testkit'\ntestProvider()\n",
}

function packageFiles(path: string, manifest: object, references: readonly string[] = []) {
  const common = {
    name: `@lucid-gateway/${path.split('/')[1]}`,
    type: 'module',
    license: 'Apache-2.0',
    files: ['dist'],
    engines: { node: '>=22.19' },
  }
  return {
    [`${path}/package.json`]: JSON.stringify({ ...common, ...manifest }),
    [`${path}/tsconfig.json`]: JSON.stringify({
      references: references.map(name => ({ path: `../../packages/${name}` })),
    }),
    [`${path}/README.md`]: '# What it is\n',
  }
}

/** What a check says of the faultless tree with some files changed; undefined takes a file away. */
function findings(
  check: Check,
  changes: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const files = Object.entries({ ...faultless, ...changes }).filter(entry => entry[1] !== undefined)
  const tree = treeOf(Object.fromEntries(files) as Record<string, string>)
  return check(tree).map(({ file, message }) => `${file}: ${message}`)
}

function withManifest(path: string, changes: object) {
  const file = `${path}/package.json`
  return { [file]: JSON.stringify({ ...(JSON.parse(faultless[file] ?? '{}') as object), ...changes }) }
}

it.each([checkLineLimits, checkArrows, checkCycles, checkAnatomy, checkForbiddenWords])(
  'finds nothing in a tree without a fault: %o',
  check => {
    expect(findings(check)).toEqual([])
  },
)

describe('line limits', () => {
  it.each([
    ['packages/core/src/ports/clock.ts', 150],
    ['packages/core/src/engine/hooks/cost.ts', 250],
    ['plugins/provider-demo/src/chat.ts', 250],
    ['packages/core/src/engine/compose.ts', 400],
    ['tools/build.ts', 400],
    ['plugins/provider-demo/src/chat.test.ts', 600],
    ['apps/gateway/test/start.test.ts', 600],
  ])('%s may have %i lines of code and not one more', (file, max) => {
    expect(findings(checkLineLimits, { [file]: lines(max) })).toEqual([])
    expect(findings(checkLineLimits, { [file]: lines(max + 1) })).toEqual([
      expect.stringContaining(`${file}: ${max + 1} lines of code`),
    ])
  })

  it('does not count blank lines and comments', () => {
    expect(codeLines("/**\n * a\n */\n\n// b\nconst a = '// c'\nconst d = 1 // e\n")).toBe(2)
    expect(codeLines('const a = /[/*"]/\nconst b = `\n// in a text\n`\n')).toBe(4)
  })

  it('holds a snapshot to 300 lines', () => {
    expect(findings(checkLineLimits, { 'packages/core/src/a.snap': '\n'.repeat(300) })).toHaveLength(1)
  })
})

describe('arrows', () => {
  const core = 'packages/core/src/a.ts'
  const demo = 'plugins/provider-demo/src/chat.ts'

  it.each([
    ['core importing a package above it', core, "import { a } from '@lucid-gateway/runtime'"],
    ['core importing more than zod', core, "import pino from 'pino'"],
    ['core importing the server', core, "import express from 'express'"],
    ['a plugin importing another', demo, "import other from '@lucid-gateway/provider-openai'"],
    ['a plugin importing the engine', demo, "import { registry } from '@lucid-gateway/core/engine'"],
    ['a plugin importing the transport lazily', demo, "const a = await import('@lucid-gateway/transport')"],
    ['a type import against the arrow', demo, "import type { A } from '@lucid-gateway/runtime'"],
    ['a plugin importing what it does not declare', demo, "import { a } from '@lucid-gateway/wires/sse'"],
    ['a plugin loading an SDK eagerly', demo, "import OpenAI from 'openai'"],
    [
      'a test importing another plugin',
      demo.replace('.ts', '.test.ts'),
      "import '@lucid-gateway/provider-openai'",
    ],
  ])('refuses %s', (_, file, text) => {
    expect(findings(checkArrows, { [file]: text })[0]).toContain(file)
  })

  it('lets a plugin load an SDK lazily, and import its types', () => {
    const text = "import type { A } from 'openai'\nconst { default: OpenAI } = await import('openai')\n"
    expect(findings(checkArrows, { [demo]: text })).toEqual([])
  })

  it('refuses a dependency against the arrows, and a confined one', () => {
    const dependencies = {
      '@lucid-gateway/core': 'workspace:^',
      '@lucid-gateway/runtime': 'workspace:^',
      express: '5',
    }
    expect(findings(checkArrows, withManifest('plugins/provider-demo', { dependencies }))).toEqual([
      expect.stringContaining('depends on runtime'),
      expect.stringContaining('uses express'),
    ])
  })

  it('refuses a package whose arrows nobody wrote down', () => {
    expect(findings(checkArrows, packageFiles('packages/surprise', {}))).toEqual([
      expect.stringContaining('surprise'),
    ])
  })
})

describe('cycles', () => {
  it('finds modules that import each other by way of a third', () => {
    const modules = {
      'packages/core/src/a.ts': "import { b } from './deep/b.ts'",
      'packages/core/src/deep/b.ts': "export * from '../c.ts'",
      'packages/core/src/c.ts': "import { a } from './a.ts'",
    }
    expect(findings(checkCycles, modules)).toEqual([
      expect.stringContaining(
        'src/a.ts -> packages/core/src/deep/b.ts -> packages/core/src/c.ts -> packages/core/src/a.ts',
      ),
    ])
  })

  it('lets types refer to each other', () => {
    const modules = {
      'packages/core/src/a.ts': "import type { B } from './b.ts'",
      'packages/core/src/b.ts': "import type { A } from './a.ts'",
    }
    expect(findings(checkCycles, modules)).toEqual([])
  })

  it('finds packages that depend on each other, development included', () => {
    const devDependencies = { '@lucid-gateway/provider-demo': 'workspace:^' }
    expect(findings(checkCycles, withManifest('packages/core', { devDependencies }))).toEqual([
      expect.stringContaining('core -> provider-demo -> core'),
    ])
  })
})

describe('anatomy', () => {
  const plugin = 'plugins/provider-demo'

  it.each([
    ['index.ts', { [`${plugin}/src/index.ts`]: undefined }, 'definePlugin'],
    ['a default export', { [`${plugin}/src/index.ts`]: 'export const plugin = 1' }, 'definePlugin'],
    ['a conformance test', { [`${plugin}/src/conformance.test.ts`]: undefined }, 'conformance suite'],
    ['a README', { [`${plugin}/README.md`]: ' \n' }, 'README.md'],
    ['the keyword', withManifest(plugin, { keywords: [] }), 'lucid-plugin'],
    ['"files"', withManifest(plugin, { files: ['src'] }), 'dist'],
    ['the licence', withManifest(plugin, { license: 'MIT' }), 'Apache-2.0'],
    ['"engines"', withManifest(plugin, { engines: { node: '>=18' } }), '>=22.19'],
    ['the name of its folder', withManifest(plugin, { name: '@lucid-gateway/demo' }), 'provider-demo'],
    ['references for its dependencies', { [`${plugin}/tsconfig.json`]: '{}' }, 'references'],
  ])('asks a plugin for %s', (_, changes, message) => {
    expect(findings(checkAnatomy, changes)).toEqual([expect.stringContaining(message)])
  })

  it('accepts a default export that a base makes', () => {
    const text =
      "import { openaiCompatible } from '@lucid-gateway/openai-compatible'\nexport default openaiCompatible({})\n"
    expect(findings(checkAnatomy, { [`${plugin}/src/index.ts`]: text })).toEqual([])
  })

  it('wants what has no fixed name in a folder', () => {
    expect(findings(checkAnatomy, { [`${plugin}/src/helpers.ts`]: '' })).toEqual([
      expect.stringContaining('helpers.ts'),
    ])
    expect(
      findings(checkAnatomy, { [`${plugin}/src/waves/sine.ts`]: '', [`${plugin}/src/models.ts`]: '' }),
    ).toEqual([])
  })

  it('wants the kind of plugin in the name of its folder', () => {
    const files = Object.entries(faultless).map(([file, text]) => [
      file.replace('provider-demo', 'demo'),
      text.replace('provider-demo', 'demo'),
    ])
    expect(checkAnatomy(treeOf(Object.fromEntries(files) as Record<string, string>))).toEqual([
      { file: 'plugins/demo/package.json', message: expect.stringContaining('<kind>-<name>') as string },
    ])
  })
})

describe('forbidden words', () => {
  it.each([
    ['a home folder', ['see /', 'home', '/ada/notes']],
    ['a home folder of macOS', ['"/', 'Users', '/ada"']],
    ["the administrator's folder", ['cd /', 'root', '/project']],
    ['a home folder of Windows', ['C:\\', 'Users', '\\ada']],
    ['the host of a registry', ['https://registry', '.example', '.com/zod']],
  ])('finds %s, with its line', (_, pieces) => {
    expect(findings(checkForbiddenWords, { 'docs/a.md': `first\n${pieces.join('')}` })).toEqual([
      expect.stringContaining('docs/a.md:2'),
    ])
  })

  it('leaves addresses that only look like it alone', () => {
    expect(findings(checkForbiddenWords, { 'docs/a.md': 'https://example.com/home/page, ./home/a' })).toEqual(
      [],
    )
  })
})

it('tells value, type and lazy imports apart', () => {
  const source = [
    "import a, { type B } from './a.ts'",
    "import type { C } from 'c'",
    'export {',
    '  d,',
    "} from './d.ts'",
    "export type * from './e.ts'",
    "import './f.ts'",
    "const g = await import('g')",
    "type H = typeof import('h')",
    "// import i from 'i'",
    "const j = `\nimport k from 'k'\n`",
  ].join('\n')
  expect(importsOf(source).map(({ specifier, kind }) => `${kind} ${specifier}`)).toEqual([
    'value ./a.ts',
    'type c',
    'value ./d.ts',
    'type ./e.ts',
    'value ./f.ts',
    'lazy g',
    'type h',
  ])
})
