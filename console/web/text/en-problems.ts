import { enPlural } from './plural.ts'
import type { ruProblems } from './ru-problems.ts'

const most = (limit: number): string => `no more than ${enPlural(limit, 'character')}`

/** English words for what the server could not do. */
export const enProblems: typeof ruProblems = {
  problems: {
    'bad-input': 'The server did not understand the request: check what was entered.',
    bug: 'An error happened on the server and is in its log. Tell the administrator.',
    conflict: 'Somebody else has just changed this: see how it stands and try again.',
    csrf: 'Somebody signed in anew in another tab: reload the page and try again.',
    'foreign-origin': 'The request did not come from a page of Otklik: open it anew.',
    misconfigured: 'The server is set up wrongly: tell the administrator.',
    'no-session': 'Not done: the session is over. Sign in again and repeat it.',
    'not-found': 'This is not there, or you may not see it.',
    'too-large': 'The file or text is too large.',
    'too-many-calls': 'Too many requests at once: wait a minute and try again.',
    unavailable: 'The store does not answer now: try again a little later.',
    'wrong-login': 'The name or the password does not fit.',
    'wrong-role': 'This is for another role than yours.',
  },
  badInput: {
    missing: ({ field }) => `Fill in “${field}”.`,
    'too-short': ({ field, limit }) => `“${field}”: at least ${enPlural(limit, 'character')}.`,
    'too-long': ({ field, limit }) => `“${field}”: ${most(limit)}.`,
    'too-many': ({ field, limit }) => `“${field}”: no more than ${limit}.`,
    'in-future': ({ field }) => `“${field}”: this time has not come yet.`,
    'not-listed': ({ field, value }) => `“${field}”: “${value}” is not in the directory of the region.`,
    'not-a-photo': ({ field, value }) => `“${field}”: “${value}” is not a JPEG, PNG or WebP photo.`,
    unfit: ({ field }) => `“${field}”: this value does not fit.`,
  },
  tooLarge: (megabytes) => `The file or text is too large: no more than ${megabytes} MB.`,
  tooLongForPlatform: (length, limit) => `The answer is longer than the platform takes: ${most(limit)}, now ${length}.`,
}
