import type { Attachment } from '../../../core/case.ts'
import { notify } from '../shell/notice.state.ts'
import { t } from '../text/text.ts'
import { ApiError, casePath, post } from '../wire/api.ts'
import { problemText } from '../wire/problem-text.ts'
import type { DraftInMaking } from './draft-in-making.ts'
import { PhotoList } from './photos.view.tsx'

/** The photos of an answer, those on their way among them. */
export function PhotoPicker({ caseId, draft }: { caseId: string; draft: DraftInMaking }) {
  const { attachments } = draft.written.value
  const chosen = async (input: HTMLInputElement): Promise<void> => {
    await addPhotos(draft, caseId, input.files)
    input.value = ''
  }
  return (
    <>
      <label>
        {t().draft.addPhoto}
        <input type="file" name="photo" accept="image/jpeg,image/png,image/webp" onChange={(event) => void chosen(event.currentTarget)} />
      </label>
      <PhotoList photos={attachments} remove={(id) => draft.write({ attachments: attachments.filter((photo) => photo.id !== id) })} />
      <p class="hint" role="status">
        {draft.uploads.value > 0 && t().draft.uploading}
      </p>
    </>
  )
}

/** Sends the photos one after another; each stands in the draft as soon as the server has it. */
export async function addPhotos(draft: DraftInMaking, caseId: string, files: Iterable<File> | null | undefined): Promise<void> {
  const photos = [...(files ?? [])]
  draft.uploads.value += photos.length
  for (const photo of photos) {
    await addPhoto(draft, caseId, photo)
    draft.uploads.value -= 1
  }
}

async function addPhoto(draft: DraftInMaking, caseId: string, file: File): Promise<void> {
  const body = new FormData()
  body.append('photo', file)
  try {
    const photo = await post<Attachment>(casePath(caseId, '/photos'), body)
    const { attachments } = draft.written.value
    if (!attachments.some(({ id }) => id === photo.id)) draft.write({ attachments: [...attachments, photo] })
  } catch (problem) {
    notify('problem', `${t().draft.uploadFailed}: ${whyNot(problem)}`)
  }
}

/** A photo is all that is asked for: what the server cannot read is none. */
const whyNot = (problem: unknown): string =>
  problem instanceof ApiError && problem.code === 'bad-input' ? t().draft.wrongPhoto : problemText(problem)
