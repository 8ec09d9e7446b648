import { ApiError, badRequest } from '../api-error.ts'
import type { Fields } from '../shape.ts'
import type { ResponsesBody } from './check-body.ts'
import { checkEncrypted } from './encryption.ts'
import type { Kept } from './kept.ts'

export interface Conversation {
  /** The items of this request, each with an id. */
  readonly input: readonly Fields[]
  /** Those and what was kept of earlier ones. */
  readonly all: readonly Fields[]
}

/** Puts together what the model sees, and refuses what does not fit together. */
export function conversationOf(body: ResponsesBody, kept: Kept, key: string, serial: number): Conversation {
  const earlier = earlierItems(body, kept, key)
  const given = itemsIn(body).map((item, index) => resolved(item, kept, key, `${serial}_${index}`))
  const all = [...earlier, ...given]
  checkReasoning(given, kept, key)
  checkCalls(all, earlier.length)
  return { input: given, all }
}

function itemsIn({ input = [] }: ResponsesBody): readonly Fields[] {
  return typeof input === 'string' ? [{ role: 'user', content: input }] : input
}

function earlierItems(body: ResponsesBody, kept: Kept, key: string): readonly Fields[] {
  const id = body['previous_response_id']
  if (typeof id !== 'string') return []
  const found = kept.find(id, key)
  if (found) return found.conversation
  const message = `Previous response with id '${id}' not found.`
  throw badRequest(message, 'previous_response_id', 'previous_response_not_found')
}

function resolved(item: Fields, kept: Kept, key: string, serial: string): Fields {
  const isReference =
    item['type'] === 'item_reference' || (item['type'] == null && item['role'] === undefined)
  if (!isReference) return { type: 'message', ...item, id: item['id'] ?? `msg_in${serial}` }
  const id = String(item['id'])
  const found = kept.item(id, key)
  if (found) return found
  throw new ApiError(404, `Item with id '${id}' not found.`, { param: 'input' })
}

function checkReasoning(items: readonly Fields[], kept: Kept, key: string): void {
  for (const [index, item] of items.entries()) {
    if (item['type'] !== 'reasoning') continue
    const id = String(item['id'])
    const encrypted = item['encrypted_content']
    if (typeof encrypted === 'string') checkEncrypted(encrypted, key, id)
    else if (!kept.item(id, key)) {
      const message = `Item with id '${id}' not found. Items are not persisted when \`store\` is set to false. Try again with \`store\` set to true, or remove this item from your input.`
      throw new ApiError(404, message, { param: 'input' })
    }
    const next = items[index + 1]
    const follows = next && next['role'] !== 'user' && !String(next['type']).endsWith('_output')
    if (!follows) {
      const message = `Item '${id}' of type 'reasoning' was provided without its required following item.`
      throw badRequest(message, 'input')
    }
  }
}

function checkCalls(items: readonly Fields[], from: number): void {
  const open = new Map<unknown, string>()
  for (const [index, item] of items.entries()) {
    const type = String(item['type'])
    if (type === 'function_call' || type === 'custom_tool_call') open.set(item['call_id'], type)
    if (type !== 'function_call_output' && type !== 'custom_tool_call_output') continue
    const wanted = type.slice(0, -'_output'.length)
    if (open.get(item['call_id']) === wanted) open.delete(item['call_id'])
    else if (index >= from) {
      const kind = wanted === 'function_call' ? 'function call' : 'custom tool call'
      const message = `No tool call found for ${kind} output with call_id ${String(item['call_id'])}.`
      throw badRequest(message, 'input')
    }
  }
  for (const [id, type] of open) {
    const kind = type === 'function_call' ? 'function call' : 'custom tool call'
    throw badRequest(`No tool output found for ${kind} ${String(id)}.`, 'input')
  }
}
