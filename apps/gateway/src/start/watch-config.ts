import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { configNames } from '../config/find-config.ts'

const settleMs = 100

/** Calls back a moment after the config, `.env` or what belongs to it changed. Folders are watched, since editors replace files. */
export function watchConfig(
  cwd: string,
  { file, beside = [] }: { readonly file: string | undefined; readonly beside?: readonly string[] },
  changed: () => void,
): () => void {
  const own = file === undefined ? configNames : [basename(file)]
  const names = new Set(['.env', ...own, ...beside.map(one => basename(one))])
  let timer: NodeJS.Timeout | undefined
  const folders = new Set([
    cwd,
    ...(file === undefined ? [] : [dirname(file)]),
    ...beside.map(one => dirname(one)),
  ])
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
