/** Bodies about our own SAML keys: what an IdP encrypts to, and what our requests are signed with. Private keys never leave the service. */
import * as z from 'zod/mini'
import { Name, Timestamp } from '../core/index.js'

const use = z
  .enum(['signing', 'encryption'])
  .check(z.describe('signing: of our requests; encryption: of the IdP’s assertions to us.'))

export const SamlKeyInput = z.strictObject({ use }).check(z.meta({ id: 'SamlKeyInput' }))

export const SamlKeyBody = z
  .object({
    organization: Name,
    id: z.string(),
    use,
    state: z
      .enum(['next', 'active', 'old', 'retired'])
      .check(
        z.describe(
          'next: published, and decrypts, but not yet used; active: in use; old: no longer published, still decrypts; retired: its private key is gone.',
        ),
      ),
    certificate: z.string().check(z.describe('PEM, self-signed.')),
    fingerprint: z.string().check(z.describe('SHA-256 of the certificate, hexadecimal.')),
    notAfter: Timestamp,
    createdAt: Timestamp,
    activatedAt: z.nullable(Timestamp),
    retiredAt: z.nullable(Timestamp),
    knownFrom: Timestamp.check(
      z.describe('When IdPs that read our metadata daily have seen it: activate it from then on.'),
    ),
  })
  .check(z.meta({ id: 'SamlKeyBody' }))
export type SamlKeyBody = z.output<typeof SamlKeyBody>

export const SamlKeyActivationInput = z
  .strictObject({
    early: z._default(
      z
        .boolean()
        .check(
          z.describe('Use it before knownFrom: the IdPs have it already, or the old one is lost.'),
        ),
      false,
    ),
  })
  .check(z.meta({ id: 'SamlKeyActivationInput' }))
