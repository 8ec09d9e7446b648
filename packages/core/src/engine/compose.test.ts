import { describe, expect, it } from 'vitest'
import { compose, type Layer } from './compose.ts'

function recording(name: string, log: string[]): Layer<string, string> {
  return {
    name,
    run: async (_context, next) => {
      log.push(`>${name}`)
      try {
        return await next()
      } finally {
        log.push(`<${name}`)
      }
    },
  }
}

describe('compose', () => {
  it('runs layers from the first inwards and back in reverse', async () => {
    const log: string[] = []
    const onion = compose([recording('a', log), recording('b', log)])
    expect(await onion('x', async context => `core of ${context}`)).toBe('core of x')
    expect(log).toEqual(['>a', '>b', '<b', '<a'])
  })

  it('unwinds the layers outside of one that answers by itself or throws', async () => {
    const log: string[] = []
    const short = compose([
      recording('a', log),
      { name: 'cache', run: async () => 'cached' },
      recording('b', log),
    ])
    expect(await short('x', async () => 'core')).toBe('cached')
    const broken = compose([recording('a', log), { name: 'no', run: () => Promise.reject(new Error('no')) }])
    await expect(broken('x', async () => 'core')).rejects.toThrow('no')
    expect(log).toEqual(['>a', '<a', '>a', '<a'])
  })

  it('refuses a layer that calls next twice, by its name', async () => {
    const twice: Layer<string, string> = {
      name: 'greedy',
      run: async (_context, next) => (await next()) + (await next()),
    }
    await expect(compose([twice])('x', async () => 'core')).rejects.toThrow(
      '"greedy" called next() more than once',
    )
  })

  it('names the layer that forgot to give back what next gave', async () => {
    const forgetful = {
      name: 'forgetful',
      run: async (_: string, next: () => Promise<string>) => void (await next()),
    }
    const quiet = { name: 'quiet', run: () => undefined }
    for (const layer of [forgetful, quiet]) {
      const asking = compose([layer as unknown as Layer<string, string>])('x', async () => 'answer')
      await expect(asking).rejects.toMatchObject({
        reason: 'no_outcome',
        message: expect.stringContaining(`"${layer.name}"`),
        hint: expect.stringContaining('return next()'),
      })
    }
  })

  it('serves many calls at once from one composition', async () => {
    const onion = compose<number, number>([{ name: 'plus', run: async (n, next) => n + (await next()) }])
    const results = await Promise.all([1, 2, 3].map(n => onion(n, async () => 10)))
    expect(results).toEqual([11, 12, 13])
  })
})
