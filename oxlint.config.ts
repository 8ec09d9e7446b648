import { readdirSync } from 'node:fs'
import { defineConfig } from 'oxlint'
import type { OxlintConfig } from 'oxlint'
import { exceptions } from './tools/check-structure/exceptions.ts'
import { arrows, confined, lineLimits, pluginArrows, testFiles } from './tools/check-structure/rules.ts'

const plugins = readdirSync(new URL('plugins', import.meta.url))
const workspace = [...Object.keys(arrows), 'core/engine', ...plugins]

type Override = NonNullable<OxlintConfig['overrides']>[number]

/** The import rule of one package: every workspace package it has no arrow to, and what is confined elsewhere. */
function importRule(name: string, allowed: readonly string[]): Override {
  const forbidden = workspace.filter(other => other !== name && !allowed.includes(other))
  const elsewhere = Object.keys(confined).filter(dependency => !confined[dependency]?.includes(name))
  return {
    files: [`{packages,plugins,apps}/${name}/src/**/*.ts`],
    excludeFiles: [...testFiles],
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
  }
}

function lengthRule(files: string[], max: number): Override {
  return { files, rules: { 'max-lines': ['error', { max, skipBlankLines: true, skipComments: true }] } }
}

export default defineConfig({
  plugins: ['typescript', 'import', 'unicorn', 'oxc', 'node', 'vitest'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'import/no-cycle': 'error',
    'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
    'typescript/ban-ts-comment': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/no-explicit-any': 'error',
    'unicorn/filename-case': ['error', { case: 'kebabCase' }],
    // Matters of taste, or wrong as often as right.
    'import/no-named-as-default-member': 'off',
    'import/no-unassigned-import': 'off',
    'no-await-in-loop': 'off',
    'no-control-regex': 'off',
    'no-shadow': 'off',
    'no-underscore-dangle': 'off',
    'require-yield': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/no-new-array': 'off',
    'unicorn/no-useless-spread': 'off',
    'unicorn/prefer-add-event-listener': 'off',
    'unicorn/prefer-string-starts-ends-with': 'off',
    'unicorn/require-module-specifiers': 'off',
    'vitest/expect-expect': 'off',
    'vitest/no-conditional-expect': 'off',
    'vitest/require-to-throw-message': 'off',
    'vitest/valid-title': 'off',
    // With a clock that stands still an assertion is begun first, and awaited when the clock has been moved.
    'vitest/valid-expect': 'off',
  },
  overrides: [
    ...lineLimits.map(({ files, max }) => lengthRule([...files], max)),
    ...Object.entries(exceptions).map(([file, { lines }]) => lengthRule([file], lines)),
    ...Object.entries(arrows).map(([name, allowed]) => importRule(name, allowed)),
    ...plugins.map(name => importRule(name, pluginArrows)),
  ],
  ignorePatterns: ['**/dist/**', '**/.types/**', '**/.cache/**', '**/__fixtures__/**'],
})
