import { computed, signal } from '@preact/signals'
import { type Language, language } from '../shell/preferences.state.ts'
import { type Dictionary, ru } from './ru.ts'

/** Those that are at hand. */
const dictionaries = signal<Partial<Record<Language, Dictionary>>>({ ru })
const current = computed<Dictionary>(() => dictionaries.value[language.value] ?? ru)

/** What most desks never show is fetched by those who choose it. */
const LATER: Partial<Record<Language, () => Promise<Dictionary>>> = { en: async () => (await import('./en.ts')).en }

/** Resolves once texts of the language are at hand; until then Russian ones are shown. @throws what the browser says of code it cannot fetch */
export async function textsOf(chosen: Language): Promise<void> {
  const load = LATER[chosen]
  if (load === undefined || dictionaries.peek()[chosen] !== undefined) return
  const dictionary = await load()
  dictionaries.value = { ...dictionaries.peek(), [chosen]: dictionary }
}

/** Texts of the language now chosen; a component that calls it is drawn again when the language changes. */
export const t = (): Dictionary => current.value

/** Citizens write Russian, and are answered in it, whatever language the page speaks. */
export const CITIZENS_LANGUAGE = 'ru'

/** The language of what somebody wrote; where there is none, the page itself speaks in its place. */
export const writtenIn = (text: string): typeof CITIZENS_LANGUAGE | undefined => (text === '' ? undefined : CITIZENS_LANGUAGE)
