const rules = new Intl.PluralRules('ru')

/** `1 строка, 2 строки, 5 строк`: the number with the Russian form that agrees with it. */
export function ruPlural(count: number, one: string, few: string, many: string): string {
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = { one, few, many }
  return `${count} ${forms[rules.select(count)] ?? many}`
}

/** `1 row, 5 rows`. */
export const enPlural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
