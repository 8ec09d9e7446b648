import { describe, expect, it } from 'vitest'
import { chat, type ChatPart, type ChatRequest, type ChatResult } from '../capabilities/chat/index.ts'
import type { Attempt } from '../provider/attempt.ts'
import { knownUsage } from '../usage/usage.ts'
import { invoke } from './invoke.ts'

const request: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }
const attempt = { account: 'acme' } as Attempt
const result: ChatResult = {
  content: [{ type: 'text', text: 'hello' }],
  finish: { unified: 'stop' },
  usage: knownUsage({ input: 1, output: 2 }),
}
const parts: readonly ChatPart[] = [
  { type: 'text-start', id: '0' },
  { type: 'text-delta', id: '0', text: 'hel' },
  { type: 'text-delta', id: '0', text: 'lo' },
  { type: 'text-end', id: '0' },
  { type: 'usage', usage: knownUsage({ input: 1, output: 2 }) },
  { type: 'finish', finish: { unified: 'stop' } },
]
const generate = async () => result
async function* stream(): AsyncGenerator<ChatPart> {
  yield* parts
}

describe('invoke', () => {
  it('makes a result of a stream for an author who only streams', async () => {
    const outcome = await invoke(chat, { stream }, request, attempt, false)
    expect(outcome).toMatchObject({ kind: 'answer', result, usage: result.usage })
  })

  it('makes a stream of a result for an author who only generates', async () => {
    const outcome = await invoke(chat, { generate }, request, attempt, true)
    if (outcome.kind !== 'stream') return expect.unreachable()
    const seen: ChatPart[] = []
    for await (const part of outcome.parts) seen.push(part)
    expect(chat.collect?.(seen)).toEqual(result)
  })

  it('puts what the attempt was warned of into the result', async () => {
    const warning = { type: 'dropped', field: 'seed', message: 'not here' } as const
    const outcome = await invoke(chat, { generate }, request, attempt, false, [warning])
    expect(outcome).toMatchObject({ result: { warnings: [warning] }, warnings: [warning] })
  })

  it('asks for the form that is wanted where both are offered', async () => {
    expect((await invoke(chat, { generate, stream }, request, attempt, false)).kind).toBe('answer')
    expect((await invoke(chat, { generate, stream }, request, attempt, true)).kind).toBe('stream')
  })

  it('says so where a form is not offered, and lets another target try', async () => {
    await expect(invoke(chat, {}, request, attempt, false)).rejects.toMatchObject({
      reason: 'mode_not_offered',
      recourse: 'other',
    })
  })

  it('leaves a job alone to who follows it to its end', async () => {
    const job = {
      start: async () => ({ state: 'queued', cursor: 'c' }) as const,
      status: async () => never(),
    }
    await expect(invoke(chat, { job }, request, attempt, false)).rejects.toMatchObject({
      reason: 'mode_not_offered',
    })
  })

  it('names the plugin as the one at fault where a result has no usage', async () => {
    const broken = { generate: async () => ({ content: [] }) as unknown as ChatResult }
    await expect(invoke(chat, broken, request, attempt, false)).rejects.toMatchObject({
      code: 'upstream',
      origin: 'gateway',
      reason: 'plugin_result',
    })
  })
})

function never(): never {
  throw new Error('Nobody asks for it.')
}
