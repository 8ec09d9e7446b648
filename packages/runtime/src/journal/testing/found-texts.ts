import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readSegment } from '../read-segment.ts'
import { segmentNameOf } from '../segment-name.ts'

/** All that another process finds in a folder of journals, as far as it can be read. */
export async function foundTexts(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter(segmentNameOf)
  const texts: string[] = []
  for (const name of names.toSorted((a, b) => numberOf(a) - numberOf(b))) {
    const path = join(folder, name)
    const { size } = await stat(path)
    for (let at = 0; at < size;) {
      const read = await readSegment(path, at, size)
      if (read.isBroken) break
      texts.push(...read.texts)
      at = read.at
    }
  }
  return texts
}

function numberOf(name: string): number {
  return segmentNameOf(name)?.number ?? 0
}
