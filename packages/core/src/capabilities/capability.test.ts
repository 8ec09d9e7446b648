import { expect, it } from 'vitest'
import { defineCapability, lazySchema } from '../index.ts'

const request = lazySchema<object>(async () => ({
  '~standard': { version: 1, vendor: 'x', validate: value => ({ value: value as object }) },
}))
const define = defineCapability()

it.each(['Echo', 'x.echo', '1x', 'x_echo', ''])('refuses the id "%s"', id => {
  expect(() => define({ id, description: '', request, modes: ['unary'] })).toThrow(
    expect.objectContaining({ reason: 'plugin_capability', message: expect.stringContaining('must match') }),
  )
})

it('refuses a stream that no answer can be made of', () => {
  expect(() => define({ id: 'x-echo', description: '', request, modes: ['unary', 'stream'] })).toThrow(
    expect.objectContaining({ reason: 'plugin_capability', message: expect.stringContaining('"collect"') }),
  )
})

it('counts requests unless other meters are named', () => {
  expect(define({ id: 'x-echo', description: '', request, modes: ['unary'] }).meters).toEqual(['request'])
})
