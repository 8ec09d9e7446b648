/**
 * The house rules that a machine can hold, as data. The structure check and the linter both read this file,
 * so that there is one place to look at and one to change.
 */

/**
 * Which workspace packages a package's sources may import. Arrows run one way. `core/engine` is named apart:
 * it is the kernel's inside and changes freely, while `core` is the contract that plugins are built on.
 */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  wires: ['core'],
  'provider-kit': ['core'],
  'openai-compatible': ['core', 'wires', 'provider-kit'],
  transport: ['core'],
  runtime: ['core', 'core/engine', 'transport'],
  generation: ['core', 'runtime'],
  catalog: ['core'],
  testkit: ['core', 'core/engine', 'runtime', 'transport'],
  simulators: [],
  oracle: ['core', 'core/engine', 'simulators', 'transport'],
  'create-plugin': [],
  client: [],
  gateway: [
    'core',
    'core/engine',
    'wires',
    'transport',
    'runtime',
    'generation',
    'catalog',
    'provider-demo',
    'store-sqlite',
  ],
}

/** What every plugin may depend on; no plugin imports another. */
export const pluginArrows: readonly string[] = ['core', 'wires', 'provider-kit', 'openai-compatible']

/** npm packages that only the named packages may use. */
export const confined: Readonly<Record<string, readonly string[]>> = {
  express: ['gateway'],
  tsyringe: ['gateway'],
  'reflect-metadata': ['gateway'],
  undici: ['transport'],
}

/** The only npm packages that core's sources import. */
export const coreMayImport: readonly string[] = ['zod']

/** The npm packages that a plugin's sources may import eagerly; an SDK is imported when it is needed. */
export const eager: readonly string[] = ['zod']

/** What every package says about itself. */
export const license = 'Apache-2.0'
export const engines = '>=22.19'

/** A plugin's keyword, and what a plugin's folder may begin with. */
export const pluginKeyword = 'lucid-plugin'
export const pluginKinds = [
  'provider',
  'store',
  'state',
  'queue',
  'vector',
  'trace',
  'guard',
  'tool',
  'bot',
] as const

/** The names that files at the top of a provider's `src` have: some parts, and one for each capability. */
export const pluginFiles: readonly string[] = [
  ...'index conformance config errors models'.split(' '),
  ...'chat image video music speech transcription embedding rerank moderation realtime voices'.split(' '),
]

/** Files that are there for tests alone: they are not published, and follow the rules of tests. */
export const testFiles: readonly string[] = [
  '**/*.test.{ts,tsx}',
  '**/*.test-d.ts',
  '**/*.fixture.ts',
  '**/{test,testing}/**/*.ts',
]

export interface LineLimit {
  /** What the limit is for, as messages say it. */
  readonly what: string
  /** Globs from the root of the repository. */
  readonly files: readonly string[]
  /** Lines of code: blank lines and comments are not counted. */
  readonly max: number
}

const contracts = '{capabilities,provider,plugin,ports,hooks,call,outcome,usage,content,errors}'

/** The last limit whose globs match a file is the one that holds. */
export const lineLimits: readonly LineLimit[] = [
  { what: 'source file', files: ['**/*.{ts,tsx,mjs}'], max: 400 },
  {
    what: 'plugin or hook file',
    files: ['plugins/*/src/**/*.ts', 'packages/core/src/engine/hooks/*.ts'],
    max: 250,
  },
  { what: 'contract file', files: [`packages/core/src/${contracts}/**/*.ts`], max: 150 },
  { what: 'test file', files: testFiles, max: 600 },
]

/** A snapshot longer than this is one that nobody reads. All its lines are counted. */
export const snapshotLimit = 300
