import { type ChatPart, chat, type JsonObject, LucidError } from '@lucid-gateway/core'
import type { Probe, ProbeSet } from './probe-set.ts'
import { streamed, type WireSide } from './wire-sides.ts'

/** What translation says that it did to one thing. */
export interface Loss {
  readonly action: 'dropped' | 'coerced' | 'emulated' | 'refused'
  readonly reason: string
}

/** What came of a probe on one target. */
export interface Finding {
  readonly losses: readonly Loss[]
  /** Nothing was reported, and yet it did not arrive. */
  readonly silent: boolean
}

interface Translated {
  readonly text: string
  readonly notes: readonly { readonly key: string; readonly loss: Loss }[]
}

type Note = { readonly field?: string; readonly reason: string; readonly action: string }

/** A body with what the probe says laid over it. */
function bodyOf({ plain }: ProbeSet, [, , fields]: Probe): JsonObject {
  return { ...plain, ...fields }
}

/** What becomes of a request that a client makes, on the way to a vendor. */
export async function requestFinding(
  client: WireSide,
  write: WireSide['ways'][number]['write'],
  set: ProbeSet,
  probe: Probe,
): Promise<Finding> {
  const translate = (body: JsonObject): Promise<Translated> =>
    attempted(() => {
      const { request, receipt } = client.read(body)
      const { body: written, warnings } = write(request)
      const warned = warnings.map(({ type, field = '', message }) => ({
        action: type,
        field,
        reason: message,
      }))
      return translated(JSON.stringify(written), [...receipt, ...warned])
    })
  return compared(await translate(set.plain), await translate(bodyOf(set, probe)), probe)
}

/** What becomes of a vendor's answer on the way to a client, whole and as a stream. */
export async function answerFindings(
  vendor: WireSide,
  client: WireSide,
  set: ProbeSet,
  probe: Probe,
): Promise<{ readonly whole: Finding; readonly stream: Finding }> {
  const body = bodyOf(set, probe)
  const whole = (from: JsonObject): Translated => {
    const { body: written, receipt } = client.writeAnswer(vendor.readAnswer(from))
    return translated(JSON.stringify(written), receipt)
  }
  const stream = async (from: JsonObject): Promise<Translated> => {
    const writer = client.streamWriter()
    let written = ''
    for (const part of await streamed(vendor, vendor.readAnswer(from))) written += writer.write(part)
    written += writer.end()
    return translated(textOf(await client.readParts(written)), writer.receipt)
  }
  return {
    whole: compared(whole(set.plain), await attempted(() => whole(body)), probe),
    stream: compared(await stream(set.plain), await attempted(() => stream(body)), probe),
  }
}

function textOf(parts: readonly ChatPart[]): string {
  return JSON.stringify(chat.collect?.(parts))
}

async function attempted(translate: () => Translated | Promise<Translated>): Promise<Translated> {
  try {
    return await translate()
  } catch (error) {
    if (!LucidError.is(error)) throw error
    return translated('', [{ action: 'refused', reason: error.message }])
  }
}

function translated(text: string, notes: readonly Note[]): Translated {
  return {
    text,
    notes: notes.map(({ action, field = '', reason }) => ({
      key: `${action} ${field} ${reason}`,
      loss: { action: action as Loss['action'], reason },
    })),
  }
}

/** What the plain body loses too is not the feature's. */
function compared(plain: Translated, probed: Translated, [, , fields]: Probe): Finding {
  const before = new Set(plain.notes.map(({ key }) => key))
  const losses = new Map(
    probed.notes.filter(({ key }) => !before.has(key)).map(({ loss }) => [loss.action + loss.reason, loss]),
  )
  const text = probed.text + unsealed(probed.text)
  const arrived = evidenceIn(fields).every(each => text.includes(each)) && probed.text !== plain.text
  return { losses: [...losses.values()], silent: losses.size === 0 && !arrived }
}

/** What callers hand back unread, as it was before it was sealed. */
function unsealed(text: string): string {
  const plain = [...text.matchAll(/[\w+/-]{12,}={0,2}/g)].map(([token]) =>
    Buffer.from(token, 'base64').toString(),
  )
  const seals = [text, ...plain].flatMap(each => [...each.matchAll(/lucid1\.([\w-]+)/g)])
  return seals.map(([, sealed = '']) => Buffer.from(sealed, 'base64url').toString()).join('')
}

/** The texts and numbers that are there for nothing but to be found again. */
function evidenceIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.includes('probe') ? [JSON.stringify(value).slice(1, -1)] : []
  if (typeof value === 'number') return Math.abs(value) > 1 || value % 1 !== 0 ? [String(value)] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => (/usage/i.test(name) ? [] : evidenceIn(each)))
}
