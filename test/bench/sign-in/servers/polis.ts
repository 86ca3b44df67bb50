/** Ory Polis (SAML Jackson) as it is fastest: everything in memory, behind the leanest HTTP server Node has. It ends where it sends the browser on with its code. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { idp, peerSite, publicUrl } from '../sites.js'

const [, , , idpCert = ''] = process.argv
const bare = idpCert.replace(/-----(BEGIN|END) CERTIFICATE-----|\s/g, '')
const idpMetadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="${idp.entityId}"><md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>${bare}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor><md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="${idp.ssoUrl}"/></md:IDPSSODescriptor></md:EntityDescriptor>`

interface Redirected {
  readonly redirect_url?: string
}
interface Controllers {
  readonly connectionAPIController: {
    createSAMLConnection(connection: object): Promise<{ readonly clientID: string }>
  }
  readonly oauthController: {
    authorize(request: object): Promise<Redirected>
    samlResponse(form: object): Promise<Redirected>
  }
}
const { controllers } = createRequire(import.meta.url)('@boxyhq/saml-jackson') as {
  readonly controllers: (options: object) => Promise<Controllers>
}

const quiet = (): undefined => undefined
const { connectionAPIController, oauthController } = await controllers({
  externalUrl: publicUrl,
  samlPath: peerSite.acsPath,
  samlAudience: peerSite.entityId,
  clientSecretVerifier: 'bench',
  db: { engine: 'mem' },
  logger: { info: quiet, warn: quiet, error: quiet },
  noAnalytics: true,
})

const connection = await connectionAPIController.createSAMLConnection({
  ...{ tenant: 'bench.example', product: 'bench', rawMetadata: idpMetadata },
  ...{ defaultRedirectUrl: `${publicUrl}/app`, redirectUrl: [`${publicUrl}/app`] },
})

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

async function begin(): Promise<string | undefined> {
  const { redirect_url: url } = await oauthController.authorize({
    ...{ client_id: connection.clientID, redirect_uri: `${publicUrl}/app` },
    ...{ response_type: 'code', state: 'state', code_challenge: '', code_challenge_method: '' },
  })
  return url
}

async function consume(request: IncomingMessage): Promise<string | undefined> {
  const form = await formOf(request)
  const { redirect_url: url } = await oauthController.samlResponse({
    SAMLResponse: form.get('SAMLResponse') ?? '',
    RelayState: form.get('RelayState') ?? '',
  })
  // An error is a redirect too.
  return url?.includes('code=') ? url : undefined
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isLogin = request.url?.startsWith(peerSite.loginPath) ?? false
  const location = await (isLogin ? begin() : consume(request))
  if (location === undefined) response.writeHead(403).end()
  else response.writeHead(isLogin ? 302 : 303, { location }).end()
}

const server = createServer((request, response) => {
  answer(request, response).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    response.writeHead(500).end(String(error))
  })
})
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`)
})
