import { type Disk, nodeDisk } from '../disk.ts'

export interface FaultyDisk extends Disk {
  /** While it is set, whatever is asked of the disk fails with it. */
  fault: string | undefined
  /** How many times it was asked to do something. */
  readonly asked: number
  /** What it has not done yet: a clock that stands still waits for it. */
  readonly underway: number
}

/** Fails what it is asked for the n-th time, and the times after that while `times` lasts; of a write half is done by then. */
export function faultyDisk(nth = Infinity, code = 'EIO', times = 1): FaultyDisk {
  let asked = 0
  let underway = 0
  const fail = (): boolean => disk.fault !== undefined || (++asked >= nth && asked < nth + times)
  const error = (): Error => Object.assign(new Error(disk.fault ?? code), { code: disk.fault ?? code })
  async function counted(work: Promise<void>): Promise<void> {
    underway++
    await work.finally(() => underway--)
  }
  const disk: FaultyDisk = {
    fault: undefined,
    get asked() {
      return asked
    },
    get underway() {
      return underway
    },
    create(path) {
      if (fail()) throw error()
      return nodeDisk.create(path)
    },
    write(file, bytes) {
      if (!fail()) return nodeDisk.write(file, bytes)
      nodeDisk.write(file, bytes.subarray(0, bytes.length >> 1))
      throw error()
    },
    async sync(file) {
      if (fail()) throw error()
      await counted(nodeDisk.sync(file))
    },
    async syncFolder(path) {
      if (fail()) throw error()
      await counted(nodeDisk.syncFolder(path))
    },
    close: file => counted(nodeDisk.close(file)),
  }
  return disk
}
