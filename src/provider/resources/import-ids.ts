/** Import ids of what is named by people: anything may stand in such a name, slashes and question marks included. */
import { DiagnosticError, error } from '../framework/index.js'

const mark = '?space='

function wrong(id: string, form: string): DiagnosticError {
  return new DiagnosticError(
    error('Invalid import id', `It must be ${form}; what came was ${JSON.stringify(id)}.`),
  )
}

/** `acme/R&D/Ops`: an organization's name has no slash, so the first one ends it. @throws DiagnosticError */
export function importedNamed(id: string): {
  readonly organization: string
  readonly name: string
} {
  const slash = id.indexOf('/')
  const [organization, name] = [id.slice(0, Math.max(slash, 0)), id.slice(slash + 1)]
  if (organization === '' || name === '') throw wrong(id, 'organization/name')
  return { organization, name }
}

/** `acme/Admins?space=OrgA`, as the admin API has it; the last mark counts, and an empty space is none. @throws DiagnosticError */
export function importedGroup(id: string): {
  readonly organization: string
  readonly name: string
  readonly space: string | null
} {
  const at = id.lastIndexOf(mark)
  const [key, space] = at < 0 ? [id, ''] : [id.slice(0, at), id.slice(at + mark.length)]
  return { ...importedNamed(key), space: space === '' ? null : space }
}
