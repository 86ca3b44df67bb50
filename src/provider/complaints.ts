/** The service's findings, and our own, as Terraform shows them: on the attribute at fault, with code and remedy. */
import { Refusal, type Finding } from '../core/index.js'
import { DiagnosticError, error, type Diagnostic, type Path } from './framework/index.js'

/** Names a resource has otherwise than the finding's path: `connection` is a word Terraform keeps for itself. */
const renamed: Readonly<Record<string, string>> = {
  connection: 'connectionName',
  clientSecret: 'clientSecretWo',
}

/** `settings.idpInitiated` → the attribute. What lies inside a set cannot be pointed at; the path then ends there by itself. */
const pathOf = ({ path }: Finding): Path =>
  (path?.split('.') ?? []).map((step, index) => (index === 0 ? (renamed[step] ?? step) : step))

/** Findings speak of fields as the admin API has them; whoever reads a plan wrote idp_metadata_url. What stands in quotes is a value. */
const inTheirWords = (text: string): string =>
  text
    .split('"')
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/\b[a-z]+(?:[A-Z][a-z0-9]+)+\b/g, snakeCase),
    )
    .join('"')

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const summaryOf = (code: string): string => {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const textOf = ({ code, detail, remedy }: Finding): string =>
  `${inTheirWords(detail)}.\n\n${inTheirWords(remedy)}\n\nCode: ${code}`

/** @param at - the attribute to show it on, where the finding itself names none that the resource has */
export const diagnosticOf = (finding: Finding, at?: Path): Diagnostic =>
  error(summaryOf(finding.code), textOf(finding), at ?? pathOf(finding))

/** Allowed, and yet worth a word. */
export const warningOf = (finding: Finding, at?: Path): Diagnostic => ({
  ...diagnosticOf(finding, at),
  severity: 'warning',
})

/** Runs a parser of core for its complaints. @param at - as for `diagnosticOf` */
export function complaintsOf(parse: () => unknown, at?: Path): readonly Diagnostic[] {
  try {
    parse()
    return []
  } catch (thrown) {
    if (Refusal.is(thrown)) return [diagnosticOf(thrown.finding, at)]
    throw thrown
  }
}

/** @throws DiagnosticError where the promise fails with a Refusal */
export async function explained<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (thrown) {
    if (Refusal.is(thrown)) throw new DiagnosticError(diagnosticOf(thrown.finding))
    throw thrown
  }
}

const importBlock = (type: string, id: string): string =>
  `  import {\n    to = ${type}.NAME   # its name in your configuration\n    id = ${JSON.stringify(id)}\n  }`

/** Environment variable that allows a create to take over what is identical. */
export const adoptVariable = 'MORTISE_ADOPT_IDENTICAL'

/** An object of this name was made by someone else, or by an apply that was killed: Terraform must not take it over unasked. */
export function existsAlready(
  { type, id }: { readonly type: string; readonly id: string },
  isIdentical: boolean,
): DiagnosticError {
  const what = isIdentical
    ? `${type} "${id}" exists already, exactly as configured: most likely an apply was cut off before Terraform could write its state. Nothing is lost, and nothing was changed.\n\nTake it over with an import block, or, if there are many, run this apply once with ${adoptVariable}=true in the environment:`
    : `${type} "${id}" exists already, and differs from the configuration; nothing was changed.\n\nChoose another name, or take the existing one over with an import block, and plan to see the differences:`
  return new DiagnosticError(
    error('Already exists', `${what}\n\n${importBlock(type, id)}\n\nCode: already-exists`),
  )
}

/** Between plan and apply. */
export const changedMeanwhile = (what: string): DiagnosticError =>
  new DiagnosticError(
    error(
      'Changed since the plan',
      `${what} was changed by someone else after this plan was made; nothing was overwritten.\n\nPlan again to see both changes, then apply.\n\nCode: version-conflict`,
    ),
  )
