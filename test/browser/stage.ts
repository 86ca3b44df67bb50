/** A service and a practice IdP with people, connections in several standings and attempts of every outcome: what the pages show. */
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, furnishOnly, post, signIn } from '../service/people.js'
import { startTestService, type TestService } from '../service/support.js'

/** Whose addresses lead to its connection. */
export const domain = 'acme.example'

export const root = 'root@acme.example'
export const password = 'correct horse battery staple'

export interface Stage {
  readonly service: TestService
  readonly idp: PracticeIdp
  /** Reference of a sign-in that was refused. */
  readonly refused: string
  close(): Promise<void>
}

async function makeAdministrator(service: TestService): Promise<void> {
  const path = `/organizations/acme/administrators/${root}`
  await service.admin('PUT', path, { displayName: 'Root' })
  await service.admin('PUT', `${path}/password`, { password })
}

/** A test of the connection, opened and answered by a person. */
async function runTest(service: TestService, idp: PracticeIdp, name: string): Promise<void> {
  const { url } = await service.client.call('createConnectionTest', { params: { name } })
  const opened = await service.get((url ?? '').slice(service.url.length))
  await post(await askIdp(idp, opened.headers.get('location') ?? ''))
}

async function refuseOne(service: TestService, idp: PracticeIdp): Promise<string> {
  const begun = await service.get('/saml/acme-okta/login')
  const answer = await askIdp(idp, begun.headers.get('location') ?? '', 'grace')
  await post(answer)
  service.clock.advance(1)
  return (await post(answer)).json.reference ?? ''
}

/** The domain is the organization's, and DNS says so. */
async function verifyDomain(
  service: TestService,
  connection: string,
  txt: Map<string, string[]>,
): Promise<void> {
  const path = `/organizations/acme/domains/${domain}`
  const { json } = await service.admin('PUT', path, { connection })
  txt.set(String(json['recordName']), [String(json['recordValue'])])
  await service.admin('POST', `${path}/verify`)
}

export async function setStage(): Promise<Stage> {
  const txt = new Map<string, string[]>()
  const service = await startTestService({ resolveTxt: async (name) => txt.get(name) ?? [] })
  const idp = await startPracticeIdp({ port: 0, now: service.clock.now })
  await furnish(service, idp)
  await furnishOnly(service, idp, 'acme-next')
  await furnishOnly(service, idp, 'acme-entra', {
    attributeMapping: { email: 'nothing-sends-this' },
  })
  await makeAdministrator(service)
  await verifyDomain(service, 'acme-okta', txt)
  // A minute between them, so that their order is always the same.
  for (const name of ['acme-okta', 'acme-next', 'acme-entra']) {
    await runTest(service, idp, name)
    service.clock.advance(1)
  }
  await signIn(service, idp)
  service.clock.advance(1)
  const refused = await refuseOne(service, idp)
  service.clock.advance(1)
  return {
    ...{ service, idp, refused },
    close: async () => {
      await service.close()
      await idp.close()
    },
  }
}
