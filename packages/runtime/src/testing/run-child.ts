import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fromUnknown, type Store } from '@lucid-gateway/core'
import type { Answered, Asked } from './parent-ports.ts'

export type Handlers = Readonly<Record<string, (...args: never[]) => unknown>>

export interface Child {
  readonly process: ChildProcess
  /** What it has written so far, a line each. */
  readonly lines: readonly string[]
  /** The signal that ended it, if one did. */
  readonly ended: Promise<NodeJS.Signals | null>
}

/** Runs a process that asks this one for what it has no part of itself. */
export function runChild(
  file: URL,
  args: readonly string[],
  handlers: Handlers,
  env: NodeJS.ProcessEnv = process.env,
): Child {
  const execArgv = ['--conditions=@lucid-gateway/source']
  const child = fork(file, args, { execArgv, env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  child.on('message', async ({ id, op, args: given }: Asked) => {
    const answered = await answerTo(handlers[op], given)
    if (child.connected) child.send({ id, ...answered } satisfies Answered, () => {})
  })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (some: string) => (text += some))
  const ended = once(child, 'close').then(([, signal]) => signal as NodeJS.Signals | null)
  return {
    process: child,
    ended,
    get lines() {
      return text.split('\n').filter(line => line !== '')
    },
  }
}

async function answerTo(
  handler: Handlers[string] | undefined,
  args: readonly unknown[],
): Promise<Omit<Answered, 'id'>> {
  try {
    return { answer: await (handler as ((...all: readonly unknown[]) => unknown) | undefined)?.(...args) }
  } catch (thrown) {
    return { error: fromUnknown(thrown).toJSON() }
  }
}

export function storeHandlers(store: Store): Handlers {
  return {
    get: (...args: Parameters<Store['get']>) => store.get(...args),
    insert: (...args: Parameters<Store['insert']>) => store.insert(...args),
    update: (...args: Parameters<Store['update']>) => store.update(...args),
    delete: (...args: Parameters<Store['delete']>) => store.delete(...args),
    list: (...args: Parameters<Store['list']>) => store.list(...args),
  }
}
