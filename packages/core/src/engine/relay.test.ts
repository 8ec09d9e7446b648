import { describe, expect, it } from 'vitest'
import type { chat } from '../capabilities/chat/index.ts'
import type { Relay, RelayBody } from '../provider/relay.ts'
import { relayFor, relaysFor } from './relay.ts'

type ChatRelay = Relay<typeof chat>

const send: ChatRelay['send'] = () => Promise.reject(new Error('not asked'))
const one: ChatRelay = { wire: 'one', speaks: model => model !== 'new', send }
const two: ChatRelay = { wire: 'two@2', alsoTakes: ['two@1'], send }

describe('the relay of an offer', () => {
  it.each([
    ['one', 'old', one],
    ['one', 'new', undefined],
    ['two@1', 'new', two],
    ['two@2', 'old', two],
    ['three', 'old', undefined],
  ])('for a caller of %s and the model %s is the one that speaks both', (wire, model, found) => {
    expect(relayFor({ relay: [one, two] }, model, wire)).toBe(found)
  })

  it('may be a single one, or none', () => {
    expect(relayFor({ relay: one }, 'old', 'one')).toBe(one)
    expect(relayFor({ relay: one }, 'new', 'one')).toBeUndefined()
    expect(relayFor({}, 'old', 'one')).toBeUndefined()
  })

  it('is none for a body that it does not take, whatever the model', () => {
    const plain: ChatRelay = {
      wire: 'one',
      takes: (body, model) => !body.field('odd') || model === 'new',
      send,
    }
    const body = (odd: boolean): RelayBody => ({
      stream: false,
      field: () => odd,
      patched: () => new Uint8Array(),
    })
    expect(relayFor({ relay: plain }, 'old', 'one', body(false))).toBe(plain)
    expect(relayFor({ relay: plain }, 'old', 'one', body(true))).toBeUndefined()
    expect(relayFor({ relay: [plain] }, 'new', 'one', body(true))).toBe(plain)
    expect(relayFor({ relay: plain }, 'old', 'one')).toBe(plain)
  })

  it('comes first where it is asked for without a wire', () => {
    expect(relaysFor({ relay: [one, two] }, 'old')).toEqual([one, two])
    expect(relaysFor({ relay: [one, two] }, 'new')).toEqual([two])
    expect(relaysFor({ relay: two }, 'new')).toEqual([two])
    expect(relaysFor({}, 'new')).toEqual([])
  })
})
