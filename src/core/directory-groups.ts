/** Groups where a directory reports them: whether it, and not a sign-in, says who is in which. */
import { membershipAfter, type Membership } from './membership.js'
import type { Settings } from './settings.js'
import type { Standing } from './standing.js'
import { traceLine } from './trace.js'

/** S60: with groups in SCIM and SCIM before JIT, a sign-in leaves them to SCIM, whichever came first. */
export const isDrivenByDirectory = (
  { preset, directory = false }: Pick<Standing, 'preset' | 'directory'>,
  { precedence }: Pick<Settings, 'precedence'>,
): boolean => directory && preset.scim?.groups === true && precedence === 'scim'

const directoryBecause = 'the directory says who is in which group (precedence is scim)'

export function membershipByDirectory(standing: Standing, { groupMapping }: Settings): Membership {
  const { preset, groups, held, directoryGroups } = standing
  if (directoryGroups === undefined) {
    const line = traceLine('ignored', 'group', 'groups', directoryBecause, 'S60')
    return { groups: held, trace: [line] }
  }
  const context = { groupMapping, reporter: 'directory' } as const
  return membershipAfter(preset, groups, held, directoryGroups, context)
}
