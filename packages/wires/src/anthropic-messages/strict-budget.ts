import type { JsonObject, JsonValue } from '@lucid-gateway/core'
import { isObject } from '../kit/json.ts'

/** In all strict schemas of a request: https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
const most = { schemas: 20, optional: 24, unions: 16 }

/** What the vendor holds to schemas in one request, where it refuses the whole request for more. */
export class StrictBudget {
  #schemas = 0
  #optional = 0
  #unions = 0

  /** The schema of the answer, which has to be held. */
  spend(schema: JsonObject): void {
    const { optional, unions } = costOf(schema)
    this.#optional += optional
    this.#unions += unions
  }

  /** Whether there is room for the schema of one more tool; it is taken. */
  take(schema: JsonObject): boolean {
    const { optional, unions } = costOf(schema)
    if (this.#schemas >= most.schemas) return false
    if (this.#optional + optional > most.optional || this.#unions + unions > most.unions) return false
    this.#schemas += 1
    this.spend(schema)
    return true
  }
}

interface Cost {
  readonly optional: number
  readonly unions: number
}

function costOf(value: JsonValue | undefined): Cost {
  if (Array.isArray(value)) return sumOf((value as readonly JsonValue[]).map(costOf))
  if (!isObject(value)) return { optional: 0, unions: 0 }
  const { properties, required, ...rest } = value
  const fields = isObject(properties) ? Object.entries(properties) : []
  const named: readonly JsonValue[] = Array.isArray(required) ? required : []
  const own = {
    optional: fields.filter(([name]) => !named.includes(name)).length,
    unions: fields.filter(([, field]) => isUnion(field)).length,
  }
  const { enum: _, const: __, default: ___, ...schemas } = rest
  return sumOf([own, ...fields.map(([, field]) => costOf(field)), ...Object.values(schemas).map(costOf)])
}

function isUnion(field: JsonValue | undefined): boolean {
  return (
    isObject(field) && (Array.isArray(field.type) || field.anyOf !== undefined || field.oneOf !== undefined)
  )
}

function sumOf(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (sum, { optional, unions }) => ({ optional: sum.optional + optional, unions: sum.unions + unions }),
    { optional: 0, unions: 0 },
  )
}
