import { effect } from '@preact/signals'
import { notify } from '../shell/notice.state.ts'
import { type Language, language } from '../shell/preferences.state.ts'
import { t, textsOf } from './text.ts'

/** Lets the page speak the language that is chosen, now and later. Resolves once it does. */
export async function followLanguage(): Promise<void> {
  await speak(language.peek())
  effect(() => void speak(language.value))
}

/** A choice whose texts cannot be fetched is undone. */
async function speak(chosen: Language): Promise<void> {
  try {
    await textsOf(chosen)
  } catch {
    language.value = 'ru'
    notify('problem', t().app.notFetched)
  }
}
