import type { Extra, JsonObject, ReasoningPart, ToolCallPart } from '@lucid-gateway/core'
import { foreignExtra, isMeant } from '../kit/extra.ts'
import type { Notes } from '../kit/notes.ts'
import { seal, type SealedThought } from '../kit/sealed.ts'
import { noteReasoning } from './answer-notes.ts'
import { sealedId } from './sealed-id.ts'
import { openaiChat } from './wire.ts'

interface Thought {
  readonly part: ReasoningPart
  readonly after: number
  readonly path: string
}

type End = Omit<ReasoningPart, 'type' | 'text'>

/**
 * What of one turn its vendor wants back and this wire has no field for. It goes out sealed: in the id of the call that
 * it stands before, or, where there is none, in a field of the message that some clients hand back.
 */
export class TurnSeal {
  readonly #notes: Notes
  readonly #open = new Map<string, { readonly extra: Extra | undefined; text: string }>()
  #thoughts: Thought[] = []
  #said = 0

  constructor(notes: Notes) {
    this.#notes = notes
  }

  /** How much text goes to the caller before what comes next. */
  said(characters: number): void {
    this.#said += characters
  }

  begins(id: string, extra: Extra | undefined): void {
    this.#open.set(id, { extra, text: '' })
  }

  goesOn(id: string, text: string): void {
    const open = this.#open.get(id)
    if (open) open.text += text
  }

  ends(id: string, { signature, encrypted, extra }: End, path: string): void {
    const { text = '', extra: before } = this.#open.get(id) ?? {}
    this.#open.delete(id)
    const all = merged(before, extra)
    this.thought({ type: 'reasoning', text, ...proofOf({ signature, encrypted, extra: all }) }, path)
  }

  thought(part: ReasoningPart, path: string): void {
    this.#thoughts.push({ part, after: this.#said, path })
  }

  /** The id under which a call goes to the caller. */
  idOf({ id, extra }: Pick<ToolCallPart, 'id' | 'extra'>, path: string): string {
    const thoughts = this.#sealed()
    const foreign = foreignExtra(extra, openaiChat)
    if (!thoughts && !isMeant(foreign)) return id
    const sealed = sealedId(id, { ...(thoughts ? { thoughts } : {}), ...(foreign ? { extra: foreign } : {}) })
    if (sealed === undefined) {
      this.#notes.foreign(extra, path)
      this.#dropThoughts()
      return id
    }
    this.#notes.add('emulated', `${path}.id`, 'What the vendor wants back of the turn is sealed in it.')
    if (thoughts) this.#thoughts = []
    return sealed
  }

  /** What is left when all has been said. */
  rest(): JsonObject | undefined {
    const thoughts = this.#sealed()
    if (thoughts) {
      const path = this.#thoughts[0]?.path ?? ''
      this.#notes.add(
        'emulated',
        path,
        'It is sealed in "reasoning_details", which not every client hands back.',
      )
      this.#thoughts = []
      return { reasoning_details: [{ type: sealedType, data: seal({ thoughts }) }] }
    }
    this.#dropThoughts()
    return undefined
  }

  /** All or none: what one of them proves may be said of the one before. */
  #sealed(): readonly SealedThought[] | undefined {
    if (!this.#thoughts.some(({ part }) => isProven(part))) return undefined
    return this.#thoughts.map(({ part: { text, signature, encrypted, extra }, after }) => ({
      text,
      after,
      ...proofOf({ signature, encrypted, extra: foreignExtra(extra, openaiChat) }),
    }))
  }

  #dropThoughts(): void {
    for (const { part, path } of this.#thoughts) {
      this.#notes.foreign(part.extra, path)
      noteReasoning(part, path, this.#notes)
    }
    this.#thoughts = []
  }
}

/** The type of an entry of `reasoning_details` that nobody reads but its vendor. */
const sealedType = 'reasoning.encrypted'

function isProven({ signature, encrypted, extra }: End): boolean {
  return signature !== undefined || encrypted !== undefined || foreignExtra(extra, openaiChat) !== undefined
}

function proofOf({ signature, encrypted, extra }: { readonly [K in keyof End]: End[K] | undefined }): End {
  return {
    ...(signature === undefined ? {} : { signature }),
    ...(encrypted === undefined ? {} : { encrypted }),
    ...(extra ? { extra } : {}),
  }
}

function merged(first: Extra | undefined, last: Extra | undefined): Extra | undefined {
  if (!first || !last) return last ?? first
  const all: Record<string, JsonObject> = { ...first }
  for (const [wire, fields] of Object.entries(last)) all[wire] = { ...all[wire], ...fields }
  return all
}
