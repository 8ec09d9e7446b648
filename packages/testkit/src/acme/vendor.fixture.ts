import type { ReceivedRequest } from '../scripted-server/received-request.ts'
import { json, type Reply, sse } from '../scripted-server/reply.ts'
import { type ScriptedServer, scriptedServer } from '../scripted-server/scripted-server.ts'

/** A request in the made-up vendor's own words. */
export interface AcmeBody {
  readonly model: string
  readonly prompt: string
  readonly tools?: readonly string[]
  readonly stream?: boolean
}

export const acmeKey = 'acme-key-for-tests'
const used = { in: 4, out: 3, total: 7 }

/** A made-up vendor with a wire of its own: answers whole, or event by event. */
export function acmeVendor(): Promise<ScriptedServer> {
  return scriptedServer({ 'POST /v2/answer': answer, 'GET /v2/models': json(['acme-1', 'acme-2']) })
}

function answer(request: ReceivedRequest): Reply {
  if (request.headers['authorization'] !== `Bearer ${acmeKey}`)
    return json({ error: 'Who are you?' }, { status: 401 })
  const { tools = [], stream = false } = request.json as AcmeBody
  const calls = tools.map((name, index) => ({ id: `call-${index}`, name, input: '{"city":"Paris"}' }))
  const text = tools.length > 0 ? '' : 'Hello to you too.'
  if (!stream) return json({ text, calls, usage: used })
  const pieces = calls.flatMap(({ id, name, input }) => [
    { call: id, name },
    { call: id, input: input.slice(0, 5) },
    { call: id, input: input.slice(5) },
  ])
  const words = text.split(/(?<= )/).filter(Boolean)
  return sse([...words.map(word => ({ text: word })), ...pieces, { usage: used }, '[DONE]'])
}
