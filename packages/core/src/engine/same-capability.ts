import { builtInCapabilities } from '../capabilities/built-in.ts'
import type { Capability } from '../capabilities/capability.ts'

const builtIn: ReadonlyMap<string, Capability> = new Map(
  builtInCapabilities.map(capability => [capability.id, capability as Capability]),
)

/** What an id stands for, whatever plugin came first: Lucid's own where it is one of those. */
export function ownCapability(id: string): Capability | undefined {
  return builtIn.get(id)
}

/**
 * Whether two values define the same capability. Copies of one package make values of their own, so what they say counts;
 * of Lucid's own, another version of core may say more.
 */
export function isSameCapability(one: Capability, other: Capability): boolean {
  if (one === other) return true
  if (builtIn.has(one.id) && vendorOf(one) === ours && vendorOf(other) === ours) return true
  return said(one) === said(other)
}

/** The vendor of the schemas of Lucid's own. */
const ours = 'lucid'

function vendorOf({ request }: Capability): string {
  return request['~standard'].vendor
}

function said(capability: Capability): string {
  const { id, description, meters, modes, draft } = capability
  return JSON.stringify([id, description, meters, modes, draft, vendorOf(capability), schemaOf(capability)])
}

function schemaOf({ request }: Capability): object | undefined {
  try {
    return request['~standard'].jsonSchema?.input({ target: 'draft-2020-12' })
  } catch {
    return undefined
  }
}
