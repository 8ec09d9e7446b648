import { type JsonObject, LucidError, type Message, type SystemMessage } from '@lucid-gateway/core'
import { withKept } from '../kit/extra.ts'
import type { Notes } from '../kit/notes.ts'
import { writeAssistant } from './assistant-out.ts'
import { keptOf } from './block-out.ts'
import { shortest, writeContent, writeResult } from './content-out.ts'
import type { MessagesQuirks } from './quirks.ts'
import type { AnthropicVersion } from './wire.ts'

export interface WrittenMessages {
  readonly system?: string | readonly JsonObject[]
  readonly messages: readonly JsonObject[]
}

/** `system`, which is what the system says before all others, and `messages`. */
export function writeMessages(
  messages: readonly Message[],
  version: AnthropicVersion,
  quirks: MessagesQuirks,
  notes: Notes,
): WrittenMessages {
  const conversation = new Conversation(quirks, notes)
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    const blocks = writeBlocks(message, `${path}.content`, version, notes)
    if (blocks.length === 0) {
      notes.add('dropped', path, 'A message without content is not sent.')
      continue
    }
    notes.foreign(message.extra, path)
    if ('name' in message && message.name !== undefined)
      notes.add('dropped', `${path}.name`, 'The wire has no names of participants.')
    if (isSystem(message)) conversation.addSystem(message, blocks, path)
    else conversation.add(message, blocks)
  }
  const written = conversation.written()
  if (written.messages.length > 0) return written
  throw new LucidError(
    'invalid_request',
    'On this wire there has to be a message of the user or the model.',
    {
      param: 'messages',
      reason: 'no_messages',
      hint: 'Send at least one message that is no instruction, and is not empty.',
    },
  )
}

function isSystem(message: Message): message is SystemMessage {
  return message.role === 'system' || message.role === 'developer'
}

function writeBlocks(
  message: Message,
  path: string,
  version: AnthropicVersion,
  notes: Notes,
): readonly JsonObject[] {
  switch (message.role) {
    case 'assistant':
      return writeAssistant(message, path, version, notes)
    case 'tool':
      return message.content.map((part, index) => writeResult(part, `${path}[${index}]`, notes))
    default:
      return writeContent(message.content, path, notes)
  }
}

interface Turn {
  readonly role: 'user' | 'assistant' | 'system'
  readonly blocks: JsonObject[]
  readonly kept: JsonObject | undefined
  /** Results of tools: further ones, and what the user says with them, are the same message on this wire. */
  open: boolean
}

class Conversation {
  readonly #quirks: MessagesQuirks
  readonly #notes: Notes
  readonly #system: JsonObject[] = []
  readonly #turns: Turn[] = []

  constructor(quirks: MessagesQuirks, notes: Notes) {
    this.#quirks = quirks
    this.#notes = notes
  }

  addSystem(message: SystemMessage, blocks: readonly JsonObject[], path: string): void {
    const kept = keptOf(message)
    if (message.role === 'developer')
      this.#notes.add('coerced', `${path}.role`, 'The wire does not tell a developer from the system.')
    if (this.#turns.at(-1)?.role === 'user' && this.#quirks.systemMessages !== false) {
      this.#turns.push({ role: 'system', blocks: [...blocks], kept, open: false })
      return
    }
    if (this.#turns.length > 0)
      this.#notes.add('coerced', path, 'Instructions may not stand here; they go before all messages.')
    else if (this.#system.length > 0) this.#notes.add('coerced', path, 'Instructions go as one.')
    if (kept)
      this.#notes.add(
        'dropped',
        `${path}.extra`,
        'Instructions before all messages have no fields of their own.',
      )
    this.#system.push(...blocks)
  }

  add({ role, ...message }: Exclude<Message, SystemMessage>, blocks: readonly JsonObject[]): void {
    const kept = keptOf(message)
    const last = this.#turns.at(-1)
    if (last?.open && !kept && role !== 'assistant') {
      last.blocks.push(...blocks)
      last.open = role === 'tool'
      return
    }
    this.#turns.push({
      role: role === 'tool' ? 'user' : role,
      blocks: [...blocks],
      kept,
      open: role === 'tool' && !kept,
    })
  }

  written(): WrittenMessages {
    return {
      ...(this.#system.length > 0 ? { system: shortest(this.#system) } : {}),
      messages: this.#turns.map(({ role, blocks, kept }) =>
        withKept(kept, { role, content: shortest(blocks) }),
      ),
    }
  }
}
