import type { Figure } from './rounds.ts'

/** One line of what is printed. */
export interface Result {
  readonly name: string
  readonly figure: Figure
  /** The most that is good enough; absent where there is no goal. */
  readonly goal?: number
  readonly digits: number
}

/** `name value goal ok|short` */
export function lineOf({ name, figure, goal, digits }: Result): string {
  const value = figure.value.toFixed(digits)
  return goal === undefined
    ? `${name} ${value} - -`
    : `${name} ${value} ${goal} ${Number(value) <= goal ? 'ok' : 'short'}`
}
