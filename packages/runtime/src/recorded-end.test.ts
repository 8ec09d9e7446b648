import { chat, type ChatPart, type Lifecycle, LucidError } from '@lucid-gateway/core'
import { beforeEach, describe, expect, it } from 'vitest'
import { acme, hi, type Play, says } from './acme.fixture.ts'
import { createRuntime } from './create-runtime.ts'

let recorded = false
beforeEach(() => {
  recorded = false
})

/** A ledger that takes its time. */
const ledger: Lifecycle = {
  kind: 'lifecycle',
  name: 'ledger',
  settled: async () => {
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
    recorded = true
  },
}

const start = (play: Play) => createRuntime({ plugins: [acme([play])], env: {}, hooks: [ledger] })
const input = { capability: chat, target: 'acme/m', request: hi } as const

const announces: Play = async function* (): AsyncGenerator<ChatPart> {
  yield { type: 'start', id: 'x' }
  yield { type: 'text-start', id: '0' }
}

const breaks: Play = async function* (): AsyncGenerator<ChatPart> {
  yield { type: 'text-delta', id: '0', text: 'half' }
  throw new LucidError('upstream', 'cut', { recourse: 'none' })
}

describe('who saw the end may rely on what was used being recorded', () => {
  it('by a result', async () => {
    const runtime = await start(says('hi'))
    await runtime.generate(input)
    expect(recorded).toBe(true)
  })

  it('by the end of a stream, which is not kept from those who read it as it comes', async () => {
    const runtime = await start(says('hi'))
    for await (const _part of runtime.stream(input)) expect(recorded).toBe(false)
    expect(recorded).toBe(true)
  })

  it('by the last part, where it is known to be the last', async () => {
    const runtime = await start(announces)
    const seen: [string, boolean][] = []
    for await (const part of runtime.stream(input)) seen.push([part.type, recorded])
    expect(seen).toEqual([
      ['start', false],
      ['text-start', true],
    ])
  })

  it('by a failure', async () => {
    const runtime = await start(breaks)
    await expect(Array.fromAsync(runtime.stream(input))).rejects.toThrow('cut')
    expect(recorded).toBe(true)
  })

  it('by leaving early', async () => {
    const runtime = await start(says('hi'))
    for await (const _part of runtime.stream(input)) break
    expect(recorded).toBe(true)
  })
})
