import {
  image,
  type LucidError,
  type ModelCard,
  type OptionRule,
  type SchemaIssue,
  issuePath,
} from '@lucid-gateway/core'
import { checkOptions } from '@lucid-gateway/runtime'
import type { GenerationOptions } from '../request.ts'
import { featuresOf } from './features-of.ts'
import type { GenerationProvider, OptionCheck, OptionFault } from './provider.ts'

export interface AccountFacts {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Of its models that make pictures. */
  readonly cards: readonly ModelCard[]
  /** The model that is asked where none is named. */
  readonly modelId: string | undefined
}

/** An account of the runtime, as a provider of pictures: what it says of itself is what its models' cards say. */
export function accountProvider({ id, name, description, cards, modelId }: AccountFacts): GenerationProvider {
  const cardNamed = (asked = modelId): ModelCard | undefined =>
    cards.find(card => card.id === asked || card.aliases?.includes(asked ?? ''))
  return Object.freeze({
    id,
    name,
    description,
    getSupportedFeatures: (asked?: string) => featuresOf(cards, cardNamed(asked), asked ?? modelId),
    validateOptions(options: GenerationOptions): OptionCheck {
      const { providerId: _, modelId: asked, ...request } = options
      const issues = issuesOf(request)
      if (issues.length > 0) return { valid: false, errors: issues.map(faultOfIssue) }
      const rules = cardNamed(asked)?.options ?? {}
      const { error, warnings } = checkOptions(rules, request, `${id}/${asked ?? modelId ?? ''}`)
      return error ? { valid: false, errors: [faultOf(error)] } : { valid: true, errors: [], warnings }
    },
    getDefaultOptions(asked?: string) {
      const model = asked ?? modelId
      const rules = cardNamed(asked)?.options ?? {}
      const only = Object.entries(rules).flatMap(([field, rule]) => onlyValue(field, rule))
      return {
        ...(model === undefined ? {} : { modelId: model }),
        n: 1,
        ...Object.fromEntries(only),
      } as Partial<GenerationOptions>
    },
  })
}

/** The schema has been loaded by then, and answers at once. */
function issuesOf(request: object): readonly SchemaIssue[] {
  const found = image.request['~standard'].validate(request)
  return found instanceof Promise ? [] : (found.issues ?? [])
}

/** Where one value alone is taken, that is what comes of leaving the field out. */
function onlyValue(field: string, rule: OptionRule): readonly (readonly [string, unknown])[] {
  return rule.kind === 'choice' && rule.values.length === 1 ? [[field, rule.values[0]]] : []
}

export function faultOfIssue(issue: SchemaIssue): OptionFault {
  return { field: issuePath(issue), message: issue.message }
}

function faultOf({ param = '', message, hint, details = {} }: LucidError): OptionFault {
  const { allowed, nearest } = details
  return {
    field: param,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(allowed === undefined ? {} : { allowed }),
    ...(nearest === undefined ? {} : { nearest }),
  }
}
