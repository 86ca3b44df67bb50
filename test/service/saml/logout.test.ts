/** Single logout both ways, end to end: a person signs out here and there; an IdP ends sessions here. */
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createHash } from 'node:crypto'
import { startPracticeIdp, type PracticeIdp } from '../../../src/practice-idp/index.js'
import { newKeyText, parseSecretKeys } from '../../../src/service/secrets/keys.js'
import { furnish, signIn } from '../people.js'
import type { TestService } from '../support.js'
import { startKeyedService } from './support.js'

type Binding = 'redirect' | 'post'

let service: TestService
const idps = new Map<Binding | 'none', PracticeIdp>()
const secretKeys = parseSecretKeys(newKeyText(), 'test')

afterAll(() => Promise.all([...idps.values()].map((each) => each.close())))
beforeEach(async () => {
  service = await startKeyedService({ secretKeys })
  if (idps.size > 0) return
  const now = () => service.clock.now()
  idps.set('redirect', await startPracticeIdp({ port: 0, now, singleLogout: ['redirect', 'post'] }))
  idps.set('post', await startPracticeIdp({ port: 0, now, singleLogout: ['post'] }))
})
afterEach(() => service.close())

const idpBy = (binding: Binding): PracticeIdp => {
  const idp = idps.get(binding)
  if (!idp) throw new Error(binding)
  return idp
}

async function furnished(binding: Binding = 'redirect', policy: object = {}): Promise<PracticeIdp> {
  const idp = idpBy(binding)
  await furnish(service, idp, 'acme-okta', { policy })
  const metadata = (await service.get('/saml/acme-okta/metadata')).text
  await fetch(`${idp.url}/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ metadata }),
  })
  return idp
}

const isSignedIn = async (cookie: string): Promise<boolean> =>
  (await service.get('/', { cookie, accept: 'application/json' })).status === 200

const signOut = (cookie: string, accept = 'text/html') =>
  fetch(`${service.url}/sign-out`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, accept, origin: service.url },
  })

const fieldsIn = (html: string): Record<string, string> =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)].map((it) => [
      it[1] ?? '',
      it[2] ?? '',
    ]),
  )
const actionIn = (html: string): string => /<form[^>]* action="([^"]*)"/.exec(html)?.[1] ?? ''
const postForm = (url: string, fields: Record<string, string>) =>
  fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { accept: 'text/html' },
    body: new URLSearchParams(fields),
  })

interface Carried {
  readonly binding: Binding
  readonly location: string
  readonly action: string
  readonly fields: Record<string, string>
}

/** What the IdP sends to end sessions. */
async function idpAsks(idp: PracticeIdp, wanted: Record<string, string> = {}): Promise<Carried> {
  const answer = await fetch(`${idp.url}/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      entityId: `${service.url}/saml/acme-okta/metadata`,
      nameId: 'ada@example.com',
      ...wanted,
    }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  return (await answer.json()) as Carried
}

const carry = ({ binding, location, action, fields }: Carried) =>
  binding === 'redirect' ? fetch(location, { redirect: 'manual' }) : postForm(action, fields)

async function codeBehind(response: Response): Promise<string | undefined> {
  expect(response.status).toBe(403)
  const reference = /reference ([0-9a-f]+)/.exec(await response.text())?.[1] ?? ''
  return (await service.client.call('getSignInAttempt', { params: { reference } })).finding?.code
}

describe('begun here', () => {
  test('by redirect: the session ends first, then the IdP is told, and its answer is believed', async () => {
    await furnished()
    const cookie = await signIn(service, idpBy('redirect'))
    const left = await signOut(cookie)
    expect(await isSignedIn(cookie)).toBe(false)
    const there = left.headers.get('refresh')?.replace('0;url=', '') ?? ''
    expect(there).toMatch(/\/slo\?SAMLRequest=.*&SigAlg=.*&Signature=/)
    const back = await fetch(there, { redirect: 'manual' })
    const done = await fetch(back.headers.get('location') ?? '')
    expect(done.status).toBe(200)
    expect(await done.text()).toContain('signed out here and at your identity provider')
  })

  test('by form, where the IdP offers nothing else', async () => {
    await furnished('post')
    const page = await (await signOut(await signIn(service, idpBy('post')))).text()
    const answer = await (await postForm(actionIn(page), fieldsIn(page))).text()
    const done = await postForm(actionIn(answer), fieldsIn(answer))
    expect(await done.text()).toContain('signed out here and at your identity provider')
  })

  test('says so when the IdP could not do all of it', async () => {
    await furnished()
    const left = await signOut(await signIn(service, idpBy('redirect')))
    const there = left.headers.get('refresh')?.replace('0;url=', '') ?? ''
    const back = await fetch(`${there}&misbehave=partial`, { redirect: 'manual' })
    const done = await fetch(back.headers.get('location') ?? '')
    expect(await done.text()).toContain('could not sign you out everywhere')
  })

  test('its answer is good once', async () => {
    await furnished()
    const left = await signOut(await signIn(service, idpBy('redirect')))
    const back = await fetch(left.headers.get('refresh')?.replace('0;url=', '') ?? '', {
      redirect: 'manual',
    })
    const location = back.headers.get('location') ?? ''
    expect((await fetch(location)).status).toBe(200)
    expect(await codeBehind(await fetch(location))).toBe('logout-request-unknown')
  })

  test('a program is told where to go, signed in nowhere any more', async () => {
    await furnished()
    const cookie = await signIn(service, idpBy('redirect'))
    const told = (await (await signOut(cookie, 'application/json')).json()) as Carried
    expect(told.binding).toBe('redirect')
    expect(await isSignedIn(cookie)).toBe(false)
  })

  test('is here only where the connection takes no part', async () => {
    await furnished('redirect', { singleLogout: false })
    const left = await signOut(await signIn(service, idpBy('redirect')))
    expect([left.status, left.headers.get('refresh')]).toEqual([303, null])
    expect((await service.get('/saml/acme-okta/slo')).status).toBe(404)
    expect((await service.get('/saml/acme-okta/metadata')).text).not.toContain(
      'SingleLogoutService',
    )
  })
})

describe('begun by the IdP', () => {
  test.each(['redirect', 'post'] as const)(
    'by %s: every session of the person ends, nobody else’s',
    async (binding) => {
      const idp = await furnished(binding)
      const cookies = [await signIn(service, idp), await signIn(service, idp)]
      const other = await signIn(service, idp, 'grace')
      const answered = await carry(await idpAsks(idp, { binding }))
      expect(await Promise.all(cookies.map(isSignedIn))).toEqual([false, false])
      expect(await isSignedIn(other)).toBe(true)
      const answer =
        binding === 'redirect' ? answered.headers.get('location') : actionIn(await answered.text())
      expect(answer).toContain(`${idp.url}/slo`)
    },
  )

  test('by SessionIndex: that session alone', async () => {
    const idp = await furnished()
    const [first, second] = [await signIn(service, idp), await signIn(service, idp)]
    const token = (cookie: string) => cookie.split('=')[1] ?? ''

    const hash = createHash('sha256').update(token(first)).digest('hex')
    const { sessionIndex } = (await service.store.samlSessions.find(hash)) ?? {}
    await carry(await idpAsks(idp, { sessionIndex: sessionIndex ?? '' }))
    expect(await Promise.all([first, second].map(isSignedIn))).toEqual([false, true])
  })

  test('the same request again is refused; what it ended stays ended', async () => {
    const idp = await furnished()
    const asked = await idpAsks(idp)
    expect((await carry(asked)).status).toBe(302)
    const cookie = await signIn(service, idp)
    expect(await codeBehind(await carry(asked))).toBe('logout-replayed')
    expect(await isSignedIn(cookie)).toBe(true)
  })

  test.each([
    ['unsigned', (it: string) => it.replace(/&SigAlg.*/, ''), 'signature-missing'],
    [
      'changed',
      (it: string) => it.replace('SAMLRequest=', 'RelayState=x&SAMLRequest='),
      'signature-invalid',
    ],
  ])('%s, it ends nothing', async (_, change, code) => {
    const idp = await furnished()
    const cookie = await signIn(service, idp)
    const asked = await idpAsks(idp)
    const response = await carry({ ...asked, location: change(asked.location) })
    expect(await codeBehind(response)).toBe(code)
    expect(await isSignedIn(cookie)).toBe(true)
  })

  test('an hour old, it ends nothing', async () => {
    const idp = await furnished()
    const asked = await idpAsks(idp)
    service.clock.advance(60)
    const cookie = await signIn(service, idp)
    expect(await codeBehind(await carry(asked))).toBe('logout-issued-too-long-ago')
    expect(await isSignedIn(cookie)).toBe(true)
  })

  test('an administrator’s session with a password is none of the IdP’s', async () => {
    const idp = await furnished()
    const sessions = await service.store.transaction((tx) =>
      tx.samlSessions.end({
        connection: 'acme-okta',
        idpEntityId: idp.entityId,
        nameId: 'nobody',
        sessionIndexes: [],
      }),
    )
    expect(sessions).toBe(0)
  })
})

test('metadata says where: by both bindings', async () => {
  await furnished()
  const metadata = (await service.get('/saml/acme-okta/metadata')).text
  const urls = [...metadata.matchAll(/<md:SingleLogoutService [^>]*Location="([^"]*)"/g)]
  expect(urls.map(([, url]) => url)).toEqual(Array(2).fill(`${service.url}/saml/acme-okta/slo`))
})
