import type { Behaviour } from '../behaviour.ts'
import { logprobsBody } from '../completion-body.ts'
import type { Choice, Completion } from '../completion.ts'
import { type Fields, isFields } from '../shape.ts'
import { includes, type ResponsesBody } from './check-body.ts'
import { encrypt } from './encryption.ts'

/** An item of the output, and the pieces that it is streamed in. */
export interface OutputItem {
  readonly item: Fields
  readonly pieces: readonly string[]
}

export interface OutputRules {
  readonly body: ResponsesBody
  readonly behaviour: Behaviour
  readonly key: string
  readonly serial: number
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** What the model says, as items in the order in which it says them. */
export function outputItems(completion: Completion, rules: OutputRules): readonly OutputItem[] {
  const [choice] = completion.choices
  if (!choice) return []
  const { behaviour, serial } = rules
  return [
    ...(completion.usage.reasoningTokens > 0 ? [reasoningItem(choice, rules)] : []),
    ...(behaviour.search === undefined ? [] : [whole(searchItem(behaviour.search, serial))]),
    ...(behaviour.draws ? [whole(drawnItem(serial))] : []),
    ...(choice.text.length + choice.refusal.length > 0 ? [messageItem(choice, rules)] : []),
    ...choice.toolCalls.map((call, index) => callItem(call, index, rules)),
  ]
}

function whole(item: Fields): OutputItem {
  return { item, pieces: [] }
}

function reasoningItem(choice: Choice, { body, key, serial }: OutputRules): OutputItem {
  const summary = isFields(body['reasoning']) ? body['reasoning']['summary'] : undefined
  const about = [...choice.text, ...choice.refusal].join('').slice(0, 12)
  const texts =
    summary == null ? [] : summary === 'detailed' ? ['**Reading**', `It says ${about}`] : [`About ${about}`]
  const item = {
    id: `rs_sim${serial}`,
    type: 'reasoning',
    summary: texts.map(text => ({ type: 'summary_text', text })),
    ...(includes(body, 'reasoning.encrypted_content')
      ? { encrypted_content: encrypt(`thoughts on ${about}`, key) }
      : {}),
  }
  return { item, pieces: texts }
}

function searchItem(query: string, serial: number): Fields {
  return {
    id: `ws_sim${serial}`,
    type: 'web_search_call',
    status: 'completed',
    action: { type: 'search', query, queries: [query] },
  }
}

function drawnItem(serial: number): Fields {
  return {
    id: `ig_sim${serial}`,
    type: 'image_generation_call',
    status: 'completed',
    output_format: 'png',
    revised_prompt: 'A pixel',
    result: pixel,
  }
}

function messageItem(choice: Choice, { body, serial }: OutputRules): OutputItem {
  const top = includes(body, 'message.output_text.logprobs') ? Number(body['top_logprobs'] ?? 0) : undefined
  const part =
    choice.refusal.length > 0
      ? { type: 'refusal', refusal: choice.refusal.join('') }
      : {
          type: 'output_text',
          annotations: annotations(choice),
          logprobs: top === undefined ? [] : (logprobsBody(choice.text, top) as { content: unknown }).content,
          text: choice.text.join(''),
        }
  const item = {
    id: `msg_sim${serial}`,
    type: 'message',
    status: choice.finish === 'length' ? 'incomplete' : 'completed',
    content: [part],
    ...(body.model.startsWith('gpt-6') ? { phase: 'final_answer' } : {}),
    role: 'assistant',
  }
  return { item, pieces: choice.refusal.length > 0 ? choice.refusal : choice.text }
}

function annotations(choice: Choice): readonly Fields[] {
  return choice.citations.map(({ url, title }, index) => ({
    type: 'url_citation',
    start_index: index,
    end_index: index + 3,
    title,
    url,
  }))
}

function callItem(
  call: Choice['toolCalls'][number],
  index: number,
  { body, serial }: OutputRules,
): OutputItem {
  const tools = (body['tools'] as readonly Fields[] | undefined) ?? []
  const custom = tools.some(tool => tool['type'] === 'custom' && tool['name'] === call.name)
  const input = call.pieces.join('')
  const item = {
    id: `${custom ? 'ctc' : 'fc'}_sim${serial}_${index}`,
    type: custom ? 'custom_tool_call' : 'function_call',
    status: 'completed',
    ...(custom ? { input } : { arguments: input }),
    call_id: call.id,
    name: call.name,
  }
  return { item, pieces: call.pieces }
}
