/** Small words between our props and the providers' bindings. */
import { Token, TerraformStack, type TerraformProvider } from 'cdktf'
import type { IConstruct } from 'constructs'

/** Text that Terraform shall hand on as it stands: its own templates are marked `${…}`, and so are Okta's. Tokens are left alone. */
export const verbatim = (text: string): string =>
  Token.isUnresolved(text) ? text : text.replace(/[$%](?=\{)/g, '$&$&')

/** Ids of children made from what a user wrote: different texts, different ids, and none Terraform would not take. */
export const idFrom = (text: string): string =>
  text.replace(/[^A-Za-z0-9-]/gu, (char) =>
    char === ' ' ? '_' : `.${char.codePointAt(0)?.toString(16)}.`,
  )

/**
 * Chooses which versions of a provider Terraform may install. A prebuilt binding pins the one it was generated from
 * (okta 4.20.0, azuread 3.7.0); what our constructs use is also in later ones, see each construct's `supports`.
 * @param scope - anything in the stack
 * @param provider - `okta`, `azuread`, or the provider itself
 * @param constraint - such as `>= 4.20.0, < 7.0.0`
 */
export function requireProviderVersion(
  scope: IConstruct,
  provider: string | TerraformProvider,
  constraint: string,
): void {
  const name = typeof provider === 'string' ? provider : provider.terraformResourceType
  TerraformStack.of(scope).addOverride(`terraform.required_providers.${name}.version`, constraint)
}

/** Provider versions a construct was written for. */
export interface SupportedProvider {
  /** As Terraform writes constraints. */
  readonly constraint: string
  /** Version the bindings were generated from. */
  readonly bindings: string
  /** Newest version whose schema was read. */
  readonly read: string
}

/** What the constructs in `okta/` use is in okta 4.20 (the bindings) and in 6.12 (read in its source). */
export const supportedOkta: SupportedProvider = {
  constraint: '>= 4.20.0, < 7.0.0',
  bindings: '4.20.0',
  read: '6.12.0',
}

/** What the constructs in `entra/` use is in azuread 3.7 (the bindings) and in 3.9 (read in its source). */
export const supportedAzuread: SupportedProvider = {
  constraint: '>= 3.7.0, < 4.0.0',
  bindings: '3.7.0',
  read: '3.9.0',
}
