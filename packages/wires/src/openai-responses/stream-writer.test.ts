import type { ChatPart, JsonObject } from '@lucid-gateway/core'
import { describe, expect, test } from 'vitest'
import { createStreamWriter, isVendorsOwn, readRequest } from './index.ts'

interface Written {
  readonly types: readonly string[]
  readonly output: readonly Readonly<Record<string, unknown>>[]
  readonly receipt: readonly string[]
}

function write(parts: readonly ChatPart[]): Written {
  const writer = createStreamWriter({ id: 'resp_1', model: 'm', created: 1 })
  const text = parts.map(part => writer.write(part)).join('') + writer.end()
  const events = text
    .split('\n\n')
    .filter(Boolean)
    .map(event => JSON.parse(event.slice(event.indexOf('\ndata: ') + 7)) as Record<string, unknown>)
  expect(events.map(event => event.sequence_number)).toEqual(events.map((_, index) => index))
  const { output } = (events.at(-1) ?? {}).response as { output: Written['output'] }
  for (const event of events) {
    if (event.type === 'response.output_item.done') {
      expect(output[event.output_index as number]).toEqual(event.item)
    }
  }
  return {
    types: events.map(event => String(event.type).replace('response.', '')),
    output,
    receipt: writer.receipt.map(({ action, field }) => `${action} ${field}`),
  }
}

const say = (id: string, text: string): ChatPart[] => [
  { type: 'text-start', id },
  { type: 'text-delta', id, text },
  { type: 'text-end', id },
]
const finish: ChatPart = { type: 'finish', finish: { unified: 'stop' } }

describe('the parts of other vendors', () => {
  test('texts in a row are one message, and a call between them makes two', () => {
    const call: ChatPart[] = [
      { type: 'tool-call-start', id: 'c', name: 'f' },
      { type: 'tool-call-delta', id: 'c', input: '{}' },
      { type: 'tool-call-end', id: 'c' },
    ]
    const { output } = write([...say('0', 'a'), ...say('1', 'b'), ...call, ...say('2', 'd'), finish])
    expect(output).toMatchObject([
      { type: 'message', content: [{ text: 'a' }, { text: 'b' }] },
      { type: 'function_call', call_id: 'c', arguments: '{}', status: 'completed' },
      { type: 'message', content: [{ text: 'd' }] },
    ])
  })

  test('blocks that take turns lose nothing', () => {
    const { output } = write([
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', text: 'a' },
      { type: 'tool-call-start', id: 'x', name: 'f' },
      { type: 'tool-call-start', id: 'y', name: 'g' },
      { type: 'tool-call-delta', id: 'y', input: '{"y"' },
      { type: 'tool-call-delta', id: 'x', input: '{"x"' },
      { type: 'text-delta', id: 't', text: 'b' },
      { type: 'tool-call-delta', id: 'y', input: ':1}' },
      { type: 'tool-call-delta', id: 'x', input: ':2}' },
      { type: 'tool-call-end', id: 'x' },
      { type: 'text-end', id: 't' },
      { type: 'tool-call-end', id: 'y' },
      finish,
    ])
    expect(output).toMatchObject([
      { content: [{ text: 'ab' }] },
      { call_id: 'x', arguments: '{"x":2}' },
      { call_id: 'y', arguments: '{"y":1}' },
    ])
  })

  test('what never ended is ended', () => {
    const { output, types } = write([
      { type: 'reasoning-start', id: 'r' },
      { type: 'reasoning-delta', id: 'r', text: 'hm' },
      { type: 'tool-call-start', id: 'c', name: 'f' },
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', text: 'a' },
      { type: 'finish', finish: { unified: 'length' } },
    ])
    expect(output.map(item => [item.type, item.status])).toEqual([
      ['reasoning', undefined],
      ['function_call', 'completed'],
      ['message', 'incomplete'],
    ])
    expect(types.at(-1)).toBe('incomplete')
  })

  test('a source stands with the text before it, or else with the next', () => {
    const source = (url: string): ChatPart => ({ type: 'source', url })
    const { output, receipt } = write([
      source('a'),
      ...say('0', 'x'),
      source('b'),
      { type: 'source', title: 'no address' },
      finish,
    ])
    expect(output).toMatchObject([{ content: [{ annotations: [{ url: 'a' }, { url: 'b' }] }] }])
    expect(receipt).toEqual(['dropped source'])
    expect(write([source('a'), finish]).receipt).toEqual(['dropped content'])
  })

  test('a source that comes before its text is told after it, for clients forget one that text comes behind', () => {
    const { types, output } = write([
      { type: 'text-start', id: '0' },
      { type: 'source', url: 'https://a.test' },
      { type: 'text-delta', id: '0', text: 'a' },
      { type: 'text-end', id: '0' },
      finish,
    ])
    const at = (type: string) => types.indexOf(type)
    expect(at('output_text.annotation.added')).toBeGreaterThan(at('output_text.delta'))
    expect(at('output_text.annotation.added')).toBeLessThan(at('output_text.done'))
    expect(output).toMatchObject([{ content: [{ text: 'a', annotations: [{ url: 'https://a.test' }] }] }])
  })

  test('reasoning that nobody signed is sealed all the same, or its id would be looked for at the vendor', () => {
    const { output } = write([
      { type: 'reasoning-start', id: '0' },
      { type: 'reasoning-delta', id: '0', text: 'a' },
      { type: 'reasoning-end', id: '0' },
      ...say('1', 'b'),
      finish,
    ])
    expect(isVendorsOwn(output)).toBe(false)
    const { request } = readRequest({ model: 'm', input: output as unknown as JsonObject[] })
    expect(request.messages[0]?.content[0]).toEqual({ type: 'reasoning', text: 'a' })
  })

  test('what was sealed and spoilt is sent to nobody', () => {
    const item = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'lucid1.e30lucid1.e30' }
    expect(isVendorsOwn([item])).toBe(false)
    const { request } = readRequest({ model: 'm', input: [item] })
    expect(request.messages[0]?.content).toEqual([{ type: 'reasoning', text: '' }])
  })

  test('a picture is a drawing; sound has no place, nor has what another vendor ran', () => {
    const { output, receipt } = write([
      { type: 'file', mediaType: 'image/png', data: { kind: 'base64', base64: 'aGk=' } },
      { type: 'file', mediaType: 'audio/wav', data: { kind: 'base64', base64: 'aGk=' } },
      { type: 'tool-call-start', id: 's', name: 'search', executed: true },
      { type: 'tool-call-delta', id: 's', input: '{}' },
      { type: 'tool-call-end', id: 's' },
      { type: 'tool-result', callId: 's', content: [] },
      finish,
    ])
    expect(output).toMatchObject([{ type: 'image_generation_call', output_format: 'png', result: 'aGk=' }])
    expect(receipt).toEqual(['dropped content', 'dropped content', 'dropped content'])
  })

  test('an answer that is not the first, and an end without a word, are told of', () => {
    const { receipt, types } = write([
      ...say('0', 'a'),
      { type: 'text-start', id: '1.0', choice: 1 },
      { type: 'finish', finish: { unified: 'other', raw: 'pause_turn' } },
    ])
    expect(receipt).toEqual(['dropped alternatives', 'coerced finish'])
    expect(types.at(-1)).toBe('completed')
  })

  test('nothing at all is still an answer', () => {
    expect(write([]).types).toEqual(['created', 'in_progress', 'completed'])
  })

  test('a failure is said as such', () => {
    expect(write([{ type: 'finish', finish: { unified: 'error' } }]).types.at(-1)).toBe('failed')
  })
})
