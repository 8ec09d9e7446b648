import { Worker } from 'node:worker_threads'
import { LucidError } from '@lucid-gateway/core'
import type { Operation, Operations } from '../engine/engine.ts'
import type { FaultFacts } from '../engine/fault.ts'
import type { Question, Reply } from '../worker.ts'

/** The database's thread, from the other side. */
export interface Link {
  /** Resolves once the database is open; rejects where it can not be. */
  readonly ready: Promise<void>
  ask<Op extends Operation>(op: Op, ...args: Parameters<Operations[Op]>): Promise<ReturnType<Operations[Op]>>
  /** After what was asked for. */
  close(): Promise<void>
}

interface Waiting {
  resolve(value: never): void
  reject(error: LucidError): void
}

/** Sources are run as they are, where they are; what was built stands in one folder. */
const workerFile = new URL(import.meta.url.endsWith('.ts') ? '../worker.ts' : './worker.js', import.meta.url)

/** Starts the thread. What is asked for in one turn of the loop goes over in one message. */
export function openLink(file: string): Link {
  const worker = new Worker(workerFile, {
    workerData: { file },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    name: 'lucid-sqlite',
  })
  const opened = Promise.withResolvers<void>()
  opened.promise.catch(() => {})
  const ended = Promise.withResolvers<void>()
  const waiting = new Map<number, Waiting>()
  let outbox: Question[] = []
  let count = 0
  let over: LucidError | undefined
  let closing = false

  function end(error: LucidError): void {
    over ??= error
    opened.reject(error)
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }

  worker.on('message', (message: 'ready' | { readonly failed: FaultFacts } | readonly Reply[]) => {
    if (message === 'ready') {
      opened.resolve()
      if (waiting.size === 0) worker.unref()
    } else if ('failed' in message) end(errorOf(message.failed))
    else for (const reply of message) answer(reply)
  })
  worker.on('error', error => end(gone(file, error)))
  worker.on('exit', () => {
    end(closing ? closedError(file) : gone(file))
    ended.resolve()
  })

  function answer(reply: Reply): void {
    const found = waiting.get(reply.id)
    waiting.delete(reply.id)
    if (waiting.size === 0 && !closing) worker.unref()
    if ('fault' in reply) found?.reject(errorOf(reply.fault))
    else found?.resolve(reply.value as never)
  }

  function flush(): void {
    const questions = outbox
    outbox = []
    if (over) return
    const handed = questions.flatMap(({ args }) => args.filter(isOwn))
    worker.postMessage(
      questions,
      handed.map(({ buffer }) => buffer),
    )
  }

  return {
    ready: opened.promise,
    ask(op, ...args) {
      if (over || closing) return Promise.reject(over ?? closedError(file))
      // Work that was asked for keeps the process alive until it is done.
      if (waiting.size === 0) worker.ref()
      const id = ++count
      if (outbox.push({ id, op, args }) === 1) setImmediate(flush)
      return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
    },
    async close() {
      if (outbox.length > 0) flush()
      if (!over && !closing) {
        worker.ref()
        worker.postMessage('close', [])
      }
      closing = true
      await ended.promise
    },
  }
}

/** Memory of its own, which nobody here looks at any more. */
function isOwn(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer
}

export function errorOf({ code, message, reason, hint }: FaultFacts): LucidError {
  return new LucidError(code, message, {
    origin: 'gateway',
    reason,
    recourse: reason === 'store_busy' ? 'same' : 'none',
    billed: 'no',
    ...(hint === undefined ? {} : { hint }),
  })
}

function gone(file: string, cause?: unknown): LucidError {
  const why = cause instanceof Error ? `: ${cause.message}` : ''
  return new LucidError('unavailable', `The thread of the database ${file} has ended${why}.`, {
    reason: 'store_gone',
    recourse: 'none',
    hint: 'Start the process again.',
    ...(cause === undefined ? {} : { cause }),
  })
}

export function closedError(file: string): LucidError {
  return new LucidError('unavailable', `The database ${file} was closed.`, {
    reason: 'store_closed',
    recourse: 'none',
  })
}
