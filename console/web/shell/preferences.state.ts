import { effect, signal } from '@preact/signals'
import { browserStorage } from './browser-storage.ts'

export const LANGUAGES = ['ru', 'en'] as const
export type Language = (typeof LANGUAGES)[number]
export type Theme = 'light' | 'dark'

const stored = (key: string): string | null => browserStorage.getItem(`otklik.${key}`)
const prefersDark = (): boolean => typeof matchMedia !== 'undefined' && matchMedia('(prefers-color-scheme: dark)').matches

export const language = signal<Language>(stored('language') === 'en' ? 'en' : 'ru')
export const theme = signal<Theme>((stored('theme') ?? (prefersDark() ? 'dark' : 'light')) === 'dark' ? 'dark' : 'light')
/** Commands by single letters can be switched off (WCAG 2.1.4). */
export const singleKeys = signal(stored('single-keys') !== 'off')

/** Keeps the choices in this browser and on the page's root element; runs once, at the start of the page. */
export function keepPreferences(): void {
  effect(() => {
    document.documentElement.lang = language.value
    store('language', language.value)
  })
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value
    store('theme', theme.value)
  })
  effect(() => store('single-keys', singleKeys.value ? 'on' : 'off'))
}

/** A choice for which there is no room holds until the page is closed. */
function store(key: string, value: string): void {
  try {
    browserStorage.setItem(`otklik.${key}`, value)
  } catch {
    return
  }
}
