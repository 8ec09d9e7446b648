import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkPlugin, LucidError, type Plugin } from '@lucid-gateway/core'

/**
 * Imports a provider's package: as this package finds it, else as a module of the application's folder would. A bundler
 * must leave the import alone, since its name is not known before.
 */
export async function findPlugin(id: string, name: string, folder: string): Promise<Plugin> {
  const loaded = await imported(name).catch(async (thrown: unknown) => {
    if (!isAbsent(thrown, name)) throw broken(id, name, thrown)
    const file = resolved(name, folder)
    if (file === undefined) throw notInstalled(id, name, folder)
    return imported(pathToFileURL(file).href).catch((again: unknown) => {
      throw broken(id, name, again)
    })
  })
  return checkPlugin(loaded.default, { from: name })
}

function imported(specifier: string): Promise<{ readonly default?: unknown }> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ specifier) as Promise<{
    readonly default?: unknown
  }>
}

/** That the package itself is not there, not one that it imports. */
function isAbsent(thrown: unknown, name: string): boolean {
  return (
    thrown instanceof Error &&
    /cannot find|failed to (?:load|resolve)/i.test(thrown.message) &&
    thrown.message.includes(name)
  )
}

function resolved(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch {
    return undefined
  }
}

function notInstalled(id: string, name: string, folder: string): LucidError {
  return new LucidError(
    'not_found',
    `The provider "${id}" is the package "${name}", which is not installed.`,
    {
      param: 'providerId',
      reason: 'provider_not_installed',
      hint: `Install it in ${folder} (npm install ${name}), or hand its plugin over by registerProvider.`,
      details: { package: name, folder },
    },
  )
}

function broken(id: string, name: string, cause: unknown): LucidError {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new LucidError(
    'unavailable',
    `The package "${name}" of the provider "${id}" can't be loaded: ${message}`,
    {
      reason: 'plugin_load',
      recourse: 'none',
      hint: 'Import it by itself to see the whole error.',
      details: { package: name },
      cause,
    },
  )
}
