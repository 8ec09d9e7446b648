import type { AssistantContent, ChatRequest, FilePart, JsonObject, Message } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { droppedBy, without, withoutOwn } from '../testing/dropped.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { readRequest, writeRequest } from './index.ts'
import { fields, quirks, request } from './testing/arbitraries.ts'

const seed = seeded(20_260_103)

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(source: ChatRequest, warned: ReadonlySet<string>): ChatRequest {
  const whole = without(source, warned)
  const { reasoning, tools, ...rest } = whole
  return {
    ...rest,
    ...(tools && tools.length > 0 ? { tools } : {}),
    ...(reasoning && Object.keys(reasoning).length > 0 ? { reasoning } : {}),
    messages: withFilesBehind(whole.messages).flatMap(each => normalMessage(each)),
  }
}

/** Results of tools are text; the files among them are said by the user, behind all results of the turn. */
function withFilesBehind(messages: readonly Message[]): readonly Message[] {
  const moved: Message[] = []
  const files: FilePart[] = []
  const flush = () => {
    if (files.length > 0) moved.push({ role: 'user', content: files.splice(0) })
  }
  for (const each of messages) {
    if (each.role !== 'tool') {
      flush()
      moved.push(each)
      continue
    }
    files.push(...each.content.flatMap(({ content }) => content.filter(part => part.type === 'file')))
    const content = each.content.map(result => ({
      ...result,
      content: result.content.filter(part => part.type !== 'file'),
    }))
    moved.push({ ...each, content })
  }
  flush()
  return moved
}

function normalMessage(each: Message): Message[] {
  if (each.role === 'tool') {
    return each.content.map(({ type, callId, content }) => ({
      ...each,
      content: [{ type, callId, content }],
    }))
  }
  if (each.role !== 'assistant') return [each]
  const order = { reasoning: 0, text: 1, refusal: 1, file: 2, source: 2, 'tool-result': 2, 'tool-call': 3 }
  return [{ ...each, content: joinReasoning(each.content.toSorted((a, b) => order[a.type] - order[b.type])) }]
}

function joinReasoning(content: readonly AssistantContent[]): AssistantContent[] {
  const reasoning = content.filter(part => part.type === 'reasoning')
  const rest = content.filter(part => part.type !== 'reasoning')
  return reasoning.length > 0
    ? [{ type: 'reasoning', text: reasoning.map(part => part.text).join('') }, ...rest]
    : rest
}

describe('openai-chat: a request', { timeout }, () => {
  test('law 1: read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, quirks, fc.boolean(), (source, how, stream) => {
        const { body, warnings } = writeRequest(source, { model: 'm', stream, quirks: how })
        const wire = JSON.parse(JSON.stringify(body)) as JsonObject
        const dropped = droppedBy(warnings)
        const read = readRequest(wire)
        expect(read.request).toEqual(expectedRequest(source, dropped))
        expect([read.model, read.stream, read.includeUsage]).toEqual([
          'm',
          stream,
          stream && how.streamUsage !== false,
        ])
      }),
      { numRuns, seed },
    )
  })

  test('law 4: fields of another wire are never sent, and each is warned of', () => {
    fc.assert(
      fc.property(request, source => {
        const foreign = withoutOwn(source, 'openai-chat')
        const { body, warnings } = writeRequest(foreign, { model: 'm', stream: false })
        expect(JSON.stringify(body)).not.toMatch(/x_cache|x_mark|x_hint/)
        if (JSON.stringify(foreign).includes('"x_')) expect(warnings.length).toBeGreaterThan(0)
      }),
      { numRuns, seed },
    )
  })

  test('law 4: unknown fields of the wire’s own come back where they stood', () => {
    fc.assert(
      fc.property(fields, fields, fields, fields, (atTop, atMessage, atPart, atTool) => {
        const body = {
          model: 'm',
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'a', ...atPart },
                { type: 'video_url', video_url: { url: 'v' } },
              ],
              ...atMessage,
            },
          ],
          tools: [{ type: 'function', function: { name: 'f', ...atTool }, ...atTool }],
          ...atTop,
        }
        const read = readRequest(body as JsonObject)
        expect(writeRequest(read.request, { model: 'm', stream: false }).body).toEqual(body)
      }),
      { numRuns, seed },
    )
  })
})
