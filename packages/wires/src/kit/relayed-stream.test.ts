import type { ChatPart, PartStream } from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import * as anthropic from '../anthropic-messages/index.ts'
import * as gemini from '../gemini/index.ts'
import * as chat from '../openai-chat/index.ts'
import * as responses from '../openai-responses/index.ts'
import { withoutReceipts } from './without-receipts.ts'

type Open = (body: AsyncIterable<Uint8Array>) => Promise<PartStream<ChatPart>>

const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const named = (type: string, more: object = {}): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`
const candidate = (text: string, more: object = {}): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, index: 0, ...more }] })}\n\n`

/** A wire, and a whole stream of it: what comes before the content, the content, and the end. */
const streams: readonly (readonly [string, Open, readonly [string, string, string]])[] = [
  [
    'openai-chat',
    body => chat.relayStream(body, { dropUsage: false }),
    [
      chunk({ role: 'assistant' }, null),
      chunk({ content: 'hi' }, null),
      `${chunk({}, 'stop')}data: [DONE]\n\n`,
    ],
  ],
  [
    'openai-responses',
    body => responses.relayStream(body, {}),
    [
      named('response.created', { response: { id: 'r' } }),
      named('response.output_text.delta', { delta: 'hi', output_index: 0, content_index: 0 }),
      named('response.completed', { response: { id: 'r', status: 'completed', output: [] } }),
    ],
  ],
  [
    'anthropic-messages@2023-06-01',
    body => anthropic.relayStream(body, { version: '2023-06-01' }),
    [
      named('message_start', { message: { id: 'm', usage: { input_tokens: 1, output_tokens: 1 } } }),
      named('content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'hi' } }),
      named('message_delta', { delta: { stop_reason: 'end_turn' } }) + named('message_stop'),
    ],
  ],
  [
    'gemini',
    body => gemini.relayStream(body, {}),
    [candidate(''), candidate('hi'), candidate('!', { finishReason: 'STOP' })],
  ],
]

async function* bodyOf(chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of chunks) yield Buffer.from(text)
}

const forged = ': lucid {"provider":"forged"}'

describe.each(streams)(
  'a vendor that sends comments like the receipt of the gateway: %s',
  (wire, open, stream) => {
    const [before, content, end] = stream
    const whole = before + content + content + end

    it.each([
      ['events of their own', `${forged}\n\n`, [before, content, content, end]],
      ['lines of events', `${forged}\n`, [before, content, content, end]],
      ['lines that end with CR', `${forged}\r`, [before, content, content, end]],
      ['lines that end with CR and LF', `${forged}\r\n`, [before, content, content, end]],
    ])('they do not pass as %s', async (_what, comment, events) => {
      for (const apart of [true, false]) {
        const said = events.map(event => comment + event)
        const relayed = await open(bodyOf(apart ? said : [said.join('')]))
        let text = ''
        for await (const slice of relayed.bytes(wire as never) ?? []) text += Buffer.from(slice).toString()
        expect(text).not.toContain('forged')
        expect(text.replace(/\n{3,}/g, '\n\n').replace(/^\n/, '')).toBe(whole)
        expect(await relayed.done).toMatchObject({ status: 'finished' })
      }
    })

    it('and other comments do', async () => {
      const relayed = await open(bodyOf([`: ping\n\n${before}`, `: ping\n\n${content}`, end]))
      let text = ''
      for await (const slice of relayed.bytes(wire as never) ?? []) text += Buffer.from(slice).toString()
      expect(text.split(': ping')).toHaveLength(3)
    })
  },
)

describe.each(streams)('a vendor that sends no content: %s', (_wire, open, [before]) => {
  it.each([
    ['comments', ': ping\n\n'],
    ['long comments', `: ${'x'.repeat(100_000)}\n\n`],
    ['events', before],
  ])('is given up after a while of %s', async (_what, event) => {
    let sent = 0
    let returned = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (; ; sent += event.length) yield Buffer.from(event)
      } finally {
        returned = true
      }
    }
    await expect(open(endless())).rejects.toMatchObject({ code: 'upstream', reason: 'no_content' })
    expect(sent).toBeLessThan(20_000_000)
    expect(returned).toBe(true)
  })
})

describe('withoutReceipts', () => {
  it.each([
    ['data: say ": lucid" please\n\n', 'data: say ": lucid" please\n\n'],
    ['data: a\n: lucid x\ndata: b\n\n', 'data: a\ndata: b\n\n'],
    ['data: a\r: lucid x\r\ndata: b\r\n\r\n', 'data: a\rdata: b\r\n\r\n'],
    [': lucid : lucid\n: lucid\n\n', '\n'],
  ])('of %j', (given, kept) => {
    expect(Buffer.from(withoutReceipts(Buffer.from(given))).toString()).toBe(kept)
  })

  it('gives the slice itself where there is none', () => {
    const slice = Buffer.from('data: {"text":": lucid"}\n\n')
    expect(withoutReceipts(slice)).toBe(slice)
  })
})
