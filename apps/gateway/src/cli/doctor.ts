import { createServer } from 'node:net'
import { styleText } from 'node:util'
import { fromUnknown, LucidError } from '@lucid-gateway/core'
import { type AccountState, createRuntime, type Runtime } from '@lucid-gateway/runtime'
import { addressOf, isPrivateTo } from '../start/address.ts'
import { dataDirOf } from '../start/data-dir.ts'
import { isWritable } from '../start/is-writable.ts'
import { oldestNode } from '../version.ts'
import { noPositionals, parse, place } from './arguments.ts'
import { priceFindings } from './doctor-prices.ts'
import { storeFinding } from './doctor-store.ts'
import { isNodeNewEnough } from './node-version.ts'
import { prepare, type Prepared } from './prepare.ts'
import { print, withHint } from './print.ts'

interface Finding {
  readonly state: 'good' | 'note' | 'bad'
  readonly text: string
}

const good = (text: string): Finding => ({ state: 'good', text })
const note = (text: string): Finding => ({ state: 'note', text })
const bad = (text: string): Finding => ({ state: 'bad', text })

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args, { ...place, probe: { type: 'boolean' } })
  noPositionals(positionals)
  const findings = [nodeVersion()]
  try {
    const prepared = await prepare(values)
    findings.push(good(`config: ${prepared.configured.file ?? 'none, which is fine'}`))
    findings.push(
      ...(await accounts(prepared, values.probe === true)),
      ...(await store(prepared)),
      ...(await surroundings(prepared)),
    )
  } catch (thrown) {
    findings.push(bad(LucidError.is(thrown) ? withHint(thrown.toJSON()) : String(thrown)))
  }
  for (const finding of findings) print(line(finding))
  return findings.some(({ state }) => state === 'bad') ? 1 : 0
}

const marks = {
  good: styleText('green', 'good'),
  note: styleText('yellow', 'note'),
  bad: styleText('red', 'bad '),
} as const

function line({ state, text }: Finding): string {
  return `${marks[state]}  ${text.replaceAll('\n', '\n      ')}`
}

function nodeVersion(): Finding {
  const { node } = process.versions
  return isNodeNewEnough(node) ? good(`Node ${node}`) : bad(`Node ${node}: ${oldestNode} or later is needed`)
}

async function accounts(
  { reports, runtimeOptions, strayFlags, configured }: Prepared,
  asks: boolean,
): Promise<readonly Finding[]> {
  const runtime = await createRuntime(runtimeOptions)
  const findings = [
    ...reports
      .filter(({ state }) => state !== 'enabled')
      .map(({ name, why, error }) => (error ? bad(withHint(error)) : note(`plugin ${name}: ${why}`))),
    ...strayFlags.map(note),
    ...runtime.failures().map(({ error }) => bad(withHint(error))),
    ...(await Promise.all(
      runtime
        .accounts()
        .map(({ name, usable, missing, capabilities, off = [] }) =>
          usable
            ? vendorOf(runtime, name, servedWords(capabilities, off), asks)
            : bad(`account ${name}: ${missing.join(', ')} is not set; set it in the environment or in .env`),
        ),
    )),
  ]
  const prices = priceFindings(runtime, configured.settings, Date.now())
  await runtime.close({ graceMs: 0 })
  return [...findings, ...prices.good.map(good), ...prices.notes.map(note)]
}

/** What is on, and what a flag has turned off. */
function servedWords(on: readonly string[], off: NonNullable<AccountState['off']>): string {
  return [
    on.join(', ') || 'nothing',
    ...off.map(({ capability, by }) => `${capability} is off by ${by}`),
  ].join('; ')
}

/** An account that can be used, and whether its vendor says so too. */
async function vendorOf(runtime: Runtime, name: string, what: string, asks: boolean): Promise<Finding> {
  if (!asks) return good(`account ${name}: ${what} (its vendor was not asked; --probe does)`)
  try {
    const taken = await runtime.probe({ account: name, timeoutMs: 10_000 })
    return good(
      `account ${name}: ${what} (${taken ? 'its vendor takes the credentials' : 'its plugin has no probe'})`,
    )
  } catch (thrown) {
    return bad(`account ${name}: ${withHint(fromUnknown(thrown).toJSON())}`)
  }
}

async function store(prepared: Prepared): Promise<readonly Finding[]> {
  try {
    const found = await storeFinding(prepared)
    return found === undefined ? [] : [good(found)]
  } catch (thrown) {
    return [bad(withHint(fromUnknown(thrown).toJSON()))]
  }
}

async function surroundings({ configured, cwd }: Prepared): Promise<readonly Finding[]> {
  const { env, settings, keys } = configured
  const address = addressOf({}, env, settings)
  const data = dataDirOf(cwd, env)
  const shut = isPrivateTo(address)
  return [
    (await isFree(address.host, address.port))
      ? good(`${address.host}:${address.port} is free`)
      : bad(
          `${address.host}:${address.port} is in use; set PORT, unless it is the gateway that you look after`,
        ),
    (await isWritable(data)) ? good(`data folder: ${data}`) : bad(`data folder ${data} can't be written`),
    keys.length > 0
      ? good(`${keys.length} key(s) in the config`)
      : note(
          `no key in the config: ${shut ? 'only this machine is served, without one' : 'one is made at the first start'}, unless there are keys that were made while it ran (lucid keys list)`,
        ),
  ]
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen(port, host, () => server.close(() => done(true)))
  })
}
