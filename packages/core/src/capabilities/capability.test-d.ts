import { z } from 'zod'
import {
  type Capability,
  chat,
  type ChatPart,
  defineCapability,
  type Offer,
  type PartOf,
  type RequestOf,
  type ResultHead,
  type ResultOf,
} from '../index.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const holds = <T extends true>(_proof?: T): void => {}

interface EchoResult extends ResultHead {
  readonly said: string
}
type EchoPart = { readonly type: 'letter'; readonly letter: string }

/** An author's own capability: the request is inferred from the schema, the rest is said. */
export const echo = defineCapability<EchoResult, EchoPart>()({
  id: 'x-echo',
  description: 'Says it again.',
  request: z.object({ text: z.string(), times: z.number().default(1) }),
  modes: ['unary', 'stream'],
  collect: parts => ({ said: parts.map(part => part.letter).join(''), usage: { meters: {} } }),
  split: function* (result) {
    for (const letter of result.said) yield { type: 'letter', letter }
  },
  bounds: request => ({ meters: { request: { certainty: 'known', quantity: request.times } } }),
})

holds<Same<(typeof echo)['id'], 'x-echo'>>()
holds<Same<RequestOf<typeof echo>, { text: string; times: number }>>()
holds<Same<ResultOf<typeof echo>, EchoResult>>()
holds<Same<PartOf<typeof echo>, EchoPart>>()
holds<Same<PartOf<typeof chat>, ChatPart>>()

// Whatever its types, a capability is a Capability, and so can stand in one registry with all others.
const any: readonly Capability[] = [echo, chat]
void any

const offer: Offer<typeof echo> = {
  async *stream(request) {
    for (const letter of request.text.repeat(request.times)) yield { type: 'letter', letter }
  },
}
void offer

const wrongPart: Offer<typeof echo> = {
  // @ts-expect-error a part of another capability
  async *stream() {
    yield { type: 'text-delta', id: '0', text: '' }
  },
}
void wrongPart

const wrongResult: Offer<typeof echo> = {
  // @ts-expect-error the result lacks what the capability promises
  generate: async () => ({ usage: { meters: {} } }),
}
void wrongResult

// @ts-expect-error a result must say its usage
defineCapability<{ readonly said: string }>()

// @ts-expect-error a part must say its type
defineCapability<EchoResult, { readonly letter: string }>()

defineCapability<EchoResult>()({
  id: 'x-echo',
  description: '',
  request: z.object({}),
  // @ts-expect-error no such mode
  modes: ['batch'],
})

defineCapability<EchoResult>()({
  id: 'x-echo',
  description: '',
  // @ts-expect-error not a Standard Schema
  request: { type: 'object' },
  modes: ['unary'],
})

defineCapability<EchoResult>()({
  id: 'x-echo',
  description: '',
  request: z.object({ text: z.string() }),
  modes: ['unary'],
  // @ts-expect-error the request has no such field
  bounds: request => ({ meters: { character: request.length } }),
})
