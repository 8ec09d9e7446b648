import { join } from 'node:path'
import { expect, it } from 'vitest'
import { isPlugin, readWorkspace, root } from '../workspace.ts'

interface Source {
  readonly default?: unknown
  readonly manifestOf: (plugin: unknown) => unknown
}

const load = (folder: string) => import(join(folder, 'src', 'index.ts')) as Promise<Source>

it.each(readWorkspace().filter(isPlugin))(
  '$path: the head in package.json is the one in the source (`pnpm build` writes it)',
  async ({ folder, manifest }) => {
    const { manifestOf } = await load(join(root, 'packages', 'core'))
    const { default: plugin } = await load(folder)
    expect(manifest.lucid).toEqual(manifestOf(plugin))
  },
)
