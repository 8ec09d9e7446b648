import type { JsonObject, ReasoningOptions } from '@lucid-gateway/core'
import { maybeInteger, maybeObject, maybeText, nameAt } from '../kit/check.ts'
import { unknownFields } from '../kit/extra.ts'
import type { Draft, JsonDraft } from '../kit/json.ts'

const enabledFields = new Set(['type', 'budget_tokens'])
const shownFields = new Set(['type', 'display'])

/**
 * Reads `thinking` and `output_config.effort`: https://platform.claude.com/docs/en/build-with-claude/thinking. An effort
 * means adaptive thinking in canonical words. A caller who said it otherwise gets it kept as `thinking`, with its type; a
 * mark says that an effort came without any.
 */
export function readReasoning(body: JsonObject, kept: JsonDraft): ReasoningOptions | undefined {
  const effort = maybeText(maybeObject(body.output_config, 'output_config')?.effort, 'output_config.effort')
  const thinking = maybeObject(body.thinking, 'thinking')
  const read: Draft<ReasoningOptions> = {}
  if (effort !== undefined) read.effort = effort
  if (thinking?.display === 'summarized') read.summary = 'auto'
  const own = thinking && ownForm(thinking, read)
  if (own) kept.thinking = own
  else if (!thinking && effort !== undefined) kept['@unthought'] = true
  return Object.keys(read).length > 0 ? read : undefined
}

/** What of `thinking` the canonical words do not say. */
function ownForm(thinking: JsonObject, read: Draft<ReasoningOptions>): JsonObject | undefined {
  switch (nameAt(thinking.type, 'thinking.type')) {
    case 'enabled': {
      const budget = maybeInteger(thinking.budget_tokens, 'thinking.budget_tokens', 1)
      if (budget === undefined) return thinking
      read.budgetTokens = budget
      return rest(thinking, enabledFields)
    }
    case 'adaptive':
      return read.effort === undefined && read.summary === undefined ? thinking : rest(thinking, onlyType)
    case 'disabled':
      if (read.effort !== undefined || Object.keys(thinking).length > 1) return thinking
      read.effort = 'none'
      return undefined
    default:
      return thinking
  }
}

const onlyType = new Set(['type'])

/** The fields that are left, without a display that the summary says. */
function rest(thinking: JsonObject, known: ReadonlySet<string>): JsonObject | undefined {
  const left = unknownFields(thinking, known)
  return left?.display === 'summarized' ? unknownFields(left, shownFields) : left
}
