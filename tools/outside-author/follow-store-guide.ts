import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Block } from '../snippets/blocks.ts'
import type { Workshop } from './workshop.ts'

/** Does what the guide to stores says, in a workshop where all is installed that it would install; gives the plugin's folder. */
export async function followStoreGuide(blocks: readonly Block[], workshop: Workshop): Promise<string> {
  let folder = workshop.folder
  for (const { language, code, file } of blocks) {
    if (file !== undefined) {
      const path = join(folder, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, code)
    }
    if (language !== 'sh') continue
    for (const line of code.trim().split('\n')) {
      const [, to] = /^cd (\S+)$/.exec(line) ?? []
      if (to !== undefined) folder = join(folder, to)
      else if (!line.startsWith('npm install ')) await workshop.run(folder, 'bash', '-euc', line)
    }
  }
  return folder
}
