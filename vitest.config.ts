import { defineConfig } from 'vitest/config'

/** Workspace packages are tested as source: this export condition points at each package's `src`. */
const conditions = ['@lucid-gateway/source', 'module', 'node', 'import', 'default']

/** Tests that build, pack and install, or measure: they want the machine to themselves, so they run last and one by one. */
const packed = [
  'tools/{smoke,outside-author}/**/*.test.ts',
  '{apps,packages}/*/test/packed/**/*.test.ts',
  '{apps,packages,plugins}/*/src/**/alone/*.test.ts',
]

export default defineConfig({
  resolve: { conditions },
  // Handed to Node as they are, where `import` would give CommonJS packages the wrong files of their dependencies.
  ssr: { resolve: { conditions: ['@lucid-gateway/source', 'node'] } },
  test: {
    globals: false,
    // One core less is left idle than the default leaves: most files wait for sockets.
    maxWorkers: '100%',
    restoreMocks: true,
    unstubEnvs: true,
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: [
            '{packages,plugins,apps}/*/{src,test}/**/*.test.ts',
            'tools/**/*.test.ts',
            'docs/**/*.test.ts',
            'examples/**/*.test.ts',
          ],
          exclude: packed,
        },
      },
      {
        extends: true,
        test: {
          name: 'packed',
          include: packed,
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
