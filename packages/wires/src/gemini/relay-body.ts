import type { HttpHeaders, JsonObject, RelayBody } from '@lucid-gateway/core'
import { relayBody as patchedBody } from '../json-body/index.ts'

/** A caller's body that is passed on. Whether it asks for a stream is in its address. */
export function relayBody(
  bytes: Uint8Array,
  parsed: JsonObject,
  stream: boolean,
  headers?: HttpHeaders,
): RelayBody {
  return { ...patchedBody(bytes, parsed, headers), stream }
}
