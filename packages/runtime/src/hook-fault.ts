import { attemptPhases, callPhases, lifecycleEvents } from '@lucid-gateway/core/engine'
import { nearest } from './near.ts'

type Fields = Readonly<Record<string, unknown>>

const kinds = ['call', 'attempt', 'lifecycle'] as const

/** What keeps a value from being a hook, in a sentence; undefined if nothing does. A hook that is not one would never run. */
export function hookFault(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'is no hook; write { kind, phase, name, run }.'
  const hook = value as Fields
  const { kind, name } = hook
  if (typeof name !== 'string' || name === '') return 'has no name; give it one, for logs and errors.'
  const said = `"${name}"`
  if (!isOneOf(kinds, kind)) return `${said}: ${notOneOf('kind', kind, kinds)}`
  const fault = kind === 'lifecycle' ? handlerFault(hook) : layerFault(hook, phasesOf(kind))
  return fault && `${said}: ${fault}`
}

function phasesOf(kind: 'call' | 'attempt'): readonly string[] {
  return kind === 'call' ? callPhases : attemptPhases
}

function layerFault({ kind, phase, run, capability }: Fields, phases: readonly string[]): string | undefined {
  if (!isOneOf(phases, phase)) return notOneOf(`phase of a layer of kind "${String(kind)}"`, phase, phases)
  if (typeof run !== 'function') return 'it has no run(context, next).'
  if (capability === undefined || isCapability(capability)) return undefined
  return "its capability is none; give the value, such as `chat` of '@lucid-gateway/core', or leave it out for all."
}

function handlerFault(hook: Fields): string | undefined {
  if (lifecycleEvents.some(event => typeof hook[event] === 'function')) return undefined
  const others = Object.keys(hook).filter(key => key !== 'kind' && key !== 'name')
  const [close] = others.flatMap(key => nearest(key, lifecycleEvents, 1))
  return `it handles nothing; there are ${lifecycleEvents.join(', ')}${meant(close)}`
}

function isCapability(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
}

function isOneOf<Name extends string>(names: readonly Name[], value: unknown): value is Name {
  return names.some(name => name === value)
}

function notOneOf(what: string, value: unknown, names: readonly string[]): string {
  const known = `there are ${names.join(', ')}`
  if (typeof value !== 'string') return `it needs a ${what}; ${known}.`
  return `"${value}" is no ${what}; ${known}${meant(nearest(value, names, 1)[0])}`
}

function meant(close: string | undefined): string {
  return close === undefined ? '.' : `. Did you mean "${close}"?`
}
