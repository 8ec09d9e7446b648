import type { ChatRequest, WireId } from '@lucid-gateway/core'
import type { Notes } from './notes.ts'

type Choosing = Pick<ChatRequest, 'toolChoice' | 'parallelToolCalls'>

/** How to choose from the tools, as far as those to choose from were written: a choice of none of them is refused. */
export function choiceAmong(
  request: ChatRequest,
  written: readonly unknown[],
  wire: WireId,
  notes: Notes,
): Choosing {
  const { tools = [], toolChoice, parallelToolCalls } = request
  const choosing: { -readonly [Name in keyof Choosing]: Choosing[Name] } = {}
  if (toolChoice !== undefined) choosing.toolChoice = toolChoice
  if (parallelToolCalls !== undefined) choosing.parallelToolCalls = parallelToolCalls
  if (tools.length > 0 && written.length === 0) {
    for (const field of Object.keys(choosing))
      notes.add('dropped', field, 'There are no tools to choose from.')
    return {}
  }
  if (toolChoice?.type !== 'tool') return choosing
  const chosen = tools.find(tool => tool.name === toolChoice.name)
  if (chosen?.type !== 'vendor' || chosen.extra[wire]) return choosing
  notes.add('dropped', 'toolChoice', 'The tool that has to be called belongs to another wire.')
  delete choosing.toolChoice
  return choosing
}
