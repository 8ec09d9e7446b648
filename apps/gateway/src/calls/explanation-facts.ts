import type { Excluded, ExplainedTarget, Explanation, Resting } from '@lucid-gateway/runtime'
import type { AppKey } from '../access/app-key.ts'
import { mayHearOf } from '../access/scope.ts'
import { usdNumber } from './cost.ts'

/** What the caller may know of what would become of a call. What is not known is null, never 0. */
export function explanationFacts({ targets, excluded }: Explanation, key: AppKey | undefined): object {
  return {
    targets: targets.map(targetFacts),
    excluded: excluded.filter(({ account, model }) => mayHearOf(key, account, model)).map(exclusionFacts),
  }
}

function targetFacts({ target, owner, resting, path, losses, forecast }: ExplainedTarget): object {
  const { account, provider, model, why } = target
  const { input, output, expectedNanoUsd, worstNanoUsd } = forecast
  return {
    account,
    provider,
    model,
    owner,
    why,
    ...(resting ? { resting: restingFacts(resting) } : {}),
    path,
    losses,
    input: { tokens: input.certainty === 'unknown' ? null : input.quantity, certainty: input.certainty },
    output: { expected_tokens: output.expected ?? null, most_tokens: output.most ?? null },
    cost: { expected_usd: usdNumber(expectedNanoUsd), worst_usd: usdNumber(worstNanoUsd) },
  }
}

function restingFacts({ until, why, model }: Resting): object {
  return { until: new Date(until).toISOString(), why, model: model ?? null }
}

function exclusionFacts({ account, provider, model, reason, message }: Excluded): object {
  return { account, provider, model: model ?? null, reason, message }
}
