import Anthropic from '@anthropic-ai/sdk'
import { chat, type ChatPart, type JsonObject } from '@lucid-gateway/core'
import { type AnthropicSimulator, type RecordedRequest, simulatorKey } from '@lucid-gateway/simulators'
import {
  type AnthropicVersion,
  anthropicWire,
  readRequest,
  writeWireHead,
} from '@lucid-gateway/wires/anthropic-messages'
import { relayBody } from '@lucid-gateway/wires/json-body'
import type { Attempts } from './attempts.ts'
import { type StartedPlugin, startedPlugin } from './started-plugin.ts'
import { type Told, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

export type MessagesBody = Anthropic.MessageCreateParams

/** What came of one request by one way. */
export interface Seen {
  /** What the vendor was sent: bodies, and the headers that are part of the wire. */
  readonly requests: readonly unknown[]
  readonly told: Told | undefined
  readonly error: ToldError | undefined
  /** The plugin's own error. */
  readonly thrown: unknown
}

/** A way to make a request: the vendor's SDK, the plugin decoded, the plugin as a relay. */
type Side = (body: MessagesBody, head?: CallersHead) => Promise<Seen>

export interface CallersHead {
  readonly version?: AnthropicVersion
  readonly betas?: readonly string[]
}

export interface Sides {
  readonly sdk: Side
  readonly decoded: Side
  readonly relayed: Side
}

export function sidesOf(simulator: AnthropicSimulator, attempts: Attempts, apiKey = simulatorKey): Sides {
  const seen = async (ask: () => Promise<Told>): Promise<Seen> => {
    const before = simulator.requests.length
    let told: Told | undefined
    let thrown: unknown
    try {
      told = await ask()
    } catch (error) {
      thrown = error
    }
    const requests = simulator.requests.slice(before).map(sent)
    return { requests, told, error: thrown === undefined ? undefined : toldByThrown(thrown), thrown }
  }
  const plugin = ({ version = '2026-10-21' }: CallersHead): Promise<StartedPlugin> =>
    startedPlugin({ baseUrl: simulator.url, version })

  return {
    sdk: (body, head = {}) => seen(() => ask(clientAt(apiKey, head, { baseURL: simulator.url }), body)),
    decoded: (body, head = {}) =>
      seen(async () => {
        const { request, model } = readRequest(JSON.parse(JSON.stringify(body)) as JsonObject, {
          betas: head.betas ?? [],
        })
        const attempt = attempts.next(model, { apiKey })
        const started = await plugin(head)
        if (body.stream !== true) return toldByPlugin(await started.chat.generate(request, attempt))
        const parts: ChatPart[] = []
        for await (const part of started.chat.stream(request, attempt)) parts.push(part)
        return toldByPlugin(chat.collect?.(parts) ?? expectNothing())
      }),
    relayed: (body, head = {}) =>
      seen(async () => {
        const bytes = Buffer.from(JSON.stringify(body))
        const version = head.version ?? '2026-10-21'
        const raw = relayBody(
          bytes,
          JSON.parse(bytes.toString()) as JsonObject,
          writeWireHead(version, head.betas ?? []),
        )
        // The account's own version is another one: what the caller says counts.
        const started = await startedPlugin({ baseUrl: simulator.url, version: '2023-06-01' })
        const outcome = await started.chat.relay.send(raw, attempts.next(String(body.model), { apiKey }))
        const wire = anthropicWire(version)
        const chunks =
          outcome.kind === 'answer'
            ? [outcome.bytes(wire) ?? new Uint8Array()]
            : await Array.fromAsync(outcome.bytes(wire) ?? [])
        const answer = new Response(Buffer.concat(chunks), {
          headers: { 'content-type': outcome.kind === 'answer' ? 'application/json' : 'text/event-stream' },
        })
        return ask(clientAt(apiKey, head, { fetch: () => Promise.resolve(answer) }), body)
      }),
  }
}

function expectNothing(): never {
  throw new Error('Chat collects its parts.')
}

function clientAt(
  apiKey: string,
  { version, betas = [] }: CallersHead,
  options: { readonly baseURL?: string; readonly fetch?: typeof fetch },
): Anthropic {
  const defaultHeaders = {
    ...(version === undefined ? {} : { 'anthropic-version': version }),
    ...(betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }),
  }
  return new Anthropic({ apiKey, defaultHeaders, maxRetries: 0, logLevel: 'off', ...options })
}

async function ask(client: Anthropic, body: MessagesBody): Promise<Told> {
  if (body.stream === true) return toldBySdk(await client.messages.stream(body).finalMessage())
  return toldBySdk(await client.messages.create(body as Anthropic.MessageCreateParamsNonStreaming))
}

function sent({ body, headers }: RecordedRequest): unknown {
  return {
    body,
    version: headers['anthropic-version'],
    betas: headers['anthropic-beta']?.replaceAll(' ', ''),
  }
}
