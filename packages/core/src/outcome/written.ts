import type { PartHead } from '../capabilities/capability.ts'
import type { Usage } from '../usage/usage.ts'

/** What a model wrote since its vendor last stated the usage, by the meters that it moves: an estimate is made of it. */
export interface Written {
  /** Texts, refusals, and the names and arguments of tool calls. */
  readonly output: string
  readonly reasoning: string
  /** Whether there was anything that is no text, of whose tokens nothing can be said. */
  readonly media: boolean
  /** By how much to multiply, where of a long stream only the first part was kept; 1 unless said. */
  readonly times?: number
}

/** Gathers what was written out of parts; of any capability whose parts are named like those of a chat. */
export class WrittenText implements Written {
  output = ''
  reasoning = ''
  media = false

  add(part: PartHead): void {
    const said = part as Partial<Record<'text' | 'name' | 'input', string>> & { readonly usage?: Usage }
    switch (part.type) {
      case 'text-delta':
      case 'refusal-delta':
        this.output += said.text ?? ''
        return
      case 'reasoning-delta':
        this.reasoning += said.text ?? ''
        return
      case 'tool-call-start':
        this.output += said.name ?? ''
        return
      case 'tool-call-delta':
        this.output += said.input ?? ''
        return
      case 'file':
        this.media = true
        return
      case 'usage':
        if (said.usage && isStated(said.usage, 'output')) this.#clear()
    }
  }

  /** What came before is in the usage that the vendor stated. */
  #clear(): void {
    this.output = ''
    this.reasoning = ''
    this.media = false
  }
}

/** Whether a usage says how much of a meter was used. */
export function isStated(usage: Usage, meter: 'input' | 'output'): boolean {
  const reading = usage.meters[meter]
  return reading !== undefined && reading.certainty !== 'unknown'
}
