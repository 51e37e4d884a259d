import type { z } from 'zod'

const SHOWN = 20

/** What does not fit a schema, as a part of one sentence. */
export const issuesText = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, SHOWN)
    .map((issue) => `${issue.path.join('.') || 'file'}: ${issue.message}`)
    .join('; ')
