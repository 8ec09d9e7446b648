import { matchesGlob } from 'node:path'
import { codeLines } from './code.ts'
import { exceptions } from './exceptions.ts'
import { lineLimits, snapshotLimit } from './rules.ts'
import type { LineLimit } from './rules.ts'
import { isSource } from './tree.ts'
import type { Check, Finding } from './tree.ts'

/** No file grows beyond what a reader takes in at once. */
export const checkLineLimits: Check = ({ files }) =>
  [...files].flatMap(([file, text]): readonly Finding[] => {
    if (file.endsWith('.snap')) return overSnapshotLimit(file, text)
    const limit = isSource(file) ? limitOf(file) : undefined
    if (!limit) return []
    const max = exceptions[file]?.lines ?? limit.max
    const lines = codeLines(text)
    if (lines <= max) return []
    return [
      { file, message: `${lines} lines of code; a ${limit.what} has at most ${max}. Split it by noun.` },
    ]
  })

function limitOf(file: string): LineLimit | undefined {
  return lineLimits.findLast(({ files }) => files.some(glob => matchesGlob(file, glob)))
}

function overSnapshotLimit(file: string, text: string): readonly Finding[] {
  const lines = text.split('\n').length
  if (lines <= snapshotLimit) return []
  return [{ file, message: `${lines} lines; nobody reviews a snapshot of more than ${snapshotLimit}.` }]
}
