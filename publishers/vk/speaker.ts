/** What VK said to one call. */
export type VkReply =
  | { readonly ok: true; readonly response: unknown }
  | { readonly ok: false; readonly code: number; readonly message: string }

export interface VkCall {
  readonly method: string
  readonly params: Readonly<Record<string, string | number | boolean>>
}

/** VK as this publisher needs it; the app hands in the clients that speak to VK. */
export interface VkSpeaker {
  /** One writing request with the community's key, never repeated. @throws {Unavailable} no answer */
  call(call: VkCall): Promise<VkReply>
  /** One reading request: comments are not shown to a community's key. @throws {Unavailable} no answer */
  read(call: VkCall): Promise<VkReply>
  /** Attachment word of an uploaded photo, like `photo1_2`, or VK's refusal. @throws {Unavailable} no answer */
  uploadPhoto(content: Uint8Array, name: string, groupId: number): Promise<UploadReply>
}

export type UploadReply = { readonly ok: true; readonly photo: string } | Extract<VkReply, { ok: false }>
