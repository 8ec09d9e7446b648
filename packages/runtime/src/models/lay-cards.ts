import type { Plugin } from '@lucid-gateway/core'
import type { CardSource, LaidCards } from './card-source.ts'

/** The plugin with what is known of its models besides, and the models that are no more. */
export function layCards(
  account: string,
  plugin: Plugin,
  source: CardSource | undefined,
  now: number,
): { readonly plugin: Plugin; readonly retired: LaidCards['retired'] } {
  const { id: provider, models } = plugin
  // One that no definePlugin has made may come without.
  if (!source || !Array.isArray(models)) return { plugin, retired: none }
  const capabilities = Object.keys(plugin.capabilities)
  const laid = source.layOver({ account, provider, capabilities, models, now })
  if (laid.models === models) return { plugin, retired: laid.retired }
  return { plugin: Object.freeze({ ...plugin, models: laid.models }), retired: laid.retired }
}

const none: LaidCards['retired'] = new Map()
