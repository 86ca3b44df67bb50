/** Changes of a program, by path; the resources that are meant most have names of their own. */
export type Json = Record<string, unknown>

/** A change of a program in place. */
export type Step = (program: Json) => void

const names: Readonly<Record<string, string>> = {
  okta: 'resource.okta_app_saml.acme',
  oauth: 'resource.okta_app_oauth.acme',
  entra: 'resource.azuread_application.acme',
  principal: 'resource.azuread_service_principal.acme',
  policy: 'resource.azuread_claims_mapping_policy.acme',
  certificate: 'resource.azuread_service_principal_token_signing_certificate.acme',
  secret: 'resource.azuread_synchronization_secret.acme',
  saml: 'resource.mortise_saml_connection.acme',
  oidc: 'resource.mortise_oidc_connection.acme',
  organization: 'resource.mortise_organization.acme',
  group: 'resource.mortise_group.engineers',
  directory: 'resource.mortise_directory.people',
}

function stepsOf(path: string): readonly string[] {
  const [first = '', ...rest] = path.split('.')
  return [...(names[first] ?? first).split('.'), ...rest]
}

/** Where a path leads, with objects made on the way. */
function holderOf(program: Json, path: string): readonly [Json, string] {
  const steps = stepsOf(path)
  const last = steps.at(-1) ?? ''
  const holder = steps.slice(0, -1).reduce<Json>((at, step) => {
    at[step] ??= {}
    return at[step] as Json
  }, program)
  return [holder, last]
}

export function read(program: Json, path: string): unknown {
  const [holder, name] = holderOf(program, path)
  return holder[name]
}

/** What is undefined afterwards is gone. */
export const edit =
  (path: string, change: (before: unknown) => unknown): Step =>
  (program) => {
    const [holder, name] = holderOf(program, path)
    const after = change(holder[name])
    if (after === undefined) Reflect.deleteProperty(holder, name)
    else holder[name] = after
  }

/** A copy each time: what is set is changed again. */
export const set = (path: string, value: unknown): Step => edit(path, () => structuredClone(value))
export const drop = (path: string): Step => edit(path, () => undefined)
export const append = (path: string, text: string): Step =>
  edit(path, (before) => `${String(before)}${text}`)
export const replace = (path: string, from: string, to: string): Step =>
  edit(path, (before) => String(before).replace(from, to))
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
export const push = (path: string, item: unknown): Step =>
  edit(path, (before) => [...listIn(before), item])
export const pop = (path: string): Step => edit(path, (before) => listIn(before).slice(0, -1))
export const shift = (path: string): Step => edit(path, (before) => listIn(before).slice(1))

export const all =
  (...steps: readonly Step[]): Step =>
  (program) =>
    steps.forEach((step) => step(program))

/** A program, changed. */
export const changed =
  (program: () => Json, ...steps: readonly Step[]): (() => Json) =>
  () => {
    const made = program()
    all(...steps)(made)
    return made
  }
