import type { AssistantContent, ReasoningPart, TextPart } from '@lucid-gateway/core'
import type { SealedThought } from '../kit/sealed.ts'
import { isSealedId, plainId, unsealedId } from './sealed-id.ts'

/** What an assistant said, as its vendor said it: with all that was sealed in it where it belongs. */
export function openedTurn(
  content: readonly AssistantContent[],
  details: readonly SealedThought[] = [],
): readonly AssistantContent[] {
  const isSealed = content.some(part => part.type === 'tool-call' && isSealedId(part.id))
  return isSealed || details.length > 0 ? new OpenTurn(content, details).content : content
}

class OpenTurn {
  readonly #spoken: number
  /** What a caller handed back of it in the open. */
  readonly #shown: AssistantContent | undefined
  readonly #sealed: SealedThought[] = []
  /** Those that stand before a text, or within it, where the wire has it as one. */
  readonly #early: SealedThought[] = []
  readonly #late: AssistantContent[] = []

  constructor(content: readonly AssistantContent[], details: readonly SealedThought[]) {
    this.#spoken = content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0)
    this.#shown = content.find(part => part.type === 'reasoning')
    for (const part of content) this.#open(part)
    this.#place(details)
  }

  get content(): readonly AssistantContent[] {
    const waiting = this.#early.toSorted((a, b) => a.after - b.after)
    let at = 0
    return this.#late.flatMap(part => {
      if (part === this.#shown && part.type === 'reasoning') return this.#unsealed(part)
      if (part.type !== 'text') return [part]
      const start = at
      at += part.text.length
      const here = waiting.filter(({ after }) => after >= start && after < at)
      return here.length > 0 ? [...cut(part, start, here)] : [part]
    })
  }

  #open(part: AssistantContent): void {
    if (part.type !== 'tool-call' || !isSealedId(part.id)) {
      this.#late.push(part)
      return
    }
    const { thoughts = [], extra } = unsealedId(part.id) ?? {}
    this.#place(thoughts)
    const all = extra ? { extra: { ...part.extra, ...extra } } : {}
    this.#late.push({ ...part, id: plainId(part.id), ...all })
  }

  #place(thoughts: readonly SealedThought[]): void {
    for (const thought of thoughts) {
      this.#sealed.push(thought)
      if (thought.after < this.#spoken) this.#early.push(thought)
      else this.#late.push(reasoningOf(thought))
    }
  }

  /** Callers who hand back the text of reasoning do so beside the seal, which has it too. */
  #unsealed(part: ReasoningPart): readonly AssistantContent[] {
    let rest = part.text
    for (const { text } of this.#sealed) rest = without(rest, text)
    return rest === '' ? [] : [{ ...part, text: rest }]
  }
}

function without(text: string, piece: string): string {
  const at = piece === '' ? -1 : text.indexOf(piece)
  return at === -1 ? text : text.slice(0, at) + text.slice(at + piece.length)
}

function reasoningOf(sealed: SealedThought): ReasoningPart {
  const { after: _, ...thought } = sealed
  return { type: 'reasoning', ...thought }
}

function* cut(part: TextPart, start: number, thoughts: readonly SealedThought[]): Iterable<AssistantContent> {
  let from = 0
  for (const thought of thoughts) {
    const to = thought.after - start
    if (to > from) yield { ...part, text: part.text.slice(from, to) }
    yield reasoningOf(thought)
    from = to
  }
  yield { ...part, text: part.text.slice(from) }
}
