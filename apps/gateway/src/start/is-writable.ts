import { access, constants, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Whether a folder may be written, or while it is not there the nearest one round it. */
export async function isWritable(folder: string): Promise<boolean> {
  const there = await stat(folder).catch(() => undefined)
  if (!there) return dirname(folder) !== folder && isWritable(dirname(folder))
  return (
    there.isDirectory() &&
    access(folder, constants.W_OK).then(
      () => true,
      () => false,
    )
  )
}
