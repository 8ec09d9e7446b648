import Anthropic from '@anthropic-ai/sdk'
import type { ChatPart, JsonObject } from '@lucid-gateway/core'
import { collected, type Sides, watch } from '@lucid-gateway/oracle'
import { type AnthropicSimulator, type RecordedRequest, simulatorKey } from '@lucid-gateway/simulators'
import {
  type AnthropicVersion,
  anthropicWire,
  readRequest,
  writeWireHead,
} from '@lucid-gateway/wires/anthropic-messages'
import { relayBody } from '@lucid-gateway/wires/json-body'
import type { Attempts } from './attempts.ts'
import { startedPlugin } from './started-plugin.ts'
import { type Told, toldByPlugin, toldBySdk, toldByThrown, type ToldError } from './told.ts'

/** What is asked; whether as a stream, is said beside. */
export interface Question {
  readonly body: Omit<Anthropic.MessageCreateParams, 'stream'>
  readonly head?: CallersHead | undefined
}

interface CallersHead {
  readonly version?: AnthropicVersion
  readonly betas?: readonly string[]
}

export type MessagesSides = Sides<Question, Told, ToldError>

/** Its SDK adds up a stream itself, so that its own reader is what the relay is held to as well. */
export function messagesSides(
  simulator: AnthropicSimulator,
  attempts: Attempts,
  apiKey = simulatorKey,
): MessagesSides {
  const seen = (ask: () => Promise<Told>) =>
    watch<Told, ToldError>(
      simulator,
      async hear => {
        const told = await ask()
        hear(() => told)
      },
      toldByThrown,
      sent,
    )
  const next = (body: Question['body']) => attempts.next(String(body.model), { credentials: { apiKey } })

  return {
    sdk: ({ body, head = {} }, stream) =>
      seen(() => ask(clientAt(apiKey, head, { baseURL: simulator.url }), body, stream)),
    decoded: ({ body, head = {} }, stream) =>
      seen(async () => {
        const { betas = [], version = '2026-10-21' } = head
        const { request } = readRequest(fieldsOf(body, stream), { betas })
        const { chat } = await startedPlugin({ baseUrl: simulator.url, version })
        if (!stream) return toldByPlugin(await chat.generate(request, next(body)))
        const parts: ChatPart[] = []
        for await (const part of chat.stream(request, next(body))) parts.push(part)
        return toldByPlugin(collected(parts))
      }),
    relayed: ({ body, head = {} }, stream) =>
      seen(async () => {
        const { betas = [], version = '2026-10-21' } = head
        const fields = fieldsOf(body, stream)
        const raw = relayBody(Buffer.from(JSON.stringify(fields)), fields, writeWireHead(version, betas))
        // The account's own version is another one: what the caller says counts.
        const started = await startedPlugin({ baseUrl: simulator.url, version: '2023-06-01' })
        const outcome = await started.chat.relay.send(raw, next(body))
        const wire = anthropicWire(version)
        const chunks =
          outcome.kind === 'answer'
            ? [outcome.bytes(wire) ?? new Uint8Array()]
            : await Array.fromAsync(outcome.bytes(wire) ?? [])
        const answer = new Response(Buffer.concat(chunks), {
          headers: { 'content-type': outcome.kind === 'answer' ? 'application/json' : 'text/event-stream' },
        })
        return ask(clientAt(apiKey, head, { fetch: () => Promise.resolve(answer) }), body, stream)
      }),
  }
}

function fieldsOf(body: Question['body'], stream: boolean): JsonObject {
  return JSON.parse(JSON.stringify({ ...body, ...(stream ? { stream } : {}) })) as JsonObject
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

async function ask(client: Anthropic, body: Question['body'], stream: boolean): Promise<Told> {
  if (stream) return toldBySdk(await client.messages.stream(body).finalMessage())
  return toldBySdk(await client.messages.create(body))
}

function sent({ body, headers }: RecordedRequest): unknown {
  return {
    body,
    version: headers['anthropic-version'],
    betas: headers['anthropic-beta']?.replaceAll(' ', ''),
  }
}
