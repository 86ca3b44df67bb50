/** What Okta's API cannot be told by the provider. */
import type { Construct } from 'constructs'
import type { SamlServiceProvider } from '../claims.js'
import { ManualStep } from '../manual-step.js'

/** The page calls the certificate one that authenticates messages; it must be the SP's own, to encrypt to (S31a). */
export function encryptionStep(
  scope: Construct,
  label: string,
  { name, spMetadataUrl }: SamlServiceProvider,
): void {
  new ManualStep(scope, 'Encryption', {
    title: 'encrypt assertions',
    idp: 'Okta',
    ...(name === undefined ? {} : { connection: name }),
    path: [
      `Applications > Applications > ${label} > General > SAML Settings > Edit > Next`,
      'Show Advanced Settings, enter the values below, Next, then Finish',
    ],
    values: [
      { field: 'Assertion Encryption', value: 'Encrypted' },
      { field: 'Encryption Algorithm', value: 'AES256-GCM' },
      { field: 'Key Transport Algorithm', value: 'RSA-OAEP' },
      {
        field: 'Encryption Certificate',
        value: `the certificate with use="encryption" in ${spMetadataUrl ?? 'the service’s metadata'}`,
      },
    ],
    notes: ['Terraform may reset this when it updates the app: look again after an apply.'],
    proof: { event: 'encrypted-assertion', detail: 'a sign-in brings an encrypted assertion' },
    source: 'S31, S31a, W03',
  })
}
