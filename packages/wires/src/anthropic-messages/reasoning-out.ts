import type { ChatRequest, JsonObject, ReasoningOptions } from '@lucid-gateway/core'
import { effortOfBudget, nearestEffort } from '../kit/effort.ts'
import { withKept } from '../kit/extra.ts'
import { isObject, type JsonDraft } from '../kit/json.ts'
import type { Notes } from '../kit/notes.ts'
import { keptOf, markOf } from './block-out.ts'
import type { MessagesQuirks } from './quirks.ts'

/** The least that may be thought, where thinking has a budget. */
const leastBudget = 1024
const allEfforts: readonly string[] = ['low', 'medium', 'high', 'xhigh', 'max']
/** Budgets for models that know no efforts. */
const budgets: Readonly<Record<string, number>> = {
  minimal: 1024,
  low: 4096,
  medium: 12_288,
  high: 24_576,
  xhigh: 32_768,
  max: 49_152,
}

/** Writes `thinking` and `output_config.effort`: https://platform.claude.com/docs/en/build-with-claude/effort */
export function writeReasoningFields(
  request: ChatRequest,
  known: JsonDraft,
  quirks: MessagesQuirks,
  notes: Notes,
): void {
  const { reasoning } = request
  const own = keptOf(request)?.thinking
  const isOwn = isObject(own) && typeof own.type === 'string'
  if (isOwn || markOf(request, '@unthought')) {
    if (isOwn) known.thinking = own
    if (reasoning?.effort !== undefined) known.output_config = { effort: reasoning.effort }
    return
  }
  if (!reasoning) return
  const written = writeCanonical(reasoning, Number(known.max_tokens), quirks, notes)
  if (written.effort !== undefined) known.output_config = { effort: written.effort }
  if (!written.thinking) return
  if (isForced(known.tool_choice)) {
    notes.add('coerced', 'reasoning', 'A model that has to call a tool does not think first on this wire.')
    return
  }
  if (written.thinking.type === 'enabled' && isUnthought(known.messages)) {
    delete known.output_config
    notes.add('dropped', 'reasoning', 'The turn of a tool that began without a thought goes on without any.')
    return
  }
  known.thinking = withKept(isObject(own) ? own : undefined, withDisplay(written.thinking, reasoning, notes))
  if (written.thinking.type !== 'disabled') unsample(known, notes)
}

/**
 * Whether the model is to go on after its calls, and its message begins with no thought of its own: with a budget of
 * thinking the vendor refuses that. https://platform.claude.com/docs/en/build-with-claude/extended-thinking
 */
function isUnthought(messages: JsonDraft[string]): boolean {
  const last = (messages as readonly JsonObject[]).findLast(({ role }) => role === 'assistant')
  const blocks = Array.isArray(last?.content) ? (last.content as readonly JsonObject[]) : []
  const [first] = blocks
  if (!blocks.some(({ type }) => type === 'tool_use')) return false
  return first?.type !== 'thinking' && first?.type !== 'redacted_thinking'
}

/** A model that thinks takes no temperature but the usual one. */
function unsample(known: JsonDraft, notes: Notes): void {
  const { temperature, top_k } = known
  if (temperature !== undefined && temperature !== 1) {
    delete known.temperature
    notes.add('dropped', 'temperature', 'A model that thinks takes no temperature of the caller.')
  }
  if (top_k === undefined) return
  delete known.top_k
  notes.add('dropped', 'topK', 'A model that thinks takes no "top_k".')
}

interface Written {
  readonly thinking?: JsonObject
  readonly effort?: string
}

function writeCanonical(
  { effort, budgetTokens, summary }: ReasoningOptions,
  maxTokens: number,
  quirks: MessagesQuirks,
  notes: Notes,
): Written {
  if (effort === 'none') return writeOff(quirks, notes)
  if (quirks.thinking !== 'adaptive' && budgetTokens !== undefined) {
    const thinking = budgeted(budgetTokens, 'reasoning.budgetTokens', maxTokens, notes)
    return { ...thinking, ...(effort === undefined ? {} : writeEffort(effort, quirks, notes)) }
  }
  if (quirks.thinking === 'budget') {
    if (effort !== undefined)
      notes.add('coerced', 'reasoning.effort', 'The model takes a number of tokens to think with, no effort.')
    return budgeted(budgets[effort ?? ''] ?? leastBudget, 'reasoning.effort', maxTokens, notes)
  }
  const thinking = { type: 'adaptive' }
  if (budgetTokens !== undefined && effort === undefined) {
    notes.add('coerced', 'reasoning.budgetTokens', 'The model takes an effort, no number of tokens.')
    return { thinking, ...writeEffort(effortOfBudget(budgetTokens), quirks, notes) }
  }
  if (budgetTokens !== undefined)
    notes.add('dropped', 'reasoning.budgetTokens', 'The model takes an effort, no number of tokens.')
  if (effort === undefined) return summary === undefined ? {} : { thinking }
  return { thinking, ...writeEffort(effort, quirks, notes) }
}

function writeOff(quirks: MessagesQuirks, notes: Notes): Written {
  if (quirks.thinkingOff !== false) return { thinking: { type: 'disabled' } }
  notes.add('coerced', 'reasoning.effort', 'The model always thinks; it is asked to think little.')
  return { effort: 'low' }
}

function writeEffort(
  effort: string,
  { efforts = allEfforts }: MessagesQuirks,
  notes: Notes,
): Pick<Written, 'effort'> {
  if (efforts.length === 0) {
    notes.add('dropped', 'reasoning.effort', 'The model takes no effort.')
    return {}
  }
  const near = nearestEffort(effort, efforts)
  if (near !== effort)
    notes.add('coerced', 'reasoning.effort', `The model has no effort "${effort}"; it is sent as ${near}.`)
  return { effort: near }
}

/** A budget is at least 1024 tokens and leaves some of the cap to the answer. */
function budgeted(wanted: number, field: string, maxTokens: number, notes: Notes): Written {
  const budget = Math.max(leastBudget, Math.min(wanted, maxTokens - 1))
  if (budget >= maxTokens) {
    notes.add('dropped', field, `Below ${leastBudget + 1} output tokens there is no room to think.`)
    return {}
  }
  if (budget !== wanted && field === 'reasoning.budgetTokens')
    notes.add(
      'coerced',
      field,
      `The model thinks with ${leastBudget} tokens up to its cap; it gets ${budget}.`,
    )
  return { thinking: { type: 'enabled', budget_tokens: budget } }
}

function isForced(choice: JsonDraft[string]): boolean {
  return isObject(choice) && (choice.type === 'any' || choice.type === 'tool')
}

function withDisplay(thinking: JsonObject, { summary }: ReasoningOptions, notes: Notes): JsonDraft {
  if (summary === undefined || thinking.type === 'disabled') return thinking
  if (summary !== 'auto')
    notes.add('coerced', 'reasoning.summary', 'The wire does not say how long a summary is.')
  return { ...thinking, display: 'summarized' }
}
