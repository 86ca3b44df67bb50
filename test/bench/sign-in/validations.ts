/** Validation alone, in this process: every check, both signatures; beside node-saml, told to want both. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { peersFolder } from '../scim/contender.js'
import { relyingOn, validate, type Measured } from '../saml/ours.js'

export interface Validator {
  readonly name: string
  readonly run: (response: Measured) => Promise<void>
}

export const mortise: Validator = { name: 'Mortise', run: async (response) => validate(response) }

interface NodeSaml {
  readonly SAML: new (options: object) => {
    validatePostResponseAsync(form: object): Promise<{ profile: { nameID: string } | null }>
  }
}

export function nodeSaml(): Validator {
  const peer = createRequire(join(peersFolder, 'package.json'))
  const { SAML } = peer('@node-saml/node-saml') as NodeSaml
  const saml = new SAML({
    callbackUrl: relyingOn.acsUrl,
    issuer: relyingOn.spEntityId,
    audience: relyingOn.spEntityId,
    idpCert: relyingOn.idpCertificate,
    idpIssuer: relyingOn.idpEntityId,
    wantAuthnResponseSigned: true,
    wantAssertionsSigned: true,
    // The Responses are of another day; it must not mind.
    acceptedClockSkewMs: -1,
  })
  return {
    name: 'node-saml',
    run: async ({ samlResponse }) => {
      const { profile } = await saml.validatePostResponseAsync({ SAMLResponse: samlResponse })
      if (profile?.nameID !== 'ada@example.com') throw new Error('verified somebody else')
    },
  }
}

/** Milliseconds of processor time a validation. */
export async function cpuEach(
  { run }: Validator,
  response: Measured,
  count: number,
): Promise<number> {
  const before = process.cpuUsage()
  for (let index = 0; index < count; index++) await run(response)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / count
}
