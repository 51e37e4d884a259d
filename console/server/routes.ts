import type { Route } from './route.ts'
import { ARCHIVE_ROUTES } from './routes/archive.ts'
import { CASE_ROUTES } from './routes/cases.ts'
import { COMMAND_ROUTES } from './routes/commands.ts'
import { DEAD_LETTER_ROUTES } from './routes/dead-letters.ts'
import { HEALTH_ROUTES } from './routes/health.ts'
import { MESSAGE_ROUTES } from './routes/messages.ts'
import { PHOTO_ROUTES } from './routes/photos.ts'
import { SESSION_ROUTES } from './routes/session.ts'

/** Every door of the console but the live stream and the static pages. */
export const ROUTES: readonly Route[] = [
  ...SESSION_ROUTES,
  ...CASE_ROUTES,
  ...COMMAND_ROUTES,
  ...PHOTO_ROUTES,
  ...ARCHIVE_ROUTES,
  ...MESSAGE_ROUTES,
  ...DEAD_LETTER_ROUTES,
  ...HEALTH_ROUTES,
]
