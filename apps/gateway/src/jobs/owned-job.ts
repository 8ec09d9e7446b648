import { LucidError } from '@lucid-gateway/core'
import type { JobRecord } from '@lucid-gateway/runtime'
import { identityOf } from '../access/app-key.ts'
import { cut } from '../http/cut.ts'
import type { Exchange } from '../http/exchange.ts'

/** The job that the path names, for the key that started it; without keys, for whoever is let in without one. */
export async function ownedJob(exchange: Exchange, capability?: string): Promise<JobRecord> {
  const { caller, host, request } = exchange
  const id = String(request.params['id'])
  const job = await host.runtime.jobs.find(id)
  const isTheirs = job?.principal.key === identityOf(caller.key)
  if (!job || !isTheirs || (capability !== undefined && job.capability !== capability)) throw unknownJob(id)
  return job
}

/** The same for a job of another key, so that ids tell nothing. */
export function unknownJob(id: string): LucidError {
  return new LucidError('not_found', `There is no job "${cut(id)}" of this key, or none any more.`, {
    param: 'id',
    reason: 'unknown_job',
    hint: 'A job is known from its start until some time after its end, to the key that started it; one that was deleted is not.',
  })
}
