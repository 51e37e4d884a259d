import { createHash } from 'node:crypto'
import type { BadInputReason } from '../console/server/api.ts'
import type { Attachment } from '../core/case.ts'
import { Malformed } from '../core/errors.ts'
import type { Store } from '../core/store.ts'

interface StoredPhoto extends Attachment {
  readonly base64: string
  /** The case whose people may see it. */
  readonly caseId: string
}

/** What the first bytes say, whatever the sender claims. */
const SIGNATURES: readonly { readonly mediaType: Attachment['mediaType']; readonly is: (bytes: Uint8Array) => boolean }[] = [
  { mediaType: 'image/jpeg', is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff },
  { mediaType: 'image/png', is: (bytes) => bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47 },
  { mediaType: 'image/webp', is: (bytes) => ascii(bytes, 0) === 'RIFF' && ascii(bytes, 8) === 'WEBP' },
]

const ascii = (bytes: Uint8Array, at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4))

/** Keeps a photo under the hash of its content; the same photo twice is one document. @throws {Malformed} something that is not JPEG, PNG or WebP */
export async function savePhoto(
  store: Store,
  photo: { readonly name: string; readonly content: Uint8Array; readonly caseId: string; readonly field?: string },
): Promise<Attachment> {
  const mediaType = SIGNATURES.find((one) => one.is(photo.content))?.mediaType
  if (mediaType === undefined)
    throw new Malformed('The photo is neither JPEG, PNG nor WebP', {
      field: photo.field ?? 'photo',
      reason: 'not-a-photo' satisfies BadInputReason,
      value: photo.name.slice(0, 80),
    })
  const id = createHash('sha256').update(photo.caseId).update(photo.content).digest('hex')
  const attachment: Attachment = { id, name: photo.name.slice(0, 200), mediaType, bytes: photo.content.byteLength }
  const value: StoredPhoto = { ...attachment, caseId: photo.caseId, base64: Buffer.from(photo.content).toString('base64') }
  await store.documents.write({
    collection: 'photos',
    id,
    value,
    fields: { caseId: photo.caseId, accountId: null },
    mode: { kind: 'create' },
  })
  return attachment
}

/** Bytes of a photo; null when there is none of this id. */
export async function loadPhoto(
  store: Store,
  id: string,
): Promise<{ readonly attachment: Attachment; readonly content: Uint8Array; readonly caseId: string } | null> {
  const found = await store.documents.get<StoredPhoto>('photos', id)
  if (found === null) return null
  const { base64, caseId, ...attachment } = found.value
  return { attachment, content: Buffer.from(base64, 'base64'), caseId }
}
