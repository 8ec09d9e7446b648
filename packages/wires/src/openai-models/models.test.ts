import { expect, test } from 'vitest'
import { readModels, writeModels } from './index.ts'

const entry = { id: 'm', object: 'model', created: 5, owned_by: 'v', context_window: 8_000 }
const model = { id: 'm', created: 5, ownedBy: 'v', extra: { context_window: 8_000 } }

test('a list comes with or without the object round it, and goes with it', () => {
  expect(readModels({ object: 'list', data: [entry] })).toEqual([model])
  expect(readModels([entry, { object: 'model' }, 'junk'])).toEqual([model])
  expect(writeModels([model])).toEqual({ object: 'list', data: [entry] })
})

test('what is no list is an upstream error', () => {
  expect(() => readModels({ error: 'no' })).toThrow(
    expect.objectContaining({ code: 'upstream', reason: 'malformed' }) as Error,
  )
})
