/** What no API can do, told so that a person can: where to click, what to paste, and how the service will see that it was done. */
import { Lazy, TerraformOutput, TerraformStack } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { renderSteps } from '../src/contract/index.js'

const kind = Symbol.for('mortise.ManualStep')

/** Name of the output in which a stack's steps are collected. Public API. */
export const stepsOutput = 'mortise_steps'

/** One field of a form. A secret is never printed: `secret` says where a person finds it. */
export type StepValue = StepText | StepSecret

/** A field and what to enter. */
export interface StepText {
  /** The form's label. */
  readonly field: string
  /** What to enter, to the letter. */
  readonly value: string
}

/** A field for a secret. */
export interface StepSecret {
  /** The form's label. */
  readonly field: string
  /** Where a person finds it; never the secret. */
  readonly secret: string
}

/** What the service sees once the step was done. */
export interface Observation {
  /** What is waited for. */
  readonly event:
    | 'metadata-read'
    | 'signed-response'
    | 'encrypted-assertion'
    | 'attributes'
    | 'scim-request'
    | 'scim-without-groups'
  /** The same for a person. */
  readonly detail: string
}

/** What a ManualStep is made of. */
export interface ManualStepProps {
  /** What is to be done, in the imperative. */
  readonly title: string
  /** Whose console: `Okta`, `Microsoft Entra ID`, … */
  readonly idp: string
  /** Name of the connection or directory it belongs to. @default - none */
  readonly connection?: string
  /** Terraform cannot finish, or cannot even begin, without it. @default 'after-apply' */
  readonly when?: 'before-apply' | 'after-apply'
  /** The clicks, in order. */
  readonly path: readonly string[]
  /** What to enter, in the order of the form. @default - nothing */
  readonly values?: readonly StepValue[]
  /** What to know before. @default - nothing */
  readonly notes?: readonly string[]
  /** How the service will see that it was done. */
  readonly proof: Observation
  /** Vendor page or requirement ID. */
  readonly source: string
}

/** A step as it stands in the output `mortise_steps`, and as {@link renderManualSteps} reads it. */
export interface ManualStepRecord {
  /** Path of the construct below its stack. */
  readonly id: string
  /** What is to be done. */
  readonly title: string
  /** Whose console. */
  readonly idp: string
  /** The connection or directory it belongs to. */
  readonly connection: string | null
  /** Before Terraform can finish, or after. */
  readonly when: 'before-apply' | 'after-apply'
  /** The clicks, in order. */
  readonly path: readonly string[]
  /** What to enter, in the order of the form. */
  readonly values: readonly StepValue[]
  /** What to know before. */
  readonly notes: readonly string[]
  /** How the service will see that it was done. */
  readonly proof: Observation
  /** Vendor page or requirement ID. */
  readonly source: string
}

/**
 * A step for a person. The stack's steps appear together in the output `mortise_steps`, in the order of their making;
 * Terraform itself refuses an output into which a sensitive value has come.
 *
 * Logical ids (public API): none; the output is `mortise_steps`.
 */
export class ManualStep extends Construct {
  /** True for steps of any copy of this class. */
  static isManualStep(value: unknown): value is ManualStep {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** All steps of the stack that `scope` is in. */
  static of(scope: IConstruct): readonly ManualStep[] {
    return TerraformStack.of(scope)
      .node.findAll()
      .filter((each) => ManualStep.isManualStep(each))
  }

  /** The step as plain data. Values may be tokens. */
  readonly record: ManualStepRecord

  constructor(scope: Construct, id: string, props: ManualStepProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    this.record = {
      id: this.node.path.split('/').slice(1).join('/'),
      title: props.title,
      idp: props.idp,
      connection: props.connection ?? null,
      when: props.when ?? 'after-apply',
      path: [...props.path],
      values: [...(props.values ?? [])],
      notes: [...(props.notes ?? [])],
      proof: props.proof,
      source: props.source,
    }
    declareOutput(TerraformStack.of(this))
  }
}

function declareOutput(stack: TerraformStack): void {
  if (stack.node.tryFindChild(stepsOutput)) return
  new TerraformOutput(stack, stepsOutput, {
    description: 'What a person must do, because no API can',
    value: Lazy.anyValue({ produce: () => ManualStep.of(stack).map(({ record }) => record) }),
  })
}

/**
 * Steps as Markdown, a section for each connection, those that Terraform waits for first: what `mortise steps` prints. Pure:
 * it reads what `terraform output -json mortise_steps` gives.
 */
export const renderManualSteps = (steps: readonly ManualStepRecord[]): string => renderSteps(steps)
