import { createHash } from 'node:crypto'
import type {
  AssistantContent,
  ChatPart,
  ChatRequest,
  ChatResult,
  Message,
  ToolChoice,
} from '@lucid-gateway/core'

/** A request whose tools have names that the vendor takes, and what each of those was before. */
export interface FittedNames {
  readonly request: ChatRequest
  readonly before: ReadonlyMap<string, string>
}

const hashLength = 8
const plain = /^[\w-]*$/

/** A name that does not fit ends in a hash of what it was, so that no two become one. */
function nameWithin(name: string, most: number): string {
  if (name.length <= most && plain.test(name)) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, hashLength)
  return `${name.replaceAll(/[^\w-]/g, '_').slice(0, most - hashLength - 1)}_${hash}`
}

/** The same request where each name is one that the vendor takes: letters, digits, dashes and underscores, up to so many. */
export function fitNames(request: ChatRequest, most: number): FittedNames {
  const before = new Map<string, string>()
  for (const name of namesIn(request)) {
    const fitted = nameWithin(name, most)
    if (fitted !== name) before.set(fitted, name)
  }
  if (before.size === 0) return { request, before }
  const fit = (name: string): string => nameWithin(name, most)
  const { messages, tools, toolChoice } = request
  return {
    request: {
      ...request,
      messages: messages.map(message => fitMessage(message, fit)),
      ...(tools
        ? { tools: tools.map(tool => (tool.type === 'function' ? { ...tool, name: fit(tool.name) } : tool)) }
        : {}),
      ...(toolChoice ? { toolChoice: fitChoice(toolChoice, fit) } : {}),
    },
    before,
  }
}

/** Of the tools that the caller runs, those of earlier turns too. */
function* namesIn({ messages, tools = [] }: ChatRequest): Generator<string> {
  for (const tool of tools) if (tool.type === 'function') yield tool.name
  for (const { role, content } of messages) {
    if (role !== 'assistant') continue
    for (const part of content) if (part.type === 'tool-call' && !part.executed) yield part.name
  }
}

type Fit = (name: string) => string

function fitMessage(message: Message, fit: Fit): Message {
  if (message.role === 'assistant') return { ...message, content: renamed(message.content, fit) }
  if (message.role !== 'tool') return message
  const content = message.content.map(part =>
    part.name === undefined ? part : { ...part, name: fit(part.name) },
  )
  return { ...message, content }
}

function fitChoice(choice: ToolChoice, fit: Fit): ToolChoice {
  if (choice.type === 'tool') return { ...choice, name: fit(choice.name) }
  return choice.type === 'allowed' ? { ...choice, names: choice.names.map(fit) } : choice
}

/** Tools that the vendor runs have its own names. */
function renamed(content: readonly AssistantContent[], fit: Fit): readonly AssistantContent[] {
  return content.map(part =>
    part.type === 'tool-call' && !part.executed ? { ...part, name: fit(part.name) } : part,
  )
}

/** An answer in the words of who asked. */
export function resultAsAsked(result: ChatResult, { before }: FittedNames): ChatResult {
  if (before.size === 0) return result
  const back = (name: string) => before.get(name) ?? name
  return {
    ...result,
    content: renamed(result.content, back),
    ...(result.alternatives
      ? { alternatives: result.alternatives.map(each => ({ ...each, content: renamed(each.content, back) })) }
      : {}),
  }
}

export function partAsAsked(part: ChatPart, { before }: FittedNames): ChatPart {
  if (part.type !== 'tool-call-start') return part
  const name = before.get(part.name)
  return name === undefined ? part : { ...part, name }
}
