import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { collectChat } from './collect.ts'
import type { AssistantContent } from './content.ts'
import type { ChatPart } from './parts.ts'
import type { ChatAlternative, ChatResult } from './result.ts'
import { splitChat } from './split.ts'

const patience = { timeout: 120_000 }
const runs = { numRuns: process.env.LUCID_LONG ? 5000 : 100 }

const optional = <T>(arbitrary: fc.Arbitrary<T>, key: string) =>
  fc.option(arbitrary, { nil: undefined }).map(value => (value === undefined ? {} : { [key]: value }))

/** Merges records of which some fields are absent, never undefined. */
const record = <T>(
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  options: Readonly<Record<string, fc.Arbitrary<unknown>>>,
) =>
  fc
    .tuple(fc.record(fields), ...Object.entries(options).map(([key, value]) => optional(value, key)))
    .map(pieces => Object.assign({}, ...pieces) as T)

const text = fc.string()
const extra = fc.dictionary(fc.constantFrom('openai-chat', 'gemini'), fc.dictionary(fc.string(), text), {
  minKeys: 1,
})
const media = fc.oneof(
  fc.record({ kind: fc.constant('base64'), base64: fc.base64String() }),
  fc.record({ kind: fc.constant('url'), url: fc.webUrl() }),
)
const textPart = record<AssistantContent>({ type: fc.constant('text'), text }, { extra })
const content: fc.Arbitrary<AssistantContent> = fc.oneof(
  textPart,
  record<AssistantContent>({ type: fc.constant('refusal'), text }, { extra }),
  record<AssistantContent>(
    { type: fc.constant('reasoning'), text },
    { signature: text, encrypted: text, extra },
  ),
  record<AssistantContent>(
    { type: fc.constant('tool-call'), id: fc.uuid(), name: text, input: text },
    { executed: fc.boolean(), extra },
  ),
  record<AssistantContent>(
    { type: fc.constant('tool-result'), callId: text, content: fc.array(textPart) },
    { extra },
  ),
  record<AssistantContent>(
    { type: fc.constant('file'), mediaType: text, data: media },
    { filename: text, extra },
  ),
  record<AssistantContent>({ type: fc.constant('source') }, { url: text, title: text, extra }),
)
const finish = record<ChatResult['finish']>(
  { unified: fc.constantFrom('stop', 'length', 'tool-calls') },
  { raw: text },
)
const logprobs = fc.array(fc.record({ token: text, logprob: fc.double({ noNaN: true }) }), { minLength: 1 })
const usage = record<ChatResult['usage']>(
  {
    meters: fc.dictionary(
      fc.constantFrom('input', 'output', 'x'),
      fc.record({ certainty: fc.constant('known'), quantity: fc.nat() }),
    ),
  },
  { raw: fc.jsonValue() },
)
const answer = { content: fc.array(content, { maxLength: 6 }), finish }
const results = record<ChatResult>(
  { ...answer, usage },
  {
    id: text,
    model: text,
    created: fc.nat(),
    metadata: fc.dictionary(text, fc.boolean()),
    warnings: fc.array(fc.record({ type: fc.constant('note'), message: text }), { minLength: 1 }),
    alternatives: fc.array(record<ChatAlternative>(answer, { logprobs, extra }), {
      minLength: 1,
      maxLength: 3,
    }),
    logprobs,
    extra,
  },
).map(normalised)

/** What a stream cannot say: log-probabilities stand beside text, so an answer without text has none. */
function normalised(result: ChatResult): ChatResult {
  const { alternatives, ...first } = result
  return {
    ...withoutStrayLogprobs(first),
    ...(alternatives ? { alternatives: alternatives.map(withoutStrayLogprobs) } : {}),
  }
}

function withoutStrayLogprobs<T extends ChatAlternative>(whole: T): T {
  if (whole.content.some(each => each.type === 'text')) return whole
  const { logprobs: _, ...rest } = whole
  return rest as T
}

it('a result that is split and collected is the result', patience, () => {
  fc.assert(
    fc.property(results, result => {
      expect(collectChat([...splitChat(result)])).toEqual(result)
    }),
    runs,
  )
})

it('the cutting of deltas does not matter', patience, () => {
  fc.assert(
    fc.property(results, fc.infiniteStream(fc.nat(8)), (result, cuts) => {
      const parts = [...splitChat(result)].flatMap(part => [...cut(part, cuts)])
      expect(collectChat(parts)).toEqual(result)
    }),
    runs,
  )
})

it('the interleaving of the answers of one stream does not matter', patience, () => {
  fc.assert(
    fc.property(results, fc.infiniteStream(fc.nat(3)), (result, picks) => {
      expect(collectChat(interleaved([...splitChat(result)], picks))).toEqual(result)
    }),
    runs,
  )
})

it('blocks of one answer keep the order in which they began', () => {
  const parts: readonly ChatPart[] = [
    { type: 'text-start', id: 'a' },
    { type: 'tool-call-start', id: 'b', name: 'f' },
    { type: 'text-delta', id: 'a', text: 'x' },
    { type: 'tool-call-delta', id: 'b', input: '{' },
    { type: 'text-delta', id: 'a', text: 'y' },
    { type: 'tool-call-delta', id: 'b', input: '}' },
  ]
  expect(collectChat(parts).content).toEqual([
    { type: 'text', text: 'xy' },
    { type: 'tool-call', id: 'b', name: 'f', input: '{}' },
  ])
})

it('a stream that was cut short keeps what came, with the usage so far and no reason', () => {
  const parts: readonly ChatPart[] = [
    { type: 'start', model: 'm' },
    { type: 'usage', usage: { meters: { output: { certainty: 'known', quantity: 1 } } } },
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', text: 'half' },
    { type: 'usage', usage: { meters: { output: { certainty: 'known', quantity: 2 } } } },
  ]
  expect(collectChat(parts)).toEqual({
    model: 'm',
    content: [{ type: 'text', text: 'half' }],
    finish: { unified: 'other' },
    usage: { meters: { output: { certainty: 'known', quantity: 2 } } },
  })
})

it('a part that is not known is passed over', () => {
  const parts = [
    { type: 'hologram', depth: 3 },
    { type: 'finish', finish: { unified: 'stop' } },
  ] as never
  expect(collectChat(parts)).toMatchObject({ content: [], finish: { unified: 'stop' } })
})

function* cut(part: ChatPart, cuts: Iterator<number>): Generator<ChatPart> {
  const key = part.type === 'tool-call-delta' ? 'input' : part.type.endsWith('-delta') ? 'text' : undefined
  if (key === undefined) {
    yield part
    return
  }
  let rest = (part as unknown as Record<string, string>)[key] ?? ''
  let kept = part
  do {
    const length = (cuts.next().value as number) + 1
    yield { ...kept, [key]: rest.slice(0, length) }
    rest = rest.slice(length)
    const { logprobs: _, ...without } = kept as { logprobs?: unknown }
    kept = without as ChatPart
  } while (rest)
}

/** Takes the next part of one answer or another; parts of no answer keep their places at both ends. */
function interleaved(parts: readonly ChatPart[], picks: Iterator<number>): ChatPart[] {
  const lanes: ChatPart[][] = []
  const head: ChatPart[] = []
  for (const part of parts) {
    if (part.type === 'start' || part.type === 'warning' || part.type === 'usage') head.push(part)
    else (lanes[part.choice ?? 0] ??= []).push(part)
  }
  const mixed = head
  for (
    let open = lanes.filter(lane => lane.length > 0);
    open.length > 0;
    open = open.filter(lane => lane.length > 0)
  ) {
    mixed.push(open[(picks.next().value as number) % open.length]?.shift() as ChatPart)
  }
  return mixed
}
