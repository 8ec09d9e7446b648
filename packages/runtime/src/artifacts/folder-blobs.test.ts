import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BlobContent, LucidError } from '@lucid-gateway/core'
import { type ManualClock, manualClock } from '@lucid-gateway/core/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FolderBlobs, folderBlobs } from './folder-blobs.ts'

const png = { mediaType: 'image/png' }
const bytes = Buffer.from('some bytes')

let folder: string
let dir: string
let clock: ManualClock
let blobs: FolderBlobs
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lucid-blobs-'))
  dir = join(folder, 'data', 'artifacts')
  clock = manualClock(1_800_000_000_000)
  blobs = folderBlobs(dir, { clock })
})
afterEach(async () => {
  await blobs.close()
  await rm(folder, { recursive: true, force: true })
})

const text = async (blob: BlobContent | undefined): Promise<string> =>
  Buffer.concat(await Array.fromAsync(blob?.body ?? [])).toString()

/** Whatever stands in the folder; nothing where there is none. */
const files = (): Promise<readonly string[]> => readdir(dir).catch(() => [])

async function onlyFile(): Promise<string> {
  const [name = '', ...others] = await files()
  expect(others).toEqual([])
  return join(dir, name)
}

describe('a folder of blobs', () => {
  it('is made at the first put, and for nobody else', async () => {
    expect(await blobs.get('a')).toBeUndefined()
    expect(await blobs.delete('a')).toBe(false)
    await blobs.sweep()
    expect(await readdir(folder)).toEqual([])
    await blobs.put('a', bytes, png)
    expect((await stat(dir)).mode & 0o777).toBe(0o700)
    expect((await stat(await onlyFile())).mode & 0o777).toBe(0o600)
  })

  it('outlives the process', async () => {
    const facts = { ...png, filename: 'a.png', expiresAt: clock.now() + 1000 }
    await blobs.put('a', bytes, facts)
    await blobs.close()
    blobs = folderBlobs(dir, { clock })
    const got = await blobs.get('a')
    expect({ ...got, body: undefined }).toEqual({ ...facts, id: 'a', size: bytes.length, body: undefined })
    expect(await text(got)).toBe('some bytes')
  })

  it('takes no difference of case for the same id', async () => {
    await blobs.put('Ab', Buffer.from('one'), png)
    await blobs.put('aB', Buffer.from('two'), png)
    expect([await text(await blobs.get('Ab')), await text(await blobs.get('aB'))]).toEqual(['one', 'two'])
  })

  it.each([
    '..',
    '.',
    '',
    '../x',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'a\0b',
    'a\n',
    '%2e%2e',
    '.hidden',
    'a'.repeat(201),
  ])('knows nothing by the id %j, and puts nothing there', async id => {
    await expect(blobs.put(id, bytes, png)).rejects.toMatchObject({ reason: 'bad_blob_id' })
    expect([await blobs.get(id), await blobs.delete(id)]).toEqual([undefined, false])
    expect(await readdir(folder)).toEqual([])
  })

  it('gives a big blob piece by piece, and the same', async () => {
    const big = Buffer.alloc(200_001, 7)
    await blobs.put('big', big, png)
    const pieces = await Array.fromAsync((await blobs.get('big'))?.body ?? [])
    expect(pieces.length).toBeGreaterThan(1)
    expect(Buffer.concat(pieces).equals(big)).toBe(true)
  })

  it('a stream that breaks leaves no file behind, and what was there before', async () => {
    await blobs.put('a', Buffer.from('before'), png)
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes
      throw new LucidError('upstream', 'It broke.')
    }
    await expect(blobs.put('a', broken(), png)).rejects.toMatchObject({ message: 'It broke.' })
    expect(await files()).toHaveLength(1)
    expect(await text(await blobs.get('a'))).toBe('before')
  })

  it('of two puts at once one is there, whole', async () => {
    await Promise.all(
      ['11111', '22222', '33333'].map(word => blobs.put('a', Buffer.from(word.repeat(50_000)), png)),
    )
    expect(await text(await blobs.get('a'))).toMatch(/^(?:1{250000}|2{250000}|3{250000})$/)
    expect(await files()).toHaveLength(1)
  })
})

describe('what was got before it went', () => {
  it('is not mixed up with what took its place', async () => {
    await blobs.put('a', Buffer.from('before'), png)
    const got = await blobs.get('a')
    await blobs.put('a', Buffer.from('after, and longer'), png)
    await expect(text(got)).rejects.toMatchObject({ code: 'not_found', reason: 'gone' })
  })

  it('is read to its end if reading had begun', async () => {
    const big = Buffer.alloc(200_000, 7)
    await blobs.put('a', big, png)
    const body = (await blobs.get('a'))?.body[Symbol.asyncIterator]()
    const pieces = [(await body?.next())?.value as Uint8Array]
    await blobs.delete('a')
    for (let next = await body?.next(); next && !next.done; next = await body?.next()) pieces.push(next.value)
    expect(Buffer.concat(pieces).equals(big)).toBe(true)
  })
})

describe('the sweep', () => {
  it('deletes what has run out, and only that', async () => {
    await blobs.put('short', bytes, { ...png, expiresAt: clock.now() + 1000 })
    await blobs.put('long', bytes, { ...png, expiresAt: clock.now() + 900_000 })
    await blobs.put('ever', bytes, png)
    await clock.advance(2000)
    await blobs.sweep()
    expect(await files()).toHaveLength(2)
    expect([await text(await blobs.get('long')), await text(await blobs.get('ever'))]).toEqual([
      'some bytes',
      'some bytes',
    ])
  })

  it('comes by itself, at the start and every ten minutes', async () => {
    await blobs.put('a', bytes, { ...png, expiresAt: clock.now() + 1000 })
    await blobs.sweep()
    await clock.advance(10 * 60_000)
    await blobs.close()
    expect(await files()).toEqual([])

    blobs = folderBlobs(dir, { clock })
    await blobs.put('a', bytes, { ...png, expiresAt: clock.now() + 1000 })
    await blobs.close()
    await clock.advance(2000)
    blobs = folderBlobs(dir, { clock })
    await blobs.close()
    expect(await files()).toEqual([])
  })

  it('does not delete what a copy of the folder made look old', async () => {
    await blobs.put('a', bytes, { ...png, expiresAt: clock.now() + 900_000 })
    await utimes(await onlyFile(), 1, 1)
    await blobs.sweep()
    expect(await text(await blobs.get('a'))).toBe('some bytes')
  })

  it('deletes what a process left half written, once nobody can be writing it', async () => {
    await mkdir(dir, { recursive: true })
    const now = clock.now() / 1000
    for (const [name, at] of [
      ['old.part', now - 7200],
      ['new.part', now - 60],
      ['old.txt', now - 7200],
    ] as const) {
      await writeFile(join(dir, name), 'half')
      await utimes(join(dir, name), at, at)
    }
    await blobs.sweep()
    expect((await files()).toSorted()).toEqual(['new.part', 'old.txt'])
  })

  it('rests after some files, and ends when the folder is closed', async () => {
    await mkdir(dir, { recursive: true })
    for (let n = 0; n < 600; n++) await writeFile(join(dir, `${n}.txt`), '')
    let ended = false
    const swept = blobs.sweep().then(() => (ended = true))
    await blobs.close()
    await swept
    expect(ended).toBe(true)
  })
})

describe('a file that is damaged', () => {
  it.each([
    ['empty', 0],
    ['cut within its head', 20],
    ['cut within its bytes', -3],
  ])('%s is an error and not half an answer', async (_, cut) => {
    await blobs.put('a', bytes, png)
    const file = await onlyFile()
    const got = await blobs.get('a')
    const whole = await readFile(file)
    await writeFile(file, whole.subarray(0, cut < 0 ? whole.length + cut : cut))
    await expect(text(got)).rejects.toMatchObject({ reason: 'artifact_damaged' })
    if (cut >= 0) await expect(blobs.get('a')).rejects.toMatchObject({ reason: 'artifact_damaged' })
  })

  it('that is none of ours is said to be so, without the name of the folder', async () => {
    await blobs.put('a', bytes, png)
    await writeFile(await onlyFile(), 'something else altogether')
    const error: unknown = await blobs.get('a').catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'unavailable', reason: 'artifact_damaged' })
    expect(JSON.stringify(error)).not.toContain(folder)
  })
})

it('a folder that cannot be used is said so, without its name', async () => {
  await writeFile(join(folder, 'data'), 'a file in its place')
  const error: unknown = await blobs.put('a', bytes, png).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'unavailable', origin: 'gateway', reason: 'artifacts_unusable' })
  expect(JSON.stringify(error)).not.toContain(folder)
})
