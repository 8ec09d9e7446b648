import type { AttemptLayer, AttemptPhase, CallLayer, CallPhase, Hook, Lifecycle } from '../hooks/hook.ts'

/** From the outside in. */
export const callPhases: readonly CallPhase[] = ['auth', 'limit', 'guard', 'cache']
export const attemptPhases: readonly AttemptPhase[] = ['breaker', 'limit', 'budget', 'observe']

/** The layers round the calls of one capability, outermost first. */
export function callLayers(hooks: readonly Hook[], capability: string): readonly CallLayer[] {
  return placed(
    hooks.filter(hook => hook.kind === 'call'),
    capability,
    callPhases,
  )
}

/** The layers round the attempts of one capability, outermost first. */
export function attemptLayers(hooks: readonly Hook[], capability: string): readonly AttemptLayer[] {
  return placed(
    hooks.filter(hook => hook.kind === 'attempt'),
    capability,
    attemptPhases,
  )
}

export function lifecycles(hooks: readonly Hook[]): readonly Lifecycle[] {
  return hooks.filter(hook => hook.kind === 'lifecycle')
}

function placed<L extends CallLayer | AttemptLayer>(
  layers: readonly L[],
  capability: string,
  phases: readonly string[],
): readonly L[] {
  return layers
    .filter(layer => layer.capability === undefined || layer.capability.id === capability)
    .toSorted((a, b) => phases.indexOf(a.phase) - phases.indexOf(b.phase) || (a.order ?? 0) - (b.order ?? 0))
}
