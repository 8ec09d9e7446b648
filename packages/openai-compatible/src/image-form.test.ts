import type { Http, LucidError } from '@lucid-gateway/core'
import { expect, it } from 'vitest'
import { formOf } from './image-form.ts'

const MiB = 1024 * 1024

/** Every address has a picture of so many bytes. */
function world(bytes: number, status = 200) {
  let asked = 0
  let read = 0
  const send = async () => {
    asked++
    const body = (async function* () {
      for (let left = bytes; left > 0; left -= MiB) {
        read += Math.min(left, MiB)
        yield new Uint8Array(Math.min(left, MiB))
      }
    })()
    return {
      status,
      headers: { 'content-type': 'image/png' },
      body,
      bytes: async () => Buffer.concat(await Array.fromAsync(body)),
    }
  }
  const http = { send } as unknown as Http
  const ask = (count: number) =>
    formOf(
      {
        fields: [],
        files: Array.from({ length: count }, (_, n) => ({
          name: 'image[]',
          path: `images[${n}]`,
          media: { mediaType: 'image/*', data: { kind: 'url', url: `https://pictures.example/${n}` } },
        })),
        warnings: [],
      } as never,
      { http, signal: new AbortController().signal },
    ).catch((thrown: unknown) => thrown as LucidError)
  return { ask, asked: () => asked, read: () => read }
}

it('gets the pictures that are named by URLs', async () => {
  const { ask, asked } = world(10)
  const form = (await ask(16)) as FormData
  expect([asked(), form.getAll('image[]').length]).toEqual([16, 16])
})

it('sends no thousand requests to somebody else for one of a caller', async () => {
  const { ask, asked } = world(10)
  expect(await ask(1000)).toMatchObject({
    code: 'invalid_request',
    param: 'images[16]',
    reason: 'too_many_urls',
  })
  expect(asked()).toBe(0)
})

it('holds no more of pictures in memory together than one may have', async () => {
  const { ask, read } = world(20 * MiB)
  expect(await ask(16)).toMatchObject({ code: 'invalid_request', reason: 'unreadable_media' })
  expect(read()).toBeLessThan(80 * MiB)
})

it('reads nothing of what comes in the place of a picture', async () => {
  const { ask, read } = world(20 * MiB, 404)
  expect(await ask(16)).toMatchObject({ code: 'invalid_request', reason: 'unreadable_media' })
  expect(read()).toBe(0)
})
