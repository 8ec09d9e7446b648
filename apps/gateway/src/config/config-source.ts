import { readFile, stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { configError, type ConfigProblem } from './config-problem.ts'
import { importFault } from './import-fault.ts'

/** A config file as read: its value, and where in the file each setting stands. */
export interface ConfigSource {
  readonly file: string
  readonly value: unknown
  /** The place of a setting, or of the nearest setting round it. */
  locate(path: readonly PropertyKey[]): Pick<ConfigProblem, 'line' | 'column'>
}

/** Reads the file, whichever format it has. */
export async function readConfigSource(file: string): Promise<ConfigSource> {
  const ending = extname(file)
  if (ending === '.json' || ending === '.yaml' || ending === '.yml')
    return readDocument(file, ending === '.json')
  return { file, value: await importConfig(file), locate: () => ({}) }
}

const importMs = 10_000

/** The query makes the loader read a changed file again; what the file imports stays as first read. */
async function importConfig(file: string): Promise<unknown> {
  const { mtimeMs } = await stat(file)
  let loaded: { readonly default?: unknown }
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () =>
      late.reject(new Error(`it did not load within ${importMs} ms; does a top-level await never settle?`)),
    importMs,
  )
  try {
    const loading: Promise<unknown> = import(`${pathToFileURL(file).href}?${mtimeMs}`)
    loaded = (await Promise.race([loading, late.promise])) as { readonly default?: unknown }
  } catch (error) {
    throw configError([await importFault(file, error)])
  } finally {
    clearTimeout(timer)
  }
  if (loaded.default === undefined) {
    throw configError([
      { file, message: 'it has no default export; write `export default defineConfig({ ... })`.' },
    ])
  }
  return loaded.default
}

/** JSON is read by the YAML parser too, because that one knows where things stand. */
async function readDocument(file: string, json: boolean): Promise<ConfigSource> {
  const [{ isMap, isNode, LineCounter, parseDocument }, text] = await Promise.all([
    import('yaml'),
    readFile(file, 'utf8'),
  ])
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    version: '1.2',
    prettyErrors: false,
    ...(json ? { schema: 'json' } : {}),
  })
  if (document.errors.length > 0) {
    throw configError(
      document.errors.map(error => ({ file, ...place(lines, error.pos[0]), message: error.message })),
    )
  }
  const value: unknown = document.toJS({ maxAliasCount: 100 })
  // An emptied file must not pass for one that asks for nothing: it would take back keys and limits.
  if (value === null || value === undefined)
    throw configError([{ file, message: 'it is empty; {} stands for a config without settings.' }])
  return {
    file,
    value,
    locate(path) {
      for (let length = path.length; length >= 0; length--) {
        const offset = offsetOf(path.slice(0, length))
        if (offset !== undefined) return place(lines, offset)
      }
      return {}
    },
  }

  /** Where the key of the last step stands, or else its value. */
  function offsetOf(path: readonly PropertyKey[]): number | undefined {
    const last = path.at(-1)
    const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents
    if (last !== undefined && isMap(parent)) {
      const key: unknown = parent.items.find(item => String(item.key) === String(last))?.key
      return isNode(key) ? key.range?.[0] : undefined
    }
    const node = path.length > 0 ? document.getIn(path, true) : document.contents
    return isNode(node) ? node.range?.[0] : undefined
  }
}

function place(
  lines: { linePos(offset: number): { line: number; col: number } },
  offset: number,
): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}
