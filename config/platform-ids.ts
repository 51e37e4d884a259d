import type { Platform } from '../core/post.ts'

interface IdForm {
  readonly form: RegExp
  readonly like: string
}

/** How a platform names whose page is watched. An id of another form would be watched by nobody, without a word. */
const SOURCES: Readonly<Partial<Record<Platform, IdForm>>> = {
  vk: { form: /^vk:-?[1-9]\d{0,14}$/, like: 'vk: and the number of the wall, a community with a minus: vk:-9001' },
}

/** How a platform names who speaks. Under an id of another form an agency's own answers would pass for citizens' messages. */
const ACCOUNTS: Readonly<Partial<Record<Platform, IdForm>>> = {
  vk: { form: /^-[1-9]\d{0,14}$/, like: 'the number of the community with a minus: -9500' },
}

type Named = { readonly id: string; readonly platform: Platform }

const problemIn =
  (what: string, forms: Readonly<Partial<Record<Platform, IdForm>>>) =>
  ({ id, platform }: Named): string | null => {
    const known = forms[platform]
    return known === undefined || known.form.test(id) ? null : `"${id}" is no ${what} of ${platform}; write ${known.like}`
  }

/** What is wrong with the id of a source; null: nothing. */
export const sourceIdProblem = problemIn('source', SOURCES)

/** What is wrong with the id of an account; null: nothing. */
export const accountIdProblem = problemIn('account', ACCOUNTS)
