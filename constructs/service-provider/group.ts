/** A group of an organization. Who is in it, the service decides at each sign-in. */
import { Construct, type IConstruct } from 'constructs'
import { Group as GroupSchema, parseWith } from '../../src/core/index.js'
import { MortiseGroup } from '../bindings/index.js'
import { parseFor } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor } from './provider.js'

const kind = Symbol.for('mortise.Group')
/** Under this type an organization's node remembers the names of its groups. */
const metadataType = 'mortise:group'

/** A group, made here or elsewhere. */
export interface IGroup extends IConstruct {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /** The name as configured; case-sensitive. */
  readonly name: string
}

/** What `organization.addGroup` may say about a group. */
export interface GroupOptions {
  /**
   * How the IdP names this group, usually a GUID; for presets that match groups by identifier (T40).
   * @default - none
   */
  readonly idpIdentifier?: string
}

/** What a Group is made of. */
export interface GroupProps extends GroupOptions {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /** Name of the group, 1 to 256 characters, case-sensitive. Changing it replaces the group. */
  readonly name: string
}

/**
 * A group of an organization. A sign-in never creates groups: those the IdP names must exist (S64).
 *
 * Logical ids (public API): `mortise_group.<id>`, where `organization.addGroup(name)` makes the id `group-<name>`
 * below the organization's; a blank in the name becomes `_`, any other character but letters, digits and hyphens its code point.
 */
export class Group extends Construct implements IGroup {
  /** True for groups managed by this app, of any copy of this class. */
  static isGroup(value: unknown): value is Group {
    return value !== null && typeof value === 'object' && kind in value
  }

  /** A group that exists already and is managed elsewhere. */
  static fromGroupName(
    scope: Construct,
    id: string,
    organization: IOrganization,
    name: string,
  ): IGroup {
    return new ExistingGroup(scope, id, organization, name)
  }

  readonly organization: IOrganization
  readonly name: string
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseGroup

  /** @throws RefusedConstruct `invalid-input`, with the path of the fault */
  constructor(scope: Construct, id: string, props: GroupProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkGroup(this, props)
    this.organization = props.organization
    this.name = props.name
    this.binding = new MortiseGroup(this, 'Default', {
      ...providerArgument(providerFor(this, props.organization.provider)),
      organization: props.organization.nameRef,
      name: props.name,
      idpIdentifier: props.idpIdentifier,
    })
    declareGroup(this)
  }
}

class ExistingGroup extends Construct implements IGroup {
  constructor(
    scope: Construct,
    id: string,
    readonly organization: IOrganization,
    readonly name: string,
  ) {
    super(scope, id)
    checkGroup(this, { organization, name })
    declareGroup(this)
  }
}

function checkGroup(construct: IConstruct, props: GroupProps): void {
  const idpIdentifier = literalOr(props.idpIdentifier ?? null, standIns.label)
  const name = literalOr(props.name, standIns.label)
  parseFor(construct, () =>
    parseWith(GroupSchema, { organization: standIns.name, name, idpIdentifier }),
  )
}

function declareGroup({ organization, name }: IGroup): void {
  organization.node.addMetadata(metadataType, name)
}

/** Names of the groups that constructs of this app declare for an organization. */
export function declaredGroups(organization: IConstruct): readonly string[] {
  return organization.node.metadata
    .filter(({ type }) => type === metadataType)
    .map(({ data }) => data as string)
}
