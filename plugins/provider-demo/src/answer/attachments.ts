import type { FilePart } from '@lucid-gateway/core'
import { readableSize } from '../media/bytes.ts'
import { pictureOf } from '../media/picture-size.ts'
import { wordsOf } from '../words/words.ts'

/** Says what files are, as far as their first bytes show it. */
export function describeFiles(files: readonly FilePart[]): string | undefined {
  if (files.length === 0) return undefined
  const lines = files.map(describe)
  const note = 'I see only what the first bytes say; a real model would look at the content.'
  return files.length === 1
    ? `You sent ${lines[0]}. ${note}`
    : `You sent:\n\n${lines.map(line => `- ${line}`).join('\n')}\n\n${note}`
}

function describe(file: FilePart): string {
  const named = file.filename === undefined ? '' : ` named "${file.filename}"`
  if (file.data.kind === 'url')
    return `a link to a file of type ${file.mediaType}${named}, which I have no network to open`
  if (file.data.kind === 'reference')
    return `a reference to a file of type ${file.mediaType}${named}, which I do not hold`
  const bytes = Buffer.from(file.data.base64, 'base64')
  const picture = pictureOf(bytes)
  const size = readableSize(bytes.length)
  if (picture)
    return `a ${picture.format} picture${named}, ${picture.width} × ${picture.height} pixels, ${size}`
  if (file.mediaType.startsWith('text/') || file.mediaType === 'application/json') {
    return `a text${named} of ${wordsOf(bytes.toString()).length} words, ${size}`
  }
  return `a file of type ${file.mediaType}${named}, ${size}`
}
