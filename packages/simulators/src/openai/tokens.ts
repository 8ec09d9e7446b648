type Cut = (text: string) => readonly string[]

/** Cuts text as a tokenizer might: up to six letters with the white space before them. Never inside a character. */
const byLetters: Cut = text => text.match(/\s*[^\s]{1,6}|\s+/gu) ?? []

let cut = byLetters

/** The text in tokens; one that ends inside a character is empty, and the character comes whole with its last. */
export function pieces(text: string): string[] {
  return [...cut(text)]
}

export function countTokens(text: string): number {
  return cut(text).length
}

/** Has all simulators of this process count and cut as o200k does, until disposed of. Its ranks take a while to load. */
export async function countAsO200k(): Promise<Disposable> {
  const { encode } = await import('gpt-tokenizer/encoding/o200k_base')
  const { default: ranks } = await import('gpt-tokenizer/bpeRanks/o200k_base')
  cut = text => {
    const decoder = new TextDecoder()
    return encode(text).map(token => {
      const bytes = ranks[token]
      return decoder.decode(typeof bytes === 'string' ? Buffer.from(bytes) : Uint8Array.from(bytes ?? []), {
        stream: true,
      })
    })
  }
  return {
    [Symbol.dispose]: () => {
      cut = byLetters
    },
  }
}
