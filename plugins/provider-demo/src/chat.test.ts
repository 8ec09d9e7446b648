import { chat, type ChatPart, type ChatResult, LucidError } from '@lucid-gateway/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { streamChat } from './chat.ts'
import { ask, callsIn, checked, partsOf, textIn } from './testing/ask.ts'
import { attemptOn } from './testing/attempt.ts'
import { countTokens } from './words/tokens.ts'

const quantity = (result: ChatResult, meter: string) => {
  const reading = result.usage.meters[meter]
  return reading && 'quantity' in reading ? reading.quantity : undefined
}

describe('a chat', () => {
  it('says that it is a demo, and on which model', async () => {
    expect(await ask('Hello')).toMatchObject({
      model: 'chat-fast',
      metadata: { demo: true },
      finish: { unified: 'stop' },
    })
  })

  it('counts what it reads and writes, for sure', async () => {
    const result = await ask('Say one two three')
    expect(result.usage.meters).toEqual({
      input: { certainty: 'known', quantity: 4 + countTokens('Say one two three') },
      output: { certainty: 'known', quantity: 3 },
    })
  })

  it('gives the same answer to the same question', async () => {
    expect(await ask('Tell me a story about rain')).toEqual(await ask('Tell me a story about rain'))
  })

  it('opens and closes each block, and ends with its usage', async () => {
    const types = (await partsOf({ messages: [{ role: 'user', content: 'Say yes' }] })).map(part => part.type)
    expect(types).toEqual(['start', 'usage', 'text-start', 'text-delta', 'text-end', 'finish', 'usage'])
  })

  it('says on the way what it has used so far', async () => {
    const parts = await partsOf({ messages: [{ role: 'user', content: 'Count to 40' }] })
    const outputs = parts.flatMap(part =>
      part.type === 'usage' ? [quantity({ usage: part.usage } as ChatResult, 'output')] : [],
    )
    expect(outputs.length).toBeGreaterThan(4)
    expect(outputs).toEqual(outputs.toSorted((a, b) => (a as number) - (b as number)))
  })

  it('writes as many answers as were asked for', async () => {
    const result = await ask('Say yes', { candidates: 3 })
    expect(result.alternatives?.map(each => each.content)).toEqual([result.content, result.content])
    expect(quantity(result, 'output')).toBe(3)
  })

  it('names what it cannot take', async () => {
    const result = await ask('Hi', {
      temperature: 1,
      logprobs: { top: 2 },
      tools: [{ type: 'vendor', name: 'web', extra: {} }],
    })
    expect(result.warnings?.map(warning => [warning.type, warning.field])).toEqual([
      ['dropped', 'temperature'],
      ['dropped', 'logprobs'],
      ['dropped', 'tools[0]'],
    ])
  })
})

describe('limits', () => {
  it('stop at the number of tokens, and say so', async () => {
    const result = await ask('Count to 100', { maxOutputTokens: 7 })
    expect(textIn(result)).toBe('1, 2, 3, 4')
    expect(result.finish.unified).toBe('length')
    expect(quantity(result, 'output')).toBe(7)
  })

  it('count reasoning too', async () => {
    const result = await ask('Hello', { maxOutputTokens: 5, reasoning: { effort: 'high' } })
    expect(result.content.map(part => part.type)).toEqual(['reasoning'])
    expect([result.finish.unified, quantity(result, 'reasoning'), quantity(result, 'output')]).toEqual([
      'length',
      5,
      0,
    ])
  })

  it('cut the arguments of a call', async () => {
    const tools = [
      {
        type: 'function',
        name: 'save_note',
        parameters: { properties: { text: { type: 'string' } }, required: ['text'] },
      },
    ]
    const result = await ask('save a note', { tools, maxOutputTokens: 5 })
    expect(result.finish.unified).toBe('length')
    expect(result.content).toMatchObject([{ type: 'tool-call', name: 'save_note' }])
    expect(() => callsIn(result)).toThrow(SyntaxError)
  })

  it('stop before the first of the sequences', async () => {
    const result = await ask('Count to 9', { stop: ['7', ', 4'] })
    expect([textIn(result), result.finish.unified]).toEqual(['1, 2, 3', 'stop'])
  })

  it('refuse what is longer than the model reads', async () => {
    const error = await ask('word '.repeat(130_000)).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'context_length', param: 'messages' })
  })
})

describe('reasoning', () => {
  it('comes before the answer, at the length of the effort', async () => {
    const words = async (effort: string) =>
      quantity(await ask('What is 2 + 2?', { reasoning: { effort } }), 'reasoning') ?? 0
    const [none, low, high] = [await words('none'), await words('low'), await words('high')]
    expect(none).toBe(0)
    expect(low).toBeGreaterThan(0)
    expect(high).toBeGreaterThan(low)
  })

  it('keeps to its budget', async () => {
    expect(quantity(await ask('Hello', { reasoning: { budgetTokens: 4 } }), 'reasoning')).toBe(4)
  })
})

describe('the pace', () => {
  afterEach(() => void vi.useRealTimers())

  const start = async (text: string, signal?: AbortSignal) => {
    const request = await checked(chat, { messages: [{ role: 'user', content: text }] })
    vi.useFakeTimers()
    const parts: ChatPart[] = []
    const done = (async () => {
      for await (const part of streamChat(request, attemptOn('chat', signal))) parts.push(part)
    })()
    return { parts, done: done.catch((thrown: unknown) => thrown) }
  }
  const words = (parts: readonly ChatPart[]) => parts.filter(part => part.type === 'text-delta').length

  it('of demo/chat is that of a reader', async () => {
    const { parts, done } = await start('Count to 70')
    await vi.advanceTimersByTimeAsync(1000)
    expect(words(parts)).toBe(35)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await done).toBeUndefined()
    expect(words(parts)).toBe(70)
  })

  it('ends at once when the caller goes away, for the reason given', async () => {
    const controller = new AbortController()
    const { parts, done } = await start('Count to 70', controller.signal)
    await vi.advanceTimersByTimeAsync(300)
    const seen = words(parts)
    const reason = new LucidError('cancelled', 'The caller went away.')
    controller.abort(reason)
    expect(await done).toBe(reason)
    expect(words(parts)).toBe(seen)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('of demo/chat-fast is none, and an abort ends it too', async () => {
    const reason = new Error('gone')
    const request = await checked(chat, { messages: [{ role: 'user', content: 'Count to 70' }] })
    const stream = streamChat(request, attemptOn('chat-fast', AbortSignal.abort(reason)))
    await expect(Array.fromAsync(stream)).rejects.toBe(reason)
  })
})

it('a model that is not there is named with those that are', async () => {
  const error = await partsOf({ messages: [{ role: 'user', content: 'Hi' }] }, 'gpt').catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({
    code: 'not_found',
    param: 'model',
    details: { candidates: ['chat', 'chat-fast'] },
  })
})
