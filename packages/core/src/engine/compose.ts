import { LucidError } from '../errors/lucid-error.ts'

/** One layer of an onion: runs what is inside it by `next`, at most once. */
export interface Layer<Context, Out> {
  readonly name: string
  run(context: Context, next: () => Promise<Out>): Promise<Out>
}

export type Onion<Context, Out> = (context: Context, core: (context: Context) => Promise<Out>) => Promise<Out>

/**
 * Makes one function of layers, the first outermost. What ran on the way in runs on the way out, in reverse, also
 * after a short circuit: nesting gives it.
 */
export function compose<Context, Out>(layers: readonly Layer<Context, Out>[]): Onion<Context, Out> {
  if (layers.length === 0) return (context, core) => core(context)
  return (context, core) => {
    let reached = -1
    const enter = (index: number): Promise<Out> => {
      if (index <= reached) return Promise.reject(calledTwice(layers[index - 1]))
      reached = index
      const layer = layers[index]
      try {
        return layer ? through(layer, context, () => enter(index + 1)) : core(context)
      } catch (thrown) {
        return Promise.reject(thrown)
      }
    }
    return enter(0)
  }
}

async function through<Context, Out>(
  layer: Layer<Context, Out>,
  context: Context,
  next: () => Promise<Out>,
): Promise<Out> {
  const out: Out | undefined = await layer.run(context, next)
  if (out === undefined) throw noOutcome(layer)
  return out
}

function noOutcome({ name }: { readonly name: string }): LucidError {
  return new LucidError('unavailable', `Layer "${name}" gave back nothing.`, {
    origin: 'gateway',
    recourse: 'none',
    reason: 'no_outcome',
    hint: 'Its run must `return next()`, or an outcome of its own.',
  })
}

function calledTwice(layer: { readonly name: string } | undefined): LucidError {
  return new LucidError('unavailable', `Layer "${layer?.name}" called next() more than once.`, {
    recourse: 'none',
    reason: 'next_twice',
    hint: "A layer runs what is inside it at most once; retries and fallback are the runtime's.",
  })
}
