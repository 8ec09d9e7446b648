/** A piece of code of a page, as readers would run it. */
export interface Block {
  readonly page: string
  /** The line of the page that it begins on. */
  readonly line: number
  readonly language: string
  readonly code: string
  /** The name of the file that it says it is. */
  readonly file: string | undefined
}

/** All fenced blocks of a page. */
export function blocksOf(page: string, text: string): readonly Block[] {
  const fence = /^```(\w*)[^\n]*\n([^]*?)^```$/gm
  return [...text.matchAll(fence)].map(match => {
    const [, language = '', code = ''] = match
    return {
      page,
      line: text.slice(0, match.index).split('\n').length,
      language,
      code,
      file: /^(?:\/\/|#) file: (\S+)\n/.exec(code)?.[1],
    }
  })
}

/** What a reader would run as it stands: a script that has a name, or requests to a gateway that is up. */
export function isRunnable(block: Block): boolean {
  if (block.language === 'sh') return block.code.startsWith('curl ')
  if (isConfig(block)) return true
  return (block.language === 'js' || block.language === 'ts') && (block.file ?? '').endsWith('.mjs')
}

/** A config file, which a gateway can be asked to check. */
export function isConfig(block: Block): boolean {
  return block.file?.startsWith('lucid.config.') ?? false
}
