import { adminSchemas } from './admin-schemas.ts'
import { contentSchemas } from './content-schemas.ts'
import { errorSchemas } from './error-schemas.ts'
import { generationSchemas } from './generation-schemas.ts'
import { lucidSchemas } from './lucid-schemas.ts'
import { siteSchemas } from './site-schemas.ts'
import { vendorAnswers } from './vendor-answers.ts'

/** The shapes of answers, and of every dialect's errors, by the names that routes know them by. */
export const schemas = {
  ...lucidSchemas,
  ...contentSchemas,
  ...generationSchemas,
  ...adminSchemas,
  ...siteSchemas,
  ...vendorAnswers,
  ...errorSchemas,
}
