import type { Exchange } from '../http/exchange.ts'
import { sendBytes } from '../http/respond.ts'
import type { Generation } from '../composition/generation.ts'
import { routes } from '../routes/table.ts'
import { openapiDocument } from './document.ts'

/** Made once for each generation of the config, when it is first asked for. */
const documents = new WeakMap<Generation, Promise<string>>()

export async function sendDocument(exchange: Exchange): Promise<void> {
  const { generation, host } = exchange
  let document = documents.get(generation)
  if (!document) {
    const { publicUrl } = generation.settings.server
    document = openapiDocument(routes, {
      version: host.version,
      capabilities: host.runtime.capabilities(),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    }).then(made => JSON.stringify(made))
    documents.set(generation, document)
  }
  sendBytes(exchange, 200, { 'content-type': 'application/json; charset=utf-8' }, await document)
}
