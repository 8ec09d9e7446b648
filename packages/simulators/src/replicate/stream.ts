import type { Delivery, Piece } from '../delivery.ts'
import { errorAnswer, piece } from './answer.ts'
import { notFound } from './api-error.ts'
import { chunksOf } from './output.ts'
import { finish, type Prediction } from './prediction.ts'
import type { State } from './state.ts'

/** The events at `urls.stream`, for whoever has the address. https://replicate.com/docs/topics/predictions/streaming */
export function streamAnswer(path: string, state: State): Delivery {
  const prediction = state.predictions.get(path.split('/').at(-1) ?? '')
  if (prediction?.model.output !== 'chunks') return errorAnswer(notFound())
  const behaviour = state.take('stream') ?? prediction.later.find(({ on }) => on === 'stream')
  finish(prediction)
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    pieces: events(prediction),
    ...(behaviour?.fault ? { fault: behaviour.fault } : {}),
    eventOf: data => event('error', data, 0),
  }
}

function* events({ behaviour, ended, input }: Prediction): Generator<Piece> {
  let at = 0
  for (const chunk of chunksOf(String(input['prompt']))) yield framed('output', chunk, ++at)
  const failed = behaviour.outcome === 'failed'
  if (failed) yield framed('error', behaviour.why ?? 'CUDA out of memory.', ++at)
  const reason = failed ? 'error' : ended
  yield framed('done', JSON.stringify(reason === undefined ? {} : { reason }), ++at)
}

function framed(name: string, data: string, at: number): Piece {
  return piece(Buffer.from(event(name, data, at)))
}

/** A line of `data` for each line of the text. */
function event(name: string, data: string, at: number): string {
  const lines = data.split('\n').map(line => `data: ${line}\n`)
  return `event: ${name}\nid: ${1_690_212_292 + at}:0\n${lines.join('')}\n`
}
