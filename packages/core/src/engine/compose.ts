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
  return async (context, core) => {
    let reached = -1
    const enter = async (index: number): Promise<Out> => {
      const layer = layers[index]
      if (index <= reached)
        throw new Error(`Layer "${layers[index - 1]?.name}" called next() more than once.`)
      reached = index
      return layer ? layer.run(context, () => enter(index + 1)) : core(context)
    }
    return enter(0)
  }
}
