import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { generatedFiles } from '../testing/types/generated-files.ts'

it(
  'is what the gateway says of itself by now: else run `pnpm client-types`',
  { timeout: 30_000 },
  async () => {
    for (const [name, text] of await generatedFiles())
      expect(await readFile(new URL(name, import.meta.url), 'utf8'), name).toBe(text)
  },
)
