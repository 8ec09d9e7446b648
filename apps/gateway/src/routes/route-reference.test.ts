import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { routeReference } from './route-reference.ts'

it('docs/reference/routes.md is what `lucid reference routes` writes', async () => {
  const page = new URL('../../../../docs/reference/routes.md', import.meta.url)
  expect(await readFile(page, 'utf8')).toBe(routeReference())
})
