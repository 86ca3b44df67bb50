/** Refusals of a sign-in that no protocol knows of. */
import { Refusal } from '../../core/index.js'

export const connectionChanged = (name: string): Refusal =>
  new Refusal({
    code: 'connection-changed',
    owner: 'user',
    detail: `connection "${name}" was changed while the Response was being verified`,
    remedy: 'Begin the sign-in again.',
  })

export const connectionNotEnabled = (name: string): Refusal =>
  new Refusal({
    code: 'connection-not-enabled',
    owner: 'sp',
    detail: `connection "${name}" carries no sign-ins: it was never enabled, is disabled, or its IdP was replaced since it was tested`,
    remedy: 'Test the connection, then enable it.',
    source: 'W05',
  })

export const userUnknown = (connection: string, login: string): Refusal =>
  new Refusal({
    code: 'user-unknown',
    owner: 'sp',
    detail: `nobody is known as "${login}" through connection "${connection}", and just-in-time provisioning is off`,
    remedy: 'Provision the person first, or set justInTimeProvisioning to true.',
    source: 'W07',
  })
