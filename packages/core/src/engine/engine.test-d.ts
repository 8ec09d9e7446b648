import {
  type CallLayer,
  chat,
  type ChatPart,
  type ChatRequest,
  type ChatResult,
  embedding,
  type EmbeddingResult,
  type Hook,
} from '../index.ts'
import type { AttemptLayer, Offer, Outcome } from '../index.ts'
import { compose, createRegistry, invoke } from './index.ts'

const registry = createRegistry()

/** A look-up gives the offer of the capability that was asked for. */
const offer: Offer<typeof chat> | undefined = registry.offer('acme', chat)
void offer
// @ts-expect-error an offer of chat is none of embedding
const wrong: Offer<typeof embedding> | undefined = registry.offer('acme', chat)
void wrong
// @ts-expect-error a capability is a value, not a name
void registry.offer('acme', 'chat')

declare const attempt: Parameters<NonNullable<Offer<typeof chat>['generate']>>[1]
declare const request: ChatRequest
const outcome: Promise<Outcome<ChatResult, ChatPart>> = invoke(chat, {}, request, attempt, true)
void outcome
// @ts-expect-error chat does not give embeddings
const other: Promise<Outcome<EmbeddingResult>> = invoke(chat, {}, request, attempt, false)
void other
// @ts-expect-error embedding does not take messages
void invoke(embedding, {}, request, attempt, false)

/** A layer of one capability knows its request and its parts; in a list it stands beside layers of all. */
const polite: CallLayer<typeof chat> = {
  kind: 'call',
  phase: 'guard',
  name: 'polite',
  capability: chat,
  run: async (call, next) => {
    call.replaceRequest({ ...call.request, temperature: 0 })
    // @ts-expect-error not a chat request
    call.replaceRequest({ input: 'x' })
    const result = await next()
    if (result.kind === 'answer') {
      const finish: string = result.result.finish.unified
      void finish
    }
    return result
  },
}
const hooks: readonly Hook[] = [polite]
void hooks

const silent: AttemptLayer = {
  kind: 'attempt',
  phase: 'observe',
  name: 'silent',
  // @ts-expect-error a layer must pass on what next gives
  run: async (_attempt, next) => {
    await next()
  },
}
void silent

// @ts-expect-error there is no such phase
const misplaced: AttemptLayer = { ...silent, phase: 'auth' }
void misplaced

const onion = compose<{ readonly id: string }, number>([
  { name: 'a', run: async (_context, next) => (await next()) + 1 },
])
// @ts-expect-error the core gives a number
void onion({ id: 'x' }, async () => 'x')
