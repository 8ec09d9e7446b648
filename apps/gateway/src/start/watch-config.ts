import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { configNames } from '../config/find-config.ts'

const settleMs = 100

/** Calls back a moment after the config or `.env` changed. Folders are watched, since editors replace files. */
export function watchConfig(cwd: string, file: string | undefined, changed: () => void): () => void {
  const names = new Set(['.env', ...(file === undefined ? configNames : [basename(file)])])
  let timer: NodeJS.Timeout | undefined
  const folders = new Set([cwd, file === undefined ? cwd : dirname(file)])
  const watchers = [...folders].map(folder =>
    watch(folder, (_event, name): void => {
      if (name === null || !names.has(name)) return
      clearTimeout(timer)
      timer = setTimeout(changed, settleMs)
    }),
  )
  return () => {
    clearTimeout(timer)
    for (const watcher of watchers as FSWatcher[]) watcher.close()
  }
}
