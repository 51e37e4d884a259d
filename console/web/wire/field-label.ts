import { t } from '../text/text.ts'

type Labels = Readonly<Record<string, string>>

/** Fields as the forms name them, by their names on the wire. */
function labels(): Labels {
  const { archive, board, deadLetters, decide, draft, manual, signIn } = t()
  return {
    topicId: decide.topic,
    groupId: board.topic,
    districtId: decide.district,
    placeName: decide.placeName,
    importance: decide.importance,
    agencyId: decide.agency,
    overrideReason: decide.override,
    reason: decide.reason,
    ground: decide.ground,
    as: decide.dismissAs,
    target: decide.target,
    proposedAgencyId: decide.proposedAgency,
    curatorConsent: decide.consent,
    code: decide.code,
    comment: decide.comment,
    url: decide.url,
    where: decide.where,
    accountId: decide.account,
    publishedAt: decide.publishedAt,
    attachments: draft.photos,
    photo: draft.addPhoto,
    platform: manual.platform,
    authorName: manual.author,
    createdAt: manual.time,
    screenshot: manual.screenshot,
    q: board.search,
    from: archive.from,
    to: archive.to,
    topic: deadLetters.topic,
    login: signIn.login,
    password: signIn.password,
  }
}

/** Where an act's form calls a field otherwise. Acts are the last words of addresses. */
function labelsOf(act: string): Labels {
  const { archive, decide, draft, manual } = t()
  const own: Readonly<Record<string, Labels>> = {
    archive: { q: archive.search },
    comment: { text: decide.note },
    messages: { text: manual.text, url: manual.url },
    publish: { reason: decide.fallbackReason },
    reroute: { reason: decide.override },
    submit: { text: draft.text, accountId: draft.account },
    unmask: { reason: decide.why },
  }
  return own[act] ?? {}
}

/** What the form of an act calls a field, `attachments.0.id` by its first word; null when no form has it. */
export function fieldLabel(field: string, act: string): string | null {
  const [name = ''] = field.split('.')
  return labelsOf(act)[name] ?? labels()[name] ?? null
}
