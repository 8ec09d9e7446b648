import { LucidError } from '../errors/lucid-error.ts'
import { abi, type Plugin } from './define-plugin.ts'

/** Where a plugin came from, for messages: a package name or a path. */
export interface PluginOrigin {
  readonly from: string
}

type Check = (plugin: Plugin, fail: Fail) => void
type Fail = (reason: string, message: string, hint: string) => never

const idPattern = /^[a-z][a-z0-9-]*$/

/** The load-time checks, in the order in which they are made. */
const checks: readonly Check[] = [checkAbi, checkId, checkCapabilities, checkCredentials, checkModels]

/** Returns what is a plugin of this ABI, or throws an error that names the plugin, its file and the fix. */
export function checkPlugin(value: unknown, origin: PluginOrigin): Plugin {
  const id = typeof value === 'object' && value !== null && 'id' in value ? String(value.id) : undefined
  const name = id === undefined ? origin.from : `"${id}" (${origin.from})`
  const fail: Fail = (reason, message, hint) => {
    throw new LucidError('unavailable', `Plugin ${name}: ${message}`, {
      reason,
      hint,
      recourse: 'none',
      details: { plugin: id ?? origin.from, from: origin.from },
    })
  }
  if (!isPluginShaped(value)) {
    return fail(
      'plugin_shape',
      `its default export is not a plugin${lacking(value)}.`,
      'Export the result of definePlugin({ id, abi, capabilities, setup, ... }) as the default.',
    )
  }
  for (const check of checks) check(value, fail)
  return value
}

/** What keeps an object from being one. */
function lacking(value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const fields = value as Readonly<Record<string, unknown>>
  const types = { id: 'string', capabilities: 'object', setup: 'function' }
  const missing = Object.entries(types).flatMap(([name, type]) => (typeof fields[name] === type ? [] : name))
  return missing.length > 0 ? `: it has no ${missing.join(', no ')}` : ''
}

function isPluginShaped(value: unknown): value is Plugin {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'setup' in value &&
    typeof value.setup === 'function' &&
    'capabilities' in value &&
    typeof value.capabilities === 'object' &&
    value.capabilities !== null
  )
}

function checkAbi(plugin: Plugin, fail: Fail): void {
  if (plugin.abi === abi) return
  fail(
    'plugin_abi',
    `it was written for contract version ${String(plugin.abi)}; this host speaks ${abi}.`,
    Number(plugin.abi) > abi
      ? 'Update the host.'
      : 'Update the plugin, or ask its author for a version of this contract.',
  )
}

function checkId(plugin: Plugin, fail: Fail): void {
  if (idPattern.test(plugin.id)) return
  fail('plugin_id', `its id must match ${idPattern}.`, 'Use lower case letters, digits and dashes; no dot.')
}

function checkCapabilities(plugin: Plugin, fail: Fail): void {
  for (const [key, capability] of Object.entries(plugin.capabilities)) {
    if (capability?.id === key) continue
    fail(
      'plugin_capability',
      `capabilities.${key} is not a capability with the id "${key}".`,
      'Use a capability of @lucid-gateway/core, or your own from defineCapability, under its id.',
    )
  }
}

function checkCredentials(plugin: Plugin, fail: Fail): void {
  for (const [name, spec] of Object.entries(plugin.credentials ?? {})) {
    if (spec?.kind === 'secret' && spec.env.length > 0) continue
    fail(
      'plugin_credential',
      `credentials.${name} is not a secret.`,
      `Write ${name}: secret('ENVIRONMENT_NAME').`,
    )
  }
}

function checkModels(plugin: Plugin, fail: Fail): void {
  for (const model of plugin.models ?? []) {
    const undeclared = model.capabilities.find(id => !Object.hasOwn(plugin.capabilities, id))
    if (undeclared === undefined) continue
    fail(
      'plugin_model',
      `its model "${model.id}" names the capability "${undeclared}", which the plugin does not declare.`,
      `Add ${undeclared} to capabilities, or take it out of the card.`,
    )
  }
}
