import { readdirSync } from 'node:fs'
import { defineConfig } from 'oxlint'
import { arrows, confined, lineLimits, pluginArrows } from './tools/check-structure/rules.ts'

const plugins = readdirSync(new URL('plugins', import.meta.url))
const workspace = [...Object.keys(arrows), 'core/engine', ...plugins]
const tests = ['**/*.test.ts', '**/*.test-d.ts', '**/test/**']

/** The import rule of one package: every workspace package it has no arrow to, and what is confined elsewhere. */
function importRule(name: string, allowed: readonly string[]) {
  const forbidden = workspace.filter(other => other !== name && !allowed.includes(other))
  const elsewhere = Object.keys(confined).filter(dependency => !confined[dependency]?.includes(name))
  return {
    files: [`{packages,plugins,apps}/${name}/src/**/*.ts`],
    excludeFiles: tests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: elsewhere.map(dependency => ({
            name: dependency,
            message: `It belongs to ${confined[dependency]}.`,
          })),
          patterns: forbidden.map(other => ({
            group: [`@lucid-gateway/${other}`, `@lucid-gateway/${other}/*`],
            message: `No arrow leads from ${name} to ${other} (see the tree in docs/architecture.md).`,
          })),
        },
      ],
    },
  } as const
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'promise', 'node', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // Closures keep a factory's helpers beside the state they read; sorting a fresh array in place is no surprise.
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/require-module-specifiers': 'off',
    'import/no-unassigned-import': 'off',
    'no-underscore-dangle': 'off',
    'no-await-in-loop': 'off',
  },
  overrides: [
    ...lineLimits.map(({ files, max }) => ({
      files: [...files],
      rules: { 'max-lines': ['error', { max, skipBlankLines: true, skipComments: true }] as const },
    })),
    ...Object.entries(arrows).map(([name, allowed]) => importRule(name, allowed)),
    ...plugins.map(name => importRule(name, pluginArrows)),
  ],
  ignorePatterns: ['**/dist/**', '**/.types/**', '**/.cache/**', '**/__fixtures__/**'],
})
