import { join } from 'node:path'

/** One file of an owner's journal: `<owner>-<number>.journal`. */
export interface SegmentName {
  readonly owner: string
  readonly number: number
}

export function segmentPath(folder: string, owner: string, number: number): string {
  return join(folder, `${owner}-${number}.journal`)
}

export function segmentNameOf(file: string): SegmentName | undefined {
  const [, owner, number] = /^(\d+-[0-9a-f]+)-(\d+)\.journal$/.exec(file) ?? []
  return owner === undefined ? undefined : { owner, number: Number(number) }
}
