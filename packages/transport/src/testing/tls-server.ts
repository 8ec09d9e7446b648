import { createServer } from 'node:tls'
import { certificate, privateKey } from './certificate.ts'
import { type RawServer, type Script, scripted } from './raw-server.ts'

/** A server of raw bytes over TLS, which proves itself by the test certificate. */
export async function tlsServer(script: Script): Promise<RawServer> {
  const server = createServer({ cert: certificate, key: privateKey })
  server.on('tlsClientError', () => {})
  return scripted(server, 'secureConnection', script)
}
