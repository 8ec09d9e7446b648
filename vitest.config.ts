import { defineConfig } from 'vitest/config'

/** Workspace packages are tested as source: this export condition points at each package's `src`. */
const sourceCondition = '@lucid-gateway/source'

export default defineConfig({
  resolve: { conditions: [sourceCondition, 'module', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: [sourceCondition, 'module', 'node', 'import', 'default'] } },
  test: {
    include: [
      '{packages,plugins}/*/src/**/*.test.ts',
      'apps/*/{src,test}/**/*.test.ts',
      'tools/**/*.test.ts',
      'docs/**/*.test.ts',
    ],
    globals: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
