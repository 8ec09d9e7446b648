import { createInterface } from 'node:readline/promises'
import { understood } from './answer.ts'
import type { Wish } from './plan.ts'

const text = `What will the plugin bring? Paste or type one of

  https://...    the base URL of a vendor that speaks OpenAI's chat API
  wire           a vendor with an API of its own
  capability     something that models do and Lucid has no word for yet

> `

/** Asks the one question that the command line left open. */
export async function ask(): Promise<Pick<Wish, 'kind' | 'url'>> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return understood(await terminal.question(text))
  } finally {
    terminal.close()
  }
}
