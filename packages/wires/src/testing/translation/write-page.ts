// `pnpm translation` writes docs/reference/translation.md.
import { writeFile } from 'node:fs/promises'
import { translationPage } from './page.ts'

const page = new URL('../../../../../docs/reference/translation.md', import.meta.url)
await writeFile(page, await translationPage())
