import type { Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { type Blob, type BlobFacts, LucidError } from '@lucid-gateway/core'

/**
 * A blob as one file, so that facts and bytes come and go together: a mark, the length of the head, the head as JSON,
 * the bytes. The file's time of change is when it runs out, so that a sweep need not read it.
 */
export interface BlobFile {
  readonly blob: Blob
  /** Tells this file from one that took its place. */
  readonly identity: string
  /** Where the bytes begin. */
  readonly start: number
}

const mark = Buffer.from('LBF1')
const mostHead = 64 * 1024
const pieceBytes = 64 * 1024

export async function writeBlobFile(
  path: string,
  id: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
  { mediaType, filename, expiresAt }: BlobFacts,
): Promise<Blob> {
  const facts: BlobFacts = {
    mediaType,
    ...(filename === undefined ? {} : { filename }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
  const file = await disk(open(path, 'wx', 0o600))
  try {
    await disk(file.writeFile(frame({ id, ...facts })))
    let size = 0
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      await disk(file.writeFile(piece))
      size += piece.byteLength
    }
    if (expiresAt !== undefined) await disk(file.utimes(expiresAt / 1000, expiresAt / 1000))
    await disk(file.sync())
    return { ...facts, id, size }
  } finally {
    await file.close()
  }
}

/** Undefined where there is no such file. */
export async function readBlobFile(path: string): Promise<BlobFile | undefined> {
  const file = await disk(openIfThere(path))
  if (!file) return undefined
  try {
    const stats = await disk(file.stat())
    const { head, start } = await readHead(file)
    return { blob: { ...head, size: stats.size - start }, identity: identityOf(stats), start }
  } finally {
    await file.close()
  }
}

/** The bytes, read as they are asked for. The file is opened when reading begins, so one that nobody reads holds nothing. */
export async function* bytesOf(
  path: string,
  { blob, identity, start }: BlobFile,
): AsyncGenerator<Uint8Array> {
  const file = await disk(openIfThere(path))
  try {
    if (!file || identityOf(await disk(file.stat())) !== identity) throw gone(blob.id)
    const end = start + blob.size
    for (let at = start; at < end;) {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceBytes, end - at))
      const { bytesRead } = await disk(file.read(piece, 0, piece.length, at))
      if (bytesRead === 0) throw damaged(`ends before its time, at ${at} of ${end}`)
      at += bytesRead
      yield piece.subarray(0, bytesRead)
    }
  } finally {
    await file?.close()
  }
}

/** The same number may be given to a later file. */
export function identityOf({ ino, birthtimeMs }: Stats): string {
  return `${ino} ${birthtimeMs}`
}

/** What the file system refuses is told without the names of folders. */
export async function disk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (thrown) {
    const { code = 'unknown' } = thrown as NodeJS.ErrnoException
    throw new LucidError('unavailable', `The folder of artifacts could not be used (${code}).`, {
      reason: 'artifacts_unusable',
      billed: 'unknown',
      hint: 'Look after the space and the rights of the data folder.',
      cause: thrown,
    })
  }
}

export function isMissing(thrown: unknown): boolean {
  return (thrown as NodeJS.ErrnoException).code === 'ENOENT'
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw thrown
  }
}

type Head = Omit<Blob, 'size'>

function frame(head: Head): Uint8Array {
  const json = Buffer.from(JSON.stringify(head))
  if (json.length > mostHead) {
    throw new LucidError('invalid_request', 'The facts of a blob are too long.', { reason: 'bad_blob' })
  }
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return Buffer.concat([mark, length, json])
}

async function readHead(file: FileHandle): Promise<{ readonly head: Head; readonly start: number }> {
  const opening = await read(file, 0, 8)
  const length = opening.subarray(0, 4).equals(mark) ? opening.readUInt32BE(4) : Infinity
  if (length > mostHead) throw damaged('has no head')
  const json = await read(file, 8, length)
  try {
    return { head: JSON.parse(json.toString()) as Head, start: 8 + length }
  } catch {
    throw damaged('has a head that is no JSON')
  }
}

async function read(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await disk(file.read(Buffer.alloc(length), 0, length, at))
  if (bytesRead < length) throw damaged('is too short')
  return buffer
}

function damaged(how: string): LucidError {
  return new LucidError('unavailable', `A file in the folder of artifacts ${how}.`, {
    reason: 'artifact_damaged',
    recourse: 'none',
    billed: 'unknown',
    hint: 'Delete it, or bring it back from a backup.',
  })
}

function gone(id: string): LucidError {
  return new LucidError('not_found', `The blob ${id} was deleted before it was read.`, { reason: 'gone' })
}
