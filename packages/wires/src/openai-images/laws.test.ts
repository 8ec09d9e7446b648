import { image, type ImagePart, type ImageRequest, type ImageResult } from '@lucid-gateway/core'
import { parseSseEvent, splitSseEvents } from '@lucid-gateway/core/framing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createStreamReader,
  createStreamWriter,
  type FormPart,
  readAnswer,
  readForm,
  readRequest,
  writeAnswer,
  writeEdit,
  writeRequest,
} from './index.ts'
import { type Asked, edit, generation, result, runs } from './testing/arbitraries.ts'

/** What is left of a request where all that the warnings list is gone. */
function left({ request, unsaid }: Asked): ImageRequest {
  const { extra, ...rest } = request
  const own = extra?.['openai-images'] ? { extra } : {}
  const kept = Object.entries(rest).filter(([name]) => !unsaid.includes(name))
  return { ...Object.fromEntries(kept), ...own } as unknown as ImageRequest
}

function lost({ request, unsaid }: Asked): readonly string[] {
  return [...(request.extra?.['other-wire'] ? ['extra["other-wire"]'] : []), ...unsaid].toSorted()
}

describe('openai-images', { timeout: 300_000 }, () => {
  test('read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(generation, asked => {
        const { body, warnings } = writeRequest(asked.request, { model: 'm', stream: asked.stream })
        expect(warnings.map(({ field }) => field ?? '').toSorted()).toEqual(lost(asked))
        expect(readRequest(body)).toEqual({
          request: left(asked),
          receipt: [],
          model: 'm',
          stream: asked.stream,
          form: 'b64_json',
        })
      }),
      runs,
    )
  })

  test('the same holds for the form of an edit', () => {
    fc.assert(
      fc.property(edit, asked => {
        const { fields, files, warnings } = writeEdit(asked.request, { model: 'm', stream: asked.stream })
        expect(warnings.map(({ field }) => field ?? '').toSorted()).toEqual(lost(asked))
        const parts: readonly FormPart[] = [
          ...fields.map(([name, value]) => ({ name, value })),
          ...files.map(({ name, media }) => ({ name, value: media })),
        ]
        expect(readForm(parts)).toMatchObject({ request: left(asked), model: 'm', stream: asked.stream })
      }),
      runs,
    )
  })

  test('read(write(result)) is the result', () => {
    fc.assert(
      fc.property(result, source => {
        const { body, receipt } = writeAnswer(source, { created: 7 })
        expect(receipt).toEqual([])
        expect(withoutRaw(readAnswer(JSON.parse(JSON.stringify(body))))).toEqual(source)
      }),
      runs,
    )
  })

  test('a stream says what the whole answer does', () => {
    fc.assert(
      fc.property(result, source => {
        const writer = createStreamWriter({ created: 9, request: {} })
        const parts = [...(image.split?.(source) ?? [])]
        const text = parts.map(part => writer.write(part)).join('') + writer.end()
        const read = image.collect?.(partsIn(text)) as ImageResult
        // An event says its quality and background in any case.
        const { extra: _, ...rest } = withoutRaw(read)
        const { extra: __, ...told } = source
        expect(rest).toEqual(told)
        expect(read.extra?.['openai-images']).toEqual(
          source.extra?.['openai-images'] ?? { quality: 'auto', background: 'auto' },
        )
        expect(writer.receipt).toEqual([])
      }),
      runs,
    )
  })
})

function partsIn(text: string): readonly ImagePart[] {
  const reader = createStreamReader()
  const parts = [...splitSseEvents(Buffer.from(text))].flatMap(raw => {
    const event = parseSseEvent(raw)
    return event ? reader.push(event) : []
  })
  return [...parts, ...reader.end()]
}

function withoutRaw<T extends { readonly usage: { readonly meters: object; readonly raw?: unknown } }>(
  read: T,
): T {
  return { ...read, usage: { meters: read.usage.meters } } as T
}
