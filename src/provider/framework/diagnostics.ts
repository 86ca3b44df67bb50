/** What the provider tells the person at the terminal. Diagnostics are collected, never lost; a thrown one reaches the user whole. */

/** Attribute names (camelCase), list indexes and map keys, from the resource down. */
export type Path = readonly (string | number)[]

export interface Diagnostic {
  readonly severity: 'error' | 'warning'
  /** A title, without a full stop: "Invalid organization name". */
  readonly summary: string
  /** What was wrong, what came, what is allowed, and what to do next. */
  readonly detail: string
  readonly path: Path
}

export function error(summary: string, detail: string, path: Path = []): Diagnostic {
  return { severity: 'error', summary, detail, path }
}

export function warning(summary: string, detail: string, path: Path = []): Diagnostic {
  return { severity: 'warning', summary, detail, path }
}

/** Throw it from any verb: each diagnostic is shown as it is. */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(...diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join('\n'))
    this.name = 'DiagnosticError'
    this.diagnostics = diagnostics
  }
}

export function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error')
}

/** The one place that says whose mistake it is: the reader of a plan can do nothing about it but report it. */
export function providerMistake(what: string, path: Path = []): Diagnostic {
  return error(
    'Mistake in the provider',
    `${what}\n\nThis is a mistake in the provider, not in your configuration: please report it to its developers.`,
    path,
  )
}

/** A path as a person would write it in a configuration's terms: roleRules[0].group, labels["a.b"]. */
export function renderPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^[A-Za-z]\w*$/.test(step)) return `${text}[${JSON.stringify(step)}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
