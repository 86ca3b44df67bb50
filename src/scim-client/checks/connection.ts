/** Before anybody is sent: does it answer, to this token and to no other, and does it say truly what it can? */
import { isList, isObject } from '../../scim/index.js'
import { expectError, expectStatus, Failed, failedBy, listOf, textOf, type Check } from './check.js'

const isRfc: Check['only'] = ({ key }) => key === 'rfc'

export const connectionChecks: readonly Check[] = [
  {
    id: 'connection-test',
    title: 'What "Test connection" asks is answered 200',
    remedy: 'Answer it with 200, and an empty ListResponse where nobody is found.',
    source: 'Okta: Test Connector Configuration; Entra: Test Connection',
    run: async ({ client, manner, nobody }) => {
      const answer = await client.ask(manner.probe(nobody))
      expectStatus(answer, 200)
      if (!answer.json) throw failedBy(answer, 'JSON')
    },
  },
  {
    id: 'media-type',
    title: 'Answers are application/scim+json',
    remedy: 'Send Content-Type: application/scim+json, or application/json.',
    source: 'RFC 7644 §3.1',
    run: async ({ client, manner, nobody }) => {
      const answer = await client.ask(manner.lookUp(nobody))
      if (!/^application\/(scim\+)?json\b/i.test(answer.contentType))
        throw failedBy(answer, `application/scim+json, not "${answer.contentType.slice(0, 60)}"`)
    },
  },
  {
    id: 'token-refused',
    title: 'Without the token, or with another, the answer is 401',
    remedy: 'Answer 401 for a token that is missing, unknown, revoked or expired.',
    source: 'RFC 7644 §2, RFC 6750 §3.1',
    run: async ({ client, manner, nobody }) => {
      const ask = manner.lookUp(nobody)
      const other = 'scim-check-token-of-nobody-0123456789'
      for (const token of [undefined, other]) expectStatus(await client.withToken(token)(ask), 401)
    },
  },
  {
    id: 'configuration-told',
    title: 'ServiceProviderConfig says what is supported',
    remedy: 'Serve /ServiceProviderConfig with patch, bulk, filter, sort, etag and changePassword.',
    source: 'RFC 7643 §5',
    only: isRfc,
    run: async ({ client }) => {
      const answer = await client.ask({ method: 'GET', path: '/ServiceProviderConfig' })
      expectStatus(answer, 200)
      const names = ['patch', 'bulk', 'filter', 'sort', 'etag', 'changePassword']
      const missing = names.find((name) => {
        const said = answer.json?.[name]
        return !isObject(said) || typeof said['supported'] !== 'boolean'
      })
      if (missing !== undefined) throw failedBy(answer, `${missing}.supported, true or false`)
    },
  },
  {
    id: 'types-told',
    title: 'ResourceTypes name the endpoints there are',
    remedy:
      'List User, and Group only where groups are accepted, each with its endpoint and schema.',
    source: 'RFC 7643 §6',
    only: isRfc,
    run: async ({ client, hasGroups }) => {
      const answer = await client.ask({ method: 'GET', path: '/ResourceTypes' })
      const endpoints = listOf(answer).resources.map(({ endpoint }) => endpoint)
      const expected = hasGroups ? ['/Users', '/Groups'] : ['/Users']
      const missing = expected.find((one) => !endpoints.includes(one))
      if (missing !== undefined) throw failedBy(answer, `a resource type with endpoint ${missing}`)
      if (!hasGroups && endpoints.includes('/Groups'))
        throw failedBy(answer, 'no /Groups, which this server refuses')
    },
  },
  {
    id: 'schemas-told',
    title: 'Schemas declare the attributes of every type',
    remedy: 'Serve /Schemas with the schema each resource type names, and its attributes.',
    source: 'RFC 7643 §7',
    only: isRfc,
    run: async ({ client }) => {
      const types = listOf(await client.ask({ method: 'GET', path: '/ResourceTypes' }))
      const answer = await client.ask({ method: 'GET', path: '/Schemas' })
      const { resources } = listOf(answer)
      for (const { schema } of types.resources) {
        const found = resources.find(({ id }) => id === schema)
        if (!found || !isList(found['attributes']))
          throw failedBy(answer, `the attributes of ${textOf(schema)}`)
      }
    },
  },
  {
    id: 'me-refused',
    title: '/Me is refused: a token is nobody',
    remedy: 'Answer /Me with 501 where it is not offered.',
    source: 'RFC 7644 §3.11',
    only: isRfc,
    run: async ({ client }) => {
      const answer = await client.ask({ method: 'GET', path: '/Me' })
      if (answer.status === 404) return
      expectError(answer, 501)
    },
  },
  {
    id: 'unknown-endpoint',
    title: 'What is not there is 404',
    remedy: 'Answer unknown endpoints with 404 and a SCIM error body.',
    source: 'RFC 7644 §3.12',
    only: isRfc,
    run: async ({ client }) => {
      const answer = await client.ask({ method: 'GET', path: '/Nonsense' })
      if (answer.status === 200) throw new Failed('GET /Nonsense was answered 200', [answer.ask])
      expectStatus(answer, 404)
    },
  },
]
