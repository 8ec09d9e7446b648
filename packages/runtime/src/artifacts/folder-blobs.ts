import { createHash, randomUUID } from 'node:crypto'
import { mkdir, opendir, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type Blobs, type Clock, LucidError, systemClock } from '@lucid-gateway/core'
import { bytesOf, disk, identityOf, isMissing, readBlobFile, writeBlobFile } from './blob-file.ts'
import { repeat } from './repeat.ts'

export interface FolderBlobsOptions {
  readonly clock?: Clock
}

export interface FolderBlobs extends Blobs {
  /** Deletes what has run out, and what a process left half written. It happens by itself at the start and every ten minutes. */
  sweep(): Promise<void>
}

const sweepMs = 10 * 60_000
/** How old half a file is that nobody writes any more. */
const abandonedMs = 60 * 60_000
/** After so many files a sweep lets others at the disk. */
const filesAtOnce = 256
const pauseMs = 100

/**
 * Bytes in a folder, one file a blob, that outlive the process. The folder is made at the first `put`. A file gets its
 * name when it is whole and on the disk; what is not whole is not there. One process at a time may write to a folder.
 */
export function folderBlobs(dir: string, { clock = systemClock }: FolderBlobsOptions = {}): FolderBlobs {
  /** Changes of names, one after the other, so that none is undone by another that looked before. */
  let last: Promise<unknown> = Promise.resolve()
  const sweeping = repeat(clock, sweepMs, sweepOnce)

  function inTurn<T>(change: () => Promise<T>): Promise<T> {
    const turn = last.then(change)
    last = turn.catch(() => {})
    return turn
  }

  /** Unless another has taken its place. */
  function remove(path: string, identity?: string): Promise<boolean> {
    return inTurn(async () => {
      try {
        if (identity !== undefined && identityOf(await stat(path)) !== identity) return false
        await unlink(path)
        return true
      } catch (thrown) {
        if (isMissing(thrown)) return false
        throw thrown
      }
    })
  }

  function hasRunOut({ expiresAt = Infinity }: { readonly expiresAt?: number }): boolean {
    return expiresAt <= clock.now()
  }

  async function sweepOnce(pause: (ms: number) => Promise<boolean>): Promise<void> {
    let seen = 0
    for await (const { name } of await filesIn(dir)) {
      if (++seen % filesAtOnce === 0 && !(await pause(pauseMs))) return
      await sweepFile(join(dir, name), name).catch(() => {})
    }
  }

  /** One that can't be looked at stays. */
  async function sweepFile(path: string, name: string): Promise<void> {
    const stats = await stat(path)
    const age = clock.now() - stats.mtimeMs
    if (name.endsWith('.part') && age > abandonedMs) await remove(path, identityOf(stats))
    if (!name.endsWith('.blob') || age < 0) return
    const file = await readBlobFile(path)
    if (file && hasRunOut(file.blob)) await remove(path, file.identity)
  }

  return {
    async put(id, content, facts) {
      if (!isId(id)) throw badId()
      await disk(mkdir(dir, { recursive: true, mode: 0o700 }))
      const part = join(dir, `${randomUUID()}.part`)
      try {
        const blob = await writeBlobFile(part, id, content, facts)
        await disk(inTurn(() => rename(part, join(dir, nameOf(id)))))
        return blob
      } catch (thrown) {
        await unlink(part).catch(() => {})
        throw thrown
      }
    },
    async get(id) {
      if (!isId(id)) return undefined
      const path = join(dir, nameOf(id))
      const file = await readBlobFile(path)
      if (!file) return undefined
      if (!hasRunOut(file.blob)) return { ...file.blob, body: bytesOf(path, file) }
      await disk(remove(path, file.identity))
      return undefined
    },
    async delete(id) {
      return isId(id) && disk(remove(join(dir, nameOf(id))))
    },
    sweep: sweeping.now,
    close: sweeping.stop,
  }
}

/** No id is part of a path; a longer one, or one with other characters, is nobody's. */
function isId(id: string): boolean {
  return /^[\w-][\w.-]{0,199}$/.test(id)
}

/** A hash, since some file systems take no difference of case, and some take no `con`. */
function nameOf(id: string): string {
  return `${createHash('sha256').update(id).digest('hex')}.blob`
}

async function filesIn(dir: string): Promise<AsyncIterable<{ readonly name: string }>> {
  try {
    return await opendir(dir)
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown
    return (async function* () {})()
  }
}

function badId(): LucidError {
  return new LucidError('invalid_request', 'A blob has an id that is none.', {
    reason: 'bad_blob_id',
    hint: 'An id is made of letters, digits, dots, dashes and underscores, 200 at most, and begins with no dot.',
  })
}
