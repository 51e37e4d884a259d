import { computed } from '@preact/signals'
import { language } from '../shell/preferences.state.ts'
import { en } from './en.ts'
import { type Dictionary, ru } from './ru.ts'

const dictionaries = { ru, en } satisfies Record<string, Dictionary>
const current = computed<Dictionary>(() => dictionaries[language.value])

/** Texts of the language now chosen; a component that calls it is drawn again when the language changes. */
export const t = (): Dictionary => current.value

/** Citizens write Russian, and are answered in it, whatever language the page speaks. */
export const CITIZENS_LANGUAGE = 'ru'

/** The language of what somebody wrote; where there is none, the page itself speaks in its place. */
export const writtenIn = (text: string): typeof CITIZENS_LANGUAGE | undefined => (text === '' ? undefined : CITIZENS_LANGUAGE)
