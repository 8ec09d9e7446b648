import { type ChildProcess, fork, type ForkOptions } from 'node:child_process'
import { once } from 'node:events'

/** What a process of the benchmark can be asked for. */
export type Answers = Readonly<Record<string, (argument: never) => unknown>>

interface Question {
  readonly id: number
  readonly ask: string
  readonly argument?: unknown
}

interface Reply {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

/** In the child: answers the parent's questions, and ends when the parent is gone. */
export function serve(answers: Answers): void {
  process.on('message', async (question: Question) => {
    const { id, ask, argument } = question
    const answer = answers[ask]
    if (!answer) return
    try {
      process.send?.({ id, value: await answer(argument as never) })
    } catch (error) {
      process.send?.({ id, error: String(error) })
    }
  })
  process.on('disconnect', () => process.exit())
}

/** In the parent: a process, and how to ask it. */
export class Child {
  readonly process: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #asked = 0

  constructor(file: string, args: readonly string[] = [], options: ForkOptions = {}) {
    this.process = fork(file, args, options)
    this.process.on('message', (reply: Reply) => {
      const waiting = this.#waiting.get(reply.id)
      this.#waiting.delete(reply.id)
      if (reply.error === undefined) waiting?.resolve(reply.value)
      else waiting?.reject(new Error(reply.error))
    })
    this.process.on('exit', (code, signal) => {
      for (const { reject } of this.#waiting.values()) reject(new Error(`${file} ended (${signal ?? code}).`))
      this.#waiting.clear()
    })
  }

  ask<T>(ask: string, argument?: unknown): Promise<T> {
    const id = ++this.#asked
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    this.process.send({ id, ask, argument })
    return waiting.promise as Promise<T>
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    this.process.kill('SIGKILL')
    await once(this.process, 'exit')
  }
}
