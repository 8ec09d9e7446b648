import { devDependencies } from './kind.ts'
import { rangeOf } from './own-manifest.ts'
import type { Plan } from './plan.ts'

/** The package.json of a new plugin. */
export function packageJson(plan: Plan): string {
  const { kind, id, title, capability, env, packageName } = plan
  const manifest = {
    name: packageName,
    version: '0.1.0',
    description: kind.vendor ? `${title} as a provider for Lucid` : `The capability ${capability} for Lucid`,
    license: 'Apache-2.0',
    type: 'module',
    keywords: ['lucid-plugin'],
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', '!dist/**/*.test.*'],
    engines: { node: '>=22.19' },
    scripts: {
      start: 'lucid start --plugin ./src/index.ts --watch',
      test: 'vitest run src',
      check: 'tsc --noEmit',
      build: 'tsc',
      prepack: 'tsc',
    },
    dependencies: ranges(kind.dependencies),
    devDependencies: ranges(devDependencies),
    lucid: {
      id,
      abi: 1,
      name: title,
      capabilities: [kind.vendor ? 'chat' : capability],
      credentials: kind.vendor ? { apiKey: { env: [env], required: true } } : {},
    },
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}

function ranges(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.toSorted().map(name => [name, rangeOf(name)]))
}
