import type { ChatRequest, FunctionTool } from '@lucid-gateway/core'
import { hash } from '../chance/random.ts'
import { ideaOfStem } from '../words/concepts.ts'
import { topicsOf } from '../words/words.ts'
import { factsOf, plainKey } from './facts.ts'
import { type Filled, fill } from './fill.ts'

export interface PlannedCall {
  readonly id: string
  readonly name: string
  readonly input: string
}

/** A tool that shares this much with a request is meant by it: its name, or two words of what it says of itself. */
const enough = 2

/** The tools to call for a text, with arguments out of it; none where no tool fits and none is demanded. */
export function planCalls(request: ChatRequest, text: string): readonly PlannedCall[] {
  const tools = usableTools(request)
  const choice = request.toolChoice
  if (tools.length === 0 || choice?.type === 'none') return []
  const demanded =
    choice?.type === 'required' ||
    choice?.type === 'tool' ||
    (choice?.type === 'allowed' && choice.mode === 'required')
  const found = callsIn(text, tools)
  const calls = found.length === 0 && demanded ? [callOf(bestOf(text, tools).tool, text, text)] : found
  return (request.parallelToolCalls === false ? calls.slice(0, 1) : calls).map((call, at) => ({
    id: `call_${hash(`${call.name} ${call.input} ${request.messages.length} ${at}`).toString(36)}`,
    ...call,
  }))
}

function usableTools({ tools = [], toolChoice }: ChatRequest): readonly FunctionTool[] {
  const functions = tools.filter(tool => tool.type === 'function')
  if (toolChoice?.type === 'tool') return functions.filter(tool => tool.name === toolChoice.name)
  if (toolChoice?.type === 'allowed') return functions.filter(tool => toolChoice.names.includes(tool.name))
  return functions
}

type Call = Omit<PlannedCall, 'id'>

/** Clause by clause, so that one sentence can ask for several tools, or for one tool several times. */
function callsIn(text: string, tools: readonly FunctionTool[]): readonly Call[] {
  const calls = new Map<string, Call>()
  const add = (call: Call) => calls.set(`${call.name} ${call.input}`, call)
  let previous: FunctionTool | undefined
  for (const clause of text
    .split(/[;!?\n]+|[.,]\s+|\b(?:and|then|also|as well as)\b/i)
    .filter(each => each.trim() !== '')) {
    const { tool, score } = bestOf(clause, tools)
    if (score >= enough) {
      add(callOf(tool, clause, text))
      previous = tool
    } else if (previous && completes(previous, clause)) {
      add(callOf(previous, clause, text))
    }
  }
  if (calls.size > 0) return [...calls.values()]
  const { tool, score } = bestOf(text, tools)
  return score >= enough ? [callOf(tool, text, text)] : []
}

/** Whether a clause without a verb of its own, such as `and Rome`, says all that the tool needs. */
function completes(tool: FunctionTool, clause: string): boolean {
  return (
    ((tool.parameters?.['required'] as readonly string[] | undefined) ?? []).length > 0 &&
    filled(tool, clause).guessed.length === 0
  )
}

function callOf(tool: FunctionTool, clause: string, text: string): Call {
  const own = filled(tool, clause, text)
  const { value } = own.guessed.length === 0 ? own : filled(tool, text)
  return { name: tool.name, input: JSON.stringify(value) }
}

/** Fields that are named, such as `subject "Hi"`, are read from the whole text, all else from the clause. */
function filled(tool: FunctionTool, clause: string, text = clause): Filled {
  const facts = { ...factsOf(clause), pairs: factsOf(text).pairs }
  return fill({ type: 'object', ...onlyRequired(tool, text) }, facts)
}

/** Optional arguments are given only where the text speaks of them. */
function onlyRequired(
  { parameters = {} }: FunctionTool,
  text: string,
): NonNullable<FunctionTool['parameters']> {
  const required = new Set((parameters['required'] ?? []) as readonly string[])
  const said = ideasOf(text)
  const facts = factsOf(text)
  const kept = Object.entries((parameters['properties'] ?? {}) as Record<string, object>).filter(
    ([key, schema]) =>
      required.has(key) ||
      facts.pairs.has(plainKey(key)) ||
      ((schema as { enum?: readonly unknown[] }).enum ?? []).some(choice =>
        topicsOf(String(choice)).some(each => said.has(each)),
      ),
  )
  return { ...parameters, properties: Object.fromEntries(kept) as never }
}

function bestOf(
  text: string,
  tools: readonly FunctionTool[],
): { readonly tool: FunctionTool; readonly score: number } {
  const said = ideasOf(text)
  const scored = tools.map(tool => ({ tool, score: scoreOf(tool, text, said) }))
  return scored.reduce((best, each) => (each.score > best.score ? each : best))
}

function scoreOf(tool: FunctionTool, text: string, said: ReadonlySet<string>): number {
  if (text.includes(tool.name)) return 10
  const shared = (about: string) => [...ideasOf(about)].filter(each => said.has(each)).length
  const parameters = Object.entries(
    (tool.parameters?.['properties'] ?? {}) as Record<string, { description?: string }>,
  )
  return (
    2 * shared(plainKey(tool.name)) +
    shared(tool.description ?? '') +
    0.5 * shared(parameters.map(([key, schema]) => `${plainKey(key)} ${schema.description ?? ''}`).join(' '))
  )
}

/** Verbs that so many tools begin with that they say nothing. */
const commonplace: ReadonlySet<string> = new Set([
  'get',
  'set',
  'find',
  'fetch',
  'search',
  'look',
  'lookup',
  'tell',
  'us',
  'return',
  'run',
  'tool',
  'function',
  'giv',
  'mak',
  'current',
])

function ideasOf(text: string): ReadonlySet<string> {
  return new Set(
    topicsOf(text)
      .filter(each => !commonplace.has(each))
      .map(each => ideaOfStem(each) ?? each),
  )
}
