import type { ChatRequest, JsonObject } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { anthropicMessages, writeRequest as toAnthropic } from '../anthropic-messages/index.ts'
import { gemini, writeRequest as toGemini } from '../gemini/index.ts'
import { openaiChat, writeRequest as toChat } from '../openai-chat/index.ts'
import { openaiImages, writeRequest as toImages } from '../openai-images/index.ts'
import { openaiResponses, writeRequest as toResponses } from '../openai-responses/index.ts'

const hi: ChatRequest = { messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }] }
const target = { model: 'm', stream: false }
const search = [{ type: 'web_search' }]

const cases: readonly (readonly [string, JsonObject, (extra: JsonObject) => Written, string])[] = [
  [
    openaiChat,
    { n: 50, max_completion_tokens: 9_999, max_tokens: 9_999, tools: search, stream: true },
    extra => toChat({ ...hi, maxOutputTokens: 1, extra: { [openaiChat]: extra } }, target),
    'max_completion_tokens: 1',
  ],
  [
    openaiResponses,
    { max_output_tokens: 9_999, tools: search, stream: true },
    extra => toResponses({ ...hi, extra: { [openaiResponses]: extra } }, target),
    '',
  ],
  [
    anthropicMessages,
    { max_tokens: 9_999, tools: search, stream: true },
    extra =>
      toAnthropic(
        { ...hi, maxOutputTokens: 1, extra: { [anthropicMessages]: extra } },
        { ...target, version: '2023-06-01', maxTokens: 100 },
      ),
    'max_tokens: 1',
  ],
  [
    gemini,
    { tools: search, generationConfig: { candidateCount: 8, max_output_tokens: 9_999 } },
    extra => toGemini({ ...hi, extra: { [gemini]: extra } }, target),
    '',
  ],
  [
    gemini,
    { generation_config: { candidate_count: 8, maxOutputTokens: 9_999 } },
    extra => toGemini({ ...hi, maxOutputTokens: 1, extra: { [gemini]: extra } }, target),
    'maxOutputTokens: 1',
  ],
  [
    openaiImages,
    { n: 10, size: '4096x4096', stream: true },
    extra => toImages({ prompt: 'a cat', options: extra }, target),
    '',
  ],
  [
    openaiImages,
    { n: 10, size: '4096x4096', stream: true },
    extra => toImages({ prompt: 'a cat', n: 1, extra: { [openaiImages]: extra } }, target),
    'n: 1',
  ],
]

it.each(cases)(
  'more answers or longer ones are asked for behind the words that calls are limited by: %s %o',
  (_wire, extra, write, said) => {
    const { body, warnings } = write({ ...extra, other: 'kept' })
    expect(body['other']).toBe('kept')
    expect(bounding(body)).toBe(said)
    expect(warnings.length).toBeGreaterThan(0)
    for (const { type, message } of warnings)
      expect(`${type} ${message}`).toMatch(/^dropped Say it as "\w+"\.$/)
  },
)

interface Written {
  readonly body: JsonObject
  readonly warnings: readonly { readonly type: string; readonly message: string }[]
}

/** What is left of what bounds an answer. */
function bounding(body: JsonObject): string {
  const config = (body['generationConfig'] ?? {}) as JsonObject
  const names = Object.entries({ ...body, ...config }).filter(([name]) =>
    /^(n|size|stream|tools|max_?\w*|candidate\w*|generation_config)$/.test(name),
  )
  return names.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(', ')
}
