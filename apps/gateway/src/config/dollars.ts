import { z } from 'zod'

/** A number that is less is no nano-dollar, and one that is more is no longer told apart from its neighbours. */
const [least, most] = [1e-9, 999_999_999]
const decimal = z.string().regex(/^\d{1,9}(\.\d{1,9})?$/)
const words = { error: 'must be dollars: 25, or "0.50"' }

export const dollars = z.union([z.number().min(least).max(most), decimal], words)

/** The same where nothing may be asked. */
export const dollarsOrNone = z.union([z.literal(0), z.number().min(least).max(most), decimal], words)
