/** Secrets: written down nowhere, and kept in no state where there is another way. No row tells a secret's text. */
import { Sealed, type Value } from '../../program/index.js'
import type { Facts } from '../sides/facts.js'
import { isWatched, secretArguments, sideOf } from '../sides/secret-arguments.js'
import {
  isWriteOnly,
  keptArguments,
  keptAttributes,
  leavesIn,
  leavesOf,
  literalIn,
  secretLeaves,
  secretShape,
  secretSource,
  unsealed,
  variablesIn,
} from '../sides/secrets.js'
import type { Program } from '../program.js'
import type { Place } from '../finding.js'
import { broken, held, notAsked, rowsAbout, type Outcome } from './row.js'

/** Nothing sensitive is looked for in state: there it lies in the open, by Terraform's own design. */
const isWritten = ({ program }: Facts): boolean => ['synth', 'plan'].includes(program.input.kind)

const outputPlace = (program: Program, name: string): Place => ({
  ...{ side: 'program', file: program.file, address: `output.${name}` },
  ...program.input.locate?.(['output', name]),
})

const variablePlace = (program: Program, name: string): Place => ({
  ...{ side: 'program', file: program.file, address: `var.${name}` },
  ...program.input.locate?.(['variable', name]),
})

/** Of a list of outcomes, or one that held where something was looked at. */
const orHeld = (found: readonly Outcome[], looked: number): readonly Outcome[] =>
  found.length > 0 ? found : looked > 0 ? held : notAsked

export const secretRows = rowsAbout('program', [
  {
    code: 'secret-in-state',
    severity: 'error',
    owner: 'caller',
    rule: 'No secret is kept in Terraform’s state.',
    cause:
      'Whoever reads the state reads the secret: an argument that is not write-only, or one the IdP makes and Terraform keeps.',
    remedy:
      'Use a write-only argument where there is one. Okta: client_basic_secret_wo and omit_secret = true, or private_key_jwt. Entra: a certificate or a federated credential. Where the provider has none, waive this finding by name and with a last day, and guard the state.',
    source: 'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
    check: ({ program }) => {
      const watched = program.blocks.filter(isWatched)
      const given = keptArguments.flatMap((argument) =>
        program
          .ofType(argument.type)
          .flatMap((block) =>
            secretLeaves(block, argument).flatMap(({ path }) =>
              broken(
                `${path} is kept in state; the provider has no write-only argument (${argument.source})`,
                program.place('idp', block, path),
              ),
            ),
          ),
      )
      const made = keptAttributes.flatMap(({ type, attribute, isKept, source }) =>
        program
          .ofType(type)
          .filter(({ values }) => isKept(values))
          .flatMap((block) =>
            broken(
              `${attribute}, which the IdP makes, is kept in state (${source})`,
              program.place('idp', block, attribute),
            ),
          ),
      )
      return orHeld([...given, ...made], watched.length)
    },
  },
  {
    code: 'secret-in-plain-argument',
    severity: 'error',
    owner: 'caller',
    rule: 'A secret goes into no argument that is not meant for one.',
    cause: 'The argument is shown in plans, kept in state, and sent where nobody expects a secret.',
    remedy: 'Give it to a write-only argument, or to none.',
    source: 'https://developer.hashicorp.com/terraform/language/manage-sensitive-data',
    check: (facts) => {
      const { program } = facts
      if (!isWritten(facts)) return notAsked
      const blocks = program.blocks.filter(isWatched)
      const found = blocks.flatMap((block) => {
        const meant = keptArguments
          .filter(({ type }) => type === block.type)
          .map(({ path }) => path)
        return leavesIn(block).flatMap((leaf) => {
          const [name = ''] = leaf.path.split('.', 1)
          if (isPlain(leaf.value) || isWriteOnly(name) || meant.includes(name)) return []
          const source = secretSource(program, leaf.value)
          return source === undefined
            ? []
            : broken(
                `${leaf.path} takes its value from ${source}`,
                program.place(sideOf(block), block, leaf.path),
              )
        })
      })
      return orHeld(found, blocks.length)
    },
  },
  {
    code: 'secret-in-code',
    severity: 'error',
    owner: 'caller',
    rule: 'No secret is written into the program.',
    cause:
      'It lies in plain text in the synthesized file, in the plan, and in whatever history keeps them.',
    remedy:
      'Take it from a sensitive variable, an ephemeral resource or the environment; and change it, since it has been written down.',
    source: 'OWASP ASVS 5.0 §13.3',
    check: (facts) => {
      const { program } = facts
      if (!isWritten(facts)) return notAsked
      const secrets = secretArguments(program)
      const given = secrets.flatMap(({ value, place }) =>
        program.input.kind === 'synth' && literalIn(value) !== undefined
          ? broken(`${place.path ?? 'it'} is a literal`, place)
          : [],
      )
      const places = new Set(secrets.map(({ place }) => `${place.address} ${place.path ?? ''}`))
      const blocks = program.blocks.filter(({ mode }) => mode === 'resource')
      const shaped = blocks.flatMap((block) =>
        leavesIn(block).flatMap(({ path, value }) => {
          const text = value instanceof Sealed ? undefined : literalIn(value)
          const shape = text === undefined ? undefined : secretShape(path, text)
          if (shape === undefined || places.has(`${block.address} ${path}`)) return []
          return broken(
            `${path} holds a text of ${text?.length ?? 0} characters that looks like ${shape}`,
            program.place(sideOf(block), block, path),
          )
        }),
      )
      const told = [...program.input.outputs].flatMap(([name, { value, sensitive }]) =>
        sensitive
          ? []
          : leavesOf(value, name).flatMap((leaf) => {
              const text = literalIn(leaf.value)
              const shape = text === undefined ? undefined : secretShape(leaf.path, text)
              return shape === undefined || /\.(detail|field|secret)$/.test(leaf.path)
                ? []
                : broken(`${leaf.path} looks like ${shape}`, outputPlace(program, name))
            }),
      )
      return orHeld([...given, ...shaped, ...told], blocks.length)
    },
  },
  {
    code: 'secret-variable-exposed',
    severity: 'error',
    owner: 'caller',
    rule: 'A variable that carries a secret is sensitive and has no default.',
    cause:
      'Terraform prints what is not marked sensitive, and a default is a secret in plain text.',
    remedy:
      'sensitive = true, no default; ephemeral = true where only write-only arguments take it.',
    source: 'https://developer.hashicorp.com/terraform/language/block/variable#sensitive',
    check: (facts) => {
      const { program } = facts
      if (!isWritten(facts)) return notAsked
      const names = new Set(
        secretArguments(program).flatMap(({ value }) => [
          ...variablesIn(value),
          ...variablesIn(unsealed(value)),
        ]),
      )
      const found = [...names].flatMap((name) => {
        const variable = program.input.variables.get(name)
        if (!variable) return []
        const place = variablePlace(program, name)
        if (variable.hasDefault) return broken(`variable ${name} has a default`, place)
        return variable.sensitive ? [] : broken(`variable ${name} is not marked sensitive`, place)
      })
      return orHeld(found, names.size)
    },
  },
  {
    code: 'secret-output',
    severity: 'error',
    owner: 'caller',
    rule: 'No output tells a secret.',
    cause: 'Outputs are kept in state, and printed by terraform output -json, sensitive or not.',
    remedy:
      'Take the output out; let what needs the secret take it from the resource, into a write-only argument.',
    source: 'https://developer.hashicorp.com/terraform/language/block/output#sensitive',
    check: ({ program }) => {
      const outputs = [...program.input.outputs]
      const found = outputs.flatMap(([name, { value, sensitive }]) => {
        const sources = leavesOf(value).map((leaf) => secretSource(program, leaf.value))
        const source = sources.find((each) => each !== undefined)
        const isSecret = source !== undefined || (sensitive && holdsSealed(value))
        if (!isSecret) return []
        const words = sensitive
          ? 'marked sensitive, and kept in state'
          : 'not even marked sensitive'
        return broken(
          `output ${name} tells ${source ?? 'a sensitive value'}, ${words}`,
          outputPlace(program, name),
        )
      })
      return orHeld(found, outputs.length)
    },
  },
])

const holdsSealed = (value: Value): boolean =>
  leavesOf(value).some((leaf) => leaf.value instanceof Sealed) || value instanceof Sealed

/** A word or a number refers to nothing, and takes nothing from a secret. */
const isPlain = (value: Value): boolean => value === null || typeof value !== 'object'
