/** A service and a practice IdP with people, connections in several standings and attempts of every outcome: what the pages show. */
import { startPracticeIdp, type PracticeIdp } from '../../src/practice-idp/index.js'
import { askIdp, furnish, furnishOnly, post, signIn } from '../service/people.js'
import { startTestService, type TestService } from '../service/support.js'

export const root = 'root@acme.example'
export const password = 'correct horse battery staple'

export interface Stage {
  readonly service: TestService
  readonly idp: PracticeIdp
  /** Reference of a sign-in that was refused. */
  readonly refused: string
  close(): Promise<void>
}

export async function makeAdministrator({ admin }: TestService): Promise<void> {
  const path = `/organizations/acme/administrators/${root}`
  await admin('PUT', path, { displayName: 'Root' })
  await admin('PUT', `${path}/password`, { password })
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
  return (await post(answer)).json.reference ?? ''
}

export async function setStage(): Promise<Stage> {
  const service = await startTestService()
  const idp = await startPracticeIdp({ port: 0, now: service.clock.now })
  await furnish(service, idp)
  await furnishOnly(service, idp, 'acme-next')
  await furnishOnly(service, idp, 'acme-entra', {
    attributeMapping: { email: 'nothing-sends-this' },
  })
  await makeAdministrator(service)
  await runTest(service, idp, 'acme-okta')
  await runTest(service, idp, 'acme-next')
  await runTest(service, idp, 'acme-entra')
  await signIn(service, idp)
  const refused = await refuseOne(service, idp)
  return {
    ...{ service, idp, refused },
    close: async () => {
      await service.close()
      await idp.close()
    },
  }
}
