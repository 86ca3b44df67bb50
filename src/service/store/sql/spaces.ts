/** Spaces as rows. */
import { parseWith, SpaceInput } from '../../../core/index.js'
import type { Spaces } from '../store.js'
import { SqlOfOrganization } from './of-organization.js'
import { textOf } from './runner.js'

const leave = `
  UPDATE people SET spaces = (
    SELECT json_group_array(json(value)) FROM json_each(people.spaces) WHERE json_extract(value, '$.space') <> ?
  )
  WHERE organization = ?
    AND EXISTS (SELECT 1 FROM json_each(people.spaces) WHERE json_extract(value, '$.space') = ?)`

export class SqlSpaces extends SqlOfOrganization<SpaceInput> implements Spaces {
  protected readonly table = 'spaces'

  protected parse(stored: unknown): SpaceInput {
    return parseWith(SpaceInput, stored)
  }

  names(organization: string): Promise<readonly string[]> {
    return this.sql.configured(`spaces of ${organization}`, async () => {
      const rows = await this.sql.all(
        'SELECT name FROM spaces WHERE organization = ? ORDER BY name',
        organization,
      )
      return rows.map((row) => textOf(row, 'name'))
    })
  }

  override async remove(organization: string, name: string): Promise<boolean> {
    await this.sql.run(leave, name, organization, name)
    return super.remove(organization, name)
  }
}
