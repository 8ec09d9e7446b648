import { pathToFileURL } from 'node:url'
import { checkPlugin, LucidError, type Plugin } from '@lucid-gateway/core'
import { findEntry, isPath } from './entry-file.ts'

export interface LoadedPlugin {
  readonly plugin: Plugin
  readonly file: string
  readonly version?: string
}

const importMs = 10_000

/** Imports a plugin. Whatever goes wrong becomes one error that names the plugin, its file and what to do. */
export async function loadPlugin(specifier: string, folder: string): Promise<LoadedPlugin> {
  const entry = findEntry(specifier, folder)
  if (!entry) {
    throw loadError(
      specifier,
      folder,
      'it was not found.',
      isPath(specifier) ? 'Check the path.' : `Install it: npm install ${specifier}`,
    )
  }
  const loaded = await withinTime(specifier, entry.file)
  const plugin = checkPlugin(loaded.default, { from: specifier })
  return { plugin, ...entry }
}

async function withinTime(specifier: string, file: string): Promise<{ readonly default?: unknown }> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () =>
      late.reject(
        loadError(
          specifier,
          file,
          `its import did not finish within ${importMs} ms.`,
          'Look for a top-level await that never settles.',
        ),
      ),
    importMs,
  )
  try {
    return (await Promise.race([import(pathToFileURL(file).href), late.promise])) as {
      readonly default?: unknown
    }
  } catch (thrown) {
    if (LucidError.is(thrown)) throw thrown
    throw loadError(specifier, file, `its import failed: ${messageOf(thrown)}`, hintFor(thrown), thrown)
  } finally {
    clearTimeout(timer)
  }
}

function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const place = /(?:file:\/\/)?(\/[^\s()]+:\d+)/.exec(thrown.stack ?? '')?.[1]
  return place ? `${thrown.message} (${place})` : thrown.message
}

function hintFor(thrown: unknown): string {
  const { code } = thrown as { readonly code?: unknown }
  if (code === 'ERR_MODULE_NOT_FOUND') return 'Install what it imports, where the plugin is.'
  if (code === 'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING')
    return 'Build it: Node does not run TypeScript out of node_modules.'
  return 'Run the file by itself to see the whole error.'
}

function loadError(plugin: string, file: string, what: string, hint: string, cause?: unknown): LucidError {
  return new LucidError('unavailable', `Plugin "${plugin}": ${what}`, {
    reason: 'plugin_load',
    recourse: 'none',
    hint,
    details: { plugin, file },
    cause,
  })
}
