import { z } from 'zod'

const time = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'must be a day (2026-11-29) or a time (2026-11-29T12:00:00Z)',
})
const name = z.string().min(1).max(256)

/** Which attempts are to be priced anew. */
export const repriceBody = z.strictObject({
  from: time.exactOptional().meta({ description: 'Those that began from this day or time on.' }),
  to: time.exactOptional().meta({ description: 'Those that began before this day or time.' }),
  account: name.exactOptional().meta({ description: 'Those of this account.' }),
  model: name.exactOptional().meta({ description: 'Those of this model, in the words of its vendor.' }),
  only: z
    .enum(['unknown', 'wrong'])
    .exactOptional()
    .meta({ description: 'Those alone whose cost is not known, or those alone whose cost is wrong.' }),
  dry_run: z.boolean().default(false).meta({ description: 'Tells what would be done, and does nothing.' }),
  after: z
    .string()
    .min(1)
    .max(512)
    .exactOptional()
    .meta({ description: 'What `next` was of the answer before: one answer is of 5000 attempts at most.' }),
})
