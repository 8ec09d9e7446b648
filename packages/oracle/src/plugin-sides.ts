import {
  type Attempt,
  chat,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  type Offer,
  type PartStream,
  type Relay,
  type RelayBody,
} from '@lucid-gateway/core'
import { startStream } from '@lucid-gateway/core/engine'
import type { RecordedRequest } from '@lucid-gateway/simulators'
import { type Hear, type Sides, watch, type Way } from './side.ts'

type ChatOffer<Credentials> = Offer<typeof chat, Credentials>

/** A plugin's chat by both of its ways. */
export interface BothWays<Credentials> extends Required<Pick<ChatOffer<Credentials>, 'generate' | 'stream'>> {
  readonly relay: Relay<typeof chat, Credentials>
}

/** A question as a caller of the gateway asks it. */
export interface Asked {
  readonly model: string
  readonly request: ChatRequest
  readonly raw: RelayBody
}

/** How a vendor is asked, and how its answers are told, in words that belong to no side of a comparison. */
export interface Speech<Question, Answer, Event, Told, ToldError> {
  /** By the vendor's SDK. */
  readonly sdk: {
    whole(question: Question): Promise<Answer>
    streamed(question: Question): Promise<AsyncIterable<Event>>
  }
  asked(question: Question, stream: boolean): Asked | Promise<Asked>
  readonly tell: {
    answer(answer: Answer): Told
    events(events: readonly Event[]): Told
    result(result: ChatResult): Told
    thrown(thrown: unknown): ToldError
  }
}

/** The same question by the SDK and by both ways of the plugin. */
export function sidesOf<Question, Answer, Event, Told, ToldError, Credentials>(
  { asked, sdk, tell }: Speech<Question, Answer, Event, Told, ToldError>,
  plugin: BothWays<Credentials>,
  simulator: { readonly requests: readonly RecordedRequest[] },
  attempt: (model: string) => Attempt<Credentials>,
): Sides<Question, Told, ToldError> {
  const seen = (ask: (hear: Hear<Told>) => Promise<void>) => watch(simulator, ask, tell.thrown)
  return {
    sdk: (question, stream) =>
      seen(async hear => {
        if (!stream) {
          const answer = await sdk.whole(question)
          return hear(() => tell.answer(answer))
        }
        const events: Event[] = []
        hear(() => tell.events(events))
        for await (const event of await sdk.streamed(question)) events.push(event)
      }),
    decoded: (question, stream) =>
      seen(async hear => {
        const { model, request } = await asked(question, stream)
        if (!stream) {
          const result = await plugin.generate(request, attempt(model))
          return hear(() => tell.result(result))
        }
        const parts: ChatPart[] = []
        hear(() => tell.result(collected(parts)))
        for await (const part of plugin.stream(request, attempt(model))) parts.push(part)
      }),
    relayed: (question, stream) =>
      seen(async hear => {
        const { model, raw } = await asked(question, stream)
        const outcome = await plugin.relay.send(raw, attempt(model))
        const { wire } = plugin.relay
        if (outcome.kind === 'answer') {
          const answer = JSON.parse(Buffer.from(outcome.bytes(wire) ?? []).toString()) as Answer
          return hear(() => tell.answer(answer))
        }
        const chunks: Uint8Array[] = []
        hear(() => tell.events(eventsIn(chunks)))
        for await (const chunk of outcome.bytes(wire) ?? []) chunks.push(chunk)
        const { error } = await outcome.done
        if (error) throw error
      }),
  }
}

/** The stream that a plugin answers with, once its head is there. */
export async function openedBy<Credentials>(
  way: Way,
  plugin: BothWays<Credentials>,
  { raw, request }: Asked,
  attempt: Attempt<Credentials>,
): Promise<PartStream<ChatPart>> {
  if (way === 'decoded') return startStream(chat, plugin.stream(request, attempt))
  const outcome = await plugin.relay.send(raw, attempt)
  if (outcome.kind !== 'stream') throw new Error('A stream was asked for.')
  return outcome
}

export function collected(parts: readonly ChatPart[]): ChatResult {
  if (!chat.collect) throw new Error('Chat collects its parts.')
  return chat.collect(parts)
}

/** The events in the bytes of a stream, by the simplest reader that there can be. */
function eventsIn<Event>(bytes: readonly Uint8Array[]): readonly Event[] {
  const lines = Buffer.concat(bytes).toString('utf8').split(/\r?\n/)
  const data = lines
    .filter(line => line.startsWith('data: {'))
    .map(line => JSON.parse(line.slice(6)) as object)
  return data.filter(event => !('error' in event)) as Event[]
}
