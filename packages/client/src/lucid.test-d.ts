import type { ChatPart, ChatResult as CoreResult, ImageResult as CoreImages } from '@lucid-gateway/core'
import { expectTypeOf } from 'vitest'
import type { AppKey, LucidAdmin, UsageRow } from './admin.ts'
import type { ChatEvent, ChatResult, ImageResult, Job, Lucid, LucidApiError } from './index.ts'

declare const lucid: Lucid
declare const admin: LucidAdmin
const messages = [{ role: 'user', content: 'hi' }] as const

// What is generated and what plugins write are one: a field that only one of them has does not compile.
expectTypeOf<CoreResult>().toExtend<ChatResult>()
expectTypeOf<Required<CoreResult>['finish']['unified']>().toEqualTypeOf<ChatResult['finish']['unified']>()
expectTypeOf<keyof CoreResult>().toEqualTypeOf<keyof ChatResult>()
expectTypeOf<CoreImages>().toExtend<ImageResult>()
expectTypeOf<keyof CoreImages>().toEqualTypeOf<keyof ImageResult>()
expectTypeOf<ChatPart>().toExtend<ChatEvent>()
expectTypeOf<ChatPart['type']>().toEqualTypeOf<ChatEvent['type']>()

expectTypeOf(lucid.chat({ messages })).resolves.toHaveProperty('metadata')
expectTypeOf((await lucid.chat({ messages })).metadata.cost_usd).toEqualTypeOf<number | null>()
for await (const event of lucid.stream({ messages })) {
  if (event.type === 'text-delta') expectTypeOf(event.text).toEqualTypeOf<string>()
  if (event.type === 'done') expectTypeOf(event.metadata.request_id).toEqualTypeOf<string>()
}
for await (const event of lucid.jobs.events('job')) {
  expectTypeOf(event.seq).toEqualTypeOf<number>()
  if (event.type === 'log') expectTypeOf(event.line).toEqualTypeOf<string>()
}

// Whether it streams is said by the method.
// @ts-expect-error 'stream' is no field of it
void lucid.chat({ messages, stream: true })
// @ts-expect-error a role that there is not
void lucid.chat({ messages: [{ role: 'owner', content: 'hi' }] })
// @ts-expect-error a picture takes words
void lucid.images.start({ size: '64x64' })

expectTypeOf(lucid.ask('GET /v1/jobs/{id}', { path: { id: 'job' } })).resolves.toEqualTypeOf<Job>()
// @ts-expect-error its path names an id
void lucid.ask('GET /v1/jobs/{id}')
// @ts-expect-error what is for admins is asked for by admins
void lucid.ask('GET /admin/v1/keys')
// @ts-expect-error there is none such
void admin.ask('GET /admin/v1/nothing')

expectTypeOf(admin.keys.all()).toEqualTypeOf<AsyncGenerator<AppKey, void>>()
expectTypeOf(admin.usage({ by: ['team', 'tag:project'], 'tag:project': 'atlas' })).resolves.toEqualTypeOf<
  readonly UsageRow[]
>()
// @ts-expect-error nothing is added up by it
void admin.usage({ by: ['weather'] })
// @ts-expect-error a role that there is not
void admin.admins.create({ name: 'ana', role: 'root' })

declare const error: LucidApiError
if (error.code === 'rate_limit') expectTypeOf(error.retryAfter).toEqualTypeOf<number | undefined>()
expectTypeOf<'budget'>().toExtend<LucidApiError['code']>()
expectTypeOf<string>().toExtend<LucidApiError['code']>()
