/** The HTTP side of the practice IdP: routes, limits, headers, errors. */
import formbody from '@fastify/formbody'
import helmet from '@fastify/helmet'
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import * as z from 'zod/mini'
import { type Finding, parseWith, Refusal } from '../core/index.js'
import { stylesheet, submitScript } from './assets.js'
import type { Identity, Site } from './identity.js'
import { answerLogout, askForLogout } from './logout.js'
import { idpMetadata, type MetadataChoices } from './metadata.js'
import { misbehaviours, samlMisbehaviourNamed } from './misbehaviour.js'
import type { Apps } from './apps.js'
import type { Clients } from './oidc/clients.js'
import type { Grants } from './oidc/grants.js'
import type { Guise } from './oidc/guises.js'
import type { KeyRing } from './oidc/keys.js'
import { mountOidc } from './oidc/routes.js'
import { answerPage, homePage, refusalPage, signInPage } from './pages.js'
import { people } from './people.js'
import { mountProvisioning } from './provision.js'
import { sendPage, wantsJson } from './replies.js'
import { type Answer, answerFor, type Asked, getPerson, readSignIn } from './sign-in.js'

export interface ServerDeps {
  readonly identity: Identity
  readonly metadata: MetadataChoices
  /** A key nobody knows, and its certificate. */
  readonly stranger: () => Promise<Identity>
  readonly apps: Apps
  readonly clients: Clients
  readonly grants: Grants
  readonly keys: KeyRing
  readonly guise: Guise | undefined
  /** Known once the server listens. */
  readonly site: () => Site
  readonly now: () => Date
  readonly log: (line: string) => void
}

const text = z.optional(z.string().check(z.maxLength(64 * 1024, 'is too long')))

// Not strict: other products add parameters of their own.
const Fields = z.object({
  SAMLRequest: text,
  SAMLResponse: text,
  SigAlg: text,
  Signature: text,
  RelayState: text,
  binding: z.optional(z.enum(['redirect', 'post'])),
  acsUrl: text,
  audience: text,
  person: text,
  misbehave: text,
})

function sendAnswer(request: FastifyRequest, reply: FastifyReply, answer: Answer): FastifyReply {
  if (wantsJson(request)) return reply.header('cache-control', 'no-store').send(answer)
  const { acsUrl, ...fields } = answer
  return sendPage(reply, answerPage(acsUrl, fields), new URL(acsUrl).origin)
}

function sendRefusal(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  finding: Omit<Finding, 'owner'>,
): FastifyReply {
  reply.code(status)
  if (wantsJson(request)) return reply.send(finding)
  return sendPage(reply, refusalPage(finding))
}

const unreadable = (error: FastifyError): Omit<Finding, 'owner'> => ({
  code: 'request-unreadable',
  detail: error.message,
  remedy: 'Send a form or JSON of at most 256 KB.',
})

const notFound: Omit<Finding, 'owner'> = {
  code: 'not-found',
  detail: 'There is nothing at this address.',
  remedy: 'Begin at the service, or open / for what this practice IdP offers.',
}

const broken: Omit<Finding, 'owner'> = {
  code: 'internal-error',
  detail: 'The practice IdP failed; its log says why.',
  remedy: 'Try again, and report what the log says.',
}

function handleErrors(app: FastifyInstance, { log }: ServerDeps): void {
  app.setNotFoundHandler((request, reply) => sendRefusal(request, reply, 404, notFound))
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    if (Refusal.is(error)) return sendRefusal(request, reply, 400, error.finding)
    const { statusCode = 500 } = error
    if (statusCode < 500) return sendRefusal(request, reply, statusCode, unreadable(error))
    log(error.stack ?? error.message)
    return sendRefusal(request, reply, 500, broken)
  })
}

function mountStatic(app: FastifyInstance, { identity, site, metadata }: ServerDeps): void {
  app.get('/', (_, reply) => sendPage(reply, homePage(site())))
  app.get('/people', () => people)
  app.get('/misbehaviours', () => misbehaviours)
  app.get('/metadata', (_, reply) =>
    reply.type('application/samlmetadata+xml').send(idpMetadata(site(), identity, metadata)),
  )
  app.get('/style.css', (_, reply) => reply.type('text/css; charset=utf-8').send(stylesheet))
  app.get('/submit.js', (_, reply) =>
    reply.type('text/javascript; charset=utf-8').send(submitScript),
  )
}

function mountSignIn(app: FastifyInstance, deps: ServerDeps): void {
  const { identity, stranger, site, now, apps } = deps
  const showSignIn = (binding: 'redirect' | 'post', input: unknown, reply: FastifyReply) => {
    const { SAMLRequest, RelayState, SigAlg, Signature, misbehave } = parseWith(Fields, input)
    const asked: Asked = { SAMLRequest, RelayState, binding, SigAlg, Signature }
    const { audience } = readSignIn(asked, { site: site(), apps })
    const choices = misbehaviours.filter(({ protocol }) => protocol === 'saml')
    const fields = { ...asked, misbehave }
    const page = signInPage({ asker: audience, action: '/sign-in', fields, choices })
    return sendPage(reply, page)
  }
  app.get('/sso', (request, reply) => showSignIn('redirect', request.query, reply))
  app.post('/sso', (request, reply) => showSignIn('post', request.body, reply))
  app.post('/sign-in', async (request, reply) => {
    const { person, misbehave, ...asked } = parseWith(Fields, request.body)
    const signIn = readSignIn(asked, { site: site(), apps })
    const misbehaviour = samlMisbehaviourNamed(misbehave)
    const means = { site: site(), identity, stranger, apps, now: now(), misbehaviour }
    const answer = await answerFor(signIn, getPerson(person), means)
    return sendAnswer(request, reply, answer)
  })
}

function mountApps(app: FastifyInstance, { apps }: ServerDeps): void {
  app.post('/apps', async (request, reply) => {
    const { entityId, acsUrls, encryption = null, requireSigned } = apps.register(request.body)
    return reply.code(201).send({ entityId, acsUrls, encryption, requireSigned })
  })
}

function mountLogout(app: FastifyInstance, deps: ServerDeps): void {
  const means = () => ({ ...deps, site: deps.site(), now: deps.now() })
  const answer = (binding: 'redirect' | 'post', input: unknown, reply: FastifyReply) => {
    const { SAMLRequest, SAMLResponse, misbehave, ...rest } = parseWith(Fields, input)
    // What an app answers ends here: there was no session to begin with.
    if (SAMLRequest === undefined && SAMLResponse !== undefined)
      return reply.send({ signedOut: true })
    const { RelayState, SigAlg, Signature } = rest
    const arrived = { parameter: 'SAMLRequest', message: SAMLRequest ?? '', binding } as const
    const carried = answerLogout({ ...arrived, RelayState, SigAlg, Signature }, means(), misbehave)
    if (carried.binding === 'redirect') return reply.redirect(carried.location, 302)
    const { action, fields } = carried
    return sendPage(reply, answerPage(action, fields), new URL(action).origin)
  }
  app.get('/slo', (request, reply) => answer('redirect', request.query, reply))
  app.post('/slo', (request, reply) => answer('post', request.body, reply))
  app.post('/sign-out', async (request, reply) =>
    reply.header('cache-control', 'no-store').send(askForLogout(request.body, means())),
  )
}

/** Everything mounted, not yet listening. */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = fastify({ bodyLimit: 256 * 1024, logger: false })
  await app.register(helmet, {
    contentSecurityPolicy: false,
    // Loopback has no TLS to insist on.
    strictTransportSecurity: false,
    // The default, no-referrer, makes the POST to the ACS come from Origin "null", unlike any real IdP's.
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
  })
  await app.register(formbody, { bodyLimit: 256 * 1024 })
  app.addHook('onResponse', async ({ method, url }, { statusCode }) =>
    deps.log(`${method} ${url.split('?')[0]} ${statusCode}`),
  )
  handleErrors(app, deps)
  mountStatic(app, deps)
  mountApps(app, deps)
  mountLogout(app, deps)
  mountSignIn(app, deps)
  mountProvisioning(app)
  const stranger = async () => (await deps.stranger()).privateKey
  mountOidc(app, { ...deps, stranger })
  return app
}
