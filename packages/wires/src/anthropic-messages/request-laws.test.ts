import type { ChatRequest, Extra, JsonObject, Message } from '@lucid-gateway/core'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { droppedBy, without, withoutOwn } from '../testing/dropped.ts'
import { numRuns, seeded, timeout } from '../testing/runs.ts'
import { type AnthropicVersion, anthropicVersions, readRequest, readWireHead, writeRequest } from './index.ts'
import { citation, fields, request, target, version, wire } from './testing/arbitraries.ts'

const seed = seeded(20_261_021)

/** The request minus what the warnings list, and minus forms that the wire has one spelling for. */
function expectedRequest(given: ChatRequest, dropped: ReadonlySet<string>, forced: boolean): ChatRequest {
  const whole = named(without(given, dropped))
  const { tools, toolChoice, reasoning, ...rest } = whole
  const choice = toolChoice ?? (whole.parallelToolCalls === undefined ? undefined : { type: 'auto' as const })
  const thought = forced && reasoning ? unthought(reasoning) : reasoning
  return {
    ...rest,
    maxOutputTokens: whole.maxOutputTokens ?? target.maxTokens,
    messages: joinedResults(whole.messages),
    ...(tools && tools.length > 0 ? { tools } : {}),
    ...(choice ? { toolChoice: choice } : {}),
    ...(thought && Object.keys(thought).length > 0 ? { reasoning: thought } : {}),
    ...marked(whole.extra, reasoning, forced),
  }
}

/** A format has a name in canonical words; the wire has none. */
function named(whole: ChatRequest): ChatRequest {
  const { responseFormat: format } = whole
  return format?.type === 'json-schema'
    ? { ...whole, responseFormat: { ...format, name: (format.name as string | undefined) ?? 'output' } }
    : whole
}

/** Where a tool has to be called, of reasoning an effort is left, and that it came without thinking. */
function unthought(reasoning: NonNullable<ChatRequest['reasoning']>): ChatRequest['reasoning'] {
  return reasoning.effort === undefined || reasoning.effort === 'none' ? {} : { effort: reasoning.effort }
}

function marked(
  extra: Extra | undefined,
  reasoning: ChatRequest['reasoning'],
  forced: boolean,
): Pick<ChatRequest, 'extra'> {
  const left = forced && reasoning?.effort !== undefined && reasoning.effort !== 'none'
  if (!left) return extra ? { extra } : {}
  return { extra: { ...extra, [wire]: { ...extra?.[wire], '@unthought': true } } }
}

/** Results of tools that follow each other are one message on the wire, unless they have fields of their own. */
function joinedResults(list: readonly Message[]): Message[] {
  const joined: Message[] = []
  for (const each of list) {
    const last = joined.at(-1)
    if (each.role === 'tool' && last?.role === 'tool' && !each.extra && !last.extra)
      joined[joined.length - 1] = { role: 'tool', content: [...last.content, ...each.content] }
    else joined.push(each)
  }
  return joined
}

describe('anthropic-messages: a request', { timeout }, () => {
  test('law 1: read(write(request)) is the request minus what the warnings list', () => {
    fc.assert(
      fc.property(request, version, fc.boolean(), (given, spoken, stream) => {
        const { body, headers, warnings } = writeRequest(given, { ...target, version: spoken, stream })
        const dropped = droppedBy(warnings)
        const forced = warnings.some(each => each.field === 'reasoning')
        const { betas } = readWireHead(headers)
        const read = readRequest(JSON.parse(JSON.stringify(body)) as JsonObject, { betas })
        expect(read.request).toEqual(expectedRequest(given, dropped, forced))
        expect([read.model, read.stream, read.receipt]).toEqual(['m', stream, []])
      }),
      { numRuns, seed },
    )
  })

  test('law 4: fields of another wire are never sent, and each is warned of', () => {
    fc.assert(
      fc.property(request, version, (given, spoken) => {
        const foreign = withoutOwn(given, wire)
        const { body, warnings } = writeRequest(foreign, { ...target, version: spoken, stream: false })
        expect(JSON.stringify(body)).not.toMatch(/x_mark|x_hint|cache_control/)
        expect(JSON.stringify(body)).not.toMatch(/"(redacted_)?thinking","|"signature"/)
        if (JSON.stringify(foreign).includes('"x_')) expect(warnings.length).toBeGreaterThan(0)
      }),
      { numRuns, seed },
    )
  })

  test('law 4: what the wire itself says comes back where it stood', () => {
    fc.assert(
      fc.property(fields, fields, fields, fields, fields, (atTop, atMessage, atBlock, atTool, atResult) => {
        const body = {
          model: 'm',
          max_tokens: 9,
          system: [{ type: 'text', text: 's', ...atBlock }],
          messages: [
            {
              role: 'user',
              content: [
                { type: 'text', text: 'a', ...atBlock },
                { type: 'document', source: { type: 'content', content: 'd' }, ...atBlock },
                { type: 'image', source: { type: 'url', url: 'u', ...atBlock }, ...atBlock },
                { type: 'search_result', source: 's', title: 't', content: [] },
              ],
              ...atMessage,
            },
            {
              role: 'assistant',
              content: [
                { type: 'thinking', thinking: 't', signature: 's' },
                { type: 'text', text: 'x', citations: [citation, citation] },
                { type: 'server_tool_use', id: 's1', name: 'web_search', input: { q: 1 }, ...atBlock },
                { type: 'web_search_tool_result', tool_use_id: 's1', content: [] },
                { type: 'tool_use', id: 't1', name: 'f', input: {}, caller: { type: 'direct' } },
              ],
            },
            {
              role: 'user',
              content: [
                { type: 'tool_result', tool_use_id: 't1', content: 'r', is_error: false, ...atResult },
                { type: 'text', text: 'b' },
              ],
            },
            { role: 'system', content: 'now', ...atMessage },
          ],
          tools: [
            { name: 'f', input_schema: { type: 'object' }, ...atTool },
            { type: 'bash_20250124', name: 'bash' },
          ],
          tool_choice: { type: 'auto', disable_parallel_tool_use: true, ...atTool },
          thinking: { type: 'adaptive', display: 'omitted' },
          output_config: { effort: 'high', task_budget: 3 },
          metadata: { user_id: 'u', ...atTop },
          ...atTop,
        }
        const { request: read } = readRequest(body as JsonObject, { betas: ['b-1'] })
        const written = writeRequest(read, { ...target, version: '2026-10-21', stream: false })
        expect(written).toEqual({
          body,
          headers: { 'anthropic-version': '2026-10-21', 'anthropic-beta': 'b-1' },
          warnings: [],
        })
      }),
      { numRuns, seed },
    )
  })

  test.each<[string, JsonObject]>([
    ['enabled', { thinking: { type: 'enabled', budget_tokens: 2000 } }],
    ['enabled and shown', { thinking: { type: 'enabled', budget_tokens: 2000, display: 'summarized' } }],
    ['adaptive', { thinking: { type: 'adaptive' } }],
    ['adaptive and shown', { thinking: { type: 'adaptive', display: 'summarized' } }],
    ['adaptive and hidden', { thinking: { type: 'adaptive', display: 'omitted' } }],
    ['between tools', { thinking: { type: 'between_tools' } }],
    ['off', { thinking: { type: 'disabled' } }],
    ['off with an effort', { thinking: { type: 'disabled' }, output_config: { effort: 'low' } }],
    ['an effort alone', { output_config: { effort: 'low' } }],
    ['adaptive with an effort', { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } }],
    [
      'all at once',
      {
        thinking: { type: 'adaptive', display: 'summarized' },
        output_config: { effort: 'max', format: { type: 'json_schema', schema: {} } },
      },
    ],
  ])('thinking that is %s comes back as it was', (_name, thought) => {
    const body = { model: 'm', max_tokens: 4000, messages: [{ role: 'user', content: 'a' }], ...thought }
    const { request: read } = readRequest(body as JsonObject)
    for (const spoken of anthropicVersions)
      expect(writeRequest(read, { ...target, version: spoken, stream: false })).toMatchObject({
        body,
        warnings: [],
      })
  })
})

test('the version is one of those that are known', () => {
  const said: AnthropicVersion | undefined = readWireHead({ 'anthropic-version': '2026-10-21' }).version
  expect(said).toBe('2026-10-21')
  expect(readWireHead({ 'anthropic-version': '2024-01-01', 'anthropic-beta': ' a, b' })).toEqual({
    version: undefined,
    betas: ['a', 'b'],
  })
})
