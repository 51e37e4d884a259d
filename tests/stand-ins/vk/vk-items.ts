export interface WallPost {
  readonly id: number
  readonly ownerId: number
  readonly fromId: number
  readonly date: number
  text: string
  edited?: number
  pinned?: boolean
  canComment?: boolean
  /** Whether communities may comment. */
  toCommunities?: boolean
  noLinks?: boolean
  attachments?: readonly unknown[]
  copyHistory?: readonly { readonly text: string; readonly attachments?: readonly unknown[] }[]
}

export interface WallComment {
  readonly id: number
  readonly ownerId: number
  readonly postId: number
  readonly fromId: number
  readonly date: number
  text: string
  /** Removed by its author; it stays while it has replies. */
  deleted?: boolean
  readonly replyTo?: number
  attachments?: readonly unknown[] | string
  readonly guid?: string
}
