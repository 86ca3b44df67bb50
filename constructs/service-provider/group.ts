/** A group of an organization. Who is in it, the service decides at each sign-in. */
import { Token } from 'cdktf'
import { Construct, type IConstruct } from 'constructs'
import { checkGroupSpace, Group as GroupSchema, parseWith } from '../../src/core/index.js'
import { MortiseGroup } from '../bindings/index.js'
import { parseFor, RefusedConstruct } from '../refusal.js'
import { literalOr, standIns } from '../tokens.js'
import { presetFor } from './checks.js'
import type { IOrganization } from './organization.js'
import { providerArgument, providerFor } from './provider.js'
import type { ISpace } from './space.js'

const kind = Symbol.for('mortise.Group')
/** Under this type an organization's node remembers the names of its groups. */
const metadataType = 'mortise:group'

/** A group, made here or elsewhere. */
export interface IGroup extends IConstruct {
  /** The organization it belongs to. */
  readonly organization: IOrganization
  /** The name as configured; case-sensitive. */
  readonly name: string
  /** The space it belongs to (S61); undefined where it belongs to the whole organization. */
  readonly space?: ISpace
}

/** What `organization.addGroup` may say about a group. */
export interface GroupOptions {
  /**
   * The space it belongs to, under services whose groups have spaces (S61): the same name in another space is another
   * group. Changing it replaces the group.
   * @default - the whole organization
   */
  readonly space?: ISpace
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
    options: Pick<GroupOptions, 'space'> = {},
  ): IGroup {
    return new ExistingGroup(scope, id, { ...options, organization, name })
  }

  readonly organization: IOrganization
  readonly name: string
  /** The space it belongs to (S61); undefined where it belongs to the whole organization. */
  readonly space?: ISpace
  /** The L1 class: the escape hatch. */
  readonly binding: MortiseGroup

  /** @throws RefusedConstruct `invalid-input` with the path of the fault, `spaces-unsupported` or `foreign-space` */
  constructor(scope: Construct, id: string, props: GroupProps) {
    super(scope, id)
    Object.defineProperty(this, kind, { value: true })
    checkGroup(this, props)
    this.organization = props.organization
    this.name = props.name
    if (props.space) this.space = props.space
    this.binding = new MortiseGroup(this, 'Default', {
      ...providerArgument(providerFor(this, props.organization.provider)),
      organization: props.organization.nameRef,
      name: props.name,
      space: props.space?.nameRef,
      idpIdentifier: props.idpIdentifier,
    })
    declareGroup(this)
  }
}

class ExistingGroup extends Construct implements IGroup {
  readonly organization: IOrganization
  readonly name: string
  readonly space?: ISpace

  constructor(scope: Construct, id: string, props: GroupProps) {
    super(scope, id)
    checkGroup(this, props)
    this.organization = props.organization
    this.name = props.name
    if (props.space) this.space = props.space
    declareGroup(this)
  }
}

function checkGroup(construct: IConstruct, props: GroupProps): void {
  const idpIdentifier = literalOr(props.idpIdentifier ?? null, standIns.label)
  const name = literalOr(props.name, standIns.label)
  const { organization, space } = props
  parseFor(construct, () => {
    parseWith(GroupSchema, { organization: standIns.name, name, idpIdentifier })
    checkGroupSpace(presetFor(construct, organization.preset), space && standIns.label)
  })
  if (space) checkOwnSpace(construct, organization, space)
}

function checkOwnSpace(construct: IConstruct, own: IOrganization, space: ISpace): void {
  const names = [space.organization.name, own.name] as const
  if (names[0] === names[1] || names.some((name) => Token.isUnresolved(name))) return
  throw new RefusedConstruct(construct, {
    code: 'foreign-space',
    owner: 'caller',
    detail: `space "${space.name}" belongs to organization "${space.organization.name}"`,
    remedy: 'Put the group into a space of its own organization.',
    path: 'space',
  })
}

function declareGroup({ organization, name, space }: IGroup): void {
  const declared: DeclaredGroup = { name, ...(space ? { space: space.name } : {}) }
  organization.node.addMetadata(metadataType, declared)
}

/** A group as an organization's node remembers it. */
export interface DeclaredGroup {
  readonly name: string
  readonly space?: string
}

/** The groups that constructs of this app declare for an organization. */
export function declaredGroups(organization: IConstruct): readonly DeclaredGroup[] {
  return organization.node.metadata
    .filter(({ type }) => type === metadataType)
    .map(({ data }) => data as DeclaredGroup)
}
