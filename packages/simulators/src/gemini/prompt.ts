import type { ContentBody, GenerateBody } from './messages.ts'
import type { Fields } from './proto.ts'

/** What a request says, as far as the simulated model cares. */
export interface GeminiPrompt {
  readonly all: string
  /** The text of the last content of the user that is no result of a tool. */
  readonly last: string
  /** What tools gave since. */
  readonly results: readonly string[]
  readonly images: number
  readonly inlineBytes: number
  readonly files: readonly string[]
}

export function readGeminiPrompt(body: GenerateBody): GeminiPrompt {
  const contents = body.contents ?? []
  const asked = contents.findLastIndex(
    content =>
      content.role !== 'model' && partsOf(content).some(part => part['functionResponse'] === undefined),
  )
  const parts = contents.flatMap(partsOf)
  const responses = contents
    .slice(asked + 1)
    .flatMap(partsOf)
    .map(part => part['functionResponse'] as Fields)
  const media = [
    ...parts,
    ...responses.flatMap(response => (response?.['parts'] as Fields[] | undefined) ?? []),
  ]
  const blobs = media.map(part => part['inlineData'] as Fields | undefined).filter(blob => blob !== undefined)
  return {
    all: [body.systemInstruction ?? {}, ...contents].map(textOf).join('\n'),
    last: asked === -1 ? '' : textOf(contents[asked] as ContentBody),
    results: responses.filter(Boolean).map(response => JSON.stringify(response['response'])),
    images: blobs.filter(blob => String(blob['mimeType']).startsWith('image/')).length,
    inlineBytes: blobs.reduce((sum, blob) => sum + Buffer.byteLength(String(blob['data']), 'base64'), 0),
    files: media.flatMap(part => {
      const file = part['fileData'] as Fields | undefined
      return file ? [String(file['fileUri'])] : []
    }),
  }
}

function partsOf({ parts = [] }: ContentBody): readonly Fields[] {
  return parts
}

function textOf(content: ContentBody): string {
  return partsOf(content)
    .map(part => (typeof part['text'] === 'string' && part['thought'] !== true ? part['text'] : ''))
    .join('')
}
