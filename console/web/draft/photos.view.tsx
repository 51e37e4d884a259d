import type { Attachment } from '../../../core/case.ts'
import { t } from '../text/text.ts'

interface PhotoListProps {
  readonly photos: readonly Attachment[]
  readonly remove?: (id: string) => void
}

/** Photos of an answer, from this server only. */
export function PhotoList({ photos, remove }: PhotoListProps) {
  if (photos.length === 0) return null
  return (
    <ul class="photos" aria-label={t().draft.photos}>
      {photos.map((photo) => (
        <li key={photo.id}>
          <img src={`/api/photos/${photo.id}`} alt={photo.name} width={96} height={96} loading="lazy" />
          {remove !== undefined && (
            <button type="button" class="quiet icon" aria-label={t().draft.removePhoto(photo.name)} onClick={() => remove(photo.id)}>
              ×
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}
