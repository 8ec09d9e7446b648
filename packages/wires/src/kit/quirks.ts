interface Rule {
  readonly models: RegExp
  readonly unlessEffort?: readonly string[]
  readonly quirks: { readonly unsupported?: readonly string[] }
}

interface Ruled {
  readonly unsupported?: readonly string[]
  readonly rules?: readonly Rule[]
}

/** The quirks that hold for one model, rules applied. */
export function quirksFor<Quirks extends Ruled>(quirks: Quirks, model: string, effort?: string): Quirks {
  let all = quirks
  for (const rule of quirks.rules ?? []) {
    if (!rule.models.test(model)) continue
    if (effort !== undefined && rule.unlessEffort?.includes(effort)) continue
    const unsupported = [...(all.unsupported ?? []), ...(rule.quirks.unsupported ?? [])]
    all = { ...all, ...rule.quirks, unsupported }
  }
  return all
}
