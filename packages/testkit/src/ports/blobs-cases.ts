import type { BlobContent, Blobs } from '@lucid-gateway/core'
import { ensure, ensureSame } from '../conformance/check.ts'
import { fresh, type PortCase } from './port-suite.ts'

const bytes = Uint8Array.from({ length: 300 }, (_, n) => n % 256)
const facts = { mediaType: 'image/png', filename: 'a "b" ü.png' }

/** What every driver of `Blobs` must do. */
export const blobsCases: readonly PortCase<Blobs>[] = [
  {
    name: 'put and get',
    async run({ port }) {
      const id = fresh('blob')
      ensureSame(await port.get(id), undefined, 'What was not put is not there.')
      ensureSame(
        await port.put(id, bytes, facts),
        { ...facts, id, size: 300 },
        'put tells id, size and facts.',
      )
      const got = await port.get(id)
      ensure(got, 'What was put is there.')
      const { body: _, ...head } = got
      ensureSame(head, { ...facts, id, size: 300 }, 'get tells the same.')
      ensureSame([...(await read(got))], [...bytes], 'The bytes come back.')
    },
  },
  {
    name: 'a stream of bytes is put as it comes',
    async run({ port }) {
      const id = fresh('blob')
      async function* pieces(): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
      }
      ensureSame((await port.put(id, pieces(), facts)).size, 300, 'The size of a stream is told.')
      ensureSame([...(await read(await port.get(id)))], [...bytes], 'The bytes come back.')
    },
  },
  {
    name: 'a stream that breaks leaves nothing behind',
    async run({ port }) {
      const id = fresh('blob')
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield bytes
        throw new Error('broken')
      }
      const thrown = await port.put(id, broken(), facts).then(
        () => undefined,
        (error: unknown) => error,
      )
      ensure(thrown, 'put must reject.')
      ensureSame(await port.get(id), undefined, 'Half a blob is not there.')
    },
  },
  {
    name: 'nothing is a blob too, and the last put counts',
    async run({ port }) {
      const id = fresh('blob')
      await port.put(id, bytes, facts)
      await port.put(id, new Uint8Array(0), { mediaType: 'text/plain' })
      const got = await port.get(id)
      ensureSame(
        [got?.size, got?.mediaType, got?.filename],
        [0, 'text/plain', undefined],
        'The last put counts.',
      )
      ensureSame((await read(got)).length, 0, 'It is empty.')
    },
  },
  {
    name: 'a blob goes when its time is up',
    async run({ port, now, advance }) {
      const id = fresh('blob')
      await port.put(id, bytes, { ...facts, expiresAt: now() + 200 })
      ensure(await port.get(id), 'It is there while it has time.')
      await advance(250)
      ensureSame(await port.get(id), undefined, 'It is gone afterwards.')
    },
  },
  {
    name: 'delete',
    async run({ port }) {
      const id = fresh('blob')
      await port.put(id, bytes, facts)
      ensure(await port.delete(id), 'A blob that is there is deleted.')
      ensure(!(await port.delete(id)), 'A blob that is gone is not.')
      ensureSame(await port.get(id), undefined, 'A deleted blob is gone.')
    },
  },
  {
    name: 'bytes are copies',
    async run({ port }) {
      const id = fresh('blob')
      const mine = bytes.slice()
      await port.put(id, mine, facts)
      mine.fill(0)
      ensureSame(
        [...(await read(await port.get(id)))],
        [...bytes],
        'What callers hold is not what is stored.',
      )
    },
  },
]

async function read(blob: BlobContent | undefined): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(blob?.body ?? []))
}
