import type { State } from '@lucid-gateway/core'
import { manualClock, memoryState, memoryStore } from '@lucid-gateway/core/engine'
import { describe, expect, it } from 'vitest'
import { createGivenIds, keptMs } from './given-ids.ts'
import { createKeptAnswers } from './kept-answers.ts'

/** The same state behind a network. */
function distant(state: State): State {
  return {
    ...state,
    get: async key => state.get(key),
    set: async (...entry) => state.set(...entry),
    delete: async key => state.delete(key),
  }
}

describe.each(['near', 'distant'])('ids that answers gave out, in a state that is %s', where => {
  const clock = manualClock()
  const given = (most?: number) => {
    const state = memoryState(clock)
    return createGivenIds(where === 'near' ? state : distant(state), most)
  }
  const red = { key: 'red', account: 'openai', response: 'r1' }

  it('lead to where they came from, for as long as the vendor keeps answers', async () => {
    const ids = given()
    await ids.remember(['i1', 'i2'], red)
    for (const id of ['r1', 'i1', 'i2']) expect(await ids.find(id)).toEqual(red)
    await ids.forget('r1')
    expect(await ids.find('r1')).toBeUndefined()
    await clock.advance(keptMs + 1)
    expect(await ids.find('i1')).toBeUndefined()
  })

  it('stay with the key that had them first', async () => {
    const ids = given()
    await ids.remember(['i1'], red)
    await ids.remember(['i1', 'i3'], { ...red, key: 'blue' })
    expect(await ids.find('r1')).toEqual(red)
    expect(await ids.find('i1')).toEqual(red)
    expect(await ids.find('i3')).toMatchObject({ key: 'blue' })
    await ids.remember([], { ...red, account: 'other' })
    expect(await ids.find('r1')).toMatchObject({ account: 'other' })
  })

  it('are no more than so many', async () => {
    const ids = given(3)
    await ids.remember(['i1', 'i2', 'i3'], red)
    await ids.remember(['i2'], { ...red, response: 'r2' })
    const left = await Promise.all(['r1', 'i1', 'i2', 'i3', 'r2'].map(id => ids.find(id)))
    expect(left.map(Boolean)).toEqual([false, false, true, true, true])
  })

  it('of one key crowd out those of another', async () => {
    const ids = given(3)
    await ids.remember([], { ...red, response: 'theirs' })
    for (let n = 0; n < 10; n++) await ids.remember([], { ...red, key: 'blue', response: `r${n}` })
    const left = await Promise.all(['theirs', 'r7', 'r8', 'r9'].map(id => ids.find(id)))
    expect(left.map(Boolean)).toEqual([true, false, true, true])
  })
})

describe('answers that are kept', () => {
  const answer = (id: string, text = 'x') => ({ key: 'red', input: [], body: { id, text } })

  it('are there until they are deleted or their time is over', async () => {
    const clock = manualClock()
    const answers = createKeptAnswers(memoryStore(), clock)
    await answers.keep(answer('a'))
    await answers.keep(answer('b'))
    expect(await answers.find('a')).toMatchObject(answer('a'))
    await answers.delete('a')
    expect(await answers.find('a')).toBeUndefined()
    await clock.advance(keptMs)
    expect(await answers.find('b')).toBeUndefined()
  })

  it('are no more than so many, and no larger than so much', async () => {
    const answers = createKeptAnswers(memoryStore(), manualClock(), { answers: 2, characters: 400 })
    const left = async () => {
      const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map(id => answers.find(id)))
      return ['a', 'b', 'c', 'd', 'e'].filter((_, index) => all[index])
    }
    for (const id of ['a', 'b', 'c']) await answers.keep(answer(id))
    expect(await left()).toEqual(['b', 'c'])
    await answers.keep(answer('d', 'x'.repeat(280)))
    expect(await left()).toEqual(['d'])
    await answers.keep(answer('e', 'x'.repeat(1000)))
    expect(await left()).toEqual(['d'])
  })

  it('of one key crowd out those of another', async () => {
    const answers = createKeptAnswers(memoryStore(), manualClock(), { answers: 3, characters: 1000 })
    await answers.keep({ ...answer('theirs'), key: 'blue' })
    for (const id of ['a', 'b', 'c', 'd']) await answers.keep(answer(id))
    await answers.keep(answer('e', 'x'.repeat(800)))
    const left = await Promise.all(['theirs', 'a', 'b', 'c', 'd', 'e'].map(id => answers.find(id)))
    expect(left.map(Boolean)).toEqual([true, false, false, false, false, true])
  })

  it('those of an earlier process count as well', async () => {
    const store = memoryStore()
    const clock = manualClock()
    const keep = async (id: string) => {
      const answers = createKeptAnswers(store, clock, { answers: 2, characters: 4000 })
      await answers.keep({ key: 'app', input: [], body: { id } })
      await clock.advance(1000)
    }
    for (const id of ['c', 'b', 'a']) await keep(id)
    expect((await store.list('responses')).map(({ id }) => id)).toEqual(['a', 'b'])
    await clock.advance(31 * 24 * 60 * 60_000)
    await keep('d')
    expect((await store.list('responses')).map(({ id }) => id)).toEqual(['d'])
  })
})
