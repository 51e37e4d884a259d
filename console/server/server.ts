import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import rateLimit from '@fastify/rate-limit'
import fastifyStatic from '@fastify/static'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ROLES } from '../../core/actor.ts'
import type { ProblemCode } from './api.ts'
import { Callers } from './callers.ts'
import type { ConsoleDeps } from './deps.ts'
import { admitted, assertOwnHost } from './guard.ts'
import { live } from './live.ts'
import { isInner, notFound, problem, problemOf, read } from './problem.ts'
import type { Route } from './route.ts'
import { ROUTES } from './routes.ts'
import { COOKIE, NO_SESSION, type Session, sessionOf } from './sessions.ts'

const BODY_LIMIT = 1_000_000
const PHOTO_LIMIT = 8_000_000
const CALLS_PER_MINUTE = 1200
/** For a request to arrive whole, a photo over a slow line too. A stream that is answered is not touched by it. */
const REQUEST_MS = 60_000
/** What is begun when the door is closed may end in this time; then the process goes on to stop, whoever still sends or does not read. */
const CLOSE_MS = 4000

const EVENTS = 'text/event-stream'

/** Nothing from outside, no inline script or style, no string turned into markup. */
const POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'blob:'],
  connectSrc: ["'self'"],
  fontSrc: ["'self'"],
  formAction: ["'none'"],
  baseUri: ["'none'"],
  frameAncestors: ["'none'"],
  requireTrustedTypesFor: ["'script'"],
  trustedTypes: ["'none'"],
}

type Admit = (route: Pick<Route, 'roles' | 'method'>, request: FastifyRequest) => Promise<Session | null>

interface Doors {
  readonly deps: ConsoleDeps
  readonly admit: Admit
}

/** The console's HTTP server, not yet listening. */
export async function consoleServer(deps: ConsoleDeps): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    trustProxy: [...deps.trustedProxies],
    routerOptions: { maxParamLength: 600 },
    frameworkErrors: unreadable,
  })
  if (deps.demoAccounts.length > 0) app.addHook('onRequest', async (request) => assertOwnHost(request))
  app.addHook('preClose', async () => void setTimeout(() => app.server.closeAllConnections(), CLOSE_MS).unref())
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: POLICY },
    hsts: deps.secureCookie,
    referrerPolicy: { policy: 'no-referrer' },
  })
  await app.register(cookie)
  const callers = new Callers()
  await app.register(rateLimit, { max: CALLS_PER_MINUTE, timeWindow: '1 minute', keyGenerator: callers.keyOf })
  await app.register(multipart, { limits: { fileSize: PHOTO_LIMIT, files: 1, fields: 20 } })
  app.setErrorHandler((error, request, reply) => {
    const known = problemOf(error) ?? httpProblem(error)
    if (known === null || isInner(error)) deps.report({ message: 'request failed', error, url: request.url.split('?')[0] ?? '' })
    if (known !== null) return reply.status(known.status).send(known.body)
    return reply.status(500).send(problem(500, 'bug').body)
  })
  // An answer that cannot be written is the loss of its client alone: an error that nobody hears would end the process.
  app.server.on('request', ({ url }, response) => {
    response.on('error', (error) => deps.report({ message: 'answer failed', error, url: url?.split('?')[0] ?? '' }))
  })
  const admit: Admit = async (route, request) => {
    const session = await admitted(deps, route, request)
    if (session !== null) callers.admitted(request)
    return session
  }
  for (const route of ROUTES) addRoute(app, { deps, admit }, route)
  addLive(app, { deps, admit })
  addPages(app, deps)
  return app
}

const CODE_OF_STATUS: Readonly<Partial<Record<number, ProblemCode>>> = { 413: 'too-large', 429: 'too-many-calls' }
const LIMIT_BYTES: Readonly<Partial<Record<string, number>>> = {
  FST_REQ_FILE_TOO_LARGE: PHOTO_LIMIT,
  FST_ERR_CTP_BODY_TOO_LARGE: BODY_LIMIT,
}

/** Fastify's own refusals: too large, not JSON, too many. */
function httpProblem(error: unknown): ReturnType<typeof problem> | null {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number' || error.statusCode >= 500) return null
  const limitBytes = 'code' in error ? LIMIT_BYTES[String(error.code)] : undefined
  const code = CODE_OF_STATUS[error.statusCode] ?? 'bad-input'
  return problem(error.statusCode, code, { message: error.message, ...(limitBytes !== undefined && { limitBytes }) })
}

/** What cannot be read as an address reaches no route and no error handler. */
function unreadable(error: Error, _request: unknown, reply: Pick<FastifyReply, 'raw'>): void {
  const { status, body } = httpProblem(error) ?? problem(500, 'bug')
  reply.raw.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body))
}

function addRoute(app: FastifyInstance, { deps, admit }: Doors, route: Route): void {
  app.route({
    method: route.method,
    url: route.url,
    ...((route.perMinute !== undefined || route.roles === 'public') && { config: { rateLimit: limitOf(route) } }),
    async handler(request, reply) {
      const session = await admit(route, request)
      if (route.url.startsWith('/api/') && route.method === 'GET') void reply.header('cache-control', 'no-store')
      return route.handle({ deps, request, reply, session: session ?? NO_SESSION })
    },
  })
}

/** A count of this route's own, by address where no session is needed. */
const limitOf = ({ roles, perMinute = CALLS_PER_MINUTE }: Route) => ({
  max: perMinute,
  timeWindow: '1 minute',
  ...(roles === 'public' && { keyGenerator: (request: FastifyRequest) => request.ip }),
})

const LiveQuery = z.object({ after: z.string().max(1000).optional() })

function addLive(app: FastifyInstance, { deps, admit }: Doors): void {
  const hub = live(deps.store.log, { report: (error) => deps.report({ message: 'live stream failed', error }), now: deps.now })
  app.addHook('preClose', async () => hub.close())
  app.get('/api/live', async (request, reply) => {
    const session = await admit({ roles: ROLES, method: 'GET' }, request)
    if (session === null) throw problem(401, 'no-session')
    // Nothing is told to who asks for the headers alone: held, such an answer would never end.
    if (request.method === 'HEAD') return reply.type(EVENTS).send()
    // A browser names its place in a stream it opens again by itself; a page that opens another one says it in the address.
    const { after } = read(LiveQuery, request.query)
    const lastEventId = request.headers['last-event-id'] ?? after
    if (hub.isFull(session.account.id)) throw problem(429, 'too-many-calls', { message: 'too many live streams of this account' })
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value)
    reply.raw.writeHead(200, { 'content-type': EVENTS, 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    const stays = async (): Promise<boolean> => sameRights(session, await sessionOf(deps, request.cookies[COOKIE]))
    const listener = { account: session.account, response: reply.raw, stays }
    await hub.join(listener, Array.isArray(lastEventId) ? lastEventId[0] : lastEventId)
  })
}

const sameRights = (before: Session, now: Session | null): boolean =>
  now !== null && now.account.role === before.account.role && now.account.agencyId === before.account.agencyId

/** The pages: files named by their content may be kept for ever, the entry page is asked for anew. Any other path is a screen of the page. */
function addPages(app: FastifyInstance, deps: ConsoleDeps): void {
  void app.register(fastifyStatic, {
    root: deps.webFolder,
    setHeaders: (reply, path) =>
      void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  app.setNotFoundHandler((request, reply) => {
    const isScreen = request.method === 'GET' && !request.url.startsWith('/api/') && (request.headers.accept ?? '').includes('text/html')
    const { status, body } = notFound()
    // The reply is not returned: waiting for one from here hangs a listener on the response for every hook it has passed.
    void (isScreen ? reply.sendFile('index.html') : reply.status(status).send(body))
  })
}
