import { expect, it } from 'vitest'
import { SendGate } from './send-gate.ts'

const never = new Promise<never>(() => {})
const settled = () => new Promise(resolve => setImmediate(resolve))

/** Work that goes on until it is told to end. */
function works(gate: SendGate) {
  const inside: string[] = []
  const ends = new Map<string, () => void>()
  return {
    inside,
    enter(name: string, leave: Promise<never> = never) {
      const work = async () => {
        inside.push(name)
        await new Promise<void>(resolve => ends.set(name, resolve))
        inside.splice(inside.indexOf(name), 1)
      }
      return gate.through(name[0] as string, work, leave)
    },
    async end(name: string) {
      ends.get(name)?.()
      await settled()
    },
  }
}

it('lets so many through at once, and so many of each key', async () => {
  const { inside, enter, end } = works(new SendGate(3, 2))
  for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void enter(name)
  await settled()
  expect(inside).toEqual(['a1', 'a2', 'b1'])
  await end('b1')
  expect(inside).toEqual(['a1', 'a2', 'b2'])
  await end('a1')
  expect(inside).toEqual(['a2', 'b2', 'a3'])
  await end('a2')
  await end('a3')
  expect(inside).toEqual(['b2', 'c1'])
})

it('does not let in who stopped waiting, and keeps its room for others', async () => {
  const { inside, enter, end } = works(new SendGate(1, 1))
  const { promise: leave, reject } = Promise.withResolvers<never>()
  void enter('a1')
  const gone = enter('b1', leave)
  void enter('c1')
  reject(new Error('gone'))
  await expect(gone).rejects.toThrow('gone')
  await end('a1')
  expect(inside).toEqual(['c1'])
})

it('makes room where work fails', async () => {
  const gate = new SendGate(1, 1)
  await expect(gate.through('a', () => Promise.reject(new Error('no')), never)).rejects.toThrow('no')
  await expect(gate.through('a', async () => 'yes', never)).resolves.toBe('yes')
})
