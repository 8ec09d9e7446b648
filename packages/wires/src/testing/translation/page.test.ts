import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { translationPage } from './page.ts'

it('docs/reference/translation.md is what `pnpm translation` writes', async () => {
  const page = new URL('../../../../../docs/reference/translation.md', import.meta.url)
  expect(await readFile(page, 'utf8')).toBe(await translationPage())
})
