import type { UnknownPrice } from '@lucid-gateway/runtime'
import type { LogLevel, LoggedRequests } from '../log/log-level.ts'

const level: LogLevel = 'info'
const requests: LoggedRequests = 'all'
const unknownPrice: UnknownPrice = 'alert'
const imagesPerHour: number | false = 10

/** What holds where the config says nothing. Plain data, so that a host without a config file loads no schema. */
export const defaults = {
  server: {
    limits: {
      bodyBytes: 20 * 1024 * 1024,
      jsonDepth: 64,
      stalledMs: 60_000,
      keepAliveMs: 15_000,
      headerBytes: 16 * 1024,
      headerCount: 100,
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 60_000,
      connections: 10_000,
    },
    drainMs: 30_000,
  },
  limits: { imagesPerHour },
  catalog: { unknownPrice, staleDays: 90 },
  ownKeys: true,
  responses: { store: false },
  jobs: {},
  timeouts: {},
  retry: {},
  ledger: {},
  transport: {},
  log: { level, requests },
}
