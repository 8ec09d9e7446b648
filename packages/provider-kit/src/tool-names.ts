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

const length = 8

/** Letters, digits, dashes and underscores; a name that is changed ends in a hash of what it was, so that none meet. */
function nameWithin(name: string, most: number): string {
  const plain = name.replaceAll(/[^\w-]/g, '_')
  if (plain === name && name.length <= most) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, length)
  return `${plain.slice(0, most - length - 1)}_${hash}`
}

/** The same request where each name is one that the vendor takes. */
export function fitNames(request: ChatRequest, most: number): FittedNames {
  const before = new Map<string, string>()
  const fit = (name: string): string => {
    const fitted = nameWithin(name, most)
    if (fitted !== name) before.set(fitted, name)
    return fitted
  }
  const tools = request.tools?.map(tool =>
    tool.type === 'function' ? { ...tool, name: fit(tool.name) } : tool,
  )
  const messages = request.messages.map(message => fitMessage(message, fit))
  if (before.size === 0) return { request, before }
  const { toolChoice } = request
  return {
    request: {
      ...request,
      messages,
      ...(tools ? { tools } : {}),
      ...(toolChoice ? { toolChoice: fitChoice(toolChoice, fit) } : {}),
    },
    before,
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
