import { Agent, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { finished } from 'node:stream/promises'

/** An application that starts jobs and reads the events of each on a connection of its own. */
export class EventReader {
  readonly #url: string
  readonly #agent = new Agent({ keepAlive: true, maxSockets: Infinity, maxFreeSockets: 4096 })
  readonly #delays: number[] = []

  constructor(url: string) {
    this.#url = url
  }

  /** Starts a job; resolves once its events are being read, with how it ends. */
  async job(body: object): Promise<{ readonly end: Promise<string | undefined> }> {
    const begun = await this.#ask('POST', '/v1/images', JSON.stringify(body))
    const { id } = JSON.parse(await text(begun)) as { readonly id: string }
    const answer = await this.#ask('GET', `/v1/jobs/${id}/events`)
    return { end: this.#ending(answer) }
  }

  async #ending(answer: IncomingMessage): Promise<string | undefined> {
    let end: string | undefined
    let rest = ''
    answer.on('data', (piece: string) => {
      const now = Date.now()
      const frames = (rest + piece).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const at = /"at":"([^"]+)"/.exec(frame)?.[1]
        if (at !== undefined) this.#delays.push(now - Date.parse(at))
        if (frame.includes('\nevent: done\n')) end = /"status":"(\w+)"/.exec(frame)?.[1]
      }
    })
    await finished(answer)
    return end
  }

  get events(): number {
    return this.#delays.length
  }

  /** How many milliseconds after it happened this share of all events had come at most. */
  lateMs(share: number): number {
    const sorted = Float64Array.from(this.#delays).sort()
    return sorted[Math.floor((sorted.length - 1) * share)] ?? NaN
  }

  close(): void {
    this.#agent.destroy()
  }

  #ask(method: string, path: string, body?: string): Promise<IncomingMessage> {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' }
    return new Promise((resolve, reject) => {
      request(this.#url + path, { method, headers, agent: this.#agent }, answer =>
        resolve(answer.setEncoding('utf8')),
      )
        .on('error', reject)
        .end(body)
    })
  }
}
