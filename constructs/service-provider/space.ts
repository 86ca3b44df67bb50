/** A part of an organization that people enter with a role of its own. Who is in it, the service decides. */
import { Construct, type IConstruct } from 'constructs'
import { checkSpace, parseWith, Space as SpaceSchema } from '../../src/core/index.js'
import { MortiseSpace } from '../bindings/index.js'
import { parseFor } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import { presetFor } from './checks.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.Space')

/** A space, made here or elsewhere. */
export interface ISpace extends IConstruct {
  /** The organization it is a part of. */
  readonly organization: IOrganization
  /** The name as configured: as IdPs send it, case-sensitive. */
  readonly name: string
  /** The name as Terraform reference: whatever uses it waits for the space. */
  readonly nameRef: string
}

/** What `organization.addSpace` may say about a space. */
export interface SpaceOptions {
  /**
   * The name people see, 1 to 256 characters.
   * @default - the name
   */
  readonly displayName?: string
}

/** What a Space is made of. */
export interface SpaceProps extends SpaceOptions {
  /** The organization it is a part of. */
  readonly organization: IOrganization
  /** 1 to 256 characters, as IdPs send it, case-sensitive (T10, S61). Changing it replaces the space. */
  readonly name: string
}

/**
 * A space of an organization (T10); under SonarQube Cloud an organization of an enterprise (S61). A sign-in never creates
 * spaces: those the IdP names must exist (T25).
 *
 * Logical ids (public API): `mortise_space.<id>`, where `organization.addSpace(name)` makes the id `space-<name>` below the
 * organization's, written as a group's.
 */
export class Space extends Construct implements ISpace {
  /** True for spaces managed by this app, of any copy of this class. */
  static isSpace(value: unknown): value is Space {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A space that exists already and is managed elsewhere. */
  static fromSpaceName(
    scope: Construct,
    id: string,
    organization: IOrganization,
    name: string,
  ): ISpace {
    return new ExistingSpace(scope, id, organization, name)
  }

  readonly organization: IOrganization
  readonly name: string
  readonly nameRef: string
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseSpace

  /** @throws RefusedConstruct `invalid-input`, `spaces-unsupported` or `separator-in-name` (T13) */
  constructor(scope: Construct, id: string, props: SpaceProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    const { organization, name, displayName } = props
    checkSpaceAt(this, props)
    this.organization = organization
    this.name = name
    this.binding = new MortiseSpace(this, 'Default', {
      ...providerArgument(providerFor(this, organization.provider)),
      organization: organization.nameRef,
      name,
      displayName,
    })
    this.nameRef = this.binding.name
  }
}

class ExistingSpace extends Construct implements ISpace {
  readonly nameRef: string

  constructor(
    scope: Construct,
    id: string,
    readonly organization: IOrganization,
    readonly name: string,
  ) {
    super(scope, id)
    checkSpaceAt(this, { organization, name })
    this.nameRef = name
  }
}

function checkSpaceAt(construct: IConstruct, props: SpaceProps): void {
  const preset = presetFor(construct, props.organization.preset)
  const displayName = literalOr(props.displayName ?? null, standIns.label)
  const name = literalOr(props.name, standIns.label)
  parseFor(construct, () => {
    parseWith(SpaceSchema, { organization: standIns.name, name, displayName })
    checkSpace(preset, name)
  })
}
