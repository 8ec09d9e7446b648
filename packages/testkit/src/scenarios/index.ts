import { abort } from './abort.ts'
import { accounts } from './accounts.ts'
import { anyPieces } from './any-pieces.ts'
import { attemptModel } from './attempt-model.ts'
import { canary } from './canary.ts'
import { concurrency } from './concurrency.ts'
import { cutAnswers } from './cut-answers.ts'
import { dispose } from './dispose.ts'
import { eachInput } from './each-input.ts'
import { errors } from './errors.ts'
import { eventErrors } from './event-errors.ts'
import { frozenRequests } from './frozen-requests.ts'
import { jobs } from './jobs.ts'
import { laterRequests } from './later-requests.ts'
import { manifest } from './manifest.ts'
import { ownWayOut } from './own-way-out.ts'
import { probe } from './probe.ts'
import { relay } from './relay.ts'
import { runtime } from './runtime.ts'
import { streamGrammar } from './stream-grammar.ts'
import { toolCalls } from './tool-calls.ts'
import { unaryEqualsStream } from './unary-equals-stream.ts'
import { usage } from './usage.ts'

/** All that must hold for every provider, in the order in which it is best read when something does not. */
export const scenarios = [
  manifest,
  frozenRequests,
  streamGrammar,
  unaryEqualsStream,
  toolCalls,
  usage,
  jobs,
  eachInput,
  errors,
  laterRequests,
  eventErrors,
  cutAnswers,
  anyPieces,
  abort,
  concurrency,
  accounts,
  attemptModel,
  canary,
  ownWayOut,
  dispose,
  probe,
  relay,
  runtime,
] as const

export type ScenarioName = (typeof scenarios)[number]['name']
export type { Scenario } from './scenario.ts'
