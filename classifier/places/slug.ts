const LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  'а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e ю yu я ya'
    .split(' ')
    .reduce<string[][]>(
      (pairs, part, at) => (at % 2 === 0 ? [...pairs, [part]] : [...pairs.slice(0, -1), [...(pairs.at(-1) ?? []), part]]),
      [],
    ),
)

/** Stable Latin id of a Russian name: `Большие Угоны` → `bolshie-ugony`. */
export const slug = (name: string): string =>
  Array.from(name.toLowerCase(), (letter) => LETTERS[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
