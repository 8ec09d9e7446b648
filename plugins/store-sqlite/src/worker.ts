import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import { type Engine, openEngine, type Operation } from './engine/engine.ts'
import { faultOf } from './engine/fault.ts'

/** What one side of the thread says to the other. */
export interface Question {
  readonly id: number
  readonly op: Operation
  readonly args: readonly unknown[]
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: ReturnType<typeof faultOf> }

/** The most questions that share one transaction. */
const mostTogether = 512

/** The thread that has the database. All that has come in while it was busy is written with one sync of the disk. */
function serve(port: NonNullable<typeof parentPort>, file: string): void {
  let engine: Engine
  try {
    engine = openEngine(file)
  } catch (error) {
    port.postMessage({ failed: faultOf(error, file) })
    port.close()
    return
  }
  port.on('message', (message: readonly Question[] | 'close') => {
    let closing = message === 'close'
    const questions: Question[] = message === 'close' ? [] : [...message]
    while (!closing && questions.length < mostTogether) {
      const more = receiveMessageOnPort(port)?.message as readonly Question[] | 'close' | undefined
      if (more === undefined) break
      if (more === 'close') closing = true
      else questions.push(...more)
    }
    const answers = engine.run(questions)
    const replies = answers.map((answer, index): Reply => {
      const { id } = questions[index] as Question
      return 'error' in answer ? { id, fault: faultOf(answer.error, file) } : { id, value: answer.value }
    })
    if (replies.length > 0) port.postMessage(replies)
    if (!closing) return
    engine.close()
    port.close()
  })
  port.postMessage('ready')
}

if (parentPort) serve(parentPort, (workerData as { readonly file: string }).file)
