/** How a secret comes into a program: as a variable that Terraform shows nobody. */
import { TerraformVariable } from 'cdktf'
import type { Construct } from 'constructs'

/** What a SecretVariable is made of. */
export interface SecretVariableProps {
  /**
   * What it is for; shown to whoever is asked for it.
   * @default - none
   */
  readonly description?: string
  /**
   * May it reach arguments that Terraform keeps in its state? Where an IdP's provider has no write-only argument there is no
   * other way; the construct there asks for a {@link Waiver}.
   * @default false - Terraform itself refuses every way into plan and state (Terraform 1.10 or later)
   */
  readonly keptInState?: boolean
}

/**
 * A Terraform variable for a secret: sensitive, without default, and ephemeral unless told otherwise. Its value comes from
 * `TF_VAR_<id>` or a file outside the program; a random one, such as `openssl rand -base64 48`.
 *
 * Logical ids (public API): `var.<id>`.
 * https://developer.hashicorp.com/terraform/language/values/variables#exclude-values-from-state
 */
export class SecretVariable extends TerraformVariable {
  constructor(scope: Construct, id: string, props: SecretVariableProps = {}) {
    const { description, keptInState = false } = props
    super(scope, id, {
      type: 'string',
      sensitive: true,
      nullable: false,
      ...(description === undefined ? {} : { description }),
    })
    if (!keptInState) this.addOverride('ephemeral', true)
  }
}
