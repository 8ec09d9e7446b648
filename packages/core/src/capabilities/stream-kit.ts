import type { ResultHead } from './capability.ts'
import type { StartPart, UsagePart, WarningPart } from './part-events.ts'

/** The part that a split begins with. */
export function startOf(result: ResultHead): StartPart {
  return {
    type: 'start',
    ...(result.id === undefined ? {} : { id: result.id }),
    ...(result.model === undefined ? {} : { model: result.model }),
    ...(result.metadata === undefined ? {} : { metadata: result.metadata }),
  }
}

/** The parts that a split ends with. */
export function* tailOf(result: ResultHead): Generator<WarningPart | UsagePart> {
  for (const warning of result.warnings ?? []) yield { type: 'warning', warning }
  yield { type: 'usage', usage: result.usage }
}
