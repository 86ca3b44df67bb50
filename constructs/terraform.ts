/** Small words between our props and the providers' bindings. */
import { Token, TerraformStack, type TerraformProvider } from 'cdktf'
import type { IConstruct } from 'constructs'
import type { Finding } from '../src/core/index.js'
import { sentenceOf } from './refusal.js'

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
  const stack = TerraformStack.of(scope)
  stack.addOverride(`terraform.required_providers.${name}.version`, constraint)
  stack.node.addMetadata(metadataType, { name, constraint } satisfies ChosenVersion)
}

/** Under this type a stack remembers which provider versions were chosen, in node metadata: it outlives copies of this module. */
const metadataType = 'mortise:provider-version'

interface ChosenVersion {
  readonly name: string
  readonly constraint: string
}

/** `>= 6.8.0, < 7.0.0` → 6, 8, 0: the oldest version a constraint lets in; undefined where it names none. */
function oldestOf(constraint: string): readonly number[] | undefined {
  const [, version] = /(?:^|,)\s*(?:>=|~>|=)?\s*(\d+(?:\.\d+){0,2})/.exec(constraint) ?? []
  return version?.split('.').map(Number)
}

const isOlder = (version: readonly number[], than: readonly number[]): boolean => {
  const at = than.findIndex((part, index) => part !== (version[index] ?? 0))
  return at >= 0 && (version[at] ?? 0) < (than[at] ?? 0)
}

/**
 * Complains at synth where Terraform may install a provider too old for what a construct uses; the bindings' own constraint
 * counts as too old.
 * @param least - such as `6.8.0`
 */
export function needsProviderVersion(
  construct: IConstruct,
  provider: string,
  least: string,
  what: string,
): void {
  const { node } = TerraformStack.of(construct)
  construct.node.addValidation({
    validate: () => {
      const chosen = node.metadata
        .filter(({ type }) => type === metadataType)
        .map(({ data }) => data as ChosenVersion)
        .findLast(({ name }) => name === provider)
      const oldest = oldestOf(chosen?.constraint ?? '')
      if (oldest && !isOlder(oldest, least.split('.').map(Number))) return []
      return [sentenceOf(tooOld(provider, least, what))]
    },
  })
}

const tooOld = (provider: string, least: string, what: string): Finding => ({
  code: 'provider-too-old',
  owner: 'caller',
  detail: `${what} is in ${provider} ${least} and later, and Terraform may install an older one`,
  remedy: `Call requireProviderVersion(stack, '${provider}', '>= ${least}, …').`,
})

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

/** Where `okta_app_oauth` takes its client secret in a write-only argument, `client_basic_secret_wo` (okta provider #2517). */
export const supportedOktaWriteOnly: SupportedProvider = {
  constraint: '>= 6.8.0, < 7.0.0',
  bindings: '4.20.0',
  read: '6.12.0',
}

/** What the constructs in `entra/` use is in azuread 3.7 (the bindings) and in 3.9 (read in its source). */
export const supportedAzuread: SupportedProvider = {
  constraint: '>= 3.7.0, < 4.0.0',
  bindings: '3.7.0',
  read: '3.9.0',
}
