/** The admin API as the resources speak to it: every Refusal of the service becomes a diagnostic on the attribute at fault. */
import {
  orUndefined,
  type AdminClient,
  type Answer,
  type CallOptions,
  type RouteName,
} from '../admin-api/index.js'
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

async function explained<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (thrown) {
    if (Refusal.is(thrown)) throw new DiagnosticError(diagnosticOf(thrown.finding))
    throw thrown
  }
}

export class ServiceClient {
  readonly #client: AdminClient

  constructor(client: AdminClient) {
    this.#client = client
  }

  /** @throws DiagnosticError with the service's finding */
  call<N extends RouteName>(name: N, options: CallOptions<N>): Promise<Answer<N>> {
    return explained(this.#client.call(name, options))
  }

  /** As `call`; `undefined` when there is no such object. */
  find<N extends RouteName>(name: N, options: CallOptions<N>): Promise<Answer<N> | undefined> {
    return explained(orUndefined(this.#client.call(name, options)))
  }
}

/** A resource of this name was made by someone else; Terraform must not take it over unasked. */
export const changedMeanwhile = (what: string): DiagnosticError =>
  new DiagnosticError(
    error(
      'Changed since the plan',
      `${what} was changed by someone else after this plan was made; nothing was overwritten.\n\nPlan again to see both changes, then apply.\n\nCode: version-conflict`,
    ),
  )
