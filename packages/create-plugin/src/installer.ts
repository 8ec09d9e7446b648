import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Who installs what a package in that folder needs: in a workspace of pnpm's npm can't. */
export function installerOf(folder: string): 'npm' | 'pnpm' {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return 'pnpm'
  const outer = dirname(folder)
  return outer === folder ? 'npm' : installerOf(outer)
}
