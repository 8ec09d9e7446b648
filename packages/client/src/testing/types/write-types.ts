// `pnpm client-types` writes packages/client/src/generated anew, from what the gateway says of itself.
import { writeFile } from 'node:fs/promises'
import { generatedFiles } from './generated-files.ts'

const folder = new URL('../../generated/', import.meta.url)
for (const [name, text] of await generatedFiles()) await writeFile(new URL(name, folder), text)
