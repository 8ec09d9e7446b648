import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { checkPlugin, LucidError, type Plugin, pluginKeyword } from '@lucid-gateway/core'
import { findEntry, findManifest, isPath } from './entry-file.ts'
import { howToFind, howToInstall } from './package-named.ts'

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
      isPath(specifier)
        ? `There is nothing to import at ${resolve(folder, specifier)}.`
        : howToInstall(specifier, folder),
    )
  }
  const loaded = await withinTime(specifier, entry.file)
  if (isOtherPackage(specifier, folder, loaded.default))
    throw loadError(
      specifier,
      entry.file,
      'the package of that name is no plugin.',
      howToInstall(specifier, folder),
    )
  const plugin = checkPlugin(loaded.default, { from: specifier })
  return { plugin, ...entry }
}

/** A vendor's SDK, say, that has the vendor's name. */
function isOtherPackage(specifier: string, folder: string, exported: unknown): boolean {
  if (isPath(specifier) || (typeof exported === 'object' && exported !== null && 'setup' in exported))
    return false
  const keywords = findManifest(specifier, folder)?.content['keywords']
  return !(Array.isArray(keywords) && keywords.includes(pluginKeyword))
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
  if (code === 'ERR_MODULE_NOT_FOUND') return howToFind(thrown as Error) ?? 'Check the path that it imports.'
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
