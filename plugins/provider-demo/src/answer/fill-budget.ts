import { LucidError } from '@lucid-gateway/core'

/** How much a schema may ask for: it comes from callers, and ten nested lists of ten are ten thousand million. */
export interface FillBudget {
  /** Takes one value, at a depth; throws where the schema asks for too much. */
  value(depth: number): void
  /** Takes a text of at least so many characters. */
  text(length: number): void
}

const most = { values: 10_000, characters: 65_536, depth: 32 }

export function fillBudget(): FillBudget {
  let values = 0
  let characters = 0
  return {
    value(depth) {
      values += 1
      if (values > most.values) throw tooMuch(`more than ${most.values} values`)
      if (depth > most.depth) throw tooMuch(`values nested deeper than ${most.depth}`)
    },
    text(length) {
      characters += length
      if (!(characters <= most.characters)) throw tooMuch(`more than ${most.characters} characters of text`)
    },
  }
}

export function tooMuch(what: string): LucidError {
  return new LucidError(
    'invalid_request',
    `The schema asks for ${what}; the demo writes no more than that.`,
    {
      param: 'responseFormat.schema',
      reason: 'schema_too_large',
      hint: 'Ask for less: lower minItems and minLength, and end what refers to itself.',
    },
  )
}
