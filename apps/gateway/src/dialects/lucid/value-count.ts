import { LucidError } from '@lucid-gateway/core'
import type { JsonBody } from '../../http/json-body.ts'

/** Far more than a call needs. Checking a schema costs far more for a value that is wrong than parsing it did. */
const longestList = 10_000
const mostValues = 100_000

/** Throws where a body has a long list, or many values in all, before each of them gets to be told what is wrong with it. */
export function requireFewValues(body: JsonBody): void {
  const budget = { left: mostValues }
  const visit = (value: unknown, depth: number): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    if (Array.isArray(value)) {
      if (value.length > longestList) return ''
      // The tokens of one text of many: there may be a million, and they cost little.
      if (depth === 2 && value.every(isToken)) return undefined
      budget.left -= value.length
      for (let index = 0; budget.left >= 0 && index < value.length; index++) {
        const place = visit(value[index], depth + 1)
        if (place !== undefined) return `[${index}]${place}`
      }
    } else {
      for (const key in value) {
        if (--budget.left < 0) break
        const place = visit((value as JsonBody)[key], depth + 1)
        if (place !== undefined) return depth === 0 ? key + place : `.${key}${place}`
      }
    }
    return undefined
  }
  const param = visit(body, 0)
  if (param !== undefined) throw tooMany(`"${param}" may have at most ${longestList} items.`, param)
  if (budget.left < 0) throw tooMany(`A request may have at most ${mostValues} values.`)
}

function isToken(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function tooMany(message: string, param?: string): LucidError {
  return new LucidError('invalid_request', message, {
    ...(param === undefined ? {} : { param }),
    reason: 'too_many_values',
    hint: 'Split the request.',
  })
}
