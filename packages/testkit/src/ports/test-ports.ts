import type { Blobs, Ledger, Queue, Secrets, State, Store } from '@lucid-gateway/core'
import { blobsCases } from './blobs-cases.ts'
import { ledgerCases } from './ledger-cases.ts'
import { type OpenPort, testPort } from './port-suite.ts'
import { queueCases } from './queue-cases.ts'
import { secretsCases } from './secrets-cases.ts'
import { stateCases } from './state-cases.ts'
import { storeCases } from './store-cases.ts'

/** The contract of `State`, for a driver that `open` makes anew for each test. */
export function testState(name: string, open: OpenPort<State>): void {
  testPort(`state contract of ${name}`, stateCases, open)
}

export function testStore(name: string, open: OpenPort<Store>): void {
  testPort(`store contract of ${name}`, storeCases, open)
}

export function testLedger(name: string, open: OpenPort<Ledger>): void {
  testPort(`ledger contract of ${name}`, ledgerCases, open)
}

export function testQueue(name: string, open: OpenPort<Queue>): void {
  testPort(`queue contract of ${name}`, queueCases, open)
}

export function testBlobs(name: string, open: OpenPort<Blobs>): void {
  testPort(`blobs contract of ${name}`, blobsCases, open)
}

/** `open` makes a driver that holds `secretsToHold`. */
export function testSecrets(name: string, open: OpenPort<Secrets>): void {
  testPort(`secrets contract of ${name}`, secretsCases, open)
}
