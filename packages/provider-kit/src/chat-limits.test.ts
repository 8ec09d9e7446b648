import type { Attempt, chat, ChatRequest, ChatResult, Offer, Warning } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { withinLimits } from './chat-limits.ts'

const long = `mcp__a-server-with-a-name__${'x'.repeat(50)}`
const call = (name: string) => ({ type: 'tool-call', id: 'c', name, input: '{}' }) as const
const tool = (name: string) => ({ type: 'function', name }) as const
const asking = (fields: Partial<ChatRequest>): ChatRequest => ({ messages: [], ...fields })

/** An offer that calls the first tool, within limits of 64 characters and 100 tokens. */
function limited() {
  const sent: ChatRequest[] = []
  const warnings: Warning[] = []
  const attempt = { model: 'm', warn: (warning: Warning) => warnings.push(warning) } as unknown as Attempt
  const nameIn = (request: ChatRequest): string => {
    sent.push(request)
    return request.tools?.[0]?.name ?? ''
  }
  const offer: Offer<typeof chat> = {
    generate: async request => {
      const content = [call(nameIn(request))]
      const finish = { unified: 'tool-calls' } as const
      return { content, finish, usage: { meters: {} }, alternatives: [{ content, finish }] } as ChatResult
    },
    stream: async function* (request) {
      yield { type: 'tool-call-start', id: 'c', name: nameIn(request) }
      yield { type: 'tool-call-end', id: 'c' }
    },
    count: async request => {
      sent.push(request)
      return { meters: {} }
    },
  }
  const { generate, stream, count } = withinLimits(offer, { toolName: 64, outputTokens: () => 100 })
  if (!generate || !stream || !count) throw new Error('The offer has lost a way.')
  return {
    sent,
    warnings,
    generate: (request: ChatRequest) => generate(request, attempt),
    stream: (request: ChatRequest) => Array.fromAsync(stream(request, attempt)),
    count: (request: ChatRequest) => count(request, attempt),
  }
}

it('a tool whose name is too long is called by a shorter one, and the caller sees the long one', async () => {
  const { sent, warnings, generate, stream, count } = limited()
  const request = asking({
    tools: [tool(long), tool(`${long}y`), tool('short')],
    toolChoice: { type: 'allowed', mode: 'auto', names: [long, 'short'] },
    messages: [
      { role: 'assistant', content: [call(long)] },
      { role: 'tool', content: [{ type: 'tool-result', callId: 'c', name: long, content: [] }] },
    ],
  })
  const result = await generate(request)
  expect(result.content).toEqual([call(long)])
  expect(result.alternatives?.[0]?.content).toEqual([call(long)])
  expect(await stream(request)).toMatchObject([{ name: long }, { type: 'tool-call-end' }])
  await count(request)
  const [first, ...others] = sent
  const names = first?.tools?.map(({ name }) => name) ?? []
  expect(names[0]).toMatch(/^mcp__a-server-with-a-name__x+_[0-9a-f]{8}$/)
  expect(names.map(name => name.length)).toEqual([64, 64, 5])
  expect(new Set(names).size).toBe(3)
  expect(first).toMatchObject({
    toolChoice: { names: [names[0], 'short'] },
    messages: [{ content: [{ name: names[0] }] }, { content: [{ name: names[0] }] }],
  })
  expect(others).toEqual([first, first])
  expect(warnings.slice(0, 2)).toMatchObject([
    { type: 'emulated', field: 'tools[0].name', message: expect.stringContaining(names[0] ?? '-') },
    { type: 'emulated', field: 'tools[1].name' },
  ])
})

it('a name with characters that the vendor has not is sent without them', async () => {
  const { sent, generate } = limited()
  expect((await generate(asking({ tools: [tool('files.read')] }))).content).toEqual([call('files.read')])
  expect(sent[0]?.tools?.[0]?.name).toMatch(/^files_read_[0-9a-f]{8}$/)
})

it('a tool that the vendor runs keeps its name', async () => {
  const { sent, generate } = limited()
  const own = { type: 'vendor', name: 'web.search', extra: {} } as const
  await generate(asking({ tools: [own] }))
  expect(sent[0]?.tools).toEqual([own])
})

it('a cap above what the model can write is lowered, and one below stands', async () => {
  const { sent, warnings, generate } = limited()
  await generate(asking({ maxOutputTokens: 101 }))
  await generate(asking({ maxOutputTokens: 99 }))
  expect(sent.map(({ maxOutputTokens }) => maxOutputTokens)).toEqual([100, 99])
  expect(warnings).toEqual([
    { type: 'coerced', field: 'maxOutputTokens', message: 'The model writes 100 tokens at most.' },
  ])
})

it('a request within the limits is the same one', async () => {
  const { sent, warnings, generate } = limited()
  const request = asking({ tools: [tool('f')], messages: [{ role: 'assistant', content: [call('f')] }] })
  await generate(request)
  expect(sent[0]).toBe(request)
  expect(warnings).toEqual([])
})
