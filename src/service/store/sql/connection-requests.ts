/** Requests for connections as rows. */
import { ConnectionRequestInput } from '../../../admin-api/index.js'
import { parseWith } from '../../../core/index.js'
import type { ConnectionRequests } from '../store.js'
import { SqlOfOrganization } from './of-organization.js'

export class SqlConnectionRequests
  extends SqlOfOrganization<ConnectionRequestInput>
  implements ConnectionRequests
{
  protected readonly table = 'connection_requests'

  protected parse(stored: unknown): ConnectionRequestInput {
    return parseWith(ConnectionRequestInput, stored)
  }
}
