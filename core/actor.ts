export const ROLES = ['curator', 'executor', 'official', 'analyst', 'manager', 'head-curator', 'administrator'] as const
export type Role = (typeof ROLES)[number]
/** Who decides on messages and answers of the whole region. */
export const CURATORS: readonly Role[] = ['curator', 'head-curator']

/** Who acts. `system` and `rule` are not people: the sweep, a connector, an automatic routing rule. */
export interface Actor {
  readonly kind: 'person' | 'system' | 'rule'
  /** Account id, name of the flow, or rule id. */
  readonly id: string
  readonly name: string
  readonly role: Role | null
  /** Set for executors and officials. */
  readonly agencyId: string | null
}

/** What a login is made of. */
export const LOGIN = /^[a-z0-9][a-z0-9-]*$/
export const accountIdOf = (login: string): string => `account:${login}`

export interface Account {
  readonly id: string
  readonly login: string
  readonly name: string
  readonly role: Role
  readonly agencyId: string | null
  readonly passwordHash: string
  readonly disabledAt: number | null
  /** Another one with each change that ends its sessions, which name the one they were opened with. Absent as long as there was no such change. */
  readonly sessionMark?: string
}
