import {
  chat,
  type ChatPart,
  embedding,
  knownUsage,
  noUsage,
  type Reading,
  transcription,
  type Usage,
} from '@lucid-gateway/core'
import { describe, expect, it } from 'vitest'
import { acme, hi, type Play } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'
import { estimateUsage } from './estimate-usage.ts'

const unknown: Reading = { certainty: 'unknown' }
const text = 'Seven words are enough to tell this.'
const wrote = (output: string, reasoning = '', media = false) => ({ output, reasoning, media })
const of = (
  usage: Usage,
  written = wrote(text),
  capability: Parameters<typeof estimateUsage>[0]['capability'] = chat,
) => estimateUsage({ capability, usage, request: () => hi, written }).meters

describe('what was not stated', () => {
  it('is estimated, each meter by itself, and what was stated stays', () => {
    expect(
      of({
        meters: {
          input: { certainty: 'known', quantity: 90 },
          cache_read: { certainty: 'known', quantity: 4 },
          output: unknown,
        },
      }),
    ).toEqual({
      input: { certainty: 'known', quantity: 90 },
      cache_read: { certainty: 'known', quantity: 4 },
      output: { certainty: 'estimated', quantity: 8 },
    })
    expect(of(noUsage, wrote(text, text))).toMatchObject({
      input: { certainty: 'estimated', quantity: 8 },
      output: { certainty: 'estimated', quantity: 8 },
      reasoning: { certainty: 'estimated', quantity: 8 },
    })
  })

  it('is added to what was stated before it was written, and never below that', () => {
    expect(of(knownUsage({ input: 3, output: 50 }))).toMatchObject({
      output: { certainty: 'estimated', quantity: 58 },
    })
    expect(of(knownUsage({ input: 3, output: 50 }), wrote(''))).toEqual(
      knownUsage({ input: 3, output: 50 }).meters,
    )
  })

  it('counts what was let go of a long stream at the rate of what was kept', () => {
    expect(of(noUsage, { ...wrote(text), times: 10 } as never)).toMatchObject({ output: { quantity: 80 } })
  })

  it('stays unknown where nothing can be said of it', () => {
    expect(of(noUsage, wrote(text, '', true))).toMatchObject({ output: unknown })
    expect(of({ meters: { input: unknown, output: unknown } }, wrote(''))).toMatchObject({ output: unknown })
  })

  it('is asked of no capability that is paid by other meters', () => {
    expect(of(noUsage, wrote(text), transcription)).toEqual({})
    expect(of(knownUsage({ second: 3 }), wrote(text), transcription)).toEqual({
      second: { certainty: 'known', quantity: 3 },
    })
    expect(of(noUsage, undefined as never, embedding)).toMatchObject({ input: { certainty: 'estimated' } })
  })
})

describe("the record of a plugin's own stream", () => {
  const play = (parts: readonly ChatPart[], fails = false): Play =>
    async function* () {
      yield { type: 'text-start', id: '0' }
      yield* parts
      if (fails) throw new Error('cut')
    }
  const delta: ChatPart = { type: 'text-delta', id: '0', text }
  const finish: ChatPart = { type: 'finish', finish: { unified: 'stop' } }

  async function recorded(script: Play, mode: 'unary' | 'read' | 'left' | 'unread') {
    const runtime = await createRuntime({ plugins: [acme([script])], env: {}, retry: { attempts: 1 } })
    const call = await runtime.call({
      capability: chat,
      target: 'acme/m',
      request: hi,
      stream: mode !== 'unary',
    })
    if (call.outcome.kind === 'stream') {
      if (mode === 'unread') call.outcome.cancel()
      else
        try {
          for await (const part of call.outcome.parts) if (mode === 'left' && part === delta) break
        } catch {}
    }
    await call.closed
    await runtime.close()
    return call.attempts[0]
  }

  const estimate = { input: { certainty: 'estimated' }, output: { certainty: 'estimated', quantity: 8 } }

  it.each(['unary', 'read', 'left', 'unread'] as const)(
    'has an estimate where it stated nothing (%s)',
    async mode => {
      const attempt = await recorded(play([delta, finish]), mode)
      expect(attempt?.usage?.meters).toMatchObject(estimate)
      expect(attempt?.costNanoUsd).toBe(String(8 * 10 + 8 * 100))
    },
  )

  it('has an estimate where it failed on the way, and none where it stated all', async () => {
    expect((await recorded(play([delta], true), 'read'))?.usage?.meters).toMatchObject(estimate)
    const stated: ChatPart = { type: 'usage', usage: knownUsage({ input: 1, output: 1 }) }
    expect((await recorded(play([delta, stated, finish]), 'read'))?.usage).toEqual(stated.usage)
  })
})
