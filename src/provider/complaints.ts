/** The service's findings, and our own, as Terraform shows them: on the attribute at fault, with code and remedy. */
import { Refusal, type Finding } from '../core/index.js'
import { DiagnosticError, error, type Diagnostic, type Path } from './framework/index.js'

/** `roleRules.0.role` → the attribute. Terraform cannot point into a set, so the path ends there. */
const pathOf = ({ path }: Finding): Path => (path ? path.split('.').slice(0, 1) : [])

const summaryOf = (code: string): string => {
  const words = code.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const diagnosticOf = (finding: Finding): Diagnostic =>
  error(
    summaryOf(finding.code),
    `${finding.detail}.\n\n${finding.remedy}\n\nCode: ${finding.code}`,
    pathOf(finding),
  )

/** Runs a parser of core for its complaints. */
export function complaintsOf(parse: () => unknown): readonly Diagnostic[] {
  try {
    parse()
    return []
  } catch (thrown) {
    if (Refusal.is(thrown)) return [diagnosticOf(thrown.finding)]
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
