import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root, withLock } from './kit.mjs'

const lockFile = (name: string) => join(root, '.cache', `${name}.lock`)

it('lets one holder of a lock in at a time, and frees it when the work fails', async () => {
  const order: string[] = []
  const work = (name: string) => () => {
    order.push(`${name} in`)
    return new Promise<void>(resolve => {
      setImmediate(() => {
        order.push(`${name} out`)
        resolve()
      })
    })
  }
  const failing = withLock('kit-test', () => Promise.reject(new Error('broken')))
  await expect(failing).rejects.toThrow('broken')
  await Promise.all([withLock('kit-test', work('a')), withLock('kit-test', work('b'))])
  expect(order.map(line => line.split(' ')[1])).toEqual(['in', 'out', 'in', 'out'])
  expect(existsSync(lockFile('kit-test'))).toBe(false)
})

it('takes over the lock of a process that is gone', async () => {
  await mkdir(join(root, '.cache'), { recursive: true })
  await writeFile(lockFile('kit-test-2'), '2147483646')
  expect(await withLock('kit-test-2', () => Promise.resolve('done'))).toBe('done')
})
