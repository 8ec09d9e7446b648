import { print, printError } from '../print.ts'
import type { Answer } from './admin-client.ts'

/** A new key alone on standard output, so that it can be piped to where it belongs. */
export function showNew({ id, name, overlap_until: overlap }: Answer, key: string): void {
  print(key)
  printError(
    `This is ${String(id)} (${String(name)}). The key is shown this once; the gateway keeps its hash.`,
  )
  if (typeof overlap === 'string') printError(`The key before is good until ${overlap}.`)
}
