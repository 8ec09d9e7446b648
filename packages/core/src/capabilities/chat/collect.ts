import { noUsage } from '../../usage/usage.ts'
import type { Warning } from '../../content/warning.ts'
import type { AssistantContent } from './content.ts'
import type { ChatPart } from './parts.ts'
import type { ChatAlternative, ChatResult, FinishReason } from './result.ts'
import type { JsonValue } from '../../json.ts'
import type { Extra } from '../../content/extra.ts'

interface Choice {
  readonly content: Mutable<AssistantContent>[]
  readonly open: Map<string, Mutable<AssistantContent>>
  logprobs: JsonValue[]
  finish: FinishReason
  extra: Extra | undefined
}

type Mutable<T> = T extends unknown ? { -readonly [K in keyof T]: T[K] } : never

/** Folds the parts of a stream into the result that a unary call would have given. */
export function collectChat(parts: readonly ChatPart[]): ChatResult {
  const choices: Choice[] = []
  const warnings: Warning[] = []
  let head: Partial<Mutable<ChatResult>> = {}
  let usage = noUsage
  for (const part of parts) {
    if (part.type === 'start') {
      const { type: _, ...rest } = part
      head = { ...head, ...rest }
    } else if (part.type === 'usage') usage = part.usage
    else if (part.type === 'warning') warnings.push(part.warning)
    else add(choiceAt(choices, 'choice' in part ? (part.choice ?? 0) : 0), part)
  }
  const [first = newChoice(), ...others] = choices
  return {
    ...head,
    ...answer(first),
    usage,
    ...(others.length > 0 ? { alternatives: others.map(answer) } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(head.extra && first.extra ? { extra: joined(head.extra, first.extra) } : {}),
  }
}

/** Fields of one wire may come with the start and with the finish. */
function joined(one: Extra, other: Extra): Extra {
  const wires = Object.keys(other).map(wire => [wire, { ...one[wire], ...other[wire] }] as const)
  return { ...one, ...Object.fromEntries(wires) }
}

function answer(choice: Choice): ChatAlternative {
  return {
    content: choice.content,
    finish: choice.finish,
    ...(choice.logprobs.length > 0 ? { logprobs: choice.logprobs } : {}),
    ...(choice.extra ? { extra: choice.extra } : {}),
  }
}

function newChoice(): Choice {
  return { content: [], open: new Map(), logprobs: [], finish: { unified: 'other' }, extra: undefined }
}

function choiceAt(choices: Choice[], index: number): Choice {
  while (choices.length <= index) choices.push(newChoice())
  return choices[index] as Choice
}

function add(choice: Choice, part: Exclude<ChatPart, { type: 'start' | 'usage' | 'warning' }>): void {
  switch (part.type) {
    case 'text-start':
    case 'reasoning-start':
    case 'refusal-start':
      open(choice, part.id, { type: kindOf(part.type), text: '', ...kept(part) })
      return
    case 'tool-call-start':
      open(choice, part.id, {
        type: 'tool-call',
        id: part.id,
        name: part.name,
        input: '',
        ...(part.executed === undefined ? {} : { executed: part.executed }),
        ...kept(part),
      })
      return
    case 'text-delta':
    case 'reasoning-delta':
    case 'refusal-delta': {
      const block = choice.open.get(part.id)
      if (block && 'text' in block) block.text += part.text
      if (part.type === 'text-delta' && Array.isArray(part.logprobs)) choice.logprobs.push(...part.logprobs)
      return
    }
    case 'tool-call-delta': {
      const block = choice.open.get(part.id)
      if (block?.type === 'tool-call') block.input += part.input
      return
    }
    case 'reasoning-end': {
      const block = choice.open.get(part.id)
      if (block?.type === 'reasoning') {
        if (part.signature !== undefined) block.signature = part.signature
        if (part.encrypted !== undefined) block.encrypted = part.encrypted
      }
      close(choice, part)
      return
    }
    case 'text-end':
    case 'refusal-end':
    case 'tool-call-end':
      close(choice, part)
      return
    case 'file':
    case 'source':
    case 'tool-result': {
      const { choice: _, ...content } = part
      choice.content.push(content)
      return
    }
    case 'finish':
      choice.finish = part.finish
      choice.extra = part.extra ?? choice.extra
  }
}

function kindOf(type: 'text-start' | 'reasoning-start' | 'refusal-start'): 'text' | 'reasoning' | 'refusal' {
  return type.slice(0, -6) as 'text' | 'reasoning' | 'refusal'
}

function kept(part: { extra?: Extra }): { extra?: Extra } {
  return part.extra ? { extra: part.extra } : {}
}

function open(choice: Choice, id: string, block: Mutable<AssistantContent>): void {
  choice.open.set(id, block)
  choice.content.push(block)
}

function close(choice: Choice, part: { id: string; extra?: Extra }): void {
  const block = choice.open.get(part.id)
  if (block && part.extra) block.extra = joined(block.extra ?? {}, part.extra)
  choice.open.delete(part.id)
}
