import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmdirSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sayOnce } from './say-once.ts'

/** A real file system with little room. */
export interface SmallDisk {
  readonly path: string
  /** Takes all the room that there is. */
  fill(): void
  /** Gives it back. */
  free(): void
  unmount(): void
}

/** Why no such disk can be had here, if so; said once. It takes Linux, and the right to mount. */
export function noSmallDisk(): string | undefined {
  return sayOnce('tests on a full disk are left out', () => mountSmallDisk(65_536).unmount())
}

/** A file system in memory, of that many bytes. */
export function mountSmallDisk(bytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'lucid-small-disk-'))
  try {
    run('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'lucid-small-disk', path])
  } catch (error) {
    rmdirSync(path)
    throw error
  }
  const filler = join(path, 'filler')
  return {
    path,
    fill() {
      const file = openSync(filler, 'a')
      try {
        for (let size = 65_536; size >= 1; size >>= 1) while (takes(file, size));
      } finally {
        closeSync(file)
      }
    },
    free: () => unlinkSync(filler),
    unmount() {
      run('umount', ['--lazy', path])
      rmdirSync(path)
    },
  }
}

function takes(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOSPC') return false
    throw thrown
  }
}

function run(command: string, args: readonly string[]): void {
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
}
