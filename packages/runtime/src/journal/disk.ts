import { close, fdatasync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { promisify } from 'node:util'

/** What the journal asks of a disk; tests put one that fails in its place. */
export interface Disk {
  /** Opens a new file to append to; throws where it is there. */
  create(path: string): number
  /** Writes at the end of the file; tells how many of the bytes. */
  write(file: number, bytes: Uint8Array): number
  /** Resolves once what was written is on the disk. Off the main thread. */
  sync(file: number): Promise<void>
  /** Makes sure that new names in a folder are on the disk. */
  syncFolder(path: string): Promise<void>
  close(file: number): Promise<void>
}

const syncData = promisify(fdatasync)
const closeLater = promisify(close)

export const nodeDisk: Disk = Object.freeze({
  create: (path: string) => openSync(path, 'ax', 0o600),
  write: (file: number, bytes: Uint8Array) => writeSync(file, bytes),
  sync: (file: number) => syncData(file),
  async syncFolder(path: string) {
    // Windows opens no folders, and needs none of this.
    const folder = await open(path, 'r').catch(() => undefined)
    try {
      await folder?.sync()
    } finally {
      await folder?.close()
    }
  },
  close: (file: number) => closeLater(file),
})

/** All of it, where the disk takes it in pieces. */
export function writeAll(disk: Disk, file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const written = disk.write(file, at === 0 ? bytes : bytes.subarray(at))
    if (written <= 0) throw new Error('The disk took nothing.')
    at += written
  }
}
