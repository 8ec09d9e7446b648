import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Block } from '../snippets/blocks.ts'
import type { ServedHost } from './served-host.ts'
import type { Workshop } from './workshop.ts'

/** Where somebody who follows the guide is by now. */
export interface Progress {
  readonly folder: string
  readonly packed: boolean
}

export interface GuideOptions {
  readonly workshop: Workshop
  readonly vendorUrl: string
  /** Serves the sources, as `npm start` in that folder does. */
  readonly start: (folder: string) => Promise<ServedHost>
  /** Is given what the guide's request was answered with. */
  readonly answered: (text: string) => void
}

/** Does what the blocks of a guide say, one after the other, in a folder where everything is installed already. */
export async function followGuide(blocks: readonly Block[], options: GuideOptions): Promise<Progress> {
  const { workshop, vendorUrl } = options
  let folder = workshop.folder
  let packed = false
  for (const { language, code, file } of blocks) {
    if (file !== undefined) await writeFile(join(folder, file), code)
    if (language !== 'sh') continue
    for (const line of commandsIn(code)) {
      const [, name, rest] = /^npm create @lucid-gateway\/plugin (\S+) -- (.*)$/.exec(line) ?? []
      if (name !== undefined) folder = await workshop.scaffold(name, vendorUrl, ...(rest ?? '').split(' '))
      else if (/^npm (?:test|run \w+|pack)$/.test(line))
        await workshop.run(folder, 'npm', ...line.split(' ').slice(1))
      else if (line.startsWith('curl ')) await ask(line, await options.start(folder), options)
      else if (!/^(?:npm install|cd \S+|[A-Z_]+=\S+ npm start)$/.test(line))
        throw new Error(`What is "${line}"?`)
      packed ||= line === 'npm pack'
    }
  }
  return { folder, packed }
}

/** One a line, without comments; a backslash joins lines. */
function commandsIn(code: string): readonly string[] {
  return code
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
}

async function ask(line: string, host: ServedHost, { answered }: GuideOptions): Promise<void> {
  const [, path, body] = /^curl http:\/\/127\.0\.0\.1:4100(\S+) .*-d '(.*)'$/.exec(line) ?? []
  if (path === undefined || body === undefined) throw new Error(`What is "${line}"?`)
  await using serving = host
  answered((await serving.post(path, JSON.parse(body) as unknown)).text)
}
